"""The events of a search: those whose own date, place and parties pass its filters and of which a report found tells.

Where nothing but names, places and dates is asked for, no report need tell of them: events of data sets count too.
"""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_

import numpy as np
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Count, Exists, OuterRef, Q

from archive.kinds import BY_KEY
from archive.models import Entity, Event, EventParty, Evidence
from archive.models.among import among
from archive.models.visibility import is_accepted
from archive.search.facets import YEAR
from archive.search.language.nodes import And, Entities, Nothing, Or, Token
from archive.search.parameters.choices import Window, day_number
from archive.search.records.columns import FIRST_DAY, LAST_DAY

# Parameters that say nothing of an event itself.
OF_REPORTS = ("source", "language", "written", "basis", "claims", "possible")


def matching_events(given):
    """Return the public events of an Answer, in no order."""
    if given.errors:
        return Event.objects.none()
    events = _with_entities(_in_time(Event.objects.public_among_many(), given), given)
    names = _names_alone(given.query.tree)
    if names is None or _is_of_reports(given, names):
        return events.filter(_told_in(given.selection))
    for ids in names:
        events = events.involving(ids)
    return events


def _is_of_reports(given, names):
    """Whether a search asks what only reports have: a source, or names that a curator confirmed in them."""
    chosen = (*(given.filters.chosen(kind) for kind in BY_KEY), given.filters.chosen("with"))
    confirmed = given.filters.value("confirmed") and (names or any(chosen))
    return confirmed or any(given.address.all(key) for key in OF_REPORTS)


def days_of(events):
    """Return three arrays, one entry for each date that events have: its first and last day (yyyymmdd), and how many events have it."""
    dated = (
        events.filter(date_range__isnull=False)
        .order_by()
        .values_list("date_range")
        .annotate(number=Count("pk"))
    )
    rows = [(_first_day(span), _last_day(span), number) for span, number in dated]
    return np.array(rows, dtype=np.int64).reshape(-1, 3).T


def _first_day(span):
    return day_number(span.lower) or FIRST_DAY


def _last_day(span):
    return day_number(date.fromordinal(span.upper.toordinal() - 1)) if span.upper else LAST_DAY


# Time


def _in_time(events, given):
    certain = bool(given.filters.value("certain"))
    for window in (given.filters.window, *given.query.windows):
        if window.undated:
            events = events.filter(date_range__isnull=not window.negated)
        if not window.is_open:
            inside = _during(window, certain=certain)
            events = (
                events.filter(~inside, date_range__isnull=False) if window.negated else events.filter(inside)
            )
    choice = given.filters.chosen(YEAR.name)
    years = {year: _in_year(year, certain=certain) for year in choice.wanted | choice.unwanted}
    if choice.wanted:
        events = events.filter(reduce(or_, (years[year] for year in choice.wanted)))
    for year in choice.unwanted:
        events = events.exclude(years[year])
    return events


def _during(window, *, certain):
    if window.days is None:
        return Q(pk__in=[])
    days = DateRange(*window.days, "[]")
    return Q(date_range__contained_by=days) if certain else Q(date_range__overlap=days)


def _in_year(year, *, certain):
    if not year:
        return Q(date_range=None)
    return _during(Window(year * 10000 + 101, year * 10000 + 1231), certain=certain)


# Places and parties


def _with_entities(events, given):
    """Filter by the entities that an address chooses."""
    for kind in BY_KEY:
        choice = given.filters.chosen(kind)
        for wanted in _together(choice):
            chosen = events.involving(wanted - {0})
            events = _any_of(events, chosen, _without(events, kind)) if 0 in wanted else chosen
        if choice.unwanted - {0}:
            events = events.exclude(pk__in=Event.objects.involving(choice.unwanted - {0}).values("pk"))
        if 0 in choice.unwanted:
            events = events.exclude(pk__in=_without(Event.objects.all(), kind).values("pk"))
    for required in given.filters.chosen("with").entities:
        events = events.involving([required.pk])
    return events


def _together(choice):
    """Return the sets of ids of which an event must have one each."""
    if choice.wants_all:
        return [{pk} for pk in sorted(choice.wanted)]
    return [choice.wanted] if choice.wanted else []


def _any_of(events, *chosen):
    return events.filter(reduce(or_, (Q(pk__in=one.values("pk")) for one in chosen)))


def _without(events, kind):
    """Filter to events without any entity of a kind."""
    if kind == "place":
        return events.filter(place=None)
    entities = Entity.objects.public().of_kind(kind)
    return events.exclude(Exists(EventParty.objects.filter(event=OuterRef("pk"), entity__in=entities)))


def _names_alone(tree):
    """Return the ids of each name of a query that consists of names alone, none for an empty one; None if it has other words."""
    if isinstance(tree, Nothing):
        return []
    nodes = tree.nodes if isinstance(tree, And) else (tree,)
    names = []
    for node in nodes:
        if isinstance(node, Or) and isinstance(node.nodes[0], Token):  # a place, and those inside it
            node = node.nodes[-1]
        if not isinstance(node, Entities):
            return None
        names.append(node.ids)
    return names


def _told_in(selection):
    """Return the condition that a report of a Selection tells of an event: that a passage of it is evidence for it, or for a claim about it."""
    reports = among(selection.columns.ids[selection.kept].tolist(), "integer")
    evidence = Evidence.objects.public().filter(passage__article__in=reports)
    of_claims = evidence.filter(is_accepted("claim__"), claim__event=OuterRef("pk"))
    return Q(Exists(evidence.filter(event=OuterRef("pk")))) | Q(Exists(of_claims))
