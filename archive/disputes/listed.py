"""The disputes of the whole archive: which questions, of which events, are answered with claims that contradict each other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count

from archive.disputes.comparing import COLUMNS, ComparedClaim, Question, disputes
from archive.models import Claim, Event
from archive.models.among import among

EVENT = COLUMNS.index("event_id")
MIN_CLAIMS = 2


def all_disputes(public: Iterable[int]) -> list[Question]:
    """Return the disputes among all public claims, given by id, the latest first; those of one event in the order of its claims.

    Nothing is kept from one call to the next. Only events with several claims are read, and of their claims what comparing needs.
    """
    told = Claim.objects.order_by().values("event").annotate(told=Count("pk")).filter(told__gte=MIN_CLAIMS)
    claims = Claim.objects.filter(pk__in=among(public, "bigint"), event__in=told.values("event"))
    days = dict(Event.objects.filter(pk__in=told.values("event")).values_list("pk", "date_range"))
    rows = claims.order_by("pk").values_list(*COLUMNS)
    found = disputes(ComparedClaim._make((*row, days[row[EVENT]])) for row in rows)
    return sorted(found, key=_latest, reverse=True)


def _latest(question: Question) -> tuple[date, date]:
    days = question.first.event_days
    last = (days.upper or date.max) if days else date.min
    return last, (days.lower or date.min) if days else date.min


def members(question: Question) -> set[int]:
    """Return the ids of the claims of a dispute, those beside it included."""
    standing = (claim.pk for one in question.positions for claim in (*one.claims, *one.denials))
    return {*standing, *(claim.pk for claim in question.beside)}
