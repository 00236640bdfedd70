"""What the archive does not know: as a page, as data and as a table."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from archive.dates.vocabulary import SHORT_MONTHS
from archive.presentation.atlas import AFGHANISTAN, Frame
from archive.presentation.coverage_data import COLUMNS, coverage_as_data, coverage_rows, notices_of
from archive.search import Coverage, coverage, reading
from archive.views.crawlers import unindexed
from archive.views.list_files import data_response, table_response
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
        "data_url": reverse("coverage-json"),
        "csv_url": reverse("coverage-csv"),
    }
    return render(request, "coverage/coverage.html", context)


@unindexed
@reading()
def coverage_json(request: HttpRequest) -> HttpResponse:
    """Serve the same as data."""
    return data_response(coverage_as_data(coverage(), root=request.build_absolute_uri("/").rstrip("/")))


@unindexed
@reading()
def coverage_csv(request: HttpRequest) -> HttpResponse:
    """Serve every number of the page as a row of a table."""
    found = coverage()
    rows = coverage_rows(found, root=request.build_absolute_uri("/").rstrip("/"))
    return table_response(
        "dateline-coverage",
        COLUMNS,
        rows,
        notices=notices_of(found),
        page=reverse("coverage"),
        request=request,
    )


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
