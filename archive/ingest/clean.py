"""Find the report in a pasted text, and list what was cleaned away with the reason for each piece.

The method is rule-based. The text is split into paragraphs; those that look like debris (debris.py) or match a curator's rule
(rules.py) are removed; the report runs from the first paragraph of prose to the last, short lines in between included;
headline, byline and date are looked for above it. No word is changed: every non-blank character of the input is in exactly
one piece, in the order of the input.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, takewhile

from django.utils.functional import cached_property

from archive.ingest import debris, head, head_lines
from archive.ingest.cut_off import GOES_ON, WITHIN, says_it_goes_on
from archive.ingest.datelines import dated
from archive.ingest.days import day_of_publication, days_in
from archive.ingest.extent import ReportSpan, extent_of
from archive.ingest.furniture import speaks_of_itself
from archive.ingest.head import BODY, REMOVED, Piece
from archive.ingest.inside import clean_inside, without_appeals
from archive.ingest.paragraphs import PastedParagraph, paragraph_of, split_paragraphs
from archive.ingest.rules import REASON, Rule, Rules, sorted_rules

AFTER = "after the end of the report"
NO_HEADLINE = "no line above it is certainly its headline: its first words were taken instead, in brackets"
# An appeal may continue over this many paragraphs between two that clearly belong to it.
APPEAL_REACH = 3
# Rules cut off at most this many prefixes of a paragraph, one after the other.
MAX_CUT_OFF = 20
# An item of a picture gallery has at most this many lines: its number, a title, the caption.
MAX_CAPTION = 3
MAX_WORDS_OF_A_CAPTION = 40
# The day of publication may stand this many lines below a report.
REACH_BELOW = 3
MAX_OF_AN_OFFER = 8  # words


@dataclass(frozen=True)
class Cleaned:
    """The report in a pasted text. The pieces are the whole input in order; the fields are taken from them."""

    pieces: tuple[Piece, ...]
    span: ReportSpan | None = None

    @cached_property
    def is_cut_off(self) -> bool:
        """Return whether it is said below the text, or between its paragraphs and nothing else follows, that the rest is for subscribers."""
        last = max((at for at, piece in enumerate(self.pieces) if piece.kind == BODY), default=-1)
        return any(
            piece.kind == REMOVED and says_it_goes_on(piece.text)
            for piece in self.pieces[last + 1 :][:WITHIN]
        )

    @property
    def is_sure_of_its_extent(self) -> bool:
        """Return whether nothing outside could be a large part of the report."""
        return self.span is None or not (self.span.in_doubt_before or self.span.in_doubt_after)

    @property
    def doubts(self) -> list[tuple[str, str]]:
        """Return what is not certain, each as what it is and why: "end", "beginning", "headline"."""
        found = []
        if self.is_cut_off:
            found.append(("end", GOES_ON))
        elif self.span and self.span.in_doubt_after:
            found.append(("end", "more that reads like a report follows below its end and was left out"))
        if self.span and self.span.in_doubt_before:
            found.append(
                ("beginning", "more text that reads like a report was found above its beginning and left out")
            )
        if self.span and not self.headline:
            found.append(("headline", NO_HEADLINE))
        elif why := next((piece.reason for piece in self.pieces if piece.kind == head.HEADLINE), ""):
            found.append(("headline", why))
        return found

    def _joined(self, kind: str, separator: str = " ") -> str:
        return separator.join(piece.text.strip() for piece in self.pieces if piece.kind == kind)

    @property
    def headline(self) -> str:
        # A page that repeats its headline yields several headline pieces.
        return next((piece.text.strip() for piece in self.pieces if piece.kind == head.HEADLINE), "")

    @property
    def standfirst(self) -> str:
        return self._joined(head.STANDFIRST, "\n\n")

    @property
    def byline(self) -> str:
        named = head_lines.writers_in(self._joined(head.BYLINE, "; "))
        return named or head_lines.writer_in_standfirst(self.standfirst)

    @property
    def byline_above(self) -> str:
        """Return the writer named above the text, not below it."""
        above = takewhile(lambda piece: piece.kind != BODY, self.pieces)
        return head_lines.writers_in(
            next((piece.text.strip() for piece in above if piece.kind == head.BYLINE), "")
        )

    @property
    def published(self) -> str:
        """Return the date of the report as printed on a line of its own or in the dateline, or an empty string."""
        line = self._joined(head.DATE)
        if not line:
            return self._dated[1]
        found = day_of_publication([line]) or next(iter(days_in(line)), None)
        return found.text if found else head_lines.day_in(line)

    @property
    def doubt_about_day(self) -> str:
        """Return why the date may not be that of publication, or ""."""
        return next((piece.reason for piece in self.pieces if piece.kind == head.DATE), "")

    @cached_property
    def body(self) -> str:
        return self._joined(BODY, "\n\n")

    @property
    def dateline(self) -> str:
        """Return the place in the dateline; the body keeps it."""
        return self._dated[0]

    @cached_property
    def _dated(self) -> tuple[str, str]:
        return dated(self.body)

    @property
    def removed(self) -> list[dict]:
        return [
            {"text": piece.text.strip(), "reason": piece.reason}
            for piece in self.pieces
            if piece.kind == REMOVED
        ]


def clean(text: str, *, headline: str = "", rules: Iterable[Rule] = ()) -> Cleaned:
    """Find the report in a pasted text.

    Args:
        text: what was pasted, with whatever surrounds the report.
        headline: the headline, if it was given separately. The text is then taken to be the report itself, and only
            debris recognised by its form or by a rule is removed.
        rules: what curators know of the source.
    """
    known = sorted_rules(tuple(rules))
    pieces = [piece for paragraph in split_paragraphs(text) for piece in _judge(paragraph, known)]
    pieces = _end_where_marked(pieces, known)
    pieces = _fill_appeals(_drop_link_lists(_drop_captions(_drop_galleries(pieces))))
    if headline.strip():
        report = without_appeals(_know_headline(pieces, headline))
        return Cleaned(tuple(_end_where_cut_off(report, _is_of_an_offer)))
    return _framed(pieces)


def as_decided(text: str) -> Cleaned:
    """Take a text whole as the report, as a curator has chosen it."""
    return Cleaned(tuple(Piece(paragraph, BODY) for paragraph in text.split("\n\n") if paragraph.strip()))


def _judge(paragraph: PastedParagraph, rules: Rules) -> list[Piece]:
    """Return a paragraph as one piece, or as several if debris is glued to its front or end."""
    cut_off: list[Piece] = []
    while paragraph.text:
        if rules.drops(paragraph.text):
            return [*cut_off, Piece(paragraph.text, REMOVED, REASON)]
        cut = rules.cut(paragraph.text) if len(cut_off) < MAX_CUT_OFF else 0
        if not cut:
            return [*cut_off, *_judge_parts(paragraph)]
        cut_off.append(Piece(paragraph.text[:cut], REMOVED, REASON))
        paragraph = paragraph_of(paragraph.text[cut:].lstrip())
    return cut_off


def _judge_parts(paragraph: PastedParagraph) -> list[Piece]:
    front, core, back = _peel(paragraph)
    if core and (front or back):
        return [*front, *_judge_whole(paragraph_of(core)), *back]
    return _judge_whole(paragraph)


def _judge_whole(paragraph: PastedParagraph) -> list[Piece]:
    """Return a paragraph unchanged, removed for its form, or without the agency's name after its last word."""
    if reason := debris.why_debris(paragraph):
        return [Piece(paragraph.text, REMOVED, reason)]
    if signed := debris.SIGNED_OFF.search(paragraph.text, max(0, len(paragraph.text) - 40)):
        at = signed.start()
        return [Piece(paragraph.text[:at], BODY), Piece(paragraph.text[at:], REMOVED, "credit")]
    return [Piece(paragraph.text, BODY)]


