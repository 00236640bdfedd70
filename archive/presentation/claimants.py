"""Who said what when: a table of claimants against time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from archive import dates
from archive.evidence.accounts import Made
from archive.presentation.claims import claimant_label, value_label
from archive.presentation.shortened import WHOLE, PageLimits, heaviest
from archive.reference.topics import ACTS

MAX_COLUMNS = 8
PRECISIONS = (10, 7, 4)  # characters of a day, a month and a year in EDTF
UNDATED = ""


@dataclass(frozen=True)
class ClaimantCell:
    """What one claimant said in one column of time."""

    lines: list[tuple[int, str]]
    """The id of each claim, and what was said."""
    left_out: int


@dataclass(frozen=True)
class ClaimantRow:
    label: str
    url: str
    cells: list[ClaimantCell]


@dataclass(frozen=True)
class ClaimantTable:
    columns: list[str]
    rows: list[ClaimantRow]
    left_out: int


def claimant_table(claims: Sequence[Made], shown: PageLimits = WHOLE) -> ClaimantTable | None:
    """Return the table, by days, or by months or years if the days are too many; None unless it has two columns or two rows.

    Of more claimants than a page shows, those who say most stay.
    """
    length, columns = _columns(claims)
    rows: dict[object, list[Made]] = {}
    for one in claims:
        rows.setdefault(_party(one), []).append(one)
    if len(rows) < 2 and len(columns) < 2:
        return None
    kept = heaviest(list(rows.values()), len, shown.rows)
    made = [_row(found, columns, length, shown) for found in kept]
    labels = [dates.short_label(column) or "undated" for column in columns]
    return ClaimantTable(labels, made, len(rows) - len(kept))


def _party(one: Made) -> object:
    claim = one.claim
    if claim.claimant_id:
        return claim.claimant_id
    source = one.reports[0].source_id if not claim.claimant_words and one.reports else None
    return claim.claimant_words.casefold(), source


def _columns(claims: Iterable[Made]) -> tuple[int, list[str]]:
    """Return (the precision of the columns, the columns in order of time)."""
    said = {one.said_edtf for one in claims}
    for length in PRECISIONS:
        found = {_column(edtf, length) for edtf in said}
        if len(found) <= MAX_COLUMNS:
            break
    return length, sorted(found, key=dates.sort_key)


def _column(edtf: str, length: int) -> str:
    """Return a plain date cut to a precision; a span or an uncertain date is a column of its own, cut to its first year."""
    if not edtf:
        return UNDATED
    plain = dates.plain_date(edtf)
    if plain:
        return plain[:length]
    if length > PRECISIONS[-1]:
        return edtf
    lower = dates.parse_edtf(edtf).lower
    return f"{lower.year:04}" if lower else UNDATED


def _row(found: list[Made], columns: list[str], length: int, shown: PageLimits) -> ClaimantRow:
    cells: dict[str, list[Made]] = {column: [] for column in columns}
    for one in found:
        cells[_column(one.said_edtf, length)].append(one)
    claim, first = found[0].claim, found[0]
    label = claimant_label(claim, first.reports[0].source.name if first.reports else "")
    url = claim.claimant.get_absolute_url() if claim.claimant else ""
    return ClaimantRow(label, url, [_cell(cells[column], shown) for column in columns])


def _cell(found: list[Made], shown: PageLimits) -> ClaimantCell:
    lines = [(one.pk, _said(one)) for one in found[: shown.claims]]
    return ClaimantCell(lines, len(found) - len(lines))


def _said(one: Made) -> str:
    value = value_label(one.claim)
    return value if one.claim.act == "asserts" else f"{gettext(ACTS[one.claim.act])}: {value}"
