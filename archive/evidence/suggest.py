"""Suggest claims: read reports by rules, and keep what is found for a curator to decide on.

What is found again is the same row, by an id made of the report, the sentence and what is claimed. Decided claims are left alone and never
suggested again; suggestions that the rules no longer find, as the text or the names in it changed, are removed.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

import pghistory
from django.db import transaction
from django.db.models import Exists, OuterRef

from archive.evidence.suggest_reading import ClaimRead, NameThere, read
from archive.evidence.suggest_rules import RULES, VERSION
from archive.models import Article, Claim, ClaimReading, Evidence, Mention, Passage
from archive.text.sentences import sentences

FIELDS = ("standfirst", "body")  # a headline says again what these say
LANGUAGES = ("en", "")  # the rules know English alone
REASON = "claims suggested by rules"
MAX_HEDGES = 8


@dataclass
class Suggested:
    """How many reports were read, and how many suggestions were added, changed and removed."""

    read: int = 0
    unchanged: int = 0
    added: int = 0
    changed: int = 0
    removed: int = 0

    def add(self, other: Suggested) -> None:
        """Add the counts of another batch."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


@dataclass(frozen=True)
class SentencePlace:
    """Where a sentence stands."""

    article: int
    field: str
    start: int
    end: int


@dataclass(frozen=True)
class ClaimSuggestion:
    """A claim to suggest: its id, the place of its sentence, and the values of its columns."""

    uid: UUID
    place: SentencePlace
    values: dict[str, Any]


def suggest(*, articles: Iterable[int], again: bool = False) -> Suggested:
    """Read these reports and keep what is found as suggested claims, in one transaction.

    Args:
        again: read those too that have not changed since they were read last, names and rules included.
    """
    with transaction.atomic(), pghistory.context(reason=REASON):
        rows = Article.objects.filter(pk__in=list(articles)).exclude(status=Article.Status.WITHDRAWN)
        locked = list(rows.only("uid", "language", *FIELDS).order_by("pk").select_for_update(no_key=True))
        names = names_in(locked)
        known = dict(ClaimReading.objects.filter(article__in=locked).values_list("article", "digest"))
        digests = {article.pk: digest(article, names[article.pk]) for article in locked}
        changed = [article for article in locked if again or known.get(article.pk) != digests[article.pk]]
        done = _write(
            changed, [one for article in changed for one in suggestions(article, names[article.pk])]
        )
        ClaimReading.objects.bulk_create(
            [ClaimReading(article=article, digest=digests[article.pk]) for article in changed],
            update_conflicts=True, unique_fields=["article"], update_fields=["digest"],
        )  # fmt: skip
    done.read, done.unchanged = len(changed), len(locked) - len(changed)
    return done


def names_in(articles: Sequence[Article], fields: Sequence[str] = FIELDS) -> dict[int, list[Mention]]:
    """Return the mentions of reports that count: accepted ones, and where there is none the likeliest of those suggested."""
    mentions = Mention.objects.filter(article__in=articles, field__in=fields, start__isnull=False)
    mentions = mentions.exclude(status=Mention.Status.REJECTED).select_related("entity").only(
        "article_id", "field", "start", "end", "status", "rank", "entity__kind"
    )  # fmt: skip
    found: dict[int, list[Mention]] = defaultdict(list)
    taken: set[tuple] = set()
    for mention in sorted(
        mentions,
        key=lambda one: (one.article_id, one.field, one.start, one.status != "accepted", one.rank, one.pk),
    ):
        place = (mention.article_id, mention.field, mention.start)
        if place not in taken:
            taken.add(place)
            found[mention.article_id].append(mention)
    return found


def digest(article: Article, mentions: Sequence[Mention]) -> str:
    """Return a digest of all that the reading of a report depends on."""
    told = [str(VERSION), article.language, *(getattr(article, field) for field in FIELDS)]
    told += [f"{one.field} {one.start} {one.end} {one.entity_id}" for one in mentions]
    return hashlib.md5("\0".join(told).encode(), usedforsecurity=False).hexdigest()


def suggestions(article: Article, mentions: Sequence[Mention]) -> Iterator[ClaimSuggestion]:
    """Yield the claims found in a report, each once, in order of its text. A repeated sentence says nothing new."""
    if article.language not in LANGUAGES:
        return
    seen: Counter[UUID] = Counter()
    for field in FIELDS:
        here = [one for one in mentions if one.field == field]
        for sentence in sentences(getattr(article, field)):
            inside, here = _within(here, sentence.start, sentence.end)
            for number, reading in enumerate(read(sentence.text, inside, RULES)):
                told = f"{reading.topic}|{reading.state}|{number}|{sentence.text}"
                uid = uuid5(article.uid, told)
                seen[uid] += 1
                if seen[uid] == 1:
                    place = SentencePlace(article.pk, field, sentence.start, sentence.end)
                    yield ClaimSuggestion(uid, place, values_of(reading))


def _within(mentions: list[Mention], start: int, end: int) -> tuple[list[NameThere], list[Mention]]:
    """Return the names inside a sentence, with their places in it, and the mentions that come after it."""
    inside, number = [], 0
    for mention in mentions:
        if mention.start is None or mention.end is None or mention.start >= end:
            break
        number += 1
        if mention.start >= start and mention.end <= end:
            inside.append(
                NameThere(mention.start - start, mention.end - start, mention.entity.kind, mention.entity_id)
            )
    return inside, mentions[number:]


