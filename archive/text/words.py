"""Words of a text: folded for comparison, with their positions in the text as printed.

Folding drops differences of spelling that do not make a different word: accents, case, vowel signs of Arabic and Hebrew, soft
hyphens, half rings and look-alike letters of other keyboards. Hyphens, apostrophes and spaces of every kind separate words.
`name_key` gives the same keys as the database's archive_name_key(), for every letter (tests/test_twins.py).
Offsets count characters, as PostgreSQL does.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from archive.text.letters import SPELLED_ALIKE, UNWRITTEN, VOWEL_SIGNS

APOSTROPHES = "'’‘‛`´′ʹꞌ＇"
HYPHENS = "-‐‑‒–—―−﹣－"

LETTER = r"[^\W\d_\u02bb-\u02bf\u0640]"
# The groups could be possessive, (?:...)++, as they never need backtracking, but Python before 3.11.5 loses the end of what a
# possessive group matches.
WORD_PATTERN = (
    r"[^\W_]++(?:(?![ ,\n])"  # most words end here: the rest need not be tried
    rf"(?:[{UNWRITTEN}{VOWEL_SIGNS}]+[^\W_]*)*"
    rf"(?:(?=\.)(?<=\b{LETTER})(?:\.{LETTER}(?![{UNWRITTEN}]*[^\W_]))+)?)?"  # initials: U.S. is one word
)
WORDS = re.compile(f"({WORD_PATTERN})")

LETTERS_ALIKE = str.maketrans(SPELLED_ALIKE)
DROPPED = re.compile(f"[{UNWRITTEN}]+")
PART_OF_WORD = re.compile(f"[{UNWRITTEN}{VOWEL_SIGNS}]")
NO_WORD = re.compile(rf"^[\W_]+|[^\w{VOWEL_SIGNS}]+|_+")

# An apostrophe between two letters: in a name it stands for a sound, or for none.
SIGN_INSIDE = re.compile(r"(?<=[^\W\d_])['’‘‛`´′＇]+(?=[^\W\d_])")

LINE = re.compile(r"[^\r\n\u2028\u2029]*\S[^\r\n\u2028\u2029]*")
SPACES = re.compile(r"\s+")


NOT_ASCII = re.compile(r"[^\x00-\x7f]")
MAX_REPLACED = 20  # distinct characters: each takes a pass over the text
NOT_FOLDED = "\0"  # replaces a character whose folded form is not a single character


class _FoldedCharacters(dict):
    """The folded form of each character, computed when first needed."""

    def __missing__(self, code):
        character = chr(code)
        folded = fold_word(character) if character.isalnum() else character
        is_one = len(folded) == 1 and not PART_OF_WORD.match(character)
        self[code] = folded if is_one else NOT_FOLDED
        return self[code]


_folded_characters = _FoldedCharacters()


class FoldedWord(NamedTuple):
    """A word: its folded form and its position in the text."""

    folded: str
    start: int
    end: int


class Paragraph(NamedTuple):
    """A line of text without surrounding spaces, and its position in the whole."""

    text: str
    start: int
    end: int


def plain(text: str) -> str:
    """Return a text without accents and with look-alike letters unified; capitals stay."""
    if text.isascii():
        return text
    apart = DROPPED.sub("", unicodedata.normalize("NFKD", text)).translate(LETTERS_ALIKE)
    return apart if apart.isascii() else unicodedata.normalize("NFC", apart)


def fold(text: str) -> str:
    """Return a text for comparison: no accents, lower case. Its length may differ from the original's."""
    if text.isascii():
        return text.lower()
    return plain(text).lower()


def fold_word(word: str) -> str:
    """Return the folded form of one word, as `split_words` gives it. Empty if nothing of it remains."""
    if word.isascii():
        return word.replace(".", "").lower()
    return NO_WORD.sub("", fold(word))


def fold_in_place(text: str) -> str:
    """Return a text folded character by character, so that positions in it are valid in the original too.

    Unless it contains NOT_FOLDED, its words are those of `tokens`, except that initials are not joined.
    """
    others = {character: _folded_characters[ord(character)] for character in set(NOT_ASCII.findall(text))}
    # Cherokee folds to capitals.
    if len(others) > MAX_REPLACED or not all(folded == folded.lower() for folded in others.values()):
        return text.translate(_folded_characters)
    for character, folded in others.items():  # a few replacements take a quarter of the time
        text = text.replace(character, folded)
    return text.lower()


def plain_word(word: str) -> str:
    """Return one word without accents, dots and joiners; capitals stay."""
    if word.isascii():
        return word.replace(".", "")
    return NO_WORD.sub("", plain(word))


def split_words(text: str) -> list[str]:
    """Split a text into gap, word, gap, ..., word, gap; joined together they are the text again."""
    return WORDS.split(text)


def tokens(text: str) -> list[FoldedWord]:
    """Return the words of a text in order, folded, with their positions."""
    found = ((fold_word(match[0]), match.start(), match.end()) for match in WORDS.finditer(text))
    return [FoldedWord(*token) for token in found if token[0]]


def name_key(text: str) -> str:
    """Return the folded words of a name, joined by single spaces; a sign inside a word ("Ba'asyir") is nothing."""
    text = SIGN_INSIDE.sub("", text)
    if not text.isascii():
        # Some letters have a sign between words in them; a sign that is not written stands between no two initials, nor does a letter
        # that folds to several ("ß").
        text = DROPPED.sub("", unicodedata.normalize("NFKC", text))
        text = NOT_ASCII.sub(_several_letters, text)
    return " ".join(token.folded for token in tokens(text))


def _several_letters(found: re.Match[str]) -> str:
    """Return the letters that a letter folds to, if they are several of the Latin alphabet; otherwise itself."""
    letters = plain(found[0])
    return letters if len(letters) > 1 and letters.isascii() and letters.isalpha() else found[0]


def paragraphs(text: str) -> list[Paragraph]:
    """Return the non-blank lines of a text, each with its position."""
    found = []
    for match in LINE.finditer(text):
        line = match[0].strip()
        start = match.start() + match[0].index(line)
        found.append(Paragraph(line, start, start + len(line)))
    return found


def excerpt(text: str, length: int) -> str:
    """Return the beginning of a text on one line, at most `length` characters, cut between words with an ellipsis."""
    line = SPACES.sub(" ", text).strip()
    if len(line) <= length:
        return line
    head = line[: max(length - 1, 0)]
    if line[len(head)] != " " and " " in head:
        head = head.rsplit(" ", 1)[0]
    return head.rstrip(" ,;:.-–—(“\"'") + "…"