def _peel(paragraph: PastedParagraph) -> tuple[list[Piece], str, list[Piece]]:
    """Strip debris from the front and the end: parts glued on without a space, and sentences of an appeal."""
    front, parts, back = _peel_parts(paragraph.glued(), debris.why_debris)
    core = "".join(parts)
    if debris.may_ask(paragraph_of(core)):
        more_front, parts, more_back = _peel_parts(paragraph_of(core).sentences(), debris.why_plain_appeal)
        front, back = [*front, *more_front], [*more_back, *back]
    return front, "".join(parts), back


def _peel_parts(
    parts: list[str], why: Callable[[PastedParagraph], str]
) -> tuple[list[Piece], list[str], list[Piece]]:
    """Return the debris at the front, the rest, and the debris at the end."""
    if len(parts) == 1:
        return [], parts, []
    reasons = [why(paragraph_of(part.strip())) for part in parts]
    first = next((at for at, reason in enumerate(reasons) if not reason), len(parts))
    last = next((at for at in range(len(parts), first, -1) if not reasons[at - 1]), first)
    pieces = [Piece(part, REMOVED, reason) for part, reason in zip(parts, reasons, strict=True)]
    return pieces[:first], parts[first:last], pieces[last:]


def _is_prose(piece: Piece) -> bool:
    return piece.kind == BODY and paragraph_of(piece.text).is_prose