def values_of(reading: ClaimRead) -> dict[str, Any]:
    """Return the columns of a claim that was read."""
    entities = {
        "claimant_id": reading.claimant, "object_id": reading.object, "value_entity_id": reading.value,
        "former_entity_id": reading.former, "counted_entity_id": reading.of,
    }  # fmt: skip
    plain = ("rule", "topic", "act", "state", "low", "high", "is_about", "counted")
    return {
        **{column: name.entity if name else None for column, name in entities.items()},
        **{column: getattr(reading, column) for column in plain},
        "claimant_words": reading.claimant_words[:200],
        "claimant_sort": reading.sort,
        "words": reading.words[:500],
        "hedges": [hedge[:100] for hedge in reading.hedges[:MAX_HEDGES]],
    }


# Writing


def _write(articles: Sequence[Article], found: list[ClaimSuggestion]) -> Suggested:
    done = Suggested()
    known = {claim.uid: claim for claim in Claim.objects.filter(uid__in=[one.uid for one in found])}
    drawn = _drawn_by_curators(articles)
    done.removed = _remove_others(articles, {one.uid for one in found})
    new = []
    for one in found:
        claim = known.get(one.uid)
        if claim is None and not _is_drawn(drawn, one):
            new.append(one)
        elif claim and claim.status == Claim.Status.SUGGESTED and _differs(claim, one.values):
            Claim.objects.filter(pk=claim.pk).update(**one.values)
            done.changed += 1
    _add(new)
    done.added = len(new)
    return done


def _differs(claim: Claim, values: dict[str, Any]) -> bool:
    return any(getattr(claim, column) != value for column, value in values.items())


def _drawn_by_curators(articles: Sequence[Article]) -> dict[tuple, list[tuple[int, int]]]:
    """Return where curators have drawn claims from these reports themselves, by report, field and topic."""
    rows = Evidence.objects.filter(
        claim__rule="", passage__article__in=articles, passage__start__isnull=False
    )
    found: dict[tuple, list[tuple[int, int]]] = defaultdict(list)
    columns = ("passage__article", "passage__field", "claim__topic", "passage__start", "passage__end")
    for article, field, topic, start, end in rows.values_list(*columns):
        found[article, field, topic].append((start, end))
    return found


def _is_drawn(drawn: dict[tuple, list[tuple[int, int]]], one: ClaimSuggestion) -> bool:
    places = drawn.get((one.place.article, one.place.field, one.values["topic"]), ())
    return any(start < one.place.end and one.place.start < end for start, end in places)


def _remove_others(articles: Sequence[Article], kept: set[UUID]) -> int:
    """Remove the suggestions of these reports that were not found again, with passages on which nothing else rests."""
    own = Evidence.objects.filter(claim=OuterRef("pk"), passage__article__in=articles)
    stale = Claim.objects.suggested().exclude(rule="").exclude(uid__in=kept).filter(Exists(own))
    ids = list(stale.values_list("pk", flat=True))
    if ids:
        passages = list(Evidence.objects.filter(claim__in=ids).values_list("passage", flat=True))
        Claim.objects.filter(pk__in=ids).delete()
        resting = Evidence.objects.filter(passage=OuterRef("pk"))
        Passage.objects.filter(pk__in=passages).exclude(Exists(resting)).delete()
    return len(ids)


def _add(new: list[ClaimSuggestion]) -> None:
    passages = _passages([one.place for one in new])
    claims = [Claim(uid=one.uid, status=Claim.Status.SUGGESTED, **one.values) for one in new]
    Claim.objects.bulk_create(claims)
    Evidence.objects.bulk_create(
        Evidence(claim=claim, passage_id=passages[one.place]) for claim, one in zip(claims, new, strict=True)
    )


def _passages(places: list[SentencePlace]) -> dict[SentencePlace, int]:
    """Return the id of the passage at each of these places; missing ones are added."""
    wanted = dict.fromkeys(places)
    there = Passage.objects.filter(article__in={place.article for place in wanted}, start__isnull=False)
    columns = ("article", "field", "start", "end", "pk")
    found = {SentencePlace(*place): pk for *place, pk in there.order_by("-pk").values_list(*columns)}
    missing = [place for place in wanted if place not in found]
    added = Passage.objects.bulk_create(
        Passage(article_id=place.article, field=place.field, start=place.start, end=place.end)
        for place in missing
    )
    return found | {place: passage.pk for place, passage in zip(missing, added, strict=True)}


# Reading what a curator has marked


def read_marked(article: Article, *, field: str, start: int, end: int) -> dict[str, Any]:
    """Return the columns of the claim in the marked words of a report, read by the same rules; empty if they tell none.

    Words that make no claim on their own are read with the sentences around them.
    """
    mentions = names_in([article], [field])[article.pk]
    text = getattr(article, field)
    around = [one for one in sentences(text) if one.start < end and start < one.end]
    wide = (min([start, *(one.start for one in around)]), max([end, *(one.end for one in around)]))
    alone, together = (
        read(
            text[first:last],
            _within([one for one in mentions if (one.start or 0) >= first], first, last)[0],
            RULES,
        )
        for first, last in ((start, end), wide)
    )
    for reading in alone:  # the claimant may stand outside the marked words
        same = [
            one
            for one in together
            if (one.topic, one.state, one.low, one.high)
            == (reading.topic, reading.state, reading.low, reading.high)
        ]
        return values_of((same or [reading])[0])
    return values_of(together[0]) if together else {}
