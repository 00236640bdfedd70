"""The language of a report, if it is certain."""

from __future__ import annotations

import re

ARABIC_SCRIPT = re.compile(r"[\u0600-\u06ff\u0750-\u077f]")
WORDS = re.compile(r"[a-z]+")
# Frequent in English and in no other language in Latin script.
ENGLISH_WORDS = (
    "the and of that was were with which from have has had their they would been said after by this who"
)
ENGLISH = frozenset(ENGLISH_WORDS.split())
MIN_WORDS, MIN_ENGLISH = 20, 0.12


def certain_language(text: str) -> str:
    """Return "en" for a text that is certainly English, else an empty string: not known.

    Dari, Pashto, Arabic and Urdu share a script and many words, so a text in Arabic script is never assigned a language.
    """
    start = text[:4000].lower()
    if _may_be_arabic(start) and len(ARABIC_SCRIPT.findall(start)) > len(start) / 10:
        return ""
    words = WORDS.findall(start)
    if len(words) < MIN_WORDS:
        return ""
    english = sum(word in ENGLISH for word in words)
    return "en" if english >= MIN_ENGLISH * len(words) and "the" in words else ""


def _may_be_arabic(text: str) -> bool:
    """Return whether enough of a text is not ASCII: a quick check that rules out most."""
    return not text.isascii() and len(text) - len(text.encode("ascii", "ignore")) > len(text) / 10
