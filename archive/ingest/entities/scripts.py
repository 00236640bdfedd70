"""Leave out the names of a gazetteer that nobody prints: in scripts of other countries, in several at once, codes of airports."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from archive.ingest.entities.record import RegisterName

# Scripts in which names are kept everywhere, as Unicode names their letters in Unicode; and those of some countries besides.
SCRIPTS = frozenset(["LATIN", "ARABIC", "CYRILLIC"])
SCRIPTS_OF: dict[str, str] = {
    "AM": "ARMENIAN", "BD": "BENGALI", "BT": "TIBETAN", "CN": "CJK", "CY": "GREEK", "ER": "ETHIOPIC", "ET": "ETHIOPIC", "GE": "GEORGIAN",
    "GR": "GREEK", "HK": "CJK", "IL": "HEBREW", "IN": "DEVANAGARI", "JP": "CJK HIRAGANA KATAKANA", "KH": "KHMER", "KP": "HANGUL",
    "KR": "HANGUL", "LA": "LAO", "LK": "SINHALA TAMIL", "MM": "MYANMAR", "NP": "DEVANAGARI", "PS": "HEBREW", "TH": "THAI", "TW": "CJK",
}  # fmt: skip

CODE_LETTERS = 4
SIGNS = frozenset("ʻʼʽʾʿˈ")


def in_own_scripts(names: Iterable[RegisterName], country: str) -> list[RegisterName]:
    """Return the names that are in one script of SCRIPTS, or in that of the country (its two letters), and are not codes."""
    kept = SCRIPTS.union(SCRIPTS_OF.get(country, "").split())
    return [name for name in names if name.text and not is_code(name.text) and is_in_scripts(name.text, kept)]


def is_code(text: str) -> bool:
    """Return whether a name is a few Latin capitals or figures, as codes of airports are."""
    return text.isascii() and text.isupper() and len(text) <= CODE_LETTERS


def is_in_scripts(text: str, scripts: frozenset[str]) -> bool:
    """Return whether the letters of a name are of one of these scripts, and of no other: machines mix them."""
    if text.isascii():
        return True
    found = {script_of(letter) for letter in text if letter.isalpha() and letter not in SIGNS}
    return len(found) == 1 and found <= scripts


@lru_cache(maxsize=20_000)
def script_of(letter: str) -> str:
    """Return the script of a letter, as the beginning of its name in Unicode: LATIN, ARABIC."""
    return unicodedata.name(letter, "UNKNOWN").split(" ")[0].split("-")[0]
