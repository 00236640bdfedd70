"""Find the headline among the lines above a report: the one whose words come again in the text, that is repeated on the page, or
that stands above the writer's name or the day. In doubt no headline is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from django.utils.functional import cached_property

from archive.ingest.days import days_in
from archive.ingest.debris import CAPTION as OF_PICTURES
from archive.ingest.furniture import asks_readers, cost_of
from archive.ingest.head_lines import is_byline, is_name, names_writer_or_day
from archive.ingest.headline_signs import (
    AROUND_A_VIDEO,
    ARTICLES,
    ASKING,
    BULLET,
    CAPTION,
    CLOCK,
    CREDIT,
    CREDIT_LINE,
    GLUED,
    GLUED_ARABIC,
    HEADS_A_SUMMARY,
    IN_BRACKETS,
    PAPER,
    PATH,
    PLACE_NAME,
    QUOTES,
    SENTENCES,
    SEPARATED,
    WEB_ADDRESS,
    WRITER_IN_PLACE,
)
from archive.ingest.paragraphs import STOP_WORDS, paragraph_of

STEM = 5
MIN_WORDS, MAX_HEADLINE, MAX_QUESTION = 4, 300, 25
ENOUGH_SHARED = 0.5  # of the words of a line that come again in the text
REPEATED, ABOVE_WRITER_OR_DAY, BELOW_WRITER_OR_DAY, IN_A_ROW, PER_LINE = 0.3, 0.35, 0.15, 0.3, 0.012
REACH = 4  # lines below the headline, furniture aside, in which the writer's name or the day may come
FARTHEST = 12  # the same with furniture
DIRECTLY = 0.12  # the line below it is that of the writer or the day
NEARLY_BEST, FEW_WORDS = 0.3, 0.3
AS_GOOD = 0.1  # the same for a line of which less than so many words, or such a share, come again in the text
MIN_SHARED, MIN_SHARE = 2, 0.34
UNSHARED = (0.25, 0.15)  # none of its words does, or a single one
MIN_SCORE, FAR_AHEAD, MIN_FAR_AHEAD = 0.48, 0.2, 0.44
MAX_CANDIDATES = 80
# What a line loses that looks like a caption where one stands, or like the name of a person, a body or a paper.
SURELY_CAPTION, CAPTION_LIKE, NAME_LIKE, NAME_IN_PLACE = 1.0, 0.6, 0.5, 1.0
BETWEEN_DAY_AND_WRITER = 0.2
BETWEEN = frozenset(("share buttons", "advertisement", "no words", OF_PICTURES, "comment form"))
ABOVE_A_CREDIT, BELOW_HEAD = 0.6, 0.5
OF_SENTENCES, MANY_WORDS = 0.5, 15  # a long line of several sentences is a standfirst
ONE_WORD = 0.6  # what a single word loses, as sections are called
OF_A_SUMMARY = 1.0  # what a point of a summary loses
ALONE_ABOVE_WRITER = (
    0.3  # what a line that shares no word with the text gains if it alone stands just above the writer's name
)
REACH_OF_TITLES, MIN_ARTICLES, MAX_NAME = 4, 2, 5
MAX_CREDIT = 60  # characters
NEAR = 20  # lines in which a caption has the writer or the day above it, and none below
LAST = 2  # a caption is one of so many last lines above the text
SURE, MIN_AHEAD = 0.6, 0.15
MAX_SIGNS = 2
ONLY_LIKELY = "it is only likely: few of its words recur in the text, or another line is nearly as likely"
ONLY_BY_PLACE = "it is only in the place of a headline: nothing else shows that it is one"


@dataclass(frozen=True)
class LikelyHeadline:
    """A line that may be the headline, and what speaks for it."""

    at: int
    text: str
    score: float
    margin: float = NEARLY_BEST  # how far it may fall behind a likelier line below it


def could_be_headline(text: str) -> bool:
    """Return whether a line has the form of a headline: a title, or a question."""
    if (
        len(text) > MAX_HEADLINE
        or CLOCK.match(text)
        or WEB_ADDRESS.fullmatch(text)
        or _is_of_the_head(text)
        or cost_of(text)
        or _is_a_row_of_links(text)
    ):
        return False
    paragraph = paragraph_of(text)
    return paragraph.is_title_like or (text.endswith(("?", "!")) and not paragraph.has(MAX_QUESTION + 1))


def share_of(line: str, stems: frozenset[str]) -> tuple[float, int]:
    """Return the share of a line's words, stop words aside, that occur in the text, and their number."""
    words = [word[:STEM] for word in paragraph_of(line).words if word not in STOP_WORDS]
    shared = sum(word in stems for word in words)
    return shared / max(1, len(words)), shared


