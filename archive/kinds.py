"""The kinds of entity, each described once: everything that distinguishes people, places and factions is here.

Models, search, views, admin, exports and SQL read it. To add a kind, see docs/recipes.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True)
class KindDate:
    """A date in EDTF: its column of Entity, its label on pages, and its property in schema.org."""

    column: str
    label: str
    schema_property: str


@dataclass(frozen=True, eq=False)
class Kind:
    """The description of one kind of entity."""

    key: str
    """The singular: a search parameter and query field, a column value, the name of its model."""
    plural: str
    """The plural; the address of its list, and its column in tables."""
    number: int
    """Its facet number, stored in packed records: never changed, never reused."""
    lead: str
    """The introduction of its list."""
    schema_type: str
    """Its type in schema.org."""

    field_meaning: str
    """The meaning of its query field, for the help page; with examples, and aliases of the field."""
    field_examples: tuple[str, ...] = ()
    field_synonyms: tuple[str, ...] = ()

    type_column: str = ""
    """The column of Entity that classifies its entries, and its choices."""
    types: tuple[str, ...] = ()
    dates: tuple[KindDate, ...] = ()
    other_columns: Mapping[str, object] = field(default_factory=dict)
    """Its other specific columns, each with its empty value."""

    words_before: frozenset[str] = frozenset()
    """Folded words that precede names of this kind and so help to choose between the bearers of a shared name."""
    titles: frozenset[str] = frozenset()
    """Those of them that are printed with a capital before a name without being part of it: President, Commander."""
    last_words: frozenset[str] = frozenset()
    """Folded words with which names of this kind end, or which follow them: Party, Province."""

    @property
    def label(self) -> str:
        """The singular as a heading or beside its sign: "Person"."""
        return self.key.capitalize()

    @property
    def plural_label(self) -> str:
        """The plural as a heading: "People"."""
        return self.plural.capitalize()

    @property
    def one(self) -> str:
        """The singular with its article: "a person", "an event"."""
        return f"{'an' if self.key[0] in 'aeiou' else 'a'} {self.key}"

    @property
    def type_choices(self) -> list[tuple[str, str]]:
        """Its types as the choices of a field."""
        return [(word, word) for word in self.types]

    @property
    def columns(self) -> Mapping[str, object]:
        """All columns of Entity specific to it, each with its empty value."""
        typed = {self.type_column: ""} if self.type_column else {}
        return {**typed, **self.other_columns, **{date.column: "" for date in self.dates}}

    @property
    def is_nested(self) -> bool:
        """Whether its entries are nested in each other."""
        return "parent" in self.other_columns


# Folded words that precede a name.
BEFORE_PLACES = (
    "in at near from to outside inside around into towards toward through via north south east west captured"
)
BEFORE_PEOPLE = """
    general gen commander cmdr colonel col major maj captain capt brigadier brig marshal mr mrs ms dr president
    minister governor mullah maulvi mawlawi maulana ustad haji hajji sheikh shaikh sayed sayyid amir emir engineer
    leader warlord chief king prince professor prof spokesman comrade brother former late acting vice deputy prime lieutenant lt
    sergeant sgt field ayatollah imam mufti qari mulla maulavi moulvi alhaj secretary senator ambassador justice sir
"""
# Those of BEFORE_PEOPLE that are part of a name as often as not: Mullah Omar, Haji Qadir.
PART_OF_NAMES = """
    mullah mulla maulvi moulvi mawlawi maulana maulavi ustad haji hajji alhaj sheikh shaikh sayed sayyid amir emir imam mufti qari ayatollah
    prince king chief brother sir
"""
MORE_TITLES = "spokeswoman spokesperson spokesmen envoy chairman representative delegate director"
LAST_OF_PLACES = """
    district province city town village valley river mountain mountains range pass airport airfield base dam barrage bridge road highway lake
    desert region peninsula island camp bazaar oblast governorate suburb quarter
"""
LAST_OF_FACTIONS = """
    party movement front army militia council alliance group brigade brigades battalion regiment division forces force corps guard guards
    organisation organization committee agency union ministry command league congress network federation coalition authority bureau
    department foundation society association
