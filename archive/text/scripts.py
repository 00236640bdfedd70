"""Names in other scripts than Latin: what they are in Latin letters."""

from __future__ import annotations

import re

from anyascii import anyascii

from archive.text.words import plain

LATIN = re.compile(r"[\x00-\x7f]*")


def in_latin_script(text: str) -> str:
    """Return a text transliterated into plain Latin letters; "" if it is in Latin script already.

    Letter by letter, by the tables of anyascii: a script that writes no vowels gives consonants alone.
    """
    return "" if LATIN.fullmatch(plain(text)) else anyascii(text)