def likely_headlines(
    lines: Sequence[str],
    candidates: Sequence[int],
    stems: frozenset[str],
    whole: str,
    removed: Mapping[int, str] | None = None,
) -> list[LikelyHeadline]:
    """Return the lines that may be the headline, in their order, each with its score.

    Args:
        lines: those above the text.
        candidates: the positions of those with the form of a headline.
        stems: the words of the text, cut to their first letters.
        whole: everything that was pasted, as `in_words` writes it.
        removed: the reasons for which lines were removed, by their positions.
    """
    near = candidates[-MAX_CANDIDATES:]
    known = {_letters(lines[at]) for at in near if _is_long(lines[at])}
    above = Above(lines, whole, frozenset(candidates), removed or {})
    return [
        LikelyHeadline(
            at,
            lines[at],
            _score(above, at, stems),
            NEARLY_BEST if _is_of_the_text(lines[at], stems, whole) else AS_GOOD,
        )
        for at in near
        if not _ends_with_another(lines[at], known)
    ]


def in_words(text: str) -> str:
    """Return the words of a text in lower case, with a blank around each."""
    return f" {' '.join(paragraph_of(text).words)} "


def best_of(likely: Sequence[LikelyHeadline], *, least: float = MIN_SCORE) -> LikelyHeadline | None:
    """Return the first of the lines that are nearly as likely as the likeliest, or None if none is likely enough.

    One that is far ahead of all others need not be as likely.
    """
    if not likely:
        return None
    *others, best = sorted(line.score for line in likely)
    needed = least if others and best - others[-1] < FAR_AHEAD else MIN_FAR_AHEAD
    if best < needed:
        return None
    near = (
        line
        for line in likely
        if line.score == best or (_is_long(line.text) and line.score >= best - line.margin)
    )
    return next(near, None)


def doubt_about(found: LikelyHeadline, likely: Sequence[LikelyHeadline]) -> str:
    """Say why a headline is not certain, or "": it is not very likely, or another line is nearly as likely."""
    others = [line.score for line in likely if in_words(line.text) != in_words(found.text)]
    ahead = found.score - max(others, default=0.0)
    return "" if found.score >= SURE and ahead >= MIN_AHEAD else ONLY_LIKELY


def _is_of_the_text(line: str, stems: frozenset[str], whole: str) -> bool:
    share, shared = share_of(line, stems)
    return (shared >= MIN_SHARED and share >= MIN_SHARE) or (
        _is_long(line) and whole.count(in_words(line)) > 1
    )


