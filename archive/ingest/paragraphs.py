"""Split pasted text into paragraphs and classify them by their form: prose, title, or a line of signs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from django.utils.functional import cached_property

WORDS = re.compile(r"\w+(?:['’]\w+)?")
WORD_SIGN = re.compile(r"[^\W_]")
# Longer words are rare; this bounds how far into a text to look for a given number of words.
LETTERS_IN_WORD = 12
SENTENCE_END = re.compile(r"[.!?…。？！؟۔।](?:[\"'”’“‘»›«‹)\]]|\[\w{1,3}\])*$")
INTRODUCES = re.compile(r"\w:$")
OPENS_A_QUOTATION = re.compile('[“"«‘„]')
# The same where marks of a French form stand the other way round, as in German: »…«.
OPENS_TURNED_ROUND = re.compile('[“"»‘„]')
CLOSING = {"“": "”", '"': '"', "«": "»", "»": "«", "‘": "’", "„": "“"}
CLOSING_ELSEWHERE = CLOSING | {"„": "”"}  # as in Polish
# Fewer characters between ‘ and ’ are a nickname or a title.
MIN_QUOTED = 20
# A full stop without a space after it, where one piece of text was pasted on to another. Each pattern begins with the sign it
# looks for: a look-behind at every letter would take many times as long.
GLUE = re.compile(
    r"[.!?”\"’](?:(?<=[a-z][a-z][.!?])(?=[“\"‘]?[A-Z][A-Za-z ])|(?<=[a-z][.!?][”\"’])(?=[A-Z][A-Za-z]))"
)
SENTENCE_STARTS = re.compile(r"[.!?][”\"’]?\s+(?=[“\"‘A-Z])")
SMALL_WORDS = """
    a about after all an and are as at be been but by for from had has have he her his if in is it its more no not of on
    one or out over said she so than that the their them there they this to up was were what when which who will with
    would you de la le les et des un une en du que el los las y der die das und von zu den ist na ba va az ke ra
