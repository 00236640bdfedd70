"""What a page of results says above the first of them: how the words were searched, in a few words, and at most two short notes.

All that is said stands in full below the count, one click away (templates/search/_said.html), and in search.json.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from operator import attrgetter
from typing import NamedTuple

from django.utils.translation import gettext, ngettext

from archive.search import Results
from archive.text.localised import grouped

MAX_NOTES = 2


class Note(NamedTuple):
    """A note and what it is about; its kind is the name of a branch of templates/search/_note.html."""

    kind: str
    about: object


def notes(results: Results, messages: Iterable[str]) -> list[Note]:
    """Return the notes above the results of a search, the most important first."""
    return list(islice(_by_importance(results, messages), MAX_NOTES))


def _by_importance(results: Results, messages: Iterable[str]) -> Iterator[Note]:
    if results.suggestions.correction:
        yield Note("meant", results.suggestions.correction)
    yield from (Note("message", message) for message in messages)
    yield from (Note("choice", choice) for choice in results.choices)
    yield from (Note("offer", list(alike)) for _, alike in groupby(results.offers, key=attrgetter("text")))
    if results.card:
        yield Note("card", results.card)
    if results.events:
        yield Note("events", results.events)
    yield from (Note("pending", one) for one in results.pending)
    if results.suggestions.names:
        yield Note("similar", results.suggestions.names)


def manner(results: Results) -> str:
    """Say in a few words how a search was made: "in every spelling, 4 copies grouped"; empty if as typed."""
    said = [_of_words(results)]
    if results.aside:
        said.append(
            gettext("without the opening words") if results.aside[0].on else gettext("with the opening words")
        )
    if any(not day.on for day in results.days):
        said.append(gettext("dates as words"))
    if results.copies:
        said.append(
            ngettext("{number} copy grouped", "{number} copies grouped", results.copies).format(
                number=grouped(results.copies)
            )
        )
    elif not results.grouped:
        said.append(gettext("each copy listed"))
    return ", ".join(filter(None, said))


def _of_words(results: Results) -> str:
    names = [name.on for name in results.names]
    words = [word.on for word in results.words]
    if any(names):
        return gettext("in every spelling")
    if any(words):
        return gettext("in every form")
    return gettext("only as typed") if names or words or (results.exact and results.query) else ""
