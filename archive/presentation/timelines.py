"""How a timeline is drawn: a column for each period, and a lane for each date beside its words."""

from __future__ import annotations

from dataclasses import dataclass

from archive.search import Timeline

HEIGHT, EVENTS_HEIGHT = 110, 44  # pixels
GAP = 0.22  # share of a period's width left empty beside its bar
MIN_COLUMNS = 12  # a few periods do not fill the page
MIN_BAR = 2  # pixels
MAX_TICKS = 8


@dataclass(frozen=True)
class TimeColumn:
    """A period: its bars, x and width in per cent, y and heights in pixels. Of the bar of reports the lower part is certain."""

    period: object
    hit_x: str
    hit_width: str
    x: str
    width: str
    certain: float
    possible: float
    events: float


@dataclass(frozen=True)
class TimeLane:
    """Something with a date, and where it lies in the timeline, in per cent; `is_point` if within one period, at its middle."""

    item: object
    x: str
    width: str
    middle: str
    is_point: bool


@dataclass(frozen=True)
class TimeChart:
    """The columns of a timeline with its labels, and lanes: `share` is the part of the width that the periods fill."""

    columns: list[TimeColumn]
    ticks: list[dict]
    spans: list[TimeLane]
    reports: list[TimeLane]
    events: list[TimeLane]
    has_events: bool
    height: int = HEIGHT
    events_height: int = EVENTS_HEIGHT


def chart_of(timeline: Timeline) -> TimeChart:
    """Lay out a timeline."""
    periods = timeline.periods
    width = 1 / max(len(periods), MIN_COLUMNS)
    share = len(periods) * width
    return TimeChart(
        columns=_columns(periods, width),
        ticks=_ticks(periods, width),
        spans=[_lane(span, (span.start, span.end), share, len(periods)) for span in timeline.spans],
        reports=[_lane(one, timeline.place(one.date_edtf), share, len(periods)) for one in timeline.reports],
        events=[_lane(one, timeline.place(one.date_edtf), share, len(periods)) for one in timeline.events],
        has_events=any(period.events for period in periods),
    )


def _columns(periods, width) -> list[TimeColumn]:
    most = max((period.count for period in periods), default=0)
    most_events = max((period.events for period in periods), default=0)
    columns = []
    for place, period in enumerate(periods):
        whole = _height(period.count, most, HEIGHT)
        certain = whole if period.certain == period.count else _height(period.certain, most, HEIGHT)
        columns.append(
            TimeColumn(
                period=period,
                hit_x=_percent(place * width),
                hit_width=_percent(width),
                x=_percent((place + GAP / 2) * width),
                width=_percent(width * (1 - GAP)),
                certain=certain,
                possible=round(whole - certain, 1),
                events=_height(period.events, most_events, EVENTS_HEIGHT),
            )
        )
    return columns


def _height(count, most, height) -> float:
    return max(round(height * count / most, 1), MIN_BAR) if count else 0


def _ticks(periods, width) -> list[dict]:
    step = -(-len(periods) // MAX_TICKS) if periods else 1
    return [
        {"text": period.tick, "x": _percent((place + 0.5) * width)}
        for place, period in enumerate(periods)
        if place % step == 0
    ]


def _lane(item, place, share, number) -> TimeLane:
    start, end = place
    is_point = round((end - start) * number) <= 1
    middle = (start + end) / 2 * share
    return TimeLane(
        item, _percent(start * share), _percent((end - start) * share), _percent(middle), is_point
    )


def _percent(part) -> str:
    return f"{part * 100:.3f}%"
