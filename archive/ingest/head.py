"""Read the head of a report: headline, standfirst, byline and date, among whatever else the page had above the text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.functional import cached_property

from archive.ingest.days import PrintedDay, announced, days_in, is_label
from archive.ingest.furniture import asks_readers, cost_of, leads_elsewhere
from archive.ingest.head_lines import (
    PARTS,
    is_byline,
    is_date,
    is_name,
    names_writer_or_day,
    same_words,
)
from archive.ingest.headline import (
    MIN_WORDS,
    ONLY_BY_PLACE,
    STEM,
    LikelyHeadline,
    best_of,
    could_be_headline,
    doubt_about,
    in_words,
    is_no_title,
    likely_headlines,
    share_of,
)
from archive.ingest.paragraphs import paragraph_of

__all__ = ["in_words"]

HEADLINE, STANDFIRST, BYLINE, DATE = "headline", "standfirst", "byline", "date"
REMOVED, BODY = "removed", "body"
AGAIN, BEFORE = "the headline again", "before the start of the report"

ABOVE_HEADLINE = "it is printed above the headline, where it may be the day on which the page was saved"
NO_HEADLINE = "no headline was found, and a day above the report may be another one"
BELOW_REPORT = "it is printed below the report"
OF_A_CHANGE = "it is that of a later change, and no other is printed"
NO_DAYS = ("picture credit or caption", "the headline again", "copyright notice")
MIN_IN_STANDFIRST = 6
SHARED_WITH_TEXT = 0.4  # the share of the words of a standfirst that recur in the text
REACH_OF_HEAD, MAX_PROSE_IN_HEAD, MAX_CAPTION = 8, 2, 26
# The head of a text with little around it has at most so many lines: headline, standfirst, writer, what the writer is, day. Among more a
# headline by place alone must be this likely.
MAX_LINES_OF_TEXT, MIN_OF_MANY = 5, 0.2
DAY_ABOVE = 3  # lines above the headline in which a bare day may stand
MAX_WORDS_BESIDE_DAY, MAX_NAMES = 30, 3
BEFORE_DAY = frozenset(
    ["published", "posted", "updated", "on", "at", "le", "am", "el", "publié", "veröffentlicht", "publicado"]
)
SIGNS = " \t|,;:.·•-–—/()"


@dataclass(frozen=True)
class Piece:
    """A stretch of the input, its role (a field of the report, or "removed"), and why it was removed."""

    text: str
    kind: str
    reason: str = ""


@dataclass(frozen=True)
class Head:
    """The pieces above the first paragraph of prose; the words of the text below; everything pasted, in words; whether it is a page."""

    pieces: tuple[Piece, ...]
    stems: frozenset[str] = frozenset()
    whole: str = ""
    is_page: bool = False

    @property
    def headline(self) -> int | None:
        """Return the position of the headline, if there is one."""
        return self._headline[0]

    @cached_property
    def _headline(self) -> tuple[int | None, str]:
        """Return the position of the headline, and why it is not certain.

        It is the likeliest line (headline.py). In a text with little around it, failing that, the first of the last lines that are long
        enough, or the first line of all, unless that is a name.
        """
        candidates = [at for at, piece in enumerate(self.pieces) if _could_be_headline(piece)]
        likely = self.likely(candidates)
        if found := best_of(likely):
            return found.at, doubt_about(found, likely) if self.is_page else ""
        at = None if self.is_page else self._by_place(candidates, {line.at: line.score for line in likely})
        return at, "" if at is None or candidates == [at] else ONLY_BY_PLACE

    def _by_place(self, candidates: list[int], scores: dict[int, float]) -> int | None:
        """Return the position of the line that stands where a headline would, or None; among many lines something must speak for it."""
        titles = [at for at in candidates if not is_no_title(self.pieces[at].text)]
        long = [at for at in titles if paragraph_of(self.pieces[at].text).length >= MIN_WORDS]
        first = next((at for at, piece in enumerate(self.pieces) if piece.kind == BODY), None)
        if long:
            at = first if long[0] == first else self._first_of_last_lines(long)
            return at if len(self.pieces) <= MAX_LINES_OF_TEXT or scores.get(at, 0) >= MIN_OF_MANY else None
        return first if first in titles or candidates == [first] else None

    def likely(self, candidates: list[int]) -> list[LikelyHeadline]:
        """Return the lines that may be the headline, with their scores."""
        lines = [piece.text for piece in self.pieces]
        reasons = {at: piece.reason for at, piece in enumerate(self.pieces) if piece.kind == REMOVED}
        return likely_headlines(lines, candidates, self.stems, self.whole, reasons)

    @staticmethod
    def _first_of_last_lines(long: list[int]) -> int:
        start, known = long[-1], set(long)
        while start - 1 in known:
            start -= 1
        return start

    def share(self, line: str) -> float:
        """Return the share of a line's words, stop words aside, that occur in the text below."""
        return share_of(line, self.stems)[0]

    @cached_property
    def day(self) -> tuple[int, str] | None:
        """Return the position of the line with the day of publication, and what is doubtful about it.

        A bare day above the headline may be that on which the page was saved, unless it stands close above it and is not the first line; and
        the day of a change is that of publication only if no other is printed.
        """
        days = {at: found for at in range(len(self.pieces)) if (found := self._days(at))}
        if self.is_page and self.headline is None:
            return self._day_without_headline(days)
        headline = -1 if self.headline is None else self.headline
        below = [at for at in days if at > headline]
        near = [at for at in days if 0 < headline - at <= DAY_ABOVE and at > 0]
        choices = (
            ([at for at in below if any(day.is_original for day in days[at])], ""),
            ([at for at in below if any(day.is_first for day in days[at])], ""),
            ([at for at in below if any(day.is_bare for day in days[at])], ""),
            ([at for at in reversed(days) if at < headline and any(day.is_first for day in days[at])], ""),
            ([at for at in near[::-1] if any(day.is_bare for day in days[at])], ABOVE_HEADLINE),
            ([at for at in below if self.is_page], OF_A_CHANGE),
        )
        return next(((found[0], doubt) for found, doubt in choices if found), None)

    def _day_without_headline(self, days: dict[int, list[PrintedDay]]) -> tuple[int, str] | None:
        """Return the last of the days just above the text, one said to be that of publication first."""
        near = [at for at in reversed(days) if at and len(self.pieces) - at <= REACH_OF_HEAD]
        first = [at for at in near if any(day.is_first for day in days[at])]
        bare = [at for at in near if any(day.is_bare for day in days[at])]
        return next(((at, NO_HEADLINE) for at in (*first, *bare)), None)

    def _days(self, at: int) -> list[PrintedDay]:
        piece = self.pieces[at]
        if (
            piece.kind not in (BODY, REMOVED)
            or piece.reason in NO_DAYS
            or paragraph_of(piece.text).has(MAX_WORDS_BESIDE_DAY)
        ):
            return []
        return announced(days_in(piece.text), self.pieces[at - 1].text if at else "")

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
                or cost_of(piece.text)
                or days_in(piece.text)
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
        if self.day and at == self.day[0]:
            return replace(piece, kind=DATE, reason=self.day[1])
        if piece.kind != BODY:
            return piece
        if at == self.headline:
            return replace(piece, kind=HEADLINE, reason=self._headline[1])
        if at == self.standfirst:
            return replace(piece, kind=STANDFIRST)
        if is_byline(piece.text) or at in (self._name_before_day, self._name_below_day):
            return replace(piece, kind=BYLINE)
        return self._removed(piece, self._why_no_date(at)) if is_date(piece.text) else piece

    @cached_property
    def _name_before_day(self) -> int | None:
        """Return the first of the lines just above the day that may be names: the others say for whom somebody writes."""
        if self.day is None or self.headline is None:
            return None
        names: list[int] = []
        for at in range(self.day[0] - 1, self.headline, -1):
            text = self.pieces[at].text
            if not names and not any(map(str.isalpha, text)):
                continue  # how often it was read
            if self.pieces[at].kind != BODY or not is_name(text) or cost_of(text) or is_label(text):
                break
            names.append(at)
        return names[-1] if 0 < len(names) <= MAX_NAMES else None

    @cached_property
    def _name_below_day(self) -> int | None:
        """Return the name that alone stands between the day and the text, if no other line names a writer and the text does not have it."""
        if self.day is None or self.headline is None or self._name_before_day is not None:
            return None
        below = [
            at
            for at in range(self.headline + 1, len(self.pieces))
            if self.pieces[at].kind == BODY
            and not cost_of(self.pieces[at].text)
            and not days_in(self.pieces[at].text)
        ]
        named = [at for at in below if self._may_be_writer(at)]
        names = {in_words(self.pieces[at].text) for at in named}
        if any(is_byline(self.pieces[at].text) for at in below) or len(names) != 1 or named[0] < self.day[0]:
            return None
        name = self.pieces[named[0]].text.partition(",")[0]
        return named[0] if not share_of(name, self.stems)[1] else None

    def _may_be_writer(self, at: int) -> bool:
        """Return whether a line may be a writer's name: not what is sold to readers in the line above or below."""
        text = self.pieces[at].text
        beside = (self.pieces[other].text for other in (at - 1, at + 1) if 0 <= other < len(self.pieces))
        return is_name(text) and not is_label(text) and not any(map(asks_readers, beside))

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


