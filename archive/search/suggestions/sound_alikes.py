"""Names of the archive like one that was typed: offered beside a search with what sets them apart, never merged into it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from archive.models import Entity, Name
from archive.search.counting.holdings import counts_of_all
from archive.text.likeness import PARTICLES, Pairing, Verdict, bare, effort, judge, pair, telling
from archive.text.scripts import in_latin_script, script_of
from archive.text.words import name_key

MOST_SHOWN = 5
# The judge must think so before a name is offered (docs/likeness.md): with a word among those typed that no report contains, with one
# that few contain, and with neither.
LEAST_CHANCE, LEAST_CHANCE_OF_RARE, LEAST_CHANCE_OF_KNOWN = 0.04, 0.2, 0.5


@dataclass(frozen=True)
class SimilarName:
    """A public entity with a name like one that was typed, how like it is, and how many reports name it."""

    entity: Entity
    reports: int
    spelling: str
    verdict: Verdict

    @property
    def reason(self) -> str:
        """What sets the names apart, in a few words."""
        return self.verdict.reason


@dataclass(frozen=True)
class NameLike:
    """A name like typed words: those are `typed`, `is_whole` says whether each of its words was typed."""

    entity: int
    text: str
    typed: tuple
    is_whole: bool
    verdict: Verdict
    reports: int
    is_primary: bool

    @property
    def effort(self):
        """How unlikely it is that the name was mistyped so, whatever its article and the sort of place."""
        return effort(bare(" ".join(word.text for word in self.typed)), bare(name_key(self.text)))

    @property
    def order(self):
        """Sort key of the names of different bearers: most likely first, then by reports."""
        return (-self.verdict.chance, -self.reports, self.entity)

    @property
    def order_of_own(self):
        """Sort key of the names of one bearer: of those about as likely, the one that heads its page."""
        return (-round(self.verdict.chance, 1), not self.is_primary, -self.verdict.chance, self.text)


def names_like(typed):
    """Return for each public entity with reports the name most like these words, most likely first.

    Words in another script are compared as they are and in Latin letters.
    """
    best = _names_like(typed)
    if (latin := _in_latin(typed)) != typed:
        for entity, like in _names_like(latin).items():
            if entity not in best or like.order_of_own < best[entity].order_of_own:
                best[entity] = like
    return sorted(best.values(), key=lambda like: like.order)


def _in_latin(typed):
    """Return words with those in another script in Latin letters; but for Chinese, whose syllables are like too many names."""
    latin = (
        (word, "" if script_of(word.text) == "CJK" else name_key(in_latin_script(word.text)))
        for word in typed
    )
    return [replace(word, text=text) if text else word for word, text in latin]


def _names_like(typed):
    """Return {entity: the NameLike most like these words}."""
    key = " ".join(word.text for word in typed)
    names = Name.objects.of_public_entities().perhaps(key)
    rows = list(names.values("entity", "entity__kind", "text", "key", "is_primary"))
    counts = {kind: counts_of_all(kind) for kind in {row["entity__kind"] for row in rows}}
    best: dict[int, NameLike] = {}
    for row in rows:
        entity, reports = row["entity"], counts[row["entity__kind"]].of(row["entity"])
        like = _like(row, typed, reports) if reports else None
        if like and (entity not in best or like.order_of_own < best[entity].order_of_own):
            best[entity] = like
    return best


def _like(row, typed, reports):
    """Return the NameLike of one name, or None if it is hardly like what was typed."""
    whole, name = " ".join(word.text for word in typed), row["key"]
    pairing = pair(whole, name)
    meant = _meant(typed, pairing, name)
    if not meant or _is_found_anyway(meant, typed, pairing) or _is_word_of_alias(row, pairing):
        return None
    verdict = judge(" ".join(word.text for word in meant), name)
    if verdict.chance < _least_chance(meant):
        return None
    return NameLike(row["entity"], row["text"], meant, not pairing.right, verdict, reports, row["is_primary"])


def _is_found_anyway(meant, typed, pairing: Pairing):
    """Whether the words of a name that were typed are known ones, of which the search makes what can be made."""
    if any(word.is_rare for word in meant):
        first, *others = pairing.pairs
        is_whole = not pairing.right and not telling(pairing.left)
        return not others and first[2] == 1 and len(typed) > 1 and not is_whole
    return len(meant) < max(len(typed), 2)


def _is_word_of_alias(row, pairing: Pairing):
    """Whether one word is all that a name has of what was typed, and is only one of an entity's further names, such as “Lion of Panjshir”."""
    return not row["is_primary"] and len(pairing.pairs) == 1 and len(pairing.right) > 1


def _least_chance(meant):
    if not any(word.is_rare for word in meant):
        return LEAST_CHANCE_OF_KNOWN
    return LEAST_CHANCE_OF_RARE if all(word.reports for word in meant) else LEAST_CHANCE


def _meant(typed, pairing: Pairing, name):
    """Return the typed words that may be the name: those that face its words, the rare ones beside them, and an article if it has one."""
    places = [place for part, _, _ in pairing.pairs for place in part.places]
    if not places:
        return ()
    start, end = min(places), max(places) + 1
    has_article = name.split(" ", 1)[0] in PARTICLES
    while start and (typed[start - 1].is_rare or has_article and typed[start - 1].text in PARTICLES):
        start -= 1
    while end < len(typed) and typed[end].is_rare:
        end += 1
    return tuple(typed[start:end])


def most_similar(likes, *, apart_from=()):
    """Return the entities that are most likely meant as SimilarName, at most MOST_SHOWN."""
    chosen = [like for like in likes if like.entity not in apart_from][:MOST_SHOWN]
    entities = Entity.objects.public().in_bulk([like.entity for like in chosen]) if chosen else {}
    return [
        SimilarName(entities[like.entity], like.reports, like.text, like.verdict)
        for like in chosen
        if like.entity in entities
    ]