def _words_above(pieces: list[Piece]) -> list[int]:
    """Return the number of words of prose above each piece, and the total."""
    return list(
        accumulate(
            (paragraph_of(piece.text).length if _is_prose(piece) else 0 for piece in pieces), initial=0
        )
    )


def _end_where_marked(pieces: list[Piece], rules: Rules) -> list[Piece]:
    """Remove everything from the first line that ends a report, provided most of the prose is above it."""
    above: list[int] = []
    for at, piece in enumerate(pieces):
        ruled = rules.ends(piece.text)
        if not ruled and not debris.ends_the_report(paragraph_of(piece.text)):
            continue
        above = above or _words_above(pieces)
        if above[at] and (ruled or above[at] > above[-1] - above[at]):
            return pieces[:at] + [_drop(piece, REASON if ruled else AFTER) for piece in pieces[at:]]
    return pieces


def _drop_galleries(pieces: list[Piece]) -> list[Piece]:
    """Remove the captions of a picture gallery: everything between "3/20 …" and the next such line or a credit."""
    result, begun = list(pieces), -1
    for at, piece in enumerate(pieces):
        paragraph = paragraph_of(piece.text)
        counts = debris.counts_pictures(paragraph)
        if begun >= 0 and at - begun <= MAX_CAPTION and (counts or debris.credits_alone(paragraph)):
            result[begun : at + 1] = [_drop(caption, debris.CAPTION) for caption in result[begun : at + 1]]
        begun = at if counts else begun
    return result


def _drop_captions(pieces: list[Piece]) -> list[Piece]:
    """Remove the line below "Image caption," or the like."""
    result = list(pieces)
    for at, piece in enumerate(pieces[1:], 1):
        if not paragraph_of(piece.text).has(MAX_WORDS_OF_A_CAPTION) and debris.announces_a_caption(
            paragraph_of(pieces[at - 1].text)
        ):
            result[at] = _drop(piece, debris.CAPTION)
    return result


def _drop_link_lists(pieces: list[Piece]) -> list[Piece]:
    """Remove the titles under "Related" and similar headings, up to the next paragraph of prose.

    Above the first one the headline may stand among them.
    """
    result, listing = [], False
    first = next((at for at, piece in enumerate(pieces) if _is_prose(piece)), 0)
    for at, piece in enumerate(pieces):
        if at < first:
            pass
        elif piece.kind == REMOVED:
            listing = debris.heads_a_list(paragraph_of(piece.text)) or (
                listing and piece.reason != debris.APPEAL_REASON
            )
        elif listing and debris.could_be_a_link(paragraph_of(piece.text)):
            piece = _drop(piece, "related links")
        else:
            listing = False
        result.append(piece)
    return result


def _fill_appeals(pieces: list[Piece]) -> list[Piece]:
    """Remove what a publisher says about itself between two paragraphs that are clearly an appeal."""
    at_appeals = [at for at, piece in enumerate(pieces) if piece.reason == debris.APPEAL_REASON]
    result = list(pieces)
    for first, last in zip(at_appeals, at_appeals[1:], strict=False):
        if last - first <= APPEAL_REACH + 1:
            for at in range(first + 1, last):
                if debris.speaks_for_itself(paragraph_of(pieces[at].text)):
                    result[at] = _drop(pieces[at], debris.APPEAL_REASON)
    return result


def _drop(piece: Piece, reason: str) -> Piece:
    return piece if piece.kind == REMOVED else Piece(piece.text, REMOVED, reason)


