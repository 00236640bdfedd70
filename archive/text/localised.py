"""Numbers, counts and lists in words, in the language in use."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from django.utils.formats import get_format
from django.utils.translation import get_language, gettext, ngettext

MAX_KEPT = 5_000  # messages in each language; a page has two hundred


def translated(words) -> str:
    """Return a message or a name from one of the tables of the archive (a kind, a language, a type) in the reader's language."""
    return _translated(str(words), get_language()) if words else ""


@lru_cache(MAX_KEPT)
def _translated(message: str, language: str | None) -> str:
    """Translate into the language, which is the one in use: catalogues take four times as long."""
    return gettext(message)


def grouped(number) -> str:
    """Format an integer with the thousands separators of the reader's language."""
    digits = f"{int(number or 0):,}"
    if "," not in digits or (get_language() or "en").startswith("en"):
        return digits
    return digits.replace(",", get_format("THOUSAND_SEPARATOR"))


def decimal(number: float, places: int) -> str:
    """Format a number with its decimals after the sign of the reader's language."""
    whole, _, part = f"{number:.{places}f}".partition(".")
    return gettext("{whole}.{part}").format(whole=whole, part=part)


def counted(number, noun: str = "report") -> str:
    """Format a number with its noun: "1 report", "2,300 reports"; "copy,copies" gives an odd plural."""
    single, _, plural = noun.partition(",")
    number = int(number or 0)
    words = ngettext(f"{{number}} {single}", f"{{number}} {plural or single + 's'}", number)
    return words.format(number=grouped(number))


def either(parts: Sequence[str]) -> str:
    """List what may each be meant: "a, b or c"."""
    *first, last = parts
    return gettext("{first} or {last}").format(first=", ".join(first), last=last) if first else last


def both(parts: Sequence[str]) -> str:
    """List what is all meant: "a, b and c"."""
    *first, last = parts
    return gettext("{first} and {last}").format(first=", ".join(first), last=last) if first else last


def quoted(words: str) -> str:
    """Put words into the quotation marks of the language in use."""
    return gettext("“{words}”").format(words=words)


def inline(label: str) -> str:
    """Return a label as a word inside a sentence: in small letters in English; other languages keep those of the label."""
    return label.lower() if (get_language() or "en").startswith("en") else label
