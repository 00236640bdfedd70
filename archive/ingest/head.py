"""Read the head of a report: headline, standfirst, byline and date, among whatever else the page had above the text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.functional import cached_property

from archive.ingest.head_lines import (
    PARTS,
    is_byline,
    is_date,
    is_name,
    is_published_line,
    names_writer_or_day,
    same_words,
)
from archive.ingest.paragraphs import STOP_WORDS, paragraph_of

HEADLINE, STANDFIRST, BYLINE, DATE = "headline", "standfirst", "byline", "date"
REMOVED, BODY = "removed", "body"
AGAIN, BEFORE = "the headline again", "before the start of the report"

MIN_WORDS, MAX_HEADLINE, MIN_IN_STANDFIRST = 4, 300, 6
# The share of a headline's words that recur in the text below, absolutely and compared with the best line.
SHARED_WITH_TEXT, NEARLY_BEST = 0.4, 0.6
STEM = 5


@dataclass(frozen=True)
class Piece:
    """A stretch of the input, its role (a field of the report, or "removed"), and why it was removed."""

    text: str
    kind: str
    reason: str = ""


@dataclass(frozen=True)
class Head:
    """The pieces above the first paragraph of prose, and the words of the text below."""

    pieces: tuple[Piece, ...]
    stems: frozenset[str] = frozenset()

    @cached_property
    def headline(self) -> int | None:
        """Return the position of the headline, if there is one.

        It is the first line of some length whose words recur in the text; failing that, the first line of all, or else
        the first of the last lines that are long enough.
        """
        candidates = [at for at, piece in enumerate(self.pieces) if _could_be_headline(piece)]
        long = [at for at in candidates if paragraph_of(self.pieces[at].text).length >= MIN_WORDS]
        if not long:
            return candidates[-1] if candidates else None
        shares = {at: self.share(self.pieces[at].text) for at in long}
        best = max(shares.values())
        if best >= SHARED_WITH_TEXT:
            return next(at for at in long if shares[at] >= NEARLY_BEST * best)
        first = next(at for at, piece in enumerate(self.pieces) if piece.kind == BODY)
        return first if long[0] == first else self._first_of_last_lines(long)

    @staticmethod
    def _first_of_last_lines(long: list[int]) -> int:
        start, known = long[-1], set(long)
        while start - 1 in known:
            start -= 1
        return start

    def share(self, line: str) -> float:
        """Return the share of a line's words, stop words aside, that occur in the text below."""
        words = [word[:STEM] for word in paragraph_of(line).words if word not in STOP_WORDS]
        return sum(word in self.stems for word in words) / max(1, len(words))

    @cached_property
    def day(self) -> int | None:
        """Return the position of the date of publication; a bare date above the headline may be the day the page was saved."""
        dates = [
            at
            for at, piece in enumerate(self.pieces)
            if piece.kind == BODY and is_date(piece.text, later=False)
        ]
        below = [at for at in dates if self.headline is None or at > self.headline]
        above = [at for at in dates if is_published_line(self.pieces[at].text)]
        return next(iter(below or above), None)

    @cached_property
    def standfirst(self) -> int | None:
        """Return the position of the standfirst: a sentence, the line under the headline, or one that shares words with the text."""
        if self.headline is None:
            return None
        for at in range(self.headline + 1, len(self.pieces)):
            piece = self.pieces[at]
            if (
                piece.kind != BODY
                or names_writer_or_day(piece.text)
                or same_words(piece.text, self.pieces[self.headline].text)
            ):
                continue
            paragraph = paragraph_of(piece.text)
            long = paragraph.length >= MIN_IN_STANDFIRST
            if paragraph.is_prose or (
                long and (at == self.headline + 1 or self.share(piece.text) >= SHARED_WITH_TEXT)
            ):
                return at
        return None

    def named(self, at: int) -> Piece:
        """Return a piece with its kind, or unchanged if it is not recognised."""
        piece = self.pieces[at]
        if piece.kind != BODY:
            return piece
        if at == self.headline:
            return replace(piece, kind=HEADLINE)
        if at == self.standfirst:
            return replace(piece, kind=STANDFIRST)
        if is_byline(piece.text) or (self._stands_before_day(at) and is_name(piece.text)):
            return replace(piece, kind=BYLINE)
        if is_date(piece.text):
            return (
                replace(piece, kind=DATE) if at == self.day else self._removed(piece, self._why_no_date(at))
            )
        return piece

    def _stands_before_day(self, at: int) -> bool:
        return self.headline is not None and self.headline < at and at + 1 == self.day

    def _why_no_date(self, at: int) -> str:
        if self.headline is not None and at < self.headline:
            return "a date above the headline: perhaps the day the page was saved"
        return "a second date" if is_date(self.pieces[at].text, later=False) else "the date of a later change"

    def framed(self, at: int) -> Piece:
        """Return a piece with its kind; an unrecognised piece is removed."""
        piece = self.named(at)
        if piece.kind != BODY:
            return piece
        repeats = self.headline is not None and same_words(piece.text, self.pieces[self.headline].text)
        return self._removed(piece, AGAIN if repeats else BEFORE)

    @staticmethod
    def _removed(piece: Piece, reason: str) -> Piece:
        return replace(piece, kind=REMOVED, reason=reason)


def read_head(pieces: Iterable[Piece], *, body: Iterable[Piece] = ()) -> list[Piece]:
    """Classify the pieces above the first paragraph of prose; unrecognised ones are removed.

    Args:
        pieces: those above the text.
        body: those of the text.
    """
    stems = frozenset(
        word[:STEM] for piece in body if piece.kind == BODY for word in paragraph_of(piece.text).words
    )
    head = Head(tuple(part for piece in pieces for part in _parted(piece)), stems)
    return [head.framed(at) for at in range(len(head.pieces))]


def read_without_prose(pieces: Iterable[Piece]) -> list[Piece]:
    """Classify what can be recognised in a text without any prose; the rest stays as the body."""
    head = Head(tuple(part for piece in pieces for part in _parted(piece)))
    named = [head.named(at) for at in range(len(head.pieces))]
    return named if any(piece.kind == BODY for piece in named) else list(head.pieces)


def end_of_head(pieces: list[Piece], first_prose: int) -> int:
    """Return where the text begins: at the first prose, or below a byline or date that follows it.

    A single paragraph between the headline and such a line is the standfirst.
    """
    if not any(_could_be_headline(piece) for piece in pieces[:first_prose]):
        return first_prose
    end = first_prose
    for at in range(first_prose + 1, min(first_prose + 5, len(pieces))):
        if names_writer_or_day(pieces[at].text):
            end = at
        elif paragraph_of(pieces[at].text).is_prose and pieces[at].kind == BODY:
            break
    return end + 1 if end > first_prose else first_prose


def _could_be_headline(piece: Piece) -> bool:
    if piece.kind != BODY or len(piece.text) > MAX_HEADLINE or names_writer_or_day(piece.text):
        return False
    return paragraph_of(piece.text).is_title_like


def _parted(piece: Piece) -> list[Piece]:
    """Split "By A. Writer | 9 August 1998" into its parts."""
    texts = PARTS.split(piece.text)
    if piece.kind != BODY or len(texts) == 1 or not names_writer_or_day(piece.text):
        return [piece]
    parts = (replace(piece, text=text) for text in texts if text.strip())
    return [
        replace(part, kind=REMOVED, reason="no words") if PARTS.fullmatch(part.text) else part
        for part in parts
    ]
