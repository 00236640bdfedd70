"""How likely two names are spellings of one, and how they differ.

The words of both are paired, each with the one most like it; what is left over on either side, the likeness of the pairs, and that of
the whole names without vowels are the features of a small logistic model (weights.py).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from django.utils.translation import gettext, gettext_noop

from archive.text.likeness.codes import ADMINISTRATIVE, PARTICLES, code, glued, other_reading, words_that_tell
from archive.text.likeness.weights import COMMON, SENSES, SORTS, WEIGHTS
from archive.text.likeness.words import distance, skeleton

MIN_ALIKE = 0.55  # of two words that are paired
MIN_SHARED = 0.4  # of the consonants of two words, or there is no need to look closer
INITIAL_ALIKE = 0.7  # a letter, and a word that begins with it
COMMON_WEIGHT, SORT_WEIGHT, OTHER_SORT = 0.5, 0.25, 0.9
OTHER_READING, WITHOUT_ARTICLE, WITHOUT_ENDING, TRANSLATED = 0.95, 0.95, 0.8, 0.9
MIN_PART = 4  # letters of a word that is compared without its article or ending
ARTICLE = re.compile(r"[aeu]l(?=..)|[ae](?=sh?sh?|[drtnz][drtnz])")
ENDING = re.compile(r"[aeou]{1,2}[dl]{1,3}[iae]{1,2}[nh]?$")
MANY_MISSING, MAX_ACRONYM = 3, 3
MAX_WORDS = 12


@dataclass(frozen=True)
class NamePart:
    """A word of a name, or two that are written as one: its letters, code and weight, and the places of its words in the name."""

    text: str
    code: str
    weight: float
    places: tuple[int, ...]


@dataclass(frozen=True)
class Pairing:
    """How the words of two names face each other: the pairs with their likeness, and what is left over of each."""

    pairs: tuple[tuple[NamePart, NamePart, float], ...]
    left: tuple[NamePart, ...]
    right: tuple[NamePart, ...]


@dataclass(frozen=True)
class Verdict:
    """How likely two names are spellings of one, from 0 to 1, and what sets them apart; verdicts are kept, whatever the language."""

    chance: float
    differences: tuple[str, ...]

    @property
    def reason(self) -> str:
        """What sets them apart in a few words, in the language in use."""
        return ", ".join(map(gettext, self.differences))


def judge(one: str, other: str) -> Verdict:
    """Judge two names, given their keys: `one` as it was typed, `other` a name of the archive.

    One word of a long name is not a spelling of it, whatever its likeness, nor is its word for the sort of thing, nor one acronym of another.
    """
    pairing = pair(one, other)
    are_sorts = not telling(a for a, _, _ in pairing.pairs) and bool(telling(pairing.left + pairing.right))
    are_acronyms = max(len(one), len(other)) <= MAX_ACRONYM and skeleton(one) != skeleton(other)
    if are_acronyms or are_sorts or len(pairing.pairs) == 1 and len(pairing.right) >= MANY_MISSING:
        return Verdict(0.0, differences(one, other, pairing))
    # Of Kunduz and Kunduz Province, that which was typed comes first.
    sorts = 1.0 if sorts_said(one) == sorts_said(other) else OTHER_SORT
    return Verdict(sorts * chance(features(one, other, pairing)), differences(one, other, pairing))


def chance(values: dict[str, float]) -> float:
    """Return the probability that the model gives to these features."""
    score = WEIGHTS["constant"] + sum(WEIGHTS[name] * value for name, value in values.items())
    return 1 / (1 + math.exp(-score))


# Words


@lru_cache(maxsize=100_000)
def alike(one: str, other: str) -> float:
    """Return the likeness of two folded words, from 0 to 1: as written, as they sound, and without vowels."""
    if one == other:
        return 1.0
    if len(one) == 1 or len(other) == 1:
        return INITIAL_ALIKE if code(one)[:1] == code(other)[:1] else 0.0
    if are_translations(one, other):
        return TRANSLATED
    return max(_alike(one, other), _alike_in_part(one, other))


def are_translations(one: str, other: str) -> bool:
    """Whether two different words have one meaning in names of places: north, shamali."""
    return one != other and SENSES.get(one, one) == SENSES.get(other, other)


def _alike(one: str, other: str) -> float:
    """Return the likeness of two words as they are, or, a little less, with letters that may stand for another sound read so."""
    found = _alike_as_read(one, other)
    read = other_reading(one), other_reading(other)
    if read == (one, other) or found == 1:
        return found
    otherwise = {(read[0], other), (one, read[1]), read} - {(one, other)}
    return max(found, OTHER_READING * max(_alike_as_read(*pair) for pair in otherwise))


def _alike_as_read(one: str, other: str) -> float:
    by_code = _nearness(code(one), code(other))
    if by_code < MIN_SHARED:
        return 0.0
    return 0.3 * _nearness(one, other) + 0.35 * _nearness(skeleton(one), skeleton(other)) + 0.35 * by_code


def _alike_in_part(one: str, other: str) -> float:
    """Return how alike a word is to another with an article before it, or with an ending such as -uddin."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= MIN_PART and len(longer) - len(shorter) in (2, 3) and ARTICLE.match(longer):
        return WITHOUT_ARTICLE * _alike(shorter, ARTICLE.sub("", longer))
    ending = ENDING.search(longer)
    if ending and len(shorter) >= MIN_PART and ending.start() >= MIN_PART:
        return WITHOUT_ENDING * _alike(shorter, longer[: ending.start()])
    return 0.0


