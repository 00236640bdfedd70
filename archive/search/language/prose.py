"""Prose among queries: a sentence or a paragraph, in which brackets and quotation marks are not operators, and dates are words."""

from __future__ import annotations

import re

from django.utils.translation import gettext_noop

from archive.search.language.grammar import OPERATORS

# This many words outside quotation marks, without an operator in capitals or a field, are prose.
PROSE_WORDS = 15
PROSE_READ = gettext_noop(
    "A question this long is read as plain words: quotation marks, brackets and other signs in it are ignored."
)
QUOTED = re.compile(r'"[^"]*"|“[^“”]*”')
FIELD = re.compile(r"[^\W\d_]:\w")
SIGNS = re.compile(r"""["“”„«»()\[\]{}*~=|+?!]|:(?=\s)|(?<!\w)[-–—]|[-–—](?!\w)""")


def is_prose(text: str) -> bool:
    """Return whether a text is too long for a query with operators, and has no operator that can be nothing else."""
    words = QUOTED.sub(" ", text).split()
    return (
        len(words) >= PROSE_WORDS and not any(word in OPERATORS for word in words) and not FIELD.search(text)
    )


def without_signs(text: str) -> str:
    """Return a text with blanks for the signs that are operators in a query."""
    return SIGNS.sub(" ", text)
