"""Record which passages of a report name somebody, and find the passages where words occur."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from archive.curation.decide import ACCEPTED, Decided, decide
from archive.models import Article, Entity, Mention, Step
from archive.text.words import tokens

MAX_CHARACTERS = Mention._meta.get_field("text").max_length or 300


@dataclass(frozen=True)
class WordPosition:
    """A position of words in a report."""

    field: str
    start: int
    end: int


def find_words(article: Article, words: str, *, longest: int = MAX_CHARACTERS) -> list[WordPosition]:
    """Return where words occur in a report, in reading order, ignoring case, hyphens, spaces and accents.

    Args:
        longest: passages of more characters are left out.
    """
    wanted = [token.folded for token in tokens(words)]
    found = []
    for field in Article.NAMED_FIELDS if wanted else ():
        text = tokens(getattr(article, field))
        folded = [token.folded for token in text]
        for at in range(len(text) - len(wanted) + 1):
            if folded[at : at + len(wanted)] == wanted:
                found.append(WordPosition(field, text[at].start, text[at + len(wanted) - 1].end))
    return [passage for passage in found if passage.end - passage.start <= longest]


def name_passages(
    *, article: Article, entity: Entity, passages: Iterable[WordPosition], certainty: str, user
) -> Decided:
    """Record that these passages of a report name an entity; with no passage, that the report as a whole does."""
    with Step.joined(verb=Step.Verb.DECIDE, model="article", record=article.pk) as step:
        step.summary = f"“{article.headline}” names {entity}"
        places: list[WordPosition | None] = [*passages] or [None]
        ids = [_mention_at(article, entity, place, certainty, user) for place in places]
        return decide(user=user, accepted=ids)


def _mention_at(article, entity, place: WordPosition | None, certainty, user) -> int:
    field, start = (place.field, place.start) if place else ("body", None)
    values = {
        "end": place.end if place else None,
        "text": getattr(article, field)[place.start : place.end] if place else "",
        "certainty": certainty,
        "method": Mention.Method.CURATOR,
        "status": ACCEPTED,
    }
    mention, _ = Mention.objects.update_or_create(
        article=article, entity=entity, field=field, start=start, defaults=values
    )
    return mention.pk