def _nearness(one: str, other: str) -> float:
    longer = max(len(one), len(other))
    if not longer:
        return 1.0
    most = longer * 2 // 3
    return 1 - min(distance(one, other, most=most), longer) / longer


@lru_cache(maxsize=20_000)
def parts_of(key: str) -> tuple[NamePart, ...]:
    """Return the words of a name that count, without particles and words for the sort of place unless it has only those."""
    words = words_that_tell(key)[:MAX_WORDS]
    bare = all(word in PARTICLES for word in words)
    return tuple(
        NamePart(word, code(word), _weight(word), (place,))
        for place, word in enumerate(words)
        if bare or word not in PARTICLES
    )


def _weight(word: str) -> float:
    weight = SORT_WEIGHT if word in SORTS else COMMON_WEIGHT if word in COMMON else 1.0
    return weight * min(1.0, 0.4 + len(code(word)) / 5)


# Pairs


@lru_cache(maxsize=20_000)
def pair(one: str, other: str) -> Pairing:
    """Pair the words of two names, the most alike first; two words may face one in which they are joined."""
    mine, theirs = parts_of(one), parts_of(other)
    options = [
        (found, -abs(a.places[0] - b.places[0]), a, b)
        for a in (*mine, *_joined(one))
        for b in (*theirs, *_joined(other))
        if min(len(a.places), len(b.places)) == 1 and (found := alike(a.text, b.text)) >= MIN_ALIKE
    ]
    options.sort(
        key=lambda option: (-option[0] - 0.02 * len(option[2].places + option[3].places), -option[1])
    )
    used: set[int] = set()
    faced: set[int] = set()
    pairs = []
    for found, _, a, b in options:
        if used.isdisjoint(a.places) and faced.isdisjoint(b.places):
            used.update(a.places)
            faced.update(b.places)
            pairs.append((a, b, found))
    return Pairing(
        tuple(sorted(pairs, key=lambda each: each[0].places)),
        tuple(part for part in mine if part.places[0] not in used),
        tuple(part for part in theirs if part.places[0] not in faced),
    )


@lru_cache(maxsize=20_000)
def _joined(key: str) -> tuple[NamePart, ...]:
    """Return each two words of a name as one, if one of them counts, and each three with a particle between them."""
    counting = {part.places[0]: part for part in parts_of(key)}
    words = words_that_tell(key)[:MAX_WORDS]
    runs: list[tuple[int, ...]] = [(place, place + 1) for place in range(len(words) - 1)]
    runs += [
        (place, place + 1, place + 2) for place in range(len(words) - 2) if words[place + 1] in PARTICLES
    ]
    return tuple(
        NamePart(text, code(text), sum(counting[place].weight for place in run if place in counting), run)
        for run in runs
        if not counting.keys().isdisjoint(run)
        for text in ["".join(words[place] for place in run)]
    )


# Features


