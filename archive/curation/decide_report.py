"""Decide whether a report is about an event: if so, the words that say so become evidence; if not, it is not suggested again."""

from __future__ import annotations

import pghistory

from archive.curation.quote import quote
from archive.models import Article, Event, Evidence, Step, UnrelatedReport


def accept_report(
    *, event: Event, article: Article, words: str, field: str = "", start: int | None = None
) -> Evidence:
    """Let words of a report be evidence of an event, and return that.

    Raises:
        QuoteError: the report does not have these words, or several times and none was marked.
    """
    about = Step.joined(verb=Step.Verb.DECIDE, model="event", record=event.pk)
    with pghistory.context(reason="a report that is about the event"), about as step:
        step.summary = f"“{article.headline}” is about {event}"
        passage = quote(article=article, words=words, field=field, start=start)
        UnrelatedReport.objects.filter(event=event, article=article).delete()
        evidence, _ = Evidence.objects.get_or_create(event=event, passage=passage)
    return evidence


def reject_report(*, event: Event, article: Article) -> UnrelatedReport:
    """Note that a report is not about an event, so that it is not suggested for it again."""
    about = Step.joined(verb=Step.Verb.DECIDE, model="event", record=event.pk)
    with pghistory.context(reason="a report that is not about the event"), about as step:
        step.summary = f"“{article.headline}” is not about {event}"
        return UnrelatedReport.objects.get_or_create(event=event, article=article)[0]
