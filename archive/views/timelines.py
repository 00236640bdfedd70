"""Any search over time."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from archive.models.wordings import withhold_names
from archive.presentation.timelines import chart_of
from archive.search import timeline
from archive.views.crawlers import combination, unindexed_with_parameters


@unindexed_with_parameters
def timeline_page(request: HttpRequest) -> HttpResponse:
    """Show the reports and events of a search over time, from decades down to days."""
    params, refused = combination(request)
    shown = timeline(params, path=reverse("timeline"), by=request.GET.get("by", ""))
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
    }
    if shown.shown:
        withhold_names(shown.events, "title", "place_words")
        context["chart"] = chart_of(shown)
    return render(request, "timeline/timeline.html", context)