def features(one: str, other: str, pairing: Pairing) -> dict[str, float]:
    """Return what the model weighs: shares and likenesses from 0 to 1."""
    paired = sum(a.weight for a, _, _ in pairing.pairs)
    facing = sum(b.weight for _, b, _ in pairing.pairs)
    left, right = (sum(part.weight for part in parts) for parts in (pairing.left, pairing.right))
    mine, theirs = _in_one_order(one, other, pairing)
    mean = sum(a.weight * found for a, _, found in pairing.pairs) / paired if paired else 0.0
    return {
        "unlike": 1 - mean,
        "worst": 1 - min((found for a, _, found in pairing.pairs if a.weight > 0.3), default=0.0),
        "left": left / (left + paired) if left else 0.0,
        "right": right / (right + facing) if right else 0.0,
        "both": float(bool(telling(pairing.left) and telling(pairing.right))),
        "whole": 1
        - _nearness(glued("".join(part.code for part in mine)), glued("".join(part.code for part in theirs))),
        "spelt": 1 - _nearness("".join(part.text for part in mine), "".join(part.text for part in theirs)),
        "paired": min(paired, 3.0),
        "turned": float(is_turned(pairing)),
    }


def _in_one_order(one: str, other: str, pairing: Pairing) -> tuple[list[NamePart], list[NamePart]]:
    """Return the words of both names, those of the first in the order of the words they face, without words for the sort of thing."""
    places = {place: b.places[0] for a, b, _ in pairing.pairs for place in a.places}
    translated = {a.places: b.text for a, b, _ in pairing.pairs if are_translations(a.text, b.text)}
    mine, theirs = ([part for part in parts_of(key) if part.text not in SORTS] for key in (one, other))
    mine = [
        replace(part, text=translated[part.places], code=code(translated[part.places]))
        if part.places in translated
        else part
        for part in mine
    ]
    if is_turned(pairing):
        mine.sort(key=lambda part: places.get(part.places[0], len(theirs)))
    return mine or list(parts_of(one)), theirs or list(parts_of(other))


def sorts_said(key: str) -> frozenset[str]:
    """Return the words for the sort of place in a name."""
    return ADMINISTRATIVE.intersection(key.split())


def telling(parts: Iterable[NamePart]) -> list[NamePart]:
    """Return the parts that are no titles and no words for the sort of place."""
    return [part for part in parts if part.text not in SORTS]


def is_turned(pairing: Pairing) -> bool:
    """Return whether the words of the names stand in different orders."""
    places = [b.places[0] for _, b, _ in pairing.pairs]
    return places != sorted(places)


# Reasons


def differences(one: str, other: str, pairing: Pairing) -> tuple[str, ...]:
    """Return what sets two names apart, each in a few words to be translated where it is shown."""
    said = [_of_words(one, other, pairing)]
    if is_turned(pairing):
        said.append(gettext_noop("parts in another order"))
    if pairing.right:
        said.append(
            gettext_noop("a part is missing")
            if len(pairing.right) == 1
            else gettext_noop("parts are missing")
        )
    if pairing.left:
        said.append(gettext_noop("one part more") if len(pairing.left) == 1 else gettext_noop("parts more"))
    return tuple(filter(None, said)) or (gettext_noop("written otherwise"),)


def _of_words(one: str, other: str, pairing: Pairing) -> str:
    if not pairing.pairs:
        return gettext_noop("same consonants")
    written = [(a.text, b.text) for a, b, _ in pairing.pairs]
    if all(a == b for a, b in written):
        return ""
    slips = sum(distance(a, b, most=3) for a, b in written)
    if slips == 1:
        return gettext_noop("one letter")
    if all(skeleton(a) == skeleton(b) for a, b in written):
        return gettext_noop("same sound")
    if any(len(a.places) != len(b.places) for a, b, _ in pairing.pairs):
        return gettext_noop("parts written as one")
    if any(are_translations(a, b) for a, b in written):
        return gettext_noop("a word translated")
    if any(1 in (len(a), len(b)) for a, b in written):
        return gettext_noop("an initial")
    if all(a.code == b.code for a, b, _ in pairing.pairs):
        return gettext_noop("same consonants")
    return gettext_noop("two letters") if slips == 2 else gettext_noop("similar letters")
