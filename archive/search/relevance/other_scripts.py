"""Names in reports that are written in another script than the one typed: there they count as other forms of a word do.

Whoever types Taliban is shown reports that print it before those that have it in Arabic letters, where they are about as near.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from archive.reference.languages import languages_in_other_scripts
from archive.search.facets import language_number
from archive.search.language.nodes import (
    Entities,
    Near,
    Phrase,
    Prefix,
    Spelled,
    Word,
    join_and,
    positive_terms,
)
from archive.search.matches.plan import rows_matching
from archive.search.meaning.index_query import index_query
from archive.search.meaning.lexemes import Lexeme, lexemes_in
from archive.text.scripts import script_of


def in_other_scripts(tree, snapshot) -> dict[Lexeme, np.ndarray]:
    """Return {the lexeme of an entity: the mask of the rows in which it counts less}, of the names typed in a tree.

    These are the rows whose language is written in other scripts, without those that print what was typed all the same.
    """
    found: dict[Lexeme, np.ndarray] = {}
    for ids, typed in _names_typed(tree):
        rows = _rows_in_other_scripts(script_of(typed), snapshot)
        if rows is not None:
            words = join_and(list(lexemes_in(index_query(Phrase(typed)))))
            printed = rows_matching(words, snapshot).mask(len(rows))
            found |= dict.fromkeys((Lexeme(f"#e{pk}") for pk in ids), rows & ~printed)
    return found


def _names_typed(tree) -> Iterator[tuple[tuple[int, ...], str]]:
    for leaf in positive_terms(tree):
        match leaf:
            case Entities(ids, typed):
                yield ids, typed
            case Spelled(Word(text) | Phrase(text) | Prefix(text) | Near(text), ids=ids):
                yield ids, text


def _rows_in_other_scripts(script: str, snapshot) -> np.ndarray | None:
    """Return the mask of the rows whose language is written in other scripts than this one; None if there are none."""

    def make():
        rows = np.zeros(len(snapshot.columns), dtype=bool)
        numbers = set(map(language_number, languages_in_other_scripts(script)))
        for part in snapshot.columns.facet("language"):
            part.add_to(rows, numbers)
        return rows if rows.any() else None

    return snapshot.remembered(("scripts", script), make)
