"""A timeline as data and as a table: its periods, what is wider than they are, what has no date, and the first of what it shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from archive.models import Article, Event
from archive.presentation.event_data import event_in_short
from archive.search import Timeline

COLUMNS = (
    "period",
    "period_in_words",
    "reports",
    "reports_certainly",
    "events",
    "search_url",
    "events_url",
)


def timeline_as_data(timeline: Timeline, *, notices: list[str], root: str) -> dict[str, Any]:
    """Return a timeline, which has no errors, as data; `root` is the address of the site without a slash at its end."""
    return {
        "label": timeline.label,
        "unit": timeline.unit,
        "units": [
            {"label": one.label, "url": root + one.url, "selected": one.current} for one in timeline.units
        ],
        "notices": notices,
        "periods": [_period(one, root) for one in timeline.periods],
        "wider_dates": [{"label": one.label, "reports": one.count} for one in timeline.spans],
        "more_wider_dates": timeline.more_spans,
        "undated": {"reports": timeline.undated.count, "url": root + timeline.undated.url},
        "undated_events": timeline.undated_events,
        "total": timeline.total,
        "reports": [_report(one, root) for one in timeline.reports] if timeline.shown else [],
        "events_total": timeline.events_total,
        "events": [_event(one, root) for one in timeline.events] if timeline.shown else [],
        "search_url": root + str(timeline.given.address),
    }


def _period(period, root: str) -> dict[str, Any]:
    return {
        "period": period.value,
        "label": period.label,
        "reports": period.count,
        "certainly": period.certain,
        "events": period.events,
        "url": root + period.url,
        "search_url": root + period.search_url,
    }


def _report(report: Article, root: str) -> dict[str, Any]:
    return {
        "id": report.pk,
        "url": root + report.get_absolute_url(),
        "headline": report.headline,
        "source": report.source.name,
        "published": report.date_edtf,
        "date": report.date_label(),
    }


def _event(event: Event, root: str) -> dict[str, Any]:
    return {
        **event_in_short(event, root),
        "place": event.place.slug if event.place else None,
    }


def timeline_rows(timeline: Timeline, *, root: str) -> Iterator[list]:
    """Yield the periods as the cells of their rows, in the order of COLUMNS; what has no date comes last."""
    for one in timeline.periods:
        yield [
            one.value,
            one.label,
            one.count,
            one.certain,
            one.events,
            root + one.search_url,
            root + one.events_url,
        ]
    undated = timeline.undated
    yield ["", "undated", undated.count, "", timeline.undated_events, root + undated.url, ""]
