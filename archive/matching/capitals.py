"""Read one field of a report for runs of capitalised words, and tell which of them are names that no entry has."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.functional import cached_property

from archive.kinds import BY_KEY
from archive.matching.around_names import (
    AFTER_APOSTROPHE,
    ARTICLES,
    BEFORE,
    HEADINGS,
    HONORIFICS,
    LAST_WORDS,
    LINKS,
    PREFIXES,
    ROLES,
    TITLES,
    TWO_LINKS,
)
from archive.matching.names import KnownNames
from archive.matching.split_text import AFTER_DOT, PARTED, SplitText, gap_kind, is_abbreviation
from archive.matching.trie import Memory, NameMatch
from archive.reference.peoples import capitalised_words, days_and_months
from archive.text.likeness.weights import SORTS
from archive.text.ordinary import ordinary_words
from archive.text.words import APOSTROPHES, fold_word, name_key

MAX_CHARACTERS, MAX_WORDS, MAX_ACRONYM, MIN_LETTERS = 100, 7, 8, 3
LOWER, CAPITAL, ACRONYM, LETTER = 0, 1, 2, 3

ENDS_SENTENCE = frozenset('.!?:\n“”"‘;•*[]')


class UnknownName(NamedTuple):
    """A name that no entry has: its key, how it is printed, where it first occurs, how often, and the number of a likely kind or 0."""

    name_key: str
    text: str
    field: str
    start: int
    end: int
    times: int
    kind: int


@dataclass(slots=True)
class RunPiece:
    """A part of a run of capitals: its first and last word, and the kind that the words around it tell of."""

    first: int
    last: int
    kind: int = 0
    before_title: bool = False


def shape_of(word: str) -> int:
    """Return whether a word is in lower case, capitalised, an acronym or one capital letter."""
    if not word[0].isupper():
        return LOWER
    letters = word.replace(".", "")
    if len(letters) == 1:
        return LETTER
    return ACRONYM if letters.isupper() else CAPITAL


_shapes = Memory(shape_of)
_gaps = Memory(gap_kind)
_folded = Memory(fold_word)
_keys = Memory(name_key)
_plain = Memory(lambda word: not tells(word))


def tells(word: str) -> bool:
    """Return whether a word is more than an ordinary one, a title, a sort of thing, a people or a letter."""
    folded = _folded[word]
    return len(folded) > 1 and not (
        folded in ordinary_words()
        or folded in capitalised_words()
        or folded in TITLES
        or folded in SORTS
        or folded in LAST_WORDS
    )


class FieldReader:
    """Reads one field of a report for names that are left over."""

    def __init__(self, name: str, split: SplitText, known: KnownNames, found: list):
        self.name, self.split, self.known, self.found = name, split, known, found
        self.text, self.words, self.gaps = split.text, split.words, split.gaps
        self.shapes = list(map(_shapes.__getitem__, self.words))

    def names(self) -> Iterator[tuple[bool, UnknownName]]:
        """Yield each place of a name, and whether it is certain that its first word is capitalised for its own sake."""
        capitals = [at for at, shape in enumerate(self.shapes) if shape]
        if not capitals or self._is_heading(capitals):
            return
        self.folded = list(map(_folded.__getitem__, self.words))
        self._measure()
        for first, last in self._runs(capitals):
            for piece in self._pieces(first, last):
                if name := self._name(piece):
                    yield name

    def _is_heading(self, capitals: list[int]) -> bool:
        """Return whether a headline has a capital on most of its words."""
        if self.name == "body":
            return False
        long = sum(len(word) > 3 for word in self.words)
        return sum(len(self.words[at]) > 3 for at in capitals) > max(0.6 * long, 2)

    def _measure(self) -> None:
        """Derive where words begin, and which are in a name that is known."""
        self.starts = self.split.ends[:-1:2]
        self.covers: dict[int, NameMatch] = {}
        for span in self.found:
            at = bisect_left(self.starts, span.start)
            while at < len(self.starts) and self.starts[at] < span.end:
                self.covers[at] = span
                at += 1

    def _end(self, at: int) -> int:
        return self.starts[at] + len(self.words[at])

    @cached_property
    def lower(self) -> set[str]:
        """The words that the field has in lower case."""
        return {word for word, shape in zip(self.folded, self.shapes, strict=True) if not shape}

    # Runs

    def _runs(self, capitals: list[int]) -> Iterator[tuple[int, int]]:
        """Yield the first and last word of each run of capitalised words."""
        after = -1
        for first in capitals:
            if first <= after or self._is_alone(first):
                continue
            last = first
            while (following := self._next(first, last)) is not None:
                last = following
            after = last
            yield first, last

    def _is_alone(self, at: int) -> bool:
        """Return, quickly, whether a word that needs no closer look stands by itself: most of those capitalised do."""
        if at not in self.covers and not _plain[self.words[at]]:
            return False
        following = at + 1
        return following == len(self.words) or not (
            self.shapes[following] or self.folded[following] in LINKS or self.gaps[following] == "-"
        )

    def _next(self, first: int, at: int) -> int | None:
        """Return the next word of a run; None if it ends here. "Ghaffar of Andkhoi" are two names."""
        following = at + 1
        if not self._joined(at):
            return None
        if self.shapes[following]:
            begins_line = "\n" in self.gaps[following] and self.folded[following] in ordinary_words()
            return None if begins_line else following
        if self._is_hyphened(following):
            return following + 1
        if self.folded[following] == "of" and first == at and self._tells(at):
            return None
        links = [self.folded[following]]
        while len(links) < 3 and (links[-1] in LINKS or links[-1] == "the") and self._joined(following):
            following += 1
            if self.shapes[following]:
                fits = len(links) == 1 and links[0] in LINKS or tuple(links) in TWO_LINKS
                return following if fits else None
            links.append(self.folded[following])
        return None

    def _is_hyphened(self, at: int) -> bool:
        """Return whether a short word stands between hyphens: Jabal-os-Seraj."""
        is_short = len(self.words[at]) <= 3 and self.gaps[at : at + 2] == ["-", "-"]
        return is_short and at + 1 < len(self.words) and bool(self.shapes[at + 1])

    def _joined(self, at: int) -> bool:
        """Return whether a word and the one after it may belong to one name."""
        if at + 1 >= len(self.words):
            return False
        gap = self.gaps[at + 1]
        kind = _gaps[gap]
        if kind == PARTED or "“" in gap or '"' in gap or "(" in gap or ")" in gap:
            return False
        return kind != AFTER_DOT or is_abbreviation(self.words[at])

    # Pieces of a run

    def _pieces(self, first: int, last: int) -> Iterator[RunPiece]:
        """Split a run at titles, honorifics and names that are known."""
        if first == last:
            if first in self.covers or self.folded[first] not in TITLES:
                yield RunPiece(first, last, self._kind_before(first))
            return
        if any(self.folded[at] in HEADINGS and self.shapes[at] for at in range(first + 1, last + 1)):
            return
        begun = first
        kind = self._kind_before(first)
        at = first
        while at <= last:
            word = self.folded[at]
            is_title = word in TITLES and at not in self.covers
            if at > begun and (is_title or word in HONORIFICS):
                yield RunPiece(begun, self._without_links(at - 1), kind, before_title=is_title)
                begun, kind = at, 0
            if is_title:
                kind = TITLES[word]
                begun = at + 1
            elif at in self.covers and self._parts_run(at):
                end = self._end_of_span(at)
                if begun == at and self._is_body_of(end + 1, last):
                    yield RunPiece(at, last, kind)
                    return
                if begun < at:
                    yield RunPiece(begun, self._without_links(at - 1), kind)
                at, begun, kind = end, end + 1, 0
            at += 1
        if begun <= last:
            yield RunPiece(begun, last, kind)

    def _without_links(self, at: int) -> int:
        while not self.shapes[at]:
            at -= 1
        return at

    def _end_of_span(self, at: int) -> int:
        span = self.covers[at]
        while self.covers.get(at + 1) is span:
            at += 1
        return at

    def _parts_run(self, at: int) -> bool:
        """Return whether a known name ends what stands before it: only one word of a person may be part of a longer name."""
        span = self.covers[at]
        kinds = {self.known.kinds.get(candidate.entity_id, "") for candidate in span.candidates}
        grows = all(kind in BY_KEY and BY_KEY[kind].titles for kind in kinds)
        return not grows or len(span.words) > 1

    def _is_body_of(self, first: int, last: int) -> bool:
        """Return whether these words after a known name say what body of it is meant: Security Council, Special Forces."""
        words = range(first, last + 1)
        if len(words) < 2 or any(
            at in self.covers or self.folded[at] in TITLES or self.folded[at] in HONORIFICS for at in words
        ):
            return False
        names_sort = self.folded[last] in LAST_WORDS or not any(map(self._tells, words))
        return names_sort and all(self.shapes[at] == CAPITAL for at in words)

    def _kind_before(self, at: int) -> int:
        """Return the number of the kind that the word before a run tells of."""
        if not at or _gaps[self.gaps[at]] == PARTED:
            return 0
        return BEFORE.get(self.folded[at - 1], 0)

    # Names

    def _name(self, piece: RunPiece) -> tuple[bool, UnknownName] | None:
        first, last = self._trimmed(piece.first, piece.last)
        if first > last or last - first >= MAX_WORDS or self._is_half(last):
            return None
        words = [at for at in range(first, last + 1) if self.shapes[at]]
        telling = [at for at in words if at not in self.covers and self._tells(at)]
        if not self._is_name(words, telling, piece):
            return None
        text, start, end = self._text(first, last)
        key = _keys[text]
        letters = len(key.replace(" ", ""))
        if (
            len(text) > MAX_CHARACTERS
            or letters < MIN_LETTERS
            and self.shapes[first] != ACRONYM
            or letters < 2
        ):
            return None
        is_sure = len(words) > 1 or bool(piece.kind) or not self._begins_sentence(first)
        return is_sure, UnknownName(key, text, self.name, start, end, 1, self._kind(first, last, piece.kind))

    def _trimmed(self, first: int, last: int) -> tuple[int, int]:
        """Leave out articles, days, links, and a first word that is only there because a sentence begins."""
        days = days_and_months()
        while first <= last:
            word = self.folded[first]
            starts = self._begins_sentence(first) and (word in ordinary_words() or word in self.lower)
            of_people = word in capitalised_words() and first < last and not self.shapes[first + 1]
            if not (word in ARTICLES or word in days or starts or of_people or not self.shapes[first]):
                break
            first += 1
        while last >= first and (
            self.folded[last] in days or not self.shapes[last] or self.shapes[last] == LETTER
        ):
            last -= 1
        return first, last

    def _begins_sentence(self, at: int) -> bool:
        return (
            not at
            or not ENDS_SENTENCE.isdisjoint(self.gaps[at])
            and not (_gaps[self.gaps[at]] == AFTER_DOT and is_abbreviation(self.words[at - 1]))
        )

    def _is_half(self, at: int) -> bool:
        """Return whether a word is the first part of another: Co-ordination, KC-135."""
        if self.gaps[at + 1] != "-" or at + 1 >= len(self.words):
            return False
        following = self.words[at + 1]
        return (
            following.isdecimal()
            or following.islower()
            and len(self.words[at]) <= 3
            and self.shapes[at] == CAPITAL
        )

    def _tells(self, at: int) -> bool:
        return not _plain[self.words[at]]

    def _is_name(self, words: list[int], telling: list[int], piece: RunPiece) -> bool:
        covered = [at for at in words if at in self.covers]
        if covered:
            is_body = covered[0] == words[0] and self._is_body_of(covered[-1] + 1, words[-1])
            return bool(telling) or is_body and self._parts_run(covered[0])
        if all(self.shapes[at] == ACRONYM for at in words):
            return (
                bool(telling)
                and len(words) == 1
                and len(self.words[words[0]]) <= MAX_ACRONYM
                and not self._shouts(words[0])
            )
        if telling:
            return True
        folded = [self.folded[at] for at in words]
        weak = all(word in capitalised_words() or word in ROLES or word in LAST_WORDS for word in folded)
        return len(words) > 1 and not weak and not piece.before_title and not ROLES & set(folded)

    def _shouts(self, at: int) -> bool:
        """Return whether the words beside this one are in capitals too."""
        near = [other for other in (at - 1, at + 1) if 0 <= other < len(self.words)]
        return bool(near) and all(self.shapes[other] == ACRONYM for other in near)

    def _text(self, first: int, last: int) -> tuple[str, int, int]:
        """Return a name as printed, with "al-" before it, and with what follows an apostrophe within its last word."""
        start, end = self.starts[first], self._end(last)
        if first and self.folded[first - 1] in PREFIXES and self.gaps[first] in ("-", "- "):
            start = self.starts[first - 1]
        following = last + 1
        if (
            following < len(self.words)
            and not self.shapes[following]
            and self.gaps[following] in APOSTROPHES
            and self.gaps[following]
            and self.folded[following] not in AFTER_APOSTROPHE
        ):
            end = self._end(following)
        if "." in self.words[last] and self.text[end : end + 1] == ".":
            end += 1
        return self.text[start:end], start, end

    def _kind(self, first: int, last: int, told: int) -> int:
        """Return the number of the kind that the last word of a name, the word after it or the words before it tell of."""
        after = (
            self.folded[last + 1]
            if last + 1 < len(self.words) and _gaps[self.gaps[last + 1]] != PARTED
            else ""
        )
        for word in (self.folded[last] if last > first else "", after):
            if word in LAST_WORDS:
                return LAST_WORDS[word]
        return told
