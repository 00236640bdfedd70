"""A report opened from the results of a search: its place among them, its neighbours, and what the search marks in its text."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from archive.search.page.answer import Answer, answer
from archive.search.page.results import MAX_PAGE, PER_PAGE
from archive.search.page.snippets import Marks
from archive.search.parameters.address import Address
from archive.search.records.snapshot import reading

MAX_PLACE = MAX_PAGE * PER_PAGE


@dataclass(frozen=True)
class Opened:
    """Where a report stands among the results now: its `place` from 1, None if it is not near where it was, and the ids beside it.

    `is_found` says whether the search finds it at all. Without results, as a parameter cannot be read, `total` is 0.
    """

    answer: Answer
    total: int
    is_found: bool
    place: int | None = None
    previous: int | None = None
    next: int | None = None

    @property
    def address(self) -> Address:
        return self.answer.address

    @property
    def results_url(self) -> str:
        """The address of the page of results on which it is."""
        return str(self.address.at_page(-(-(self.place or 1) // PER_PAGE)))

    def marks(self) -> Marks:
        """Return what the words of the search mark in a report."""
        return Marks.of(self.answer.query.tree)


def opened(params, *, article: int, place: int | None) -> Opened:
    """Find a report in the results of a search, near the place at which it was; nothing but its neighbours is computed."""
    with reading() as snapshot:
        given = answer(Address.read(params), snapshot)
        if given.errors:
            return Opened(given, 0, False)
        selection = given.selection
        kept = selection.columns.ids[selection.kept]
        found = Opened(given, given.total(), bool((kept == article).any()))
        return _placed(found, article, min(place, MAX_PLACE)) if place and found.is_found else found


def _placed(found: Opened, article: int, place: int) -> Opened:
    """Look for a report in the pages of results up to its place and the next; a copy stands where its story does."""
    columns = found.answer.selection.columns
    rows = found.answer.rows(most=-(-(place + 1) // PER_PAGE) * PER_PAGE)
    ids, stories = columns.ids[rows], columns.stories[rows]
    story = int(columns.stories[np.flatnonzero(columns.ids == article)[0]])
    there = np.flatnonzero((ids == article) | ((stories == story) & bool(story)))
    if not len(there):
        return found
    at = int(there[np.argmax(ids[there] == article)])
    return Opened(
        found.answer,
        found.total,
        True,
        place=at + 1,
        previous=int(ids[at - 1]) if at else None,
        next=int(ids[at + 1]) if at + 1 < len(ids) else None,
    )