"""

PERSON = Kind(
    key="person",
    plural="people",
    number=1,
    lead="Everybody the archive knows by name. Each page shows every spelling that was printed.",
    schema_type="Person",
    field_meaning="Names this person, in any spelling.",
    field_examples=("person:dostum", 'person:"ahmad shah massoud"'),
    field_synonyms=("people",),
    dates=(
        KindDate("born_edtf", "Born", "birthDate"),
        KindDate("died_edtf", "Died", "deathDate"),
    ),
    words_before=frozenset(BEFORE_PEOPLE.split()),
    titles=frozenset((BEFORE_PEOPLE + MORE_TITLES).split()) - frozenset(PART_OF_NAMES.split()),
)
PLACE = Kind(
    key="place",
    plural="places",
    number=2,
    lead="Countries, provinces, towns, passes and anything else on the map with a name.",
    schema_type="Place",
    field_meaning="Names this place or a place inside it, in any spelling.",
    field_examples=('place:"mazar-i-sharif"', "place:panjshir taliban"),
    field_synonyms=("places",),
    type_column="place_type",
    types=(
        "region", "country", "province", "district", "city", "town", "village", "pass", "valley", "river", "mountain",
        "airfield", "base", "other",
    ),
    other_columns={"parent": None, "latitude": None, "longitude": None, "population": None, "lineage": []},
    words_before=frozenset(BEFORE_PLACES.split()),
    last_words=frozenset(LAST_OF_PLACES.split()),
)  # fmt: skip
FACTION = Kind(
    key="faction",
    plural="factions",
    number=3,
    lead="Armed groups, parties, alliances, governments and armies.",
    schema_type="Organization",
    field_meaning="Names this armed group, party or government, in any spelling.",
    field_examples=("faction:taliban", 'faction:"hezb-e wahdat"'),
    field_synonyms=("factions", "group", "party"),
    type_column="faction_type",
    types=(
        "armed group", "party", "alliance", "state forces", "government", "foreign forces", "organisation", "other",
    ),
    dates=(
        KindDate("founded_edtf", "Founded", "foundingDate"),
        KindDate("dissolved_edtf", "Dissolved", "dissolutionDate"),
    ),
    last_words=frozenset(LAST_OF_FACTIONS.split()),
)  # fmt: skip

KINDS: tuple[Kind, ...] = (PERSON, PLACE, FACTION)
"""All kinds, in the order in which pages list them."""

PHRASES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "counted": ("{key}", "{plural}"),
        "names_it": (
            '<a href="%(url)s" rel="nofollow"><b>%(number)s</b> report</a> names this {key}.',
            '<a href="%(url)s" rel="nofollow"><b>%(number)s</b> reports</a> name this {key}.',
        ),
        "names_it_or_part": (
            '<a href="%(url)s" rel="nofollow"><b>%(number)s</b> report</a> names this {key} or {plural} inside it.',
            '<a href="%(url)s" rel="nofollow"><b>%(number)s</b> reports</a> name this {key} or {plural} inside it.',
        ),
        **{
            name: (phrase, phrase)
            for name, phrase in {
                "not_named": "No report names this {key} yet",
                "show_all": "Show all {plural}",
                "all_of": "All {plural}",
                "none_yet": "No {plural} yet",
                "added_by": "Curators add {plural} with all the spellings that were printed. They are then found in every report, past and future.",
                "find_one": "Find {one} by any spelling",
                "cite": "How to cite this {key}",
            }.items()
        },
    }
)
"""Phrases about a kind, each with its plural: whole sentences, as each language has genders and articles of its own."""
BY_KEY: Mapping[str, Kind] = MappingProxyType({kind.key: kind for kind in KINDS})


def any_kind() -> str:
    """Return the kinds as a choice: "person, place or faction"."""
    return _listed([kind.key for kind in KINDS], "or")


def all_kinds() -> str:
    """Return all the kinds together: "people, places and factions"."""
    return _listed([kind.plural for kind in KINDS], "and")


def each_kind() -> str:
    """Return the kinds one by one: "person, place and faction"."""
    return _listed([kind.key for kind in KINDS], "and")


def _listed(words: list[str], conjunction: str) -> str:
    return f"{', '.join(words[:-1])} {conjunction} {words[-1]}"
