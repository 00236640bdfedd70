"""The search page, and the same search as JSON."""

from __future__ import annotations

from dataclasses import asdict

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from archive.models.addresses import address_of
from archive.search import search, whole_facet
from archive.search.facets import LISTED
from archive.views.crawlers import combination, unindexed
from archive.views.exports import ENTRY_FORMATS, MAX_REFERENCES, MAX_ROWS
from archive.views.feeds import ENTRIES
from archive.views.filters import past_the_last
from archive.views.list_files import data_refusal, data_response
from archive.views.notes import manner, notes
from archive.views.pagination import page_links

MAX_VALUES = 500
MAX_LETTERS = 100


@unindexed
def search_page(request: HttpRequest) -> HttpResponse:
    """Show the results of a search, with everything it can be narrowed by."""
    params, refused = combination(request)
    results = search(params)
    address = results.address
    pages = page_links(results.page, results.pages, address.at_page, typed=address.one("page"))
    said = [*filter(None, [pages["past_the_last"]]), *refused, *results.messages]
    context = {
        "results": results,
        "said": said,
        "notes": notes(results, said),
        "manner": manner(results),
        "is_asked": bool(results.total or results.query or results.chips),
        "query": str(address.without("page").without("leaveout")).partition("?")[2],
        "timeline_url": str(address.to(reverse("timeline"))),
        "map_url": str(address.to(reverse("map"))),
        "dates": {key: address.one(key) for key in ("from", "to")},
        "most_rows": MAX_ROWS,
        "entry_formats": ENTRY_FORMATS,
        "most_references": MAX_REFERENCES,
        "most_entries": ENTRIES,
        **pages,
    }
    return render(request, "search/search.html", context)


@unindexed
def facet_page(request: HttpRequest, name: str) -> HttpResponse:
    """Show every value of one facet of a search, or those whose name contains some letters."""
    if name not in LISTED:
        raise Http404(f"Searches are not filtered by {name}.")
    find = request.GET.get("find", "").replace("\0", "").strip()[:MAX_LETTERS]
    params, refused = combination(request)
    facet, given = whole_facet(params, name=name, find=find)
    address = given.address
    context = {
        "said": [*refused, *given.errors.values(), *given.messages()],
        "facet": facet,
        "values": facet.values[:MAX_VALUES],
        "is_cut": len(facet.values) > MAX_VALUES,
        "find": find,
        "back_url": str(address),
        "not_counted": given.not_counted(),
        "wait_url": str(address.to(address_of("search-facet", name)).waiting()),
        "hidden": address.pairs,
    }
    return render(request, "search/facet.html", context)


@unindexed
def search_json(request: HttpRequest) -> JsonResponse:
    """Serve a search as data: the results, the facets, the names that were widened, and the notices of the page."""
    params, refused = combination(request)
    results = search(params)
    if results.errors:
        sentences = " ".join(dict.fromkeys(results.errors.values()))
        offers = [asdict(offer) for offer in results.offers]
        data = {"error": sentences, "errors": results.errors, "offers": offers, "ways_on": ways_data(results)}
        return data_response(data, status=400)
    if past := past_the_last(results.address.one("page"), results.pages):
        return data_refusal({"page": past})
    not_counted = results.not_counted  # counts the cheapest first
    return data_response(
        _results_data(results, request)
        | _reading_data(results)
        | _beside_data(results, request)
        | _notices_data(results, refused, not_counted)
    )


def _results_data(results, request: HttpRequest) -> dict:
    """Return the reports found, and how they are counted."""
    return {
        "total": results.total,
        "match": results.match,
        "exact": results.exact,
        "page": results.page,
        "pages": results.pages,
        "results": [hit_data(hit, request) for hit in results.hits],
        "near_misses": near_data(results.near_misses, request),
        "facets": {facet.name: facet_data(facet) for facet in results.facets} | year_data(results.histogram),
        "lists": {facet.name: list_data(facet) for facet in results.facets},
    }


def _reading_data(results) -> dict:
    """Return how the query was read, and how else it may be."""
    return {
        "names": [name_data(name) for name in results.names],
        "words": [word_data(word) for word in results.words],
        "dates": [day_data(day) for day in results.days],
        "set_aside": [asdict(aside) for aside in results.aside],
        "offers": [asdict(offer) for offer in results.offers],
        "choices": [choice_data(choice) for choice in results.choices],
        "pending_names": [pending_data(one) for one in results.pending],
    }


def _beside_data(results, request: HttpRequest) -> dict:
    """Return what is shown beside the reports: an entry, events, and other searches."""
    return {
        "card": results.card and entity_data(results.card),
        "events": [event_data(event, request) for event in results.events],
        "events_url": request.build_absolute_uri(results.events_url) if results.events else None,
        "suggestion": suggestion_data(results.suggestions.correction),
        "ways_on": ways_data(results),
        "similar_names": [similar_data(name) for name in results.suggestions.names],
    }


