"""Names in other scripts than Latin: what they are in Latin letters."""

from __future__ import annotations

import re
import unicodedata

from anyascii import anyascii

from archive.text.words import plain

LATIN = re.compile(r"[\x00-\x7f]*")
# The scripts of India are laid out alike, each in a block of 128: signs of nasals, vowels, consonants, and a dot below.
BLOCKS = range(0x900, 0xD80, 0x80)


def _letters(*ranges: tuple[int, int]) -> str:
    return "".join(f"{chr(block + first)}-{chr(block + last)}" for block in BLOCKS for first, last in ranges)


INHERENT_VOWEL = re.compile(
    rf"([{_letters((0x15, 0x39), (0x58, 0x5F))}][{_letters((0x3C, 0x3C))}]?)(?=[{_letters((0x01, 0x39), (0x58, 0x5F))}])"
)
# What anyascii does not tell: the nasal of Indian scripts, which is n before most consonants; Greek pairs that stand for one foreign sound;
# and the letters that Hebrew uses as vowels.
LETTERS = str.maketrans({chr(block + 2): "n" for block in BLOCKS} | {"א": "a", "ב": "b", "ו": "u", "י": "i"})
GREEK = {"ου": "u", "μπ": "b", "ντ": "nd", "γκ": "g"}
PAIRS = re.compile("|".join(GREEK))


def in_latin_script(text: str) -> str:
    """Return a text transliterated into plain Latin letters; "" if it is in Latin script already.

    Letter by letter, by the tables of anyascii, and with the vowel that consonants of Indian scripts have where no other is written,
    except at the end of a word. A script that writes no vowels, such as Arabic, gives consonants alone.
    """
    if LATIN.fullmatch(plain(text)):
        return ""
    if script_of(text) == "GREEK":
        text = PAIRS.sub(lambda found: GREEK[found[0]], plain(text).lower())
    return anyascii(INHERENT_VOWEL.sub(r"\1a", text).translate(LETTERS))


def direction(text: str) -> str:
    """Return "rtl" or "ltr", by the first letter with a direction of its own, as browsers do for dir="auto"; "ltr" if none has."""
    for letter in text:
        bidirectional = unicodedata.bidirectional(letter)
        if bidirectional in ("R", "AL"):
            return "rtl"
        if bidirectional == "L":
            return "ltr"
    return "ltr"


def script_of(text: str) -> str:
    """Return the script of the first letter of a text, as Unicode calls it: "LATIN", "ARABIC"; "" if it has no letter."""
    first = next((letter for letter in text if letter.isalpha()), "")
    return unicodedata.name(first, "").partition(" ")[0] if first else ""