def _know_headline(pieces: list[Piece], headline: str) -> list[Piece]:
    """Remove the headline where the text repeats it at its start."""
    first = next((at for at, piece in enumerate(pieces) if piece.kind == BODY), None)
    if first is None or not head_lines.same_words(pieces[first].text, headline) or len(_bodies(pieces)) == 1:
        return pieces
    repeated = Piece(pieces[first].text, REMOVED, head.AGAIN)
    return [*pieces[:first], repeated, *pieces[first + 1 :]]


def _bodies(pieces: list[Piece]) -> list[Piece]:
    return [piece for piece in pieces if piece.kind == BODY]


def _framed(pieces: list[Piece]) -> Cleaned:
    """Read the lines above the first paragraph of prose as the head, and drop those below the last."""
    found = extent_of(pieces)
    if found is None:
        return Cleaned(tuple(head.read_without_prose(pieces)))
    first = head.end_of_head(pieces, found.start)
    end = found.end
    while end < len(pieces) and _goes_on(pieces[end], is_page=found.is_page):
        end += 1
    above, inside, below = pieces[:first], pieces[first:end], pieces[end:]
    whole = "".join(map(head.in_words, (piece.text for piece in pieces)))
    parts = (
        *head.read_head(above, body=inside, whole=whole, is_page=found.is_page),
        *clean_inside(inside, above=above, below=below, is_page=found.is_page),
        *_below(below, above),
    )
    return _dated_below(Cleaned(tuple(_end_where_cut_off(parts, _is_any)), found), len(parts) - len(below))


def _dated_below(cleaned: Cleaned, end: int) -> Cleaned:
    """Return a report with the day of publication from just below it, where the line says so or holds nothing else, and none is printed above."""
    if cleaned.published:
        return cleaned
    pieces = list(cleaned.pieces)
    for at in range(end, min(end + REACH_BELOW, len(pieces))):
        days = days_in(pieces[at].text)
        alone = at == end and head_lines.is_date(pieces[at].text, later=False)
        if pieces[at].kind == REMOVED and len(days) == 1 and (days[0].is_first or alone):
            pieces[at] = Piece(pieces[at].text, head.DATE, head.BELOW_REPORT)
            return replace(cleaned, pieces=tuple(pieces))
    return cleaned


def _end_where_cut_off(pieces: Sequence[Piece], is_foreign: Callable[[Piece], bool]) -> list[Piece]:
    """Remove what follows a line that says that the rest is for subscribers, if all of it is foreign and most of the prose is above it."""
    result, above = list(pieces), _words_above(list(pieces))
    own = [at for at, piece in enumerate(result) if piece.kind == BODY]
    last = next((at for at in reversed(own) if not (is_foreign(result[at]) or _offers(result[at]))), -1)
    for at in range(last + 1, len(result)):
        # "For subscribers" may stand above the text as well.
        if above[-1] - above[at] < above[at] and _offers(result[at]):
            return result[:at] + [
                _drop(piece, AFTER) if piece.kind == BODY else piece for piece in result[at:]
            ]
    return result


def _offers(piece: Piece) -> bool:
    return piece.kind in (BODY, REMOVED) and says_it_goes_on(piece.text)


def _is_any(piece: Piece) -> bool:
    return True


def _is_of_an_offer(piece: Piece) -> bool:
    """Return whether a paragraph below the end of what is free may belong to the offer to subscribe: short, or about the publisher."""
    return not paragraph_of(piece.text).has(MAX_OF_AN_OFFER + 1) or speaks_of_itself(piece.text)


def _goes_on(piece: Piece, *, is_page: bool) -> bool:
    """Return whether a short line after the last long paragraph still belongs to the report: it is a sentence, in a page with small words."""
    paragraph = paragraph_of(piece.text)
    is_sentence = piece.kind == BODY and paragraph.ends_a_sentence and paragraph.length >= 3
    return is_sentence and (paragraph.stop_share > 0 or (not is_page and not speaks_of_itself(piece.text)))


def _below(pieces: list[Piece], above: list[Piece]) -> list[Piece]:
    """Remove everything below the report, except the writer's name if there is none above."""
    known = any(head_lines.is_byline(piece.text) for piece in above)
    return [
        Piece(piece.text, head.BYLINE)
        if at == 0 and not known and piece.kind == BODY and head_lines.is_byline(piece.text)
        else _drop(piece, AFTER)
        for at, piece in enumerate(pieces)
    ]
