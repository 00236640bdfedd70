"""The page of two entities: the reports that name both, over time, and what is said to have joined them."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from archive import dates
from archive.kinds import BY_KEY, KINDS
from archive.models import Entity, Event, Evidence, Passage, Statement
from archive.models.addresses import entity_key, together_address, together_order
from archive.models.wordings import withhold_names
from archive.presentation.passages import passage_address
from archive.search import Holdings, reading
from archive.views.crawlers import unindexed
from archive.views.filters import order_of_reports

MAX_REPORTS_SHOWN = 10
MAX_NAMED_SHOWN = 8
MAX_EVENTS_SHOWN = 20


@dataclass(frozen=True)
class Quotation:
    """A passage that a statement rests on, and its address."""

    passage: Passage
    url: str
    contradicts: bool


@dataclass(frozen=True)
class Between:
    """A statement that joins two entities: when it held, in words, and what it rests on."""

    statement: Statement
    when: str
    quotations: list[Quotation]


@unindexed
@reading()
def together_page(request: HttpRequest, one: str, other: str) -> HttpResponse:
    """Show two entities together; whatever is not public is a 404, and every other form of the address leads to the one in use."""
    first, second = entity_at(one), entity_at(other)
    if first == second:
        return redirect(first, permanent=True)
    first, second = together_order(first, second)
    if (one, other) != (entity_key(first), entity_key(second)):
        return redirect(together_address(first, second), permanent=True)
    return render(request, "together/together.html", together_context(request, first, second))


def entity_at(given: str) -> Entity:
    """Return the public entity of a kind and a slug, such as person-ahmad-shah-massoud; raise a 404 if there is none."""
    kind, _, slug = given.partition("-")
    entity = Entity.objects.public_at(kind=kind, slug=slug) if kind in BY_KEY else None
    if entity is None:
        raise Http404("Nobody and nothing public has this address.")
    return entity


def together_context(request: HttpRequest, first: Entity, second: Entity) -> dict:
    """Collect what the page of two entities shows."""
    holdings = Holdings(first.kind, first.slug, named_with=entity_key(second))
    oldest, wrong_order = order_of_reports(request.GET.get("sort", ""))
    named = holdings.named_most(
        most=MAX_NAMED_SHOWN, apart_from=[first.pk, second.pk, *first.lineage, *second.lineage]
    )
    events = list(events_of_both(first, second)[: MAX_EVENTS_SHOWN + 1])
    withhold_names(events, "title")
    return {
        "first": first,
        "second": second,
        "total": holdings.total(),
        "reports": holdings.reports(newest=not oldest, most=MAX_REPORTS_SHOWN),
        "oldest": oldest,
        "complaints": [wrong_order] if wrong_order else [],
        "chart": holdings.chart,
        "search_url": str(holdings.address),
        "ordered_search_url": str(holdings.address.setting("sort", "oldest" if oldest else "newest")),
        "company": [{"kind": kind, "entities": named[kind.key]} for kind in KINDS if named[kind.key]],
        "statements": statements_between(first, second),
        "events": events[:MAX_EVENTS_SHOWN],
        "more_events": len(events) > MAX_EVENTS_SHOWN,
    }


def events_of_both(first: Entity, second: Entity):
    """Return the public events with both as parties or places, the earliest first."""
    events = Event.objects.public().involving([first.pk]).involving([second.pk])
    return events.select_related("place").oldest_first()


# Statements


def statements_between(first: Entity, second: Entity) -> list[Between]:
    """Return the public statements that join two entities, in order of time, with the passages they rest on."""
    statements = list(
        Statement.objects.public()
        .between(first, second)
        .select_related("subject", "object")
        .in_order_of_time()
    )
    withhold_names(statements, "role", "rank", "note")
    quotations = quotations_of(statements)
    return [Between(one, when(one), quotations.get(one.pk, [])) for one in statements]


def quotations_of(statements: list[Statement]) -> dict[int, list[Quotation]]:
    """Return {id of a statement: the public passages that it rests on}."""
    if not statements:
        return {}
    found: dict[int, list[Quotation]] = {}
    for one in Evidence.objects.public().of_reports().filter(statement__in=statements):
        contradicts = one.stance == Evidence.Stance.CONTRADICTS
        quotation = Quotation(one.passage, passage_address(one.passage), contradicts)
        found.setdefault(one.statement_id, []).append(quotation)
    return found


def when(statement: Statement) -> str:
    """Say when a statement held as far as is cited: "from May 1997, last cited in June 1998"; "no date is cited" without any."""
    first, last = dates.label(statement.first_cited), dates.label(statement.last_cited)
    parts = [
        gettext("from {date}").format(date=dates.label(statement.start)) if statement.start else "",
        gettext("until {date}").format(date=dates.label(statement.end)) if statement.end else "",
        gettext("cited for {date}").format(date=first) if first and first == last else "",
        gettext("first cited for {date}").format(date=first) if first and first != last else "",
        gettext("last cited for {date}").format(date=last) if last and first != last else "",
    ]
    return ", ".join(filter(None, parts)) or gettext("no date is cited")
