"""Draw a claim, a statement or an event from a report: the record, and the passage that it rests on."""

from __future__ import annotations

from dataclasses import dataclass

import pghistory

from archive.curation.quote import quote
from archive.models import Article, Claim, Event, Evidence, Passage, Statement, Step

REASON = "drawn from a marked passage"


@dataclass(frozen=True)
class Drawn:
    """What was drawn, the passage that it rests on, and how many suggestions of the same it replaces."""

    record: Claim | Statement | Event
    passage: Passage
    replaced: int = 0


def draw(
    *,
    record: Claim | Statement | Event,
    article: Article,
    words: str,
    field: str = "",
    start: int | None = None,
    user,
) -> Drawn:
    """Save a new record with the words of a report as its evidence, in one transaction.

    Args:
        record: not saved yet.
        words, field, start: as for `quote`.
        user: who draws it; the history says so.

    Raises:
        ValidationError: the record is not complete or contradicts itself.
        QuoteError: the report has no such words.
    """
    record.full_clean(exclude=_derived(record))
    column = column_of(record)
    about = Step.joined(verb=Step.Verb.DRAW, model=column)
    with pghistory.context(user=user.pk, reason=REASON), about as step:
        Article.objects.select_for_update(no_key=True).get(pk=article.pk)
        passage = quote(article=article, words=words, field=field, start=start)
        record.save(force_insert=True)
        Evidence.objects.create(passage=passage, **{column: record})
        replaced = _replace_suggestions(record, passage) if isinstance(record, Claim) else 0
        step.record, step.summary = record.pk, f"Drawn from “{article.headline}”: {record}"
    return Drawn(record, passage, replaced)


def column_of(record: Claim | Statement | Event) -> str:
    """Return the column of Evidence that points to such a record."""
    return "claim" if isinstance(record, Claim) else "event" if isinstance(record, Event) else "statement"


def _derived(record) -> list[str]:
    return [field.name for field in record._meta.concrete_fields if field.generated]


def _replace_suggestions(claim: Claim, passage: Passage) -> int:
    """Reject the suggestions of the same topic that quote these words too, so that nobody is asked again."""
    there = Evidence.objects.filter(
        passage__article=passage.article_id, passage__field=passage.field, passage__start__lt=passage.end, passage__end__gt=passage.start
    )  # fmt: skip
    same = Claim.objects.suggested().exclude(rule="").filter(topic=claim.topic, pk__in=there.values("claim"))
    return same.update(status=Claim.Status.REJECTED)
