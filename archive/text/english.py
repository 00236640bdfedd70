"""The words of English, as a list of 82,000 that the library symspellpy comes with has them, in British and American spelling."""

from __future__ import annotations

from functools import cache
from importlib.metadata import distribution
from pathlib import Path

# The library is not imported, which takes longer than to read its list: a word on each line, and how often it stands in books.
LIST = "symspellpy/frequency_dictionary_en_82_765.txt"


def is_english(word: str) -> bool:
    """Return whether a folded word is one of English, in any of its forms."""
    return word in _words()


@cache
def _words() -> frozenset[str]:
    path = Path(str(distribution("symspellpy").locate_file(LIST)))
    lines = path.read_text("utf-8-sig").splitlines()
    return frozenset(line.partition(" ")[0] for line in lines)
