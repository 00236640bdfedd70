"""The sources of reports: a list, and a page for each."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from archive.kinds import KINDS
from archive.models import Source
from archive.models.wordings import withhold_names
from archive.reference.countries import country_name
from archive.search import Holdings, counts_of_all, reading, years_of_sources
from archive.views.desk_bar import desk_bar
from archive.views.filters import ListFilterSet, order_of_reports

MAX_REPORTS_SHOWN = 10
MAX_NAMED_SHOWN = 8


@dataclass(frozen=True)
class SourceLine:
    """A source as the list shows it: how many reports it has, and the first and last year of those with a date."""

    source: Source
    count: int
    country: str
    years: str


@reading()
def source_list(request: HttpRequest) -> HttpResponse:
    """List the sources that have a published report."""
    counts, years = counts_of_all("source"), years_of_sources()
    chosen = ListFilterSet(request.GET, Source.objects.filter(pk__in=counts.ids()))
    by_reports = bool(chosen.value("sort"))
    lines = [
        SourceLine(source, counts.of(source.pk), country_name(source.country), span(years.get(source.pk)))
        for source in sorted(chosen.qs, key=lambda source: source.name.casefold())
    ]
    if by_reports:
        lines.sort(key=lambda line: -line.count)
    context = {
        "section": reverse("sources"),
        "lines": lines,
        "by_reports": by_reports,
        "complaints": list(chosen.complaints.values()),
    }
    context["has_countries"] = any(line.country for line in lines)
    return render(request, "sources/list.html", context)


@reading()
def source_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one source: what it is, when its reports were printed, and whom and what they name; a past address redirects to it."""
    source = Source.objects.at(slug)
    if source is None:
        raise Http404("No source has this address.")
    if source.slug != slug:
        return redirect(source, permanent=True)
    holdings = Holdings("source", source.slug)
    total = holdings.total()
    if not total:
        raise Http404("No report of this source is published.")
    withhold_names([source], "description")
    oldest, wrong_order = order_of_reports(request.GET.get("sort", ""))
    named = holdings.named_most(most=MAX_NAMED_SHOWN)
    context = {
        "section": reverse("sources"),
        "source": source,
        "country": country_name(source.country),
        "desk_bar": desk_bar(request, source),
        "total": total,
        "years": span(years_of_sources().get(source.pk)),
        "reports": holdings.reports(newest=not oldest, most=MAX_REPORTS_SHOWN),
        "oldest": oldest,
        "complaints": [wrong_order] if wrong_order else [],
        "chart": holdings.chart,
        "search_url": str(holdings.address),
        "ordered_search_url": str(holdings.address.setting("sort", "oldest" if oldest else "newest")),
        "company": [{"kind": kind, "entities": named[kind.key]} for kind in KINDS if named[kind.key]],
    }
    return render(request, "sources/source.html", context)


def span(years: tuple[int, int] | None) -> str:
    """Format the first and last year: "1979–2021", "1998"; empty if no report has a date."""
    if not years:
        return ""
    first, last = years
    return str(first) if first == last else f"{first}–{last}"
