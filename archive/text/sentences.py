"""Sentences of a text, with their places in it; the work is linear in the length of the text."""

from __future__ import annotations

import re
from typing import NamedTuple

from archive.text.words import paragraphs

MAX_LENGTH = 1_000
# What may end a sentence, with the quotation marks and brackets that close after it.
END = re.compile(r"[.!?…؟۔।]{1,6}[\"'”’)\]]{0,4}(?=\s)")
# A capital or a figure, or a letter of a script without capitals.
BEGINS = re.compile(r"\s+[\"'“‘«(\[]*[A-Z0-9À-ÞА-Я\u0590-\u08ff\u0900-\u1cff\u3040-\uffdc]")
LAST_WORD = re.compile(r"[\w.]{1,12}$")
# Words with a full stop that do not end a sentence, in lower case, without it.
SHORTENED = frozenset(
    [
        "mr", "mrs", "ms", "dr", "prof", "gen", "lt", "col", "maj", "capt", "brig", "sgt", "adm", "gov", "sen", "rep", "rev", "hon",
        "st", "mt", "no", "nos", "vs", "approx", "ca", "pres",
        "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec",
    ]
)  # fmt: skip


class Sentence(NamedTuple):
    """A sentence as printed, and where it is in the text, in characters."""

    text: str
    start: int
    end: int


def sentences(text: str) -> list[Sentence]:
    """Return the sentences of a text in order; one longer than MAX_LENGTH characters is left out, as no reader could weigh it."""
    return [sentence for sentence in _all_of(text) if len(sentence.text) <= MAX_LENGTH]


def bounds(text: str) -> list[tuple[int, int]]:
    """Return where each sentence of a text begins and ends, in order, however long it is."""
    return [(sentence.start, sentence.end) for sentence in _all_of(text)]


def _all_of(text: str) -> list[Sentence]:
    found = []
    for paragraph in paragraphs(text):
        begin = 0
        for match in END.finditer(paragraph.text):
            if _ends(paragraph.text, match):
                found.append(_sentence(paragraph, begin, match.end()))
                begin = match.end()
        found.append(_sentence(paragraph, begin, len(paragraph.text)))
    return [sentence for sentence in found if sentence.text]


def _ends(text: str, match: re.Match[str]) -> bool:
    """Return whether a full stop ends a sentence: a capital or a figure follows, and the word before is not shortened."""
    if not BEGINS.match(text, match.end()):
        return False
    if not match[0].startswith("."):
        return True
    before = LAST_WORD.search(text, max(0, match.start() - 12), match.start())
    word = before[0].lower() if before else ""
    return word not in SHORTENED and not (len(word) == 1 and word.isalpha()) and "." not in word


def _sentence(paragraph, begin: int, end: int) -> Sentence:
    whole = paragraph.text[begin:end]
    words = whole.strip()
    start = paragraph.start + begin + (len(whole) - len(whole.lstrip()))
    return Sentence(words, start, start + len(words))
