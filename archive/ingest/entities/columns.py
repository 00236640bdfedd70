"""What the columns of a table mean: proposed by their labels, told by whoever imports it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from archive.models import ExternalId
from archive.text.words import plain

# The columns that a record can have, each with the labels under which other programs have it, folded to letters and figures.
ALSO_CALLED: Mapping[str, str] = {
    "name": "label itemlabel title caption namedata fullname preferredname headingname personlabel placelabel grouplabel humanlabel",
    "first name": "firstname givenname forename",
    "second name": "secondname",
    "third name": "thirdname",
    "last name": "lastname familyname surname fourthname",
    "names": "aliases alias alternatenames altnames alternativenames alsoknownas aka itemaltlabel altlabel othernames variants "
    "alternates spellings namevariants",
    "asciiname": "nameascii",
    "acronym": "abbreviation acronyms shortcode",
    "short name": "shortnames shortform",
    "former name": "formername formernames oldname nameorig previousname",
    "native name": "nativename nameoriginalscript nativelabel originalname nameinoriginalscript",
    "full name": "nameorigfulleng officialname longname",
    "kind": "schema entitykind entitytype recordtype",
    "type": "placetype factiontype featurecode fcode instanceof instanceoflabel typelabel category org",
    "id": "identifier recordid dataid referencenumber uid number no code",
    "wikidata": "item qid wikidataid wikidataitem wikidataqid person place human group wikidatauri",
    "geonames": "geonameid geonamesid geoid",
    "viaf": "viafid",
    "ucdp_actor": "actorid ucdpactor ucdpid ucdpactorid newid",
    "opensanctions": "opensanctionsid",
    "un_list": "unlistid unreference unreferencenumber",
    "summary": "description itemdescription comments1 comments note gloss",
    "latitude": "lat y",
    "longitude": "lon lng long x",
    "point": "coord coords coordinates coordinatelocation geo wkt geopoint",
    "population": "pop inhabitants",
    "parent": "province parentname locatedin locatedinlabel adminlabel liesin within partof",
    "parent wikidata": "admin parentitem parentqid p131",
    "parent geonames": "parentgeonameid parentgeonames",
    "country code": "countrycode iso iso2 cc",
    "admin1 code": "admin1code",
    "admin2 code": "admin2code",
    "geonames code": "geonamescode",
    "parent geonames code": "parentgeonamescode",
    "born": "birthdate dateofbirth dob birth born",
    "died": "deathdate dateofdeath dod death died",
    "founded": "inception foundingdate dateoffoundation founded",
    "dissolved": "dissolutiondate dissolvedabolishedordemolisheddate enddate dissolved",
}
MEANING_OF = {label: meaning for meaning, labels in ALSO_CALLED.items() for label in labels.split()} | {
    re.sub("[^a-z0-9]", "", meaning): meaning for meaning in ALSO_CALLED
}
NAME_PARTS = ("first name", "second name", "third name", "last name")
NAME_KINDS = {
    "acronym": "acronym", "short name": "short", "former name": "former", "native name": "native", "full name": "spelling",
    "asciiname": "spelling", "names": "spelling",
}  # fmt: skip
SCHEMES = tuple(ExternalId.Scheme.values)
IN_LANGUAGE = re.compile(r"(?i)(?:name|label|alias(?:es)?|title)[ _:.\-@(\[]+([a-z]{2,3})[)\]]?")
NOT_USED = ""


class ColumnsError(ValueError):
    """Raised for columns of which no record can be made; the message says what to tell."""


@dataclass(frozen=True)
class Column:
    """A column of a table: its label, what it means ("" for nothing), and the language of its names."""

    label: str
    meaning: str
    language: str = ""

    @property
    def meaning_in_words(self) -> str:
        """Say it in words."""
        language = f" in {self.language}" if self.language else ""
        return (
            f"“{self.label}” is {self.meaning.replace('_', ' ')}{language}"
            if self.meaning
            else f"“{self.label}” is not used"
        )


def in_words(columns: Iterable[Column]) -> str:
    """Say what the columns are taken for, the ones that are not used last."""
    used = [column.meaning_in_words for column in columns if column.meaning]
    unused = [f"“{column.label}”" for column in columns if not column.meaning]
    return f"its columns: {', '.join(used)}" + (f"; not used: {', '.join(unused)}" if unused else "")


def propose(labels: Sequence[str], told: Mapping[str, str] | None = None) -> list[Column]:
    """Return what each column means: as told by its label, or else as its label says. A meaning is given once, the first time.

    Raises:
        ColumnsError: what is told names no column or no meaning, or no column has a name.
    """
    told = dict(told or {})
    for label, meaning in told.items():
        if label not in labels:
            raise ColumnsError(f"has no column “{label}”: it has {_listed(labels)}")
        if meaning and meaning not in ALSO_CALLED:
            raise ColumnsError(
                f"“{meaning}” is not something that a column can hold: {', '.join(ALSO_CALLED)}"
            )
    taken = {meaning for meaning in told.values() if meaning not in NAME_KINDS}
    found = []
    for label in labels:
        column = Column(label, told[label]) if label in told else _guess(label, taken)
        found.append(column)
        if column.meaning not in NAME_KINDS:
            taken.add(column.meaning)
    meanings = {column.meaning for column in found}
    if "name" not in meanings and not meanings.intersection(NAME_PARTS):
        raise ColumnsError(
            f"has no column for names: say which it is with name=LABEL. It has {_listed(labels)}"
        )
    return found


def _guess(label: str, taken: set[str]) -> Column:
    if found := IN_LANGUAGE.fullmatch(label.strip().lstrip("?")):
        return Column(label, "names", found[1].lower())
    meaning = MEANING_OF.get(re.sub("[^a-z0-9]", "", plain(label).casefold()), NOT_USED)
    return Column(label, NOT_USED if meaning in taken and meaning not in NAME_KINDS else meaning)


def read_meanings(pairs: Iterable[str]) -> dict[str, str]:
    """Read what is told of columns, as MEANING=LABEL; an empty meaning leaves a column out.

    Raises:
        ColumnsError: for anything else.
    """
    told = {}
    for pair in pairs:
        meaning, sign, label = pair.partition("=")
        if not sign:
            raise ColumnsError(
                f"“{pair}” does not describe a column: write MEANING=LABEL, such as name=Label"
            )
        told[label.strip()] = meaning.strip()
    return told


def _listed(labels: Sequence[str]) -> str:
    return ", ".join(f"“{label}”" for label in labels[:40])
