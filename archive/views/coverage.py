"""What the archive does not know."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from archive.dates.vocabulary import SHORT_MONTHS
from archive.presentation.atlas import AFGHANISTAN, Frame
from archive.search import Coverage, coverage, reading
from archive.views.maps import TINTS, province_shapes

MAP_WIDTH = 420


@dataclass(frozen=True)
class CoveredArea:
    """A province on the small map, as the map of a search draws it."""

    name: str
    count: int
    url: str
    shape: str
    tint: int


@reading()
def coverage_page(request: HttpRequest) -> HttpResponse:
    """Show which months, sources, languages and places are thin, what has no date, and which names wait for a decision."""
    found = coverage()
    context = {
        "section": reverse("coverage"),
        "coverage": found,
        "months": [gettext(month) for month in SHORT_MONTHS if month],
        "frame": Frame(AFGHANISTAN, MAP_WIDTH),
        "areas": covered_areas(found),
    }
    return render(request, "coverage/coverage.html", context)


def covered_areas(found: Coverage) -> list[CoveredArea]:
    """Return the provinces that have an outline and are named at all, tinted in steps by the square root of their count."""
    shapes = province_shapes()
    most = max((figure.count for place, figure in found.provinces if place.pk in shapes), default=0)
    return [
        CoveredArea(
            place.name, figure.count, figure.url, shapes[place.pk], ceil(TINTS * sqrt(figure.count / most))
        )
        for place, figure in found.provinces
        if place.pk in shapes and figure.count
    ]
