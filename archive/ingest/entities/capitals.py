"""Write names that a register gives in capitals as people write them: MOHAMMAD OMAR AL-ZAHRANI is Mohammad Omar al-Zahrani.

The Security Council's list has the names of persons so, and those of groups. What stands in brackets, or has no vowel, is taken for an acronym.
"""

from __future__ import annotations

import re

from archive.kinds import FACTION, PERSON

# Within a name these are small, and at its beginning those before a hyphen too, in the name of a person: al-Zahrani.
ARTICLES = frozenset("al el ul ur ud as ash an at ad ar az".split())  # noqa: SIM905
PARTICLES = frozenset("bin ben ibn bint binti e i o of the in and for on to wa va de la du von van der".split())  # noqa: SIM905  # fmt: skip
NUMERALS = frozenset("II III IV VI VII VIII IX XI XII".split())  # noqa: SIM905
LATIN = re.compile(r"[^\W\d_]")
WORD = re.compile(r"\([^()]*\)|[^\s(]+")
PART = re.compile(r"[^\s\-‐‑]+")
VOWELS = re.compile(r"[AEIOUYÀ-ÖØ-Þ]")
MIN_WORDS = 2


def as_written(name: str, kind: str) -> str:
    """Return a name of several words in capitals as people write it; any other as it is."""
    letters = "".join(LATIN.findall(name))
    if kind not in (PERSON.key, FACTION.key) or not letters.isupper() or len(name.split()) < MIN_WORDS:
        return name
    first = True

    def written(found: re.Match[str]) -> str:
        nonlocal first
        word, is_first = found[0], first
        first = False
        return word if word.startswith("(") else _word(word, kind, is_first=is_first)

    return WORD.sub(written, name)


def _word(word: str, kind: str, *, is_first: bool) -> str:
    parts = PART.findall(word)

    def written(found: re.Match[str]) -> str:
        part, small = found[0], found[0].lower()
        bare = small.strip(".,;:'’‘")
        is_joined = len(parts) > 1 and found.end() < len(word)
        if bare in ARTICLES and is_joined and (kind == PERSON.key or found.start() or not is_first):
            return small
        if bare in PARTICLES and (found.start() or not is_first):
            return small
        if part.strip(".,") in NUMERALS or not VOWELS.search(part):
            return part
        return _capitalised(small)

    return PART.sub(written, word)


def _capitalised(word: str) -> str:
    """Return a word with its first letter as a capital, and a letter after a dot too: A.K. stays so."""
    return re.sub(r"(?:^[^\w]*|\.)\w", lambda found: found[0].upper(), word)
