"""The fields of a query about what is known of reports: events they tell of, and claims they carry.

Other tables answer them. A change there changes no report, so the answers are read anew for every search and never cached: only the ids
of the reports that readers may see as evidence enter the query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from django.db.models import Q
from django.utils.translation import gettext

from archive.disputes.listed import all_disputes, members
from archive.models import Claim, Entity, Event, Evidence
from archive.models.among import among
from archive.models.short_texts import with_words_in_public
from archive.reference.topics import CASUALTY_STATES, TOPICS
from archive.search.facets import FACETS
from archive.search.language.nodes import Field, Reports
from archive.search.language.unparse import unparse
from archive.search.meaning.readings import read_names
from archive.search.parameters.choices import Window
from archive.text.localised import both


class FieldMatches(NamedTuple):
    """The ids of the reports that a field finds, and a sentence to the reader, if there is something to say."""

    reports: Iterable[int]
    message: str = ""


def reports_of_field(node: Field, typed: str, windows: Sequence[Window]) -> tuple[Reports, str]:
    """Return (the reports that a field of this kind finds, a message); `windows` are the dates in the query."""
    known = ANSWERS[node.name](typed, windows)
    ids = np.unique(np.fromiter(known.reports, dtype=np.int32))
    return Reports(ids.tobytes(), typed=unparse(node), span=node.span), known.message


def reports_with(evidence) -> Iterable[int]:
    """Return the ids of the reports with these rows of Evidence, as far as readers may see them."""
    shown = evidence.public().filter(passage__isnull=False)
    return shown.order_by().values_list("passage__article", flat=True).distinct()


def _carrying(claims) -> Iterable[int]:
    return reports_with(Evidence.objects.filter(claim__in=claims.order_by().values("pk")))


# Events


def _of_event(typed, windows) -> FieldMatches:
    events = Event.objects.public()
    found = events.filter(pk=_number(typed)) if typed.strip().isdecimal() else Event.objects.none()
    ids = list(found.values_list("pk", flat=True)) or list(events.titled(typed).values_list("pk", flat=True))
    if not ids:
        return FieldMatches((), gettext("No event is called “{typed}”.").format(typed=typed))
    claims = Claim.objects.public().filter(event__in=ids)
    told = Q(event__in=ids) | Q(claim__in=claims.order_by().values("pk"))
    return FieldMatches(reports_with(Evidence.objects.filter(told)))


def _number(typed):
    return min(int(typed.strip()[:10]), 2**31 - 1)


# Claims


def _of_claimant(typed, windows) -> FieldMatches:
    entities = _called(typed)
    theirs = Q(claimant__in=entities) | Q(claimant=None, claimant_words__in=_described(typed))
    carrying = set(_carrying(Claim.objects.public().filter(theirs)))
    sources = FACETS["source"].called(typed)
    if sources:
        own = Claim.objects.public().in_own_voice()
        evidence = Evidence.objects.filter(claim__in=own.order_by().values("pk"))
        carrying.update(reports_with(evidence.filter(passage__article__source__in=sources)))
    nobody = gettext("Nobody called “{typed}” claims anything in the archive.").format(typed=typed)
    return FieldMatches(carrying, "" if carrying else nobody)


def _called(typed) -> list[int]:
    """Return the ids of the public entities with this name or slug."""
    reading = read_names([typed]).get(typed)
    named = [name.entity.pk for name in reading.names] if reading else []
    return named or list(Entity.objects.public().filter(slug=typed.casefold()).values_list("pk", flat=True))


def _described(typed) -> list[str]:
    """Return the words as printed, among those of claimants without an entry, that have all words of a text."""
    words = Claim.objects.worded(typed).order_by().values_list("claimant_words", flat=True).distinct()
    return with_words_in_public(list(words), typed)


def _of_act(typed, windows) -> FieldMatches:
    key = typed.strip().casefold()
    if key in DISPUTED:
        return FieldMatches(_disputed())
    if key not in ACTS:
        return FieldMatches(
            (),
            gettext(
                "“{typed}” is not an act: write claims:asserted, denied, confirmed, doubted, retracted, predicted or disputed."
            ).format(typed=typed),
        )
    return FieldMatches(_carrying(Claim.objects.public().filter(act=ACTS[key])))


def _disputed() -> Iterable[int]:
    """Return the ids of the reports with a claim on a question that is disputed."""
    found = all_disputes(Claim.objects.public().order_by().values_list("pk", flat=True))
    claims = {pk for question in found for pk in members(question)}
    return reports_with(Evidence.objects.filter(claim__in=among(claims, "bigint")))


DISPUTED = ("disputed", "dispute", "disputes")


ACTS = MappingProxyType(
    {
        word: act.value
        for act, words in (
            (Claim.Act.ASSERTS, "asserts asserted assert says said say claims claimed"),
            (Claim.Act.DENIES, "denies denied deny denial denials"),
            (Claim.Act.CONFIRMS, "confirms confirmed confirm confirmation"),
            (Claim.Act.DOUBTS, "doubts doubted doubt questioned"),
            (Claim.Act.RETRACTS, "retracts retracted retract withdrawn"),
            (Claim.Act.PREDICTS, "predicts predicted predict prediction"),
        )
        for word in words.split()
    }
)


def _of_topic(typed, windows) -> FieldMatches:
    key = typed.strip().casefold()
    topic = next((one.key for one in TOPICS if key in (one.key, one.label.casefold())), None)
    if topic:
        return FieldMatches(_carrying(Claim.objects.public().filter(topic=topic)))
    if key in CASUALTY_STATES:
        return FieldMatches(_carrying(Claim.objects.public().filter(topic="casualties", state=key)))
    said = gettext("“{typed}” is not a topic: the topics are {topics}.")
    return FieldMatches((), said.format(typed=typed, topics=both([one.key for one in TOPICS])))


ANSWERS: MappingProxyType[str, Callable[[str, Sequence[Window]], FieldMatches]] = MappingProxyType(
    {"event": _of_event, "claimant": _of_claimant, "claims": _of_act, "topic": _of_topic}
)
"""What answers each field of kind "context" in archive/search/language/grammar.py."""
