"""The map of a search as GeoJSON (RFC 7946), for other programs: every place and event by itself, however near others."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from archive.models.wordings import withhold_names
from archive.presentation.map_drawing import REACH
from archive.presentation.outlines import province_outlines
from archive.search import Geography, NamedPlace, geography, reading
from archive.views.crawlers import bounded, unindexed
from archive.views.list_files import data_refusal, data_response
from archive.views.maps import province_shapes
from archive.views.notices import give_notice

MAX_EVENTS = 10_000
MEDIA_TYPE = "application/geo+json"


@unindexed
@bounded
@reading()
def map_geojson(request: HttpRequest) -> HttpResponse:
    """Serve the places that the reports of a search name, and its events; an event without coordinates has no geometry."""
    found = geography(request.GET, path=reverse("map"))
    if found.errors:
        return data_refusal(found.errors)
    shapes = province_shapes()
    events = list(found.events.select_related("place").oldest_first()[: MAX_EVENTS + 1])
    cut = [f"These are the first {MAX_EVENTS:,} events."] if len(events) > MAX_EVENTS else []
    notices = [*found.notices, *cut]
    withhold_names(events[:MAX_EVENTS], "title", "place_words")
    response = data_response(
        {
            "type": "FeatureCollection",
            "notices": notices,
            "features": [
                *(place_feature(place, shapes, found, request) for place in found.places),
                *(event_feature(event, request) for event in events[:MAX_EVENTS]),
            ],
        }
    )
    response["Content-Type"] = MEDIA_TYPE
    give_notice(response, notices, address=found.address, request=request)
    return response


def place_feature(place: NamedPlace, shapes: dict[int, str], found: Geography, request: HttpRequest) -> dict:
    """Describe a place: a province with its outline; of others that are wider than a point, the middle, and how far they may reach."""
    outline = province_outlines().get(shapes.get(place.pk, ""))
    point = {"type": "Point", "coordinates": [place.longitude, place.latitude]}
    return {
        "type": "Feature",
        "geometry": {"type": "MultiPolygon", "coordinates": outline} if outline else point,
        "properties": {
            "kind": "place",
            "name": place.name,
            "type": place.place_type,
            "reports": place.reports,
            "reach_km": None if outline else REACH.get(place.place_type, 0),
            "url": request.build_absolute_uri(reverse("place-detail", args=[place.slug])),
            "search_url": request.build_absolute_uri(found.search_for([place])),
        },
    }


def event_feature(event, request: HttpRequest) -> dict:
    """Describe an event; it has no geometry if its coordinates are not known."""
    point = None if event.x is None else {"type": "Point", "coordinates": [event.x, event.y]}
    return {
        "type": "Feature",
        "geometry": point,
        "properties": {
            "kind": "event",
            "name": event.title,
            "type": event.kind,
            "date": event.date_edtf,
            "date_in_words": event.date_label(),
            "place": event.place.name if event.place else event.place_words,
            "precision": event.place_precision,
            "precision_in_words": event.get_place_precision_display(),
            "url": request.build_absolute_uri(event.get_absolute_url()),
        },
    }