@dataclass(frozen=True)
class Above:
    """The lines above the text: which have the form of a headline, why some were removed; everything pasted, in words."""

    lines: Sequence[str]
    whole: str
    candidates: frozenset[int]
    removed: Mapping[int, str]

    @cached_property
    def titles(self) -> frozenset[int]:
        return frozenset(at for at in self.candidates if _is_long(self.lines[at]))

    @cached_property
    def points(self) -> frozenset[int]:
        """Return the positions of the points of a summary: the titles below its heading, and lines with a bullet or dash in front."""
        found: set[int] = set()
        for at in range(1, len(self.lines)):
            if (
                BULLET.match(self.lines[at])
                or (at - 1 in found and at in self.titles)
                or (at in self.titles and HEADS_A_SUMMARY.fullmatch(self.lines[at - 1]))
            ):
                found.add(at)
        return frozenset(found)

    def following(self, at: int) -> list[str]:
        """Return the lines below this one in which the writer or the day of its report may come."""
        near = range(at + 1, min(at + 1 + FARTHEST, len(self.lines)))
        return [self.lines[below] for below in near if self.removed.get(below) not in BETWEEN][:REACH]

    def is_above_a_credit(self, at: int) -> bool:
        """Return whether a line below the day or the writer stands just above the credit of a picture, whose text it then is."""
        return self.removed.get(at + 1) == OF_PICTURES and any(
            map(_is_of_the_head, self.lines[max(0, at - NEAR) : at])
        )

    def is_below_head(self, at: int) -> bool:
        """Return whether a standfirst stands above, with the writer or the day below it: the headline would have been above both."""
        of_head = False
        for above in range(at - 1, max(-1, at - NEAR), -1):
            line = self.lines[above]
            if above in self.removed or cost_of(line):
                continue
            if _is_of_the_head(line):
                of_head = True
            elif of_head and paragraph_of(line).is_prose and not asks_readers(line):
                return True
        return False

    def is_place_of_writer(self, at: int) -> bool:
        """Return whether a line is where its writer was, below a title and the writer's bare name."""
        return (
            at - 2 in self.titles
            and is_name(self.lines[at - 1])
            and bool(PLACE_NAME.fullmatch(self.lines[at]))
        )

    def is_between_day_and_writer(self, at: int) -> bool:
        """Return whether a title stands alone between two lines with the day and the writer."""
        above = next(
            (line for line in range(at - 1, max(-1, at - REACH), -1) if line not in self.removed), None
        )
        following = self.following(at)
        return (
            at in self.titles
            and above is not None
            and self.removed.get(at + 1) != OF_PICTURES
            and bool(following)
            and _is_of_the_head(self.lines[above])
            and _is_of_the_head(following[0])
        )


def _score(above: Above, at: int, stems: frozenset[str]) -> float:
    lines, whole, titles = above.lines, above.whole, above.titles
    following = above.following(at)
    standfirst = paragraph_of(following[0]) if following else paragraph_of("")
    if standfirst.is_prose:
        stems = stems | {word[:STEM] for word in standfirst.words}
    share, shared = share_of(lines[at], stems)
    score = min(1.0, share / ENOUGH_SHARED) * shared / (shared + 1.5)
    words = in_words(lines[at])
    if not _is_long(lines[at]):
        score -= FEW_WORDS
    elif whole.count(words) > 1:
        score += REPEATED
    if any(map(_is_of_the_head, following)):
        score += ABOVE_WRITER_OR_DAY + (DIRECTLY if _is_of_the_head(following[0]) else 0)
    elif any(map(_is_of_the_head, lines[max(0, at - 2) : at])):
        score += BELOW_WRITER_OR_DAY
    if shared < len(UNSHARED) and (not shared or whole.count(words) < 2):
        score -= UNSHARED[shared]
    if not shared and _is_alone_above_writer(lines, at, titles):
        score += ALONE_ABOVE_WRITER
    if at - 1 in titles and at + 1 in titles:
        score -= IN_A_ROW
    if above.is_between_day_and_writer(at):
        score += BETWEEN_DAY_AND_WRITER
    if _is_of_sentences(lines[at]):
        score -= OF_SENTENCES
    if (writer := WRITER_IN_PLACE.fullmatch(lines[at])) and not share_of(writer[1], stems)[1]:
        score -= NAME_IN_PLACE
    if at in above.points:
        score -= OF_A_SUMMARY
    if not paragraph_of(lines[at]).has(2):
        score -= ONE_WORD
    if above.is_below_head(at):
        score -= BELOW_HEAD
    if above.is_above_a_credit(at):
        score -= ABOVE_A_CREDIT
    if above.is_place_of_writer(at):
        score -= NAME_IN_PLACE
    return score - PER_LINE * (len(lines) - at) - _likeness_to_others(lines, at, whole)


