"""Any search over time: as a page, as data and as a table."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from archive.models.wordings import withhold_names
from archive.presentation.timeline_data import COLUMNS, timeline_as_data, timeline_rows
from archive.presentation.timelines import chart_of
from archive.search import Timeline, timeline
from archive.views.crawlers import bounded, combination, unindexed, unindexed_with_parameters
from archive.views.list_files import data_refusal, data_response, table_response
from archive.views.notices import refusal


@unindexed_with_parameters
def timeline_page(request: HttpRequest) -> HttpResponse:
    """Show the reports and events of a search over time, from decades down to days."""
    shown, refused = asked_for(request)
    address = shown.given.address
    context = {
        "section": reverse("timeline"),
        "timeline": shown,
        "said": [*refused, *shown.errors.values(), *shown.notices],
        "search_url": str(address),
        "all_reports_url": str(address.setting("sort", "oldest")),
        "hidden": [pair for pair in address.pairs if pair[0] not in ("page", "from", "to")],
        "dates": {key: address.one(key) for key in ("from", "to")},
        "is_narrowed": bool(address.pairs),
        "data_url": str(address.to(reverse("timeline-json"), by=shown.asked)),
        "csv_url": str(address.to(reverse("timeline-csv"), by=shown.asked)),
        "feed_url": str(address.to(reverse("search-atom"))),
    }
    if shown.shown:
        context["chart"] = chart_of(shown)
    return render(request, "timeline/timeline.html", context)


@unindexed
def timeline_json(request: HttpRequest) -> HttpResponse:
    """Serve the same as data."""
    shown, refused = asked_for(request)
    if shown.errors:
        return data_refusal(shown.errors)
    root = request.build_absolute_uri("/").rstrip("/")
    return data_response(timeline_as_data(shown, notices=[*refused, *shown.notices], root=root))


@unindexed
@bounded
def timeline_csv(request: HttpRequest) -> HttpResponse:
    """Serve the periods of the same as a table."""
    shown, _ = asked_for(request)
    if shown.errors:
        return refusal(shown.errors)
    rows = timeline_rows(shown, root=request.build_absolute_uri("/").rstrip("/"))
    page = str(shown.given.address.to(reverse("timeline"), by=shown.asked))
    return table_response(
        "dateline-timeline", COLUMNS, rows, notices=shown.notices, page=page, request=request
    )


def asked_for(request: HttpRequest) -> tuple[Timeline, list[str]]:
    """Return the timeline that an address asks for, names withheld in its events, and a message about filters that were ignored."""
    params, refused = combination(request)
    shown = timeline(params, path=reverse("timeline"), by=request.GET.get("by", ""))
    if shown.shown:
        withhold_names(shown.events, "title", "place_words")
    return shown, refused