def _notices_data(results, refused: list[str], not_counted: list[str]) -> dict:
    """Return the notices of the page."""
    nothing_near = [results.nothing_near] if results.nothing_near else []
    return {
        "messages": [*refused, *results.messages, *not_counted, *nothing_near],
        "wait_url": results.wait_url if not_counted else None,
        "errors": {},
    }


def hit_data(hit, request: HttpRequest) -> dict:
    """Describe one report found; headline as printed, snippet as HTML with <mark>."""
    article = hit.article
    return {
        "id": article.pk,
        "url": request.build_absolute_uri(article.get_absolute_url()),
        "headline": article.headline,
        "source": article.source.name,
        "published": article.date_edtf,
        "date": article.date_label(),
        "snippet": str(hit.snippet),
        "entities": [{"kind": e.kind, "slug": e.slug, "name": e.name} for e in hit.entities],
        "written_in": [{"slug": place.slug, "name": place.name} for place in hit.written],
        "copies": [copy.pk for copy in hit.copies],
        "story_url": request.build_absolute_uri(hit.story_url) if hit.story_url else None,
        "copies_on_different_days": hit.on_different_days,
    }


def facet_data(facet) -> list[dict]:
    """Describe the values of one facet, those that say "has none" last."""
    return [
        value_data(value) | {"excluded": value.excluded} for value in [*facet.values, facet.none] if value
    ]


def year_data(histogram) -> dict[str, list[dict]]:
    """Describe the years as a further facet."""
    offered = [bar for bar in [*histogram.earlier, *histogram.bars, *histogram.later] if bar.is_offered]
    return {"year": [value_data(value) for value in [*offered, histogram.undated] if value]}


def value_data(value) -> dict:
    """Describe one value that a search can be narrowed by."""
    return {key: getattr(value, key) for key in ("value", "label", "count", "selected", "url")}


def list_data(facet) -> dict:
    """Describe how a list is chosen from: whether all of its chosen values are required or any, and whether a choice is left out."""
    return {
        "wants_all": facet.wants_all,
        "other_join": facet.other_join and asdict(facet.other_join),
        "leaves_out": facet.leaves_out,
        "leave_url": facet.leave_url,
    }


def name_data(name) -> dict:
    """Describe a name that was searched in its other spellings too."""
    return {
        "typed": name.typed,
        "entity": name.entity.slug,
        "kind": name.entity.kind,
        "name": name.entity.name,
        "also": name.also,
        "on": name.on,
        "rule": name.rule.value,
        "off_url": name.off_url,
    }


def word_data(word) -> dict:
    """Describe a word that was searched in its other forms too."""
    return {"typed": word.typed, "also": word.also, "on": word.on, "off_url": word.off_url}


def day_data(day) -> dict:
    """Describe a date that was read among the words."""
    return asdict(day) | {"label": day.label}


def near_data(near, request: HttpRequest) -> dict | None:
    """Describe the near misses: their number, the first of them, and the search for all of them."""
    if near is None:
        return None
    return {
        "total": near.total,
        "url": near.url,
        "results": [hit_data(hit, request) for hit in near.hits],
    }


def choice_data(choice) -> dict:
    """Describe a typed name that several entities share, with those that it may mean."""
    return {
        "typed": choice.typed,
        "read_as": choice.read_as and choice.read_as.slug,
        "options": [option_data(option) for option in choice.options],
        "waiting": choice.waiting,
    }


def option_data(option) -> dict:
    """Describe an entity that a typed name may mean: how many reports name it, and how many more may."""
    counts = {"count": option.reports, "pending": option.pending and pending_data(option.pending)}
    return entity_data(option.entity) | {"url": option.url, "apart": option.apart} | counts


def pending_data(one) -> dict:
    """Describe the reports that may name somebody: their number, and the search for them."""
    entity = one.entity
    return {
        "kind": entity.kind,
        "entity": entity.slug,
        "name": entity.name,
        "count": one.reports,
        "url": one.url,
    }


def entity_data(entity) -> dict:
    """Describe an entity."""
    return {
        "kind": entity.kind,
        "entity": entity.slug,
        "name": entity.name,
        "summary": entity.summary,
        "url": entity.get_absolute_url(),
    }


def event_data(event, request: HttpRequest) -> dict:
    """Describe an event that the words name."""
    return {
        "id": event.pk,
        "url": request.build_absolute_uri(event.get_absolute_url()),
        "title": event.title,
        "kind": event.kind,
        "date": event.date_edtf,
        "place": event.place.slug if event.place else None,
    }


def suggestion_data(correction) -> dict | None:
    """Describe the search that may have been meant."""
    if correction is None:
        return None
    return {"query": correction.query, "url": correction.url, "total": correction.reports}


def ways_data(results) -> list[dict]:
    """Describe the searches that ask for less, if nothing is found."""
    return [{"text": way.text, "url": way.url, "total": way.reports} for way in results.ways_on]


def similar_data(name) -> dict:
    """Describe a name like one that was typed, and what sets them apart."""
    entity = name.entity
    return {
        "entity": entity.slug,
        "kind": entity.kind,
        "name": entity.name,
        "spelling": name.spelling,
        "reason": name.reason,
        "count": name.reports,
        "url": entity.get_absolute_url(),
    }
