"""Names of the archive that sound like what was typed: offered beside a search, never merged into it."""

from __future__ import annotations

from dataclasses import dataclass

from archive.models import Entity, Name
from archive.search.counting.holdings import counts_of_all
from archive.text.likeness import is_like, unlikeness

MOST_LOOKED_AT = 2_000
MOST_SHOWN = 5


@dataclass(frozen=True)
class SimilarName:
    """A public entity with a name like one that was typed, and how many reports name it."""

    entity: Entity
    reports: int


@dataclass(frozen=True)
class NameLike:
    """A name with words like typed ones: `typed` are those words, `apart` is their total distance from it."""

    entity: int
    text: str
    typed: tuple
    words: int
    apart: int
    reports: int

    @property
    def is_whole(self):
        """Whether every word of the name was typed."""
        return len(self.typed) == self.words

    @property
    def order(self):
        """Sort key, most similar first: by number of typed words, then by their distance, then by reports."""
        return (-len(self.typed), self.apart, -self.reports, self.words, self.entity)


def names_like(typed):
    """Return the names of public entities with reports that sound like the rare ones of these words, most similar first."""
    rare = [word for word in typed if word.is_rare]
    names = Name.objects.searched().of_public_entities().sounding_like(" ".join(word.text for word in rare))
    rows = names.values_list("entity", "entity__kind", "text", "key")[:MOST_LOOKED_AT]
    counts = {kind: counts_of_all(kind) for kind in {kind for _, kind, _, _ in rows}}
    found = []
    for entity, kind, text, key in rows:
        reports = counts[kind].of(entity)
        like = _like(entity, text, key, typed, reports) if reports else None
        if like and any(word.is_rare for word in like.typed):
            found.append(like)
    return sorted(found, key=lambda like: like.order)


def _like(entity, text, key, typed, reports):
    """Return the NameLike of one name, or None if it is like none of the words."""
    words = [word for word in key.split() if len(word) > 2]
    matched, apart = [], 0
    for one in typed:
        near = [unlikeness(one.text, word) for word in words if is_like(one.text, word)]
        if near:
            matched.append(one)
            apart += min(near)
    return NameLike(entity, text, tuple(matched), len(words), apart, reports) if matched else None


def most_similar(likes, *, apart_from=()):
    """Return the entities whose names have the most typed words as SimilarName, at most MOST_SHOWN."""
    most = max((len(like.typed) for like in likes), default=0)
    reports = {
        like.entity: like.reports
        for like in likes
        if len(like.typed) == most and like.entity not in apart_from
    }
    ids = list(reports)[:MOST_SHOWN]
    entities = Entity.objects.public().in_bulk(ids) if ids else {}
    return [SimilarName(entities[pk], reports[pk]) for pk in ids if pk in entities]