def read_head(
    pieces: Iterable[Piece], *, body: Iterable[Piece] = (), whole: str = "", is_page: bool = False
) -> list[Piece]:
    """Classify the pieces above the first paragraph of prose; unrecognised ones are removed.

    Args:
        pieces: those above the text.
        body: those of the text.
        whole: everything that was pasted, as `in_words` writes it.
        is_page: it is a page with its menus, where a line proves nothing by its place alone.
    """
    head = Head(tuple(part for piece in pieces for part in _parted(piece)), stems_of(body), whole, is_page)
    return [head.framed(at) for at in range(len(head.pieces))]


def stems_of(body: Iterable[Piece]) -> frozenset[str]:
    """Return the words of a text, cut to their first letters."""
    return frozenset(
        word[:STEM] for piece in body if piece.kind == BODY for word in paragraph_of(piece.text).words
    )


def read_without_prose(pieces: Iterable[Piece]) -> list[Piece]:
    """Classify what can be recognised in a text without any prose; the rest stays as the body."""
    head = Head(tuple(part for piece in pieces for part in _parted(piece)))
    named = [head.named(at) for at in range(len(head.pieces))]
    return named if any(piece.kind == BODY for piece in named) else list(head.pieces)


def end_of_head(pieces: list[Piece], first_prose: int) -> int:
    """Return where the text begins: at the first prose, or below a byline or date that follows it.

    A paragraph between the headline and such a line is the standfirst, a short one below it the caption of a picture.
    """
    if not any(_could_be_headline(piece) for piece in pieces[:first_prose]):
        return first_prose
    end, prose, links = first_prose, [pieces[first_prose].text], False
    for at in range(first_prose + 1, min(first_prose + REACH_OF_HEAD, len(pieces))):
        links = links or leads_elsewhere(pieces[at].text)
        if links and is_date(pieces[at].text):
            continue  # the day of another report
        if names_writer_or_day(pieces[at].text):
            end = at
        elif pieces[at].kind == BODY and paragraph_of(pieces[at].text).is_prose:
            prose.append(pieces[at].text)
            if len(prose) > MAX_PROSE_IN_HEAD or paragraph_of(pieces[at].text).has(MAX_CAPTION):
                break
    if end == first_prose or _words_of_prose(pieces[first_prose:end]) > _words_of_prose(pieces[end:]):
        return first_prose
    return end + 1


