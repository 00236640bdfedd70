"""A copy of a text as shown beside the first printing: what it left out struck out, what it added underlined."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from archive.text.alignment import Stretch, aligned
from archive.text.words import excerpt

LINE_ENDS = re.compile(r"(?:\r\n|[\r\n\u2028\u2029])+")
MIN_WORDS = 6  # of a passage that is listed by itself
MAX_PASSAGE = 400  # characters of one that are listed


@dataclass(frozen=True)
class Compared:
    """A copy beside the text that it is compared with: its paragraphs with the differences marked, and what they come to.

    `left_out` and `added` are the longer passages that only the other, or only the copy, has; the numbers are of all words.
    """

    paragraphs: list[SafeString]
    left_out: list[str]
    added: list[str]
    words_left_out: int
    words_added: int

    @property
    def is_same(self) -> bool:
        """Return whether both have the same words."""
        return not (self.words_left_out or self.words_added)


def compared(original: str, copy: str) -> Compared:
    """Compare a copy with the text that it is a copy of."""
    stretches = aligned(original, copy)
    differing = [one for one in stretches if not one.same]
    return Compared(
        paragraphs=marked_up(_pieces(stretches)),
        left_out=[excerpt(one.text, MAX_PASSAGE) for one in differing if one.words >= MIN_WORDS],
        added=[excerpt(one.other, MAX_PASSAGE) for one in differing if one.other_words >= MIN_WORDS],
        words_left_out=sum(one.words for one in differing),
        words_added=sum(one.other_words for one in differing),
    )


def _pieces(stretches: list[Stretch]) -> Iterator[tuple[str, str]]:
    """Yield the pieces of a copy, those left out among them, with the spaces and line ends that stood around them in their own text."""
    gap = ""
    for one in stretches:
        if one.same:
            gap = "" if one.other[-1:].isspace() else one.text[len(one.text.rstrip()) :] or " "
            yield "", one.other
            continue
        if one.words:
            yield "del", f"{gap}{one.text.rstrip()} " if one.other_words else f"{gap}{one.text}"
        if one.other_words:
            yield "ins", one.other


def marked_up(pieces: Iterable[tuple[str, str]]) -> list[SafeString]:
    """Return the paragraphs of a text given as (element, text), each piece within its element; an empty one has none."""
    paragraphs: list[list[str]] = [[]]
    for element, text in pieces:
        for number, line in enumerate(LINE_ENDS.split(text)):
            if number:
                paragraphs.append([])
            if line.strip():
                paragraphs[-1].append(_within(element, line))
            elif line:
                paragraphs[-1].append(" ")
    joined = ("".join(paragraph).strip() for paragraph in paragraphs)
    return [mark_safe(paragraph) for paragraph in joined if paragraph]  # every piece was escaped


def _within(element: str, line: str) -> str:
    if not element:
        return escape(line)
    words = line.strip()
    before, after = line[: line.index(words[0])], line[len(line.rstrip()) :]
    return format_html("{}<{}>{}</{}>{}", before, mark_safe(element), words, mark_safe(element), after)