def _is_alone_above_writer(lines: Sequence[str], at: int, titles: frozenset[int]) -> bool:
    """Return whether the writer's name follows, and no other title stands near."""
    near = range(max(0, at - REACH_OF_TITLES), at + REACH_OF_TITLES)
    return (
        at in titles
        and at + 1 < len(lines)
        and any(map(is_byline, lines[at + 1 : at + 3]))
        and not any(other in titles for other in near if other != at)
    )


def _likeness_to_others(lines: Sequence[str], at: int, whole: str) -> float:
    """Return what a line loses because it looks like a caption above the text, or like a name that nothing repeats."""
    if is_no_title(lines[at]):
        return NAME_LIKE
    if _comes_again_with_a_credit(lines, at):
        return SURELY_CAPTION
    return CAPTION_LIKE if _is_a_caption(lines, at, whole) else 0.0


def is_no_title(line: str) -> bool:
    """Return whether a line may be the name of a person, a body or a paper."""
    return not paragraph_of(line).has(MAX_NAME + 1) and (
        (is_name(line) and not paragraph_of(line).has(MIN_WORDS)) or bool(PAPER.fullmatch(line))
    )


def _comes_again_with_a_credit(lines: Sequence[str], at: int) -> bool:
    """Return whether a line comes again with "Photo" after it or "Video" around it, or a credit stands just below it."""
    line = lines[at]
    if at + 1 < len(lines) and len(lines[at + 1]) < MAX_CREDIT and CREDIT_LINE.fullmatch(lines[at + 1]):
        return True
    return any(
        line in other
        and (
            AROUND_A_VIDEO.fullmatch(other.replace(line, " ", 1))
            or (other.startswith(line) and CREDIT.fullmatch(other[len(line) :]))
        )
        for other in lines
        if other != line
    )


def _is_a_caption(lines: Sequence[str], at: int, whole: str) -> bool:
    """Return whether a line reads as a caption, and stands where one would: last above the text, below the writer or the day."""
    line = lines[at]
    words = paragraph_of(line).words
    if any(map(_is_of_the_head, lines[at + 1 : at + 1 + NEAR])) or (words and words[0] in ASKING):
        return False
    if line.endswith(")") and CREDIT.fullmatch(line[-40:]):
        return True
    if (
        at + LAST < len(lines)
        or whole.count(in_words(line)) > 1
        or not any(map(_is_of_the_head, lines[max(0, at - NEAR) : at]))
    ):
        return False
    articles = sum(word in ARTICLES for word in words)
    return articles >= MIN_ARTICLES or bool(CAPTION.fullmatch(line) or IN_BRACKETS.search(line[-40:]))


def _is_of_sentences(line: str) -> bool:
    """Return whether a long line without quotations goes on after a full stop, as a standfirst does."""
    return paragraph_of(line).has(MANY_WORDS) and bool(SENTENCES.search(line)) and not QUOTES.search(line)


def _is_a_row_of_links(line: str) -> bool:
    """Return whether links were copied as one line: "HomeWorldSport", "Home | World | Sport"."""
    return (
        len(GLUED.findall(line)) > MAX_SIGNS
        or bool(GLUED_ARABIC.search(line))
        or len(SEPARATED.findall(line)) > MAX_SIGNS
        or bool(PATH.search(line))
    )


def _is_long(line: str) -> bool:
    return paragraph_of(line).length >= MIN_WORDS


def _is_of_the_head(line: str) -> bool:
    return names_writer_or_day(line) or bool(len(line) <= MAX_HEADLINE and days_in(line))


def _letters(line: str) -> str:
    return "".join(paragraph_of(line).words)


def _ends_with_another(line: str, known: Set[str]) -> bool:
    """Return whether a line is the path to another, with blanks or without: "Home World Town shelled at dawn", "HomeWorldTown shelled at dawn"."""
    letters = _letters(line)
    return any(letters.endswith(other) and letters != other for other in known)