"""
STOP_WORDS = frozenset(SMALL_WORDS.split())
UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u9fff\uac00-\ud7af]")
WRAPPED_AT = range(45, 101)
NEARLY_FULL = 0.9


@dataclass(frozen=True)
class PastedParagraph:
    """A paragraph as it was pasted, with properties of its form."""

    text: str

    @cached_property
    def words(self) -> list[str]:
        return WORDS.findall(self.lowered)

    @cached_property
    def length(self) -> int:
        """Return the number of words; in a script without spaces, two characters count as one."""
        return max(len(self.words), 0 if self.text.isascii() else len(UNSPACED.findall(self.text)) // 2)

    def has(self, words: int) -> bool:
        """Return whether it has at least this many words; the start of a long paragraph is enough to tell."""
        known = self.__dict__
        enough = words * LETTERS_IN_WORD
        if known.get("least", 0) < words and "length" not in known and len(self.text) > enough:
            # The last word may be cut.
            known["least"] = max(known.get("least", 0), len(WORDS.findall(self.lowered, 0, enough)) - 1)
        return known.get("least", 0) >= words or self.length >= words

    @cached_property
    def ends_a_sentence(self) -> bool:
        return bool(SENTENCE_END.search(self.text, max(0, len(self.text) - 20)))

    @cached_property
    def stop_share(self) -> float:
        return sum(map(STOP_WORDS.__contains__, self.words)) / max(1, len(self.words))

    @cached_property
    def is_prose(self) -> bool:
        """Return whether this reads as prose: sentences, or too long and too full of small words for a title."""
        if self.has(40):
            return True
        if self.ends_a_sentence or INTRODUCES.search(self.text[-2:]):
            return self.length >= 8 or (self.length >= 4 and self.stop_share > 0)
        return self.length >= 20 and self.stop_share >= 0.2

    @cached_property
    def is_title_like(self) -> bool:
        """Return whether this could be a headline: several words, no full stop."""
        return (
            not self.text.endswith((".", ":", "…", ";", ","))
            and not self.has(31)
            and self.length >= 1
            and not self.is_prose
        )

    @cached_property
    def has_no_words(self) -> bool:
        return not WORD_SIGN.search(self.text)

    @cached_property
    def lowered(self) -> str:
        return self.text.lower()

    @cached_property
    def own_words(self) -> str:
        """Return the text in lower case, without quotations."""
        return without_quotations(self.lowered)

    def glued(self) -> list[str]:
        """Split into the pieces that were pasted together without a space."""
        return _cut(self.text, [found.end() for found in GLUE.finditer(self.text)])

    def sentences(self) -> list[str]:
        """Split into sentences, roughly: a full stop before a capital ends one, with or without a space."""
        starts = {found.end() for found in GLUE.finditer(self.text)}
        starts |= {found.end() for found in SENTENCE_STARTS.finditer(self.text)}
        return _cut(self.text, sorted(starts))


@lru_cache(maxsize=512)
def paragraph_of(text: str) -> PastedParagraph:
    """Return a text as a paragraph; recent ones are cached."""
    return PastedParagraph(text)


def without_quotations(text: str) -> str:
    """Replace each quotation in a text by a space; one that is never closed runs to the end."""
    kept, after, last_single = [], 0, text.rfind("’")
    closing = CLOSING if "“" in text else CLOSING_ELSEWHERE
    opens = OPENS_TURNED_ROUND if -1 < text.find("»") < text.find("«") else OPENS_A_QUOTATION
    for opened in opens.finditer(text):
        start = opened.start()
        if start < after or (end := _end_of_quotation(text, start, closing, last_single=last_single)) is None:
            continue
        kept.append(text[after:start])
        after = end
    return " ".join([*kept, text[after:]])


def _end_of_quotation(text: str, start: int, closing: dict[str, str], *, last_single: int) -> int | None:
    """Return where the quotation that opens here ends; None if a single quotation mark opens none."""
    is_single = text[start] == "‘"
    if is_single and last_single < start:
        return None  # no closing mark: otherwise each of many opening marks would search the whole rest
    close = text.find(closing[text[start]], start + 1)
    if is_single and close - start <= MIN_QUOTED:
        return None
    return close + 1 if close >= 0 else len(text)


def _cut(text: str, places: list[int]) -> list[str]:
    if not places:
        return [text]
    cuts = [0, *places, len(text)]
    return [text[a:b] for a, b in zip(cuts, cuts[1:], strict=False)]


def split_paragraphs(text: str) -> list[PastedParagraph]:
    """Return the paragraphs of a pasted text.

    Blank lines separate them; so does every line end, unless the text was wrapped to a fixed width. Lines of one paragraph are
    joined with a space. Only white space is lost or added.
    """
    lines = [line.strip() for line in text.splitlines()]
    blocks = _blocks(lines)
    if not is_wrapped(blocks):
        return [paragraph_of(line) for line in lines if line]
    width = max(len(line) for block in blocks for line in block)
    return [paragraph_of(paragraph) for block in blocks for paragraph in _joined(block, width)]


def _blocks(lines: list[str]) -> list[list[str]]:
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line:
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def is_wrapped(blocks: list[list[str]]) -> bool:
    """Return whether lines are hard-wrapped: most are of similar width, and few end a sentence."""
    inner = [line for block in blocks for line in block[:-1]]
    if len(inner) < 3 or max(map(len, inner)) > WRAPPED_AT[-1]:
        return False
    full = sum(len(line) in WRAPPED_AT for line in inner)
    ending = sum(bool(SENTENCE_END.search(line)) for line in inner)
    return full >= 0.6 * len(inner) and ending < 0.5 * len(inner)


def _joined(block: list[str], width: int) -> list[str]:
    """Join the lines of a block; one after which the next word would easily have fitted ends its paragraph, so that titles stay apart."""
    paragraphs: list[list[str]] = [[]]
    for line, following in zip(block, [*block[1:], ""], strict=True):
        paragraphs[-1].append(line)
        if len(line) + 1 + len(following.split(" ", 1)[0]) < NEARLY_FULL * width:
            paragraphs.append([])
    return [" ".join(lines) for lines in paragraphs if lines]