def _words_of_prose(pieces: list[Piece]) -> int:
    paragraphs = [paragraph_of(piece.text) for piece in pieces if piece.kind == BODY]
    return sum(paragraph.length for paragraph in paragraphs if paragraph.is_prose)


def _could_be_headline(piece: Piece) -> bool:
    return piece.kind == BODY and could_be_headline(piece.text)


def _parted(piece: Piece) -> list[Piece]:
    """Split "By A. Writer | 9 August 1998" into its parts, and "By A. Writer 9 August 1998" before its day."""
    texts = PARTS.split(piece.text)
    if piece.kind != BODY or len(texts) == 1 or not names_writer_or_day(piece.text):
        cut = _end_of_writer(piece.text) if piece.kind == BODY else 0
        return [replace(piece, text=part) for part in (piece.text[:cut], piece.text[cut:]) if part]
    parts = (replace(piece, text=text) for text in texts if text.strip())
    return [
        replace(part, kind=REMOVED, reason="no words") if PARTS.fullmatch(part.text) else part
        for part in parts
    ]


def _end_of_writer(line: str) -> int:
    """Return where the name ends on a line with the writer's name before a day, or 0."""
    if paragraph_of(line).has(MAX_WORDS_BESIDE_DAY) or not (days := days_in(line)):
        return 0
    before = line[: line.find(days[0].text)]
    bare = before.rstrip(SIGNS)
    while (last := bare.rpartition(" ")[2]).lower() in BEFORE_DAY:
        bare = bare[: -len(last)].rstrip(SIGNS)
    return len(bare) if is_byline(bare) or is_name(bare) else 0
