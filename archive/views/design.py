"""The page that shows every component of the pages in every state, for those who build them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive.presentation import event_samples, page_samples, samples

SCALES = {
    "Sizes of type": "--size-",
    "Heights of lines": "--line-",
    "Spaces": "--space-",
    "Widths": "--width-",
    "Corners": "--radius-",
    "Layers": "--layer-",
}


@login_required
def design(request: HttpRequest) -> HttpResponse:
    """Show tokens and components, from their own templates with made-up values."""
    charts = samples.charts()
    shown = {
        "scales": {title: samples.tokens(start) for title, start in SCALES.items()},
        "colours": samples.tokens(),
        "entities": samples.entities(),
        "reports": samples.reports(),
        "hits": samples.hits(),
        "facets": samples.facets(),
        "charts": [(f"Reports by year: {name}", chart) for name, chart in charts.items()],
        "graded": samples.graded(),
        "statements": samples.statements(),
        "disputes": samples.disputes(),
        "claims": samples.claims(),
        "questions": event_samples.questions(),
        "claimants": event_samples.claimants(),
        "shown_claims": {1, 2},
        "timeline": event_samples.timeline(),
        "drawing": event_samples.drawing(),
        "chips": samples.chips(),
        **samples.pages(),
        **page_samples.of_pages(),
    }
    response = render(request, "pages/design.html", shown)
    response["X-Robots-Tag"] = "noindex"
    return response
