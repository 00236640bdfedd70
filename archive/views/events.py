"""The page of an event, with all that is said of it side by side, and the same as data."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from archive import dates
from archive.evidence.accounts import accounts_of
from archive.evidence.drawn import withhold
from archive.evidence.same_events import may_be_same
from archive.evidence.side_by_side import claims_of, side_by_side
from archive.models import Event, EventParty
from archive.models.wordings import withhold_names
from archive.presentation.accounts import (
    ORIGINS_COUNTED,
    attributed,
    attributions,
    block_lines,
    dataset_label,
    places,
    rows_of,
)
from archive.presentation.cited import cited_lines
from archive.presentation.claimants import claimant_table
from archive.presentation.event_data import event_as_data, event_as_linked_data
from archive.presentation.locators import event_locator
from archive.presentation.shortened import SHORT, SHOWN_WHOLE, WHOLE
from archive.reference.event_kinds import EVENT_KIND_OF
from archive.views.desk_bar import desk_bar
from archive.views.list_files import data_response
from archive.views.places import path_to

NONE_TRUE = gettext_noop(
    "The archive marks none of them as true: each is shown with whoever made it and the words in which it was printed."
)


def event_page(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """Show an event at its address; another slug redirects there, and what is not public is a 404."""
    event = public_event(pk)
    if slug != event.address_slug():
        return redirect(event, permanent=True)
    return render(request, "events/event.html", event_context(request, event))


def event_json(request: HttpRequest, pk: int) -> JsonResponse:
    """Serve an event with its claims as data."""
    event = public_event(pk)
    claims, accounts = claims_of(event), accounts_of(event)
    told = [one.row for one in accounts if one.row]
    root = request.build_absolute_uri("/").rstrip("/")
    data = event_as_data(
        event, parties=parties_of(event), blocks=side_by_side(event, claims), accounts=accounts, kin=kin_of(event),
        same=same_as(event, told), root=root,
    )  # fmt: skip
    always = [gettext(NONE_TRUE), gettext(ORIGINS_COUNTED)] if claims else []
    return data_response(data | {"notices": [*always, *attributed([*told, *rows_of(claims)])]})


def public_event(pk: int) -> Event:
    """Return an event that readers may see, protected names withheld in its words, or raise a 404."""
    event = Event.objects.public().select_related("place").filter(pk=pk).first()
    if event is None:
        raise Http404("No event has this address.")
    withhold([], [event])
    withhold_names([event], "place_words", "date_printed")
    return event


def parties_of(event: Event) -> list[EventParty]:
    """Return the parties to an event that readers may see."""
    found = list(EventParty.objects.public().filter(event=event).select_related("entity"))
    withhold_names(found, "words")
    return found


def kin_of(event: Event) -> tuple[Event | None, list[Event]]:
    """Return (the event that an event is part of, its own parts), as readers may see them."""
    of_it = list(Event.objects.filter(part_of=event).values_list("pk", flat=True))
    ids = [*of_it, *([event.part_of_id] if event.part_of_id else [])]
    found = list(Event.objects.public().filter(pk__in=ids).oldest_first()) if ids else []
    withhold([], found)
    whole = next((one for one in found if one.pk == event.part_of_id), None)
    return whole, [one for one in found if one is not whole]


def same_as(event: Event, rows: list) -> list[Event]:
    """Return the events that may be the same, in the wording that readers get; `rows` of data sets tell of this one."""
    found = may_be_same(event, in_data_set=bool(rows))
    withhold([], found)
    return found


def event_context(request: HttpRequest, event: Event) -> dict:
    """Collect what the page of an event shows."""
    claims, accounts = claims_of(event), accounts_of(event)
    blocks = side_by_side(event, claims)
    rows = [one.row for one in accounts if one.row]
    is_long = len(claims) > SHOWN_WHOLE
    shown = SHORT if is_long and "all" not in request.GET else WHOLE
    lines, reports = block_lines(blocks, event, shown), reports_of_event(claims, accounts)
    whole, parts = kin_of(event)
    return {
        "section": reverse("events"),
        "event": event,
        "desk_bar": desk_bar(request, event),
        "kind": EVENT_KIND_OF[event.kind],
        "parties": parties_of(event),
        "blocks": lines,
        "most_values": SHORT.values,
        "is_long": is_long,
        "is_short": shown is SHORT,
        "shown": set().union(*(one.ids for one in lines)),
        "disputes": sum(block.is_disputed for block in blocks),
        "total": len(claims),
        "table": claimant_table(claims, shown),
        "told": places([one for one in accounts if one.passage]),
        "reports": reports[: shown.rows],
        "reports_left_out": len(reports) - len(reports[: shown.rows]),
        "rows": [dataset_label(row) for row in rows],
        "cited": cited_lines(event) if rows else [],
        "attributions": attributions([*rows, *rows_of(claims)]),
        "how_counted": ORIGINS_COUNTED,
        "none_true": NONE_TRUE,
        "map": event_locator(event, path_to(event.place) if event.place else []),
        "parts": parts,
        "whole": whole,
        "same": same_as(event, rows),
        "linked_data": event_as_linked_data(event, root=request.build_absolute_uri("/").rstrip("/")),
    }


def reports_of_event(claims, accounts) -> list:
    """Return the reports that tell of an event or carry a claim about it, each once, oldest first."""
    found = {report.pk: report for one in claims for report in one.reports}
    found |= {one.report.pk: one.report for one in accounts if one.report}
    return sorted(found.values(), key=lambda one: (dates.sort_key(one.date_edtf), one.pk))
