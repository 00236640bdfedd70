"""What is cited of an entity, and of factions on a day, as data."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from archive.dates import DateError, read_printed
from archive.kinds import FACTION, Kind
from archive.models import Entity
from archive.presentation.sides import DateParameter, read_day, sides_of
from archive.presentation.statement_data import day_as_data, sides_as_data, states_as_data
from archive.views.entities import members_pages, wrong_members
from archive.views.filters import EntityFilterSet, past_the_last
from archive.views.indexes import StatesListed
from archive.views.list_files import data_refusal, data_response


def entity_json(request: HttpRequest, kind: Kind, slug: str) -> HttpResponse:
    """Serve what is cited of an entity, graded on a day if one is asked for; a past address redirects to the present one."""
    entity = Entity.objects.public_at(kind=kind.key, slug=slug)
    if entity is None:
        raise Http404(f"No {kind.key} has this address.")
    if entity.slug != slug:
        return redirect(reverse(f"{kind.key}-json", args=[entity.slug], query=request.GET), permanent=True)
    asked = read_day(request.GET.get("on", ""))
    if asked.error:
        return unreadable(asked)
    if sentence := wrong_members(request, kind):
        return data_refusal({"members": sentence})
    sides = sides_of(entity, asked, page=request.GET.get("members", "1"))
    if past := members_pages(request, sides).get("past_the_last"):
        return data_refusal({"members": past})
    return data_response(sides_as_data(entity, sides, request.build_absolute_uri("/").rstrip("/")))


def states_json(request: HttpRequest) -> HttpResponse:
    """Serve the state of the chosen factions on a day, as cited."""
    asked = read_day(request.GET.get("on", ""))
    if not asked.edtf:
        return unreadable(asked)
    chosen = EntityFilterSet(request.GET, kind=FACTION)
    if chosen.complaints:
        return data_refusal(chosen.complaints)
    listed = StatesListed(chosen, asked, request.GET.get("page"))
    if past := past_the_last(request.GET.get("page", ""), listed.paginator.num_pages):
        return data_refusal({"page": past})
    data = {
        "on": day_as_data(asked),
        "total": listed.paginator.count,
        "page": listed.page.number,
        "pages": listed.paginator.num_pages,
    }
    return data_response(data | states_as_data(listed.states, list(listed.others)))


def unreadable(asked: DateParameter) -> HttpResponse:
    """Answer that a day is missing or cannot be read."""
    return data_response({"error": asked.error or _no_date()}, status=400)


def _no_date() -> str:
    try:
        return read_printed("").edtf
    except DateError as error:
        return str(error)
