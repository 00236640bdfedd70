"""Why a candidate is likely: what matching weighs (archive/matching/resolve.py), put into words for the passages on a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef

from archive.kinds import BY_KEY
from archive.models import Entity, Mention
from archive.models.bounded import BoundedCount
from archive.text.words import tokens

MAX_BEFORE = 40  # characters looked at before a name


def explain(places: Iterable[Any], differing: dict[int, list[str]]) -> None:
    """Give each passage what sets its report apart, and each of its candidates the reason for its rank."""
    places = list(places)
    named: dict[int, set[int]] = defaultdict(set)
    accepted = Mention.objects.accepted().filter(article__in={place.article.pk for place in places})
    for article, entity in accepted.order_by().values_list("article", "entity").distinct():
        named[article].add(entity)
    around = Entity.objects.in_bulk(set().union(*named.values()) | _lineages(places))
    times = _times({mention.entity_id for place in places for mention in place.candidates})
    for place in places:
        place.differs = "; ".join(differing.get(place.article.pk, ()))
        for mention in place.candidates:
            place.reasons[mention.entity_id] = _reason(place, mention, named[place.article.pk], around, times)


def _lineages(places) -> set[int]:
    return {pk for place in places for mention in place.candidates for pk in mention.entity.lineage}


def _times(ids: set[int]) -> dict[int, int]:
    counted = BoundedCount(Mention.objects.accepted().filter(entity=OuterRef("pk")).values("pk"))
    return dict(Entity.objects.filter(pk__in=ids).values_list("pk", counted))


def _reason(place, mention, named: set[int], around: dict[int, Entity], times: dict[int, int]) -> str:
    """Say what speaks for a candidate, strongest first."""
    told = []
    if mention.entity_id in named:
        told.append("named in full in this report")
    before = _word_before(place, mention)
    if before and before in BY_KEY[mention.entity.kind].words_before:
        told.append(f"after “{before}”")
    near = [around[pk].name for pk in mention.entity.lineage if pk in named and pk in around]
    if near:
        told.append(f"lies in {near[-1]}, which is named too")
    if count := times.get(mention.entity_id, 0):
        times_in_words = {1: "once", 2: "twice"}.get(count, f"{count:,} times")
        told.append(f"accepted {times_in_words} so far")
    return ", ".join(told)


def _word_before(place, mention) -> str:
    if mention.start is None:
        return ""
    text = getattr(place.article, mention.field)
    words = tokens(text[max(0, mention.start - MAX_BEFORE) : mention.start])
    return words[-1].folded if words else ""
