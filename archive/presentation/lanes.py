"""Statements over time as a picture: one lane for each entity at the other end, drawn as SVG by templates/evidence/_lanes.html.

Solid is what certainly held, dashed what may have held; a bar ends in a stroke where a source says that it began or ended there, in an
arrow where its dates are open, and in a question mark where nothing is known beyond. Lengths along the years are in per cent, all
others in pixels, so that the picture fits every width.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext

from archive import dates
from archive.dates.vocabulary import SHORT_MONTHS
from archive.evidence.changes import ChangeOfSide
from archive.evidence.cited import Cited
from archive.evidence.on_day import dates_of
from archive.models import Entity, Evidence
from archive.presentation.passages import passage_address
from archive.presentation.statements import period

LABEL, ROW, GAP, BAR = 22, 18, 14, 10  # heights in pixels
FOOT = 24
MAX_YEARS_MARKED = 8
MONTHS_APART = {1: 2, 2: 4}  # years in a picture -> months between two marks
STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000)
MIN_WIDTH = 0.35  # per cent: a single day is still seen
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Mark:
    """A passage of a report, at the report's date."""

    x: str
    url: str
    label: str
    contradicts: bool


@dataclass(frozen=True)
class LaneBar:
    """One statement: where it may have held, and within that where it certainly did (`solid_width` is empty if nowhere).

    `before` and `after` say what is beyond its ends: "real", "open" or "unknown".
    """

    label: str
    y: int
    x: str
    width: str
    end: str
    solid_x: str
    solid_width: str
    before: str
    after: str
    marks: list[Mark]

    @property
    def middle(self) -> float:
        return self.y + BAR / 2


@dataclass(frozen=True)
class SidesLane:
    """The statements that lead to one entity by one kind of relation."""

    label: str
    entity: Entity
    y: int
    bars: list[LaneBar]


@dataclass(frozen=True)
class Turn:
    """A change of side: a line from the end of one bar to the beginning of another."""

    label: str
    x1: str
    y1: float
    x2: str
    y2: float


@dataclass(frozen=True)
class TimeMark:
    """A year, or a month of a picture of one or two years."""

    label: str
    x: str


@dataclass(frozen=True)
class LanesPicture:
    lanes: list[SidesLane]
    turns: list[Turn]
    years: list[TimeMark]
    height: int
    on_x: str = ""
    on_width: str = ""

    @property
    def foot(self) -> int:
        """Where the axis is."""
        return self.height - FOOT


class Scale:
    """The years of a picture: whole years around all days that are known."""

    def __init__(self, days: Iterable[date]) -> None:
        years = [day.year for day in days]
        self.first, self.last = min(years), max(years)
        self._start = date(self.first, 1, 1).toordinal()
        self._length = date(self.last, 12, 31).toordinal() + 1 - self._start

    def share(self, day: date | None, *, otherwise: float = 0) -> float:
        """Return where a day begins, in per cent; None is the open side that `otherwise` gives."""
        if day is None:
            return otherwise
        return min(max(100 * (day.toordinal() - self._start) / self._length, 0), 100)

    def marks(self) -> list[TimeMark]:
        """Return round years to mark, few enough for a narrow screen; in one or two years, months."""
        years = self.last - self.first + 1
        if years <= len(MONTHS_APART):
            months = range(1, 13, MONTHS_APART[years])
            return [self._mark(year, month) for year in range(self.first, self.last + 1) for month in months]
        step = next(step for step in STEPS if (self.last - self.first) / step < MAX_YEARS_MARKED)
        marked = [year for year in range(self.first, self.last + 1) if year % step == 0]
        return [self._mark(year) for year in marked or [self.first]]

    def _mark(self, year: int, month: int = 1) -> TimeMark:
        label = gettext(SHORT_MONTHS[month]) if month > 1 else str(year)
        return TimeMark(label, per_cent(self.share(date(year, month, 1))))


def per_cent(share: float) -> str:
    """Write a share as an SVG length: "12.500%"."""
    return f"{share:.3f}%"


def picture(
    found: Iterable[Cited], *, by_words: bool = False, on: str = "", changes: Iterable[ChangeOfSide] = ()
) -> LanesPicture | None:
    """Draw dated statements in lanes, one for each entity, or `by_words` for each relation and entity; None if none has a day."""
    dated = [one for one in found if one.other and one.statement.perhaps is not None]
    days = [day for one in dated for day in _days(one)]
    if not days:
        return None
    scale = Scale(days)
    lanes: list[SidesLane] = []
    bar_of: dict[int, LaneBar] = {}
    y = 0
    for (words, entity), group in _grouped(dated, by_words=by_words).items():
        bars = _bars(group, y + LABEL, scale)
        bar_of |= bars
        lanes.append(SidesLane(words, entity, y + LABEL - 6, list(bars.values())))
        y = max(bar.y for bar in bars.values()) + ROW + GAP
    on_x, on_width = _asked(on, scale)
    return LanesPicture(lanes, _turns(changes, bar_of), scale.marks(), y + FOOT, on_x, on_width)


