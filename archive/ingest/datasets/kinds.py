"""The kinds of file that are read: what their columns are, how a row is told from others, and what is made of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from archive.ingest.datasets.acled import read_acled, where_in_acled
from archive.ingest.datasets.event_row import EventRow, Where
from archive.ingest.datasets.numbers import CellError, identifier
from archive.ingest.datasets.ucdp import read_dyad_year, read_ged, where_in_ged, where_of_dyad
from archive.reference.dataset_columns import GED_COLUMNS, column_of
from archive.reference.datasets import DATASET_OF

ReadEvent = Callable[..., EventRow]
ReadWhere = Callable[[Mapping[str, str]], Where]


@dataclass(frozen=True)
class FileKind:
    """One kind of file: its data set, the columns without which it is not one, and the reader of its rows.

    `read` is None for rows that are not events, such as those of a list of actors; `number` gives the number of a row, `where` its place.
    `known_by` are the columns by which a curator knows a row that was refused: its parties, where, when.
    """

    dataset: str
    name: str
    needs: tuple[str, ...]
    read: ReadEvent | None
    number: Callable[[Mapping[str, str]], str]
    known_by: tuple[str, ...]
    one_of: tuple[str, ...] = ()
    where: ReadWhere | None = None

    @property
    def is_private(self) -> bool:
        return DATASET_OF[self.dataset].is_private


def _number_in(column: str) -> Callable[[Mapping[str, str]], str]:
    return lambda cells: identifier(cells.get(column, ""))


def _dyad_year(cells: Mapping[str, str]) -> str:
    dyad, year = identifier(cells.get("dyad_id", "")), identifier(cells.get("year", ""))
    return f"{dyad}-{year}" if dyad and year else ""


GED = FileKind(
    "ucdp-ged", "events of UCDP GED", ("id", "side_a", "side_b", "date_start"), read_ged, _number_in("id"),
    ("side_a", "side_b", "where_coordinates", "date_start"), ("best", "deaths_a"), where=where_in_ged,
)  # fmt: skip
DYADS = FileKind(
    "ucdp-dyadic", "years of UCDP’s dyads", ("dyad_id", "year", "side_a", "side_b"), read_dyad_year, _dyad_year,
    ("side_a", "side_b", "location", "year"), where=where_of_dyad,
)  # fmt: skip
ACTORS = FileKind(
    "ucdp-actor", "UCDP’s list of actors", ("actorid", "namedata"), None, _number_in("actorid"), ("namedata",)
)  # fmt: skip
ACLED = FileKind(
    "acled", "events of ACLED", ("event_id_cnty", "event_date", "event_type", "actor1"), read_acled, _number_in("event_id_cnty"),
    ("actor1", "actor2", "location", "event_date"), where=where_in_acled,
)  # fmt: skip
WHERE_OF: Mapping[str, ReadWhere] = {kind.dataset: kind.where for kind in (GED, DYADS, ACLED) if kind.where}
UCDP_FILES, ACLED_FILES = (GED, DYADS, ACTORS), (ACLED,)
FILES = (*UCDP_FILES, *ACLED_FILES)


def kind_of(labels: Collection[str], among: tuple[FileKind, ...] = FILES) -> FileKind:
    """Return the kind of file that has these columns.

    Raises:
        CellError: for none of them; the message names what is missing from the nearest.
    """
    columns = {column_of(label) for label in labels}
    for kind in among:
        if columns.issuperset(kind.needs) and (not kind.one_of or columns.intersection(kind.one_of)):
            return kind
    for kind in FILES:
        if kind not in among and columns.issuperset(kind.needs):
            raise CellError(f"holds {kind.name}: import it with the command of that data set")
    nearest = max(among, key=lambda kind: len(columns.intersection(kind.needs)))
    missing = [column for column in nearest.needs if column not in columns] or [" or ".join(nearest.one_of)]
    raise CellError(
        f"is not a table of {' or '.join(kind.name for kind in among)}: its columns are not theirs. "
        f"Missing for {nearest.name}: {', '.join(missing)}"
    )


def is_ged_without_header(first: list[str]) -> bool:
    """Return whether the first row of a file is one of GED's own, as in candidate releases without a header."""
    return (
        len(first) == len(GED_COLUMNS)
        and identifier(first[0]).isdecimal()
        and first[2].strip()[:4].isdecimal()
    )


def is_hxl(cells: list[str]) -> bool:
    """Return whether a row holds the tags of the Humanitarian Exchange Language rather than values."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return bool(filled) and all(cell.startswith("#") for cell in filled)
