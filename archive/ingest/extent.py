"""Find where the report begins and ends in what was pasted, over the whole text at once.

Each line is worth a number of words: a paragraph of prose about as many as it has, anything else as many as speak against a report
going on across it. The report is the run of lines that is worth most in all (Kadane's method: one pass). What stands inside it
and is not part of it is removed afterwards. Then the paragraphs are weighed again by how many of their words occur in the run that was
found: a teaser of another report shares few. Both passes are linear in the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from archive.ingest.debris import CAPTION
from archive.ingest.furniture import IN_TEXT, asks_readers, cost_of, leads_elsewhere
from archive.ingest.head import BODY, Piece
from archive.ingest.head_lines import names_writer_or_day
from archive.ingest.paragraphs import STOP_WORDS, PastedParagraph, paragraph_of

STEM = 5
PER_PARAGRAPH = 4  # so many words of a paragraph prove nothing
ALONE, LONG = 10, 50  # so many more of one alone between lines that are not prose, the fewer the longer it is
BELOW_HEAD = 10  # what one alone is worth more just below the writer's name or the day
TITLE, SHORT, REMOVED_LINE, IN_TEXT_LINE = 9, 3, 7, 2
COSTS_OF_REASONS = dict.fromkeys((*IN_TEXT, CAPTION), IN_TEXT_LINE)
# Of many lines in a row that could be from the middle of a report, those after the first few count for little.
FULL_RUN, BEYOND, WEAK = 24, 0.25, 18
# The links below "Related articles" and the like are printed in the middle of a report as well.
MAX_LINKS, LINK = 6, 3
# So much furniture in the whole text is that of a page; with less, what was pasted is taken to be the report.
NO_PAGE, WHOLE_PAGE, MIN_PAGE = 60, 200, 0.25
# A paragraph whose words occur in the report less than this, or more, is worth less or more.
FEW_SHARED, MANY_SHARED = 0.12, 0.28
MIN_WEIGHT, MAX_WEIGHT = 0.35, 1.0
IN_COMPANY = 0.7  # the least weight of a paragraph beside another
MIN_TO_SHARE, MANY_STEMS = 5, 100
UNSURE = 0.25


@dataclass(frozen=True)
class ReportSpan:
    """The lines of a report, from `start` up to `end`, and how many words of what could be a part of it lie outside."""

    start: int
    end: int
    in_doubt_before: int = 0
    in_doubt_after: int = 0
    is_page: bool = False


def extent_of(pieces: Sequence[Piece]) -> ReportSpan | None:
    """Return where the report begins and ends among these pieces, or None if none of them is prose."""
    prose = [_is_prose(piece) for piece in pieces]
    if not any(prose):
        return None
    costs = _costs(pieces, prose)
    share = min(1.0, max(0.0, (sum(costs) - NO_PAGE) / (WHOLE_PAGE - NO_PAGE)))
    worth = _worth(pieces, prose, costs, share)
    first = _best(worth)
    weighed = _weighed(pieces, prose, worth, first)
    start, end, total = _best(weighed)
    return ReportSpan(
        start,
        end,
        _doubt(weighed[:start], total),
        _doubt(weighed[end:], total),
        is_page=share >= MIN_PAGE,
    )


def _is_prose(piece: Piece) -> bool:
    return piece.kind == BODY and paragraph_of(piece.text).is_prose and not _is_furniture(piece.text)


def _is_furniture(text: str) -> bool:
    return bool(cost_of(text)) or asks_readers(text)


def _worth(
    pieces: Sequence[Piece], prose: Sequence[bool], costs: Sequence[float], share: float
) -> list[float]:
    """Return what each line is worth in words of prose; `share` says how far what was pasted is a page."""
    worth, run = [], 0.0
    for at, cost in enumerate(costs):
        if prose[at]:
            run = 0.0
            worth.append(_worth_of_prose(pieces, prose, at, share))
        else:
            worth.append(-share * cost * (BEYOND if run >= FULL_RUN and cost < WEAK else 1))
            run += cost
    return worth


def _worth_of_prose(pieces: Sequence[Piece], prose: Sequence[bool], at: int, share: float) -> float:
    words = paragraph_of(pieces[at].text).length
    worth = max(1.0, words - PER_PARAGRAPH)
    if _in_company(prose, at):
        return worth
    worth -= share * ALONE * max(0.0, 1 - words / LONG)
    below_head = any(
        pieces[above].kind == BODY and names_writer_or_day(pieces[above].text)
        for above in range(max(0, at - 2), at)
    )
    return worth + (share * BELOW_HEAD if below_head else 0)


def _costs(pieces: Sequence[Piece], prose: Sequence[bool]) -> list[float]:
    """Return what each line costs, a paragraph nothing: the first links below a heading that leads elsewhere little."""
    costs, links = [], 0
    for piece, is_prose in zip(pieces, prose, strict=True):
        cost = 0.0 if is_prose else _cost(piece)
        if is_prose or leads_elsewhere(piece.text):
            links = 0 if is_prose else MAX_LINKS
        elif links:
            links, cost = (links - 1, min(cost, LINK)) if cost <= TITLE else (0, cost)
        costs.append(cost)
    return costs


def _cost(piece: Piece) -> float:
    """Return what a line that is not prose is worth against the report: least for what is often printed inside one."""
    known = cost_of(piece.text)
    if piece.kind != BODY:
        return max(known, COSTS_OF_REASONS.get(piece.reason, REMOVED_LINE))
    if known:
        return known
    paragraph = paragraph_of(piece.text)
    if names_writer_or_day(piece.text):
        return TITLE
    return TITLE if paragraph.length >= 4 and not paragraph.ends_a_sentence else SHORT


def _best(worth: Sequence[float]) -> tuple[int, int, float]:
    """Return the run that is worth most: its first line, the line after its last, and its worth."""
    best = (0, 0, 0.0)
    start, total = 0, 0.0
    for at, value in enumerate(worth):
        if total <= 0:
            start, total = at, 0.0
        total += value
        if total > best[2]:
            best = (start, at + 1, total)
    if best[1] == 0:
        at = max(range(len(worth)), key=worth.__getitem__)
        return at, at + 1, worth[at]
    return best


def _weighed(
    pieces: Sequence[Piece], prose: Sequence[bool], worth: Sequence[float], found: tuple[int, int, float]
) -> list[float]:
    """Return the worth of each line, that of a paragraph by the share of its words that occur elsewhere in the run found."""
    own = [
        stems_of(paragraph_of(piece.text)) if is_prose else frozenset()
        for piece, is_prose in zip(pieces, prose, strict=True)
    ]
    counted = Counter(stem for stems in own[found[0] : found[1]] for stem in stems)
    # What few paragraphs have in common says little.
    least = max(MIN_WEIGHT, 1 - (1 - MIN_WEIGHT) * len(counted) / MANY_STEMS)
    result = []
    for at, value in enumerate(worth):
        inside = found[0] <= at < found[1]
        stems = own[at]
        if value > 0 and len(stems) >= MIN_TO_SHARE:
            shared = sum(counted[stem] > inside for stem in stems) / len(stems)
            value *= max(_weight(shared, least), IN_COMPANY if _in_company(prose, at) else 0)
        result.append(value)
    return result


def _in_company(prose: Sequence[bool], at: int) -> bool:
    """Return whether a paragraph stands beside another."""
    return any(0 <= other < len(prose) and prose[other] for other in (at - 1, at + 1))


def _weight(shared: float, least: float) -> float:
    slope = (shared - FEW_SHARED) / (MANY_SHARED - FEW_SHARED)
    return least + (MAX_WEIGHT - least) * min(1.0, max(0.0, slope))


def stems_of(paragraph: PastedParagraph) -> frozenset[str]:
    """Return the beginnings of the words of a paragraph, without short and small words."""
    return frozenset(word[:STEM] for word in paragraph.words if len(word) > 2 and word not in STOP_WORDS)


def _doubt(rest: Sequence[float], total: float) -> int:
    """Return the worth of the best run outside, if it is worth comparing with that of the report."""
    if not rest:
        return 0
    worth = _best(rest)[2]
    return round(worth) if worth > UNSURE * total else 0