def _grouped(dated: Iterable[Cited], *, by_words: bool) -> dict[tuple[str, Entity], list[Cited]]:
    groups: dict[tuple[str, Entity], list[Cited]] = {}
    for one in dated:
        if one.other:
            is_tie = by_words or not one.statement.about.is_side
            groups.setdefault((one.words if is_tie else "", one.other), []).append(one)
    return groups


def _bars(group: Iterable[Cited], top: int, scale: Scale) -> dict[int, LaneBar]:
    """Return {id of a statement: its bar}; bars that overlap lie in rows below each other."""
    bars: dict[int, LaneBar] = {}
    ends: list[float] = []
    for one in group:
        start, end = _stretch(one.statement.perhaps, scale)
        row = next((row for row, taken in enumerate(ends) if taken < start), len(ends))
        ends[row : row + 1] = [end]
        bars[one.statement.pk] = _bar(one, top + row * ROW, (start, end), scale)
    return bars


def _bar(one: Cited, y: int, stretch: tuple[float, float], scale: Scale) -> LaneBar:
    statement, (start, end) = one.statement, stretch
    solid = None if statement.surely.isempty else _stretch(statement.surely, scale)
    return LaneBar(
        label=f"{gettext(one.words)} {one.other}: {', '.join(period(statement))}",
        y=y,
        x=per_cent(start),
        width=per_cent(end - start),
        end=per_cent(end),
        solid_x=per_cent(solid[0]) if solid else "",
        solid_width=per_cent(solid[1] - solid[0]) if solid else "",
        before=_beyond(is_open=statement.perhaps.lower_inf, is_real=statement.start_is_real),
        after=_beyond(is_open=statement.perhaps.upper_inf, is_real=statement.end_is_real),
        marks=[mark for given in one.evidence if (mark := _mark(given, scale))],
    )


def _stretch(days: DateRange, scale: Scale) -> tuple[float, float]:
    """Return where a range begins and ends, in per cent."""
    start = min(scale.share(days.lower, otherwise=0), 100 - MIN_WIDTH)
    return start, max(scale.share(days.upper, otherwise=100), start + MIN_WIDTH)


def _beyond(*, is_open: bool, is_real: bool) -> str:
    return "open" if is_open else "real" if is_real else "unknown"


def _mark(given: Evidence, scale: Scale) -> Mark | None:
    """Return the mark of a passage of a dated report; it is drawn in the middle of the days that the date may be."""
    if given.passage is None or given.passage.article.date_range is None:
        return None
    article, days = given.passage.article, given.passage.article.date_range
    ends = [scale.share(day) for day in (days.lower, days.upper) if day]
    label = f"{article.source.name}, {article.date_label()}"
    contradicts = given.stance == Evidence.Stance.CONTRADICTS
    return Mark(per_cent(sum(ends) / len(ends)), passage_address(given.passage), label, contradicts)


def _days(one: Cited) -> list[date]:
    """Return the first and last days that a picture of a statement must show."""
    written = [
        *dates_of(one.statement),
        *(given.passage.article.date_edtf for given in one.evidence if given.passage),
    ]
    return [day for edtf in written if edtf for day in dates.to_range(edtf) if day]


def _turns(changes: Iterable[ChangeOfSide], bar_of: dict[int, LaneBar]) -> list[Turn]:
    turns = []
    for change in changes:
        one, other = bar_of.get(change.before.statement.pk), bar_of.get(change.after.statement.pk)
        if one and other:
            label = f"{change.before.other}, {change.left}; {change.after.other}, {change.joined}"
            turns.append(Turn(label, one.end, one.middle, other.x, other.middle))
    return turns


def _asked(on: str, scale: Scale) -> tuple[str, str]:
    """Return where the day or span that was asked for lies, if it lies in the picture."""
    if not on:
        return "", ""
    first, last = dates.to_range(on)
    if (first and first.year > scale.last) or (last and last.year < scale.first):
        return "", ""
    start = scale.share(first)
    end = scale.share(last + A_DAY if last and last < date.max else None, otherwise=100)
    return per_cent(start), per_cent(max(end - start, MIN_WIDTH))
