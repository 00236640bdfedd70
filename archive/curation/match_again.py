"""Match again the reports affected when a record was changed, put back or deleted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from archive.matching.group import group
from archive.matching.jobs import names_changed
from archive.matching.link import link
from archive.models import Article, Entity
from archive.text.localised import counted


@dataclass(frozen=True)
class MatchedAgain:
    """How many reports were matched again, or whether they wait for the background job, and how many mentions changed in a text."""

    articles: int = 0
    queued: bool = False
    written: int = 0

    def __str__(self):
        if self.queued:
            return "Names have changed: reports that may contain them are being matched in the background."
        if self.articles:
            noun = "report was" if self.articles == 1 else "reports were"
            return f"Names have changed: {self.articles} {noun} matched again."
        return (
            f"The text was matched again: {counted(self.written, 'name')} added, moved or removed."
            if self.written
            else ""
        )


def match_again(*, record, names: Iterable[str] | None = None) -> MatchedAgain:
    """Match again what a change of a record affects: the text of a report, or the names of an entity.

    Call it after the change, in the same transaction.

    Args:
        names: those that were added, changed or removed; None for all that an entity has.
    """
    if isinstance(record, Article):
        return _match_text(record)
    if isinstance(record, Entity):
        return _match_names(record, names)
    return MatchedAgain()


def _match_text(article: Article) -> MatchedAgain:
    written = link(articles=[article.pk]).written
    group(articles=[article.pk])
    return MatchedAgain(written=written)


def _match_names(entity: Entity, names: Iterable[str] | None) -> MatchedAgain:
    texts = set(entity.names.values_list("text", flat=True) if names is None else names)
    done = names_changed(entity=entity, texts=texts) if texts else MatchedAgain()
    return MatchedAgain(articles=done.articles, queued=done.queued)
