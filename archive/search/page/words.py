"""The words of a search that were widened to other forms, with those forms that some report has."""

from __future__ import annotations

from dataclasses import replace

from archive.search.language.nodes import Phrase
from archive.search.matches.plan import rows_of_each
from archive.search.meaning.index_query import index_query


def words_widened(given):
    """Return the WidenedWords of an Answer, with the forms of several words only if some report has them one after the other."""
    phrases = list(dict.fromkeys(form for word in given.query.words for form in word.also if " " in form))
    lists = rows_of_each([index_query(Phrase(form)) for form in phrases], given.matched.snapshot)
    missing = {form for form, rows in zip(phrases, lists, strict=True) if not rows.count}
    found = [
        replace(word, also=[form for form in word.also if form not in missing]) for word in given.query.words
    ]
    return [word for word in found if word.also]
