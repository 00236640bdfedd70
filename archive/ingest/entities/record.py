"""An entity as a register has it, in one form for all registers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from archive.dates import DateError, read_printed
from archive.ingest.datasets.numbers import CellError
from archive.ingest.entities.capitals import as_written
from archive.models import ExternalId, Name
from archive.text.scripts import in_latin_script
from archive.text.words import SPACES, name_key

Id = tuple[str, str]  # scheme, value
MAX_NAME, MAX_SUMMARY, MAX_NAMES = 200, 300, 500
Kind = Name.Kind
OTHER = ExternalId.Scheme.OTHER.value
NAMED = ":name:"
MACHINE_DATE = re.compile(r"\+?(\d{4})-(\d\d)-(\d\d)(?:T[\d:.]+Z?)?")
ABOUT = re.compile(r"(?:c\.|ca\.?|circa|about|approx(?:imately)?\.?)\s*", re.IGNORECASE)
UNUSABLE = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True)
class RegisterName:
    """A way to write an entity, as a register has it."""

    text: str
    kind: str = Kind.SPELLING.value
    language: str = ""
    used_from: str = ""
    used_to: str = ""


@dataclass(frozen=True)
class EntityRecord:
    """One record: its identifiers (its own first), names and columns of Entity, what it lies in, and where it was read.

    `adds_only` marks more names of an entity that another record describes: they add nothing if it is not there. `is_minor` marks one of
    very many small places, whose names are also those of people and things.
    """

    kind: str
    name: str
    ids: tuple[Id, ...] = ()
    names: tuple[RegisterName, ...] = ()
    columns: Mapping[str, Any] = field(default_factory=dict)
    parents: tuple[Id, ...] = ()
    parent_name: str = ""
    country: str = ""  # its name, for places whose areas are not known
    origin: str = ""
    position: int | None = None
    size: int = 0
    notices: tuple[str, ...] = ()
    adds_only: bool = False
    is_minor: bool = False

    @property
    def own_id(self) -> Id:
        """Its scheme and value in the register that it comes from."""
        return self.ids[0]

    @property
    def register(self) -> str:
        """The register that numbers it: a scheme, or "other:" and the name of a list."""
        scheme, value = self.own_id
        return f"{scheme}:{value.partition(':')[0]}" if scheme == OTHER else scheme

    @property
    def is_named(self) -> bool:
        """Whether it has no number, and its name is used instead."""
        return self.own_id[0] == OTHER and NAMED in self.own_id[1]

    @property
    def content(self) -> int:
        """A number that differs between records that say different things of their entity."""
        return hash((self.kind, tuple(sorted((name, str(value)) for name, value in self.columns.items()))))

    def joined_with(self, other: EntityRecord) -> EntityRecord:
        """Return this record with the names of another one, and what it does not say itself."""
        ids = tuple(dict.fromkeys((*self.ids, *other.ids)))
        names = distinguishable(self.name, (*self.names, RegisterName(other.name), *other.names))
        columns = {**other.columns, **self.columns}
        return replace(self, ids=ids, names=names, columns=columns, parents=self.parents or other.parents)

    @property
    def texts(self) -> list[str]:
        """All its names, the heading first."""
        return list(dict.fromkeys([self.name, *(name.text for name in self.names)]))

    def as_values(self) -> dict:
        """Return it for a JSON column."""
        return asdict(self)


def from_values(values: Mapping[str, Any]) -> EntityRecord:
    """Return the record that `as_values` wrote."""
    given = dict(values)
    given["ids"] = tuple(map(tuple, given["ids"]))
    given["parents"] = tuple(map(tuple, given["parents"]))
    given["names"] = tuple(RegisterName(**name) for name in given["names"])
    given["notices"] = tuple(given["notices"])
    return EntityRecord(**given)


def make_record(*, kind: str, name: str, names: Iterable[RegisterName] = (), **values) -> EntityRecord:
    """Return a record with its names in order: each once, none too long, no heading that cannot be one.

    Raises:
        CellError: it has no name, or one that no entry can have.
    """
    name = one_line(name)
    if not name_key(name):
        raise CellError("has no name: give it one")
    if len(name) > MAX_NAME:
        raise CellError(f"has a name of {len(name)} letters: shorten it to {MAX_NAME}")
    columns = {
        column: value for column, value in values.pop("columns", {}).items() if value not in (None, "")
    }
    given = [one for one in map(tidy, names) if one.text == name or is_usable(one.text)]
    written = as_written(name, kind)
    # The name as the register has it stays one of its names, though no search tells them apart.
    printed = (RegisterName(name),) if written != name else ()
    names = (*distinguishable(written, [one for one in given if one.text != name or not printed]), *printed)
    return EntityRecord(kind=kind, name=written, names=names[:MAX_NAMES], columns=columns, **values)


def distinguishable(heading: str, names: Sequence[RegisterName]) -> tuple[RegisterName, ...]:
    """Return the names that a search or a match can tell apart: of those that differ by accents or hyphens alone, the first.

    The heading is among them only if its language or kind is known.
    """
    own = next((one for one in names if one.text == heading and one != RegisterName(heading)), None)
    taken, found = {name_key(heading)}, [own] if own else []
    for one in names:
        key = name_key(one.text)
        if key not in taken:
            taken.add(key)
            found.append(one)
    return tuple(found[:MAX_NAMES])


def tidy(given: RegisterName) -> RegisterName:
    """Return a name on one line; one in another script than Latin is marked as native."""
    text = one_line(given.text)
    kind = Kind.NATIVE.value if given.kind == Kind.SPELLING and in_latin_script(text) else given.kind
    return RegisterName(text, kind, given.language, given.used_from, given.used_to)


def is_usable(text: str) -> bool:
    """Return whether a name can be one: it has letters, is not too long, and in Latin letters not all in lower case, as machines write."""
    key = name_key(text)
    return len(key) > 1 and len(text) <= MAX_NAME and not (text.isascii() and text.islower())


def one_line(text: str) -> str:
    """Return a cell without line breaks, double spaces and characters that cannot be stored."""
    return SPACES.sub(" ", UNUSABLE.sub("", text)).strip()


def edtf_of(text: str) -> str:
    """Return a date of a register in EDTF; "" for none.

    Raises:
        CellError: for anything that is not a date.
    """
    text = text.strip()
    if not text:
        return ""
    if found := MACHINE_DATE.fullmatch(text):
        text = "-".join(part for part in found.groups() if part != "00")
    about = ABOUT.match(text)
    try:
        edtf = read_printed(text[about.end() :] if about else text).edtf
    except DateError as error:
        raise CellError(f"“{text[:60]}” is not a date: {error}") from error
    return f"{edtf.rstrip('?~%')}~" if about and "/" not in edtf else edtf


def dates_of(given: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Read dates by their columns; return those that can be read, and a notice for each other."""
    read, notices = {}, []
    for column, text in given.items():
        try:
            read[column] = edtf_of(text)
        except CellError as error:
            notices.append(f"its {column.removesuffix('_edtf')} date was left out: {error}")
    return read, tuple(notices)
