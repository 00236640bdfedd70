"""The results of a search as a list of reports, for tables, references and feeds, with the notices about them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext

from archive.search.page.answer import Answer, answer
from archive.search.page.facets import chips
from archive.search.page.notices import notices
from archive.search.parameters.address import Address
from archive.search.records.snapshot import reading
from archive.text.localised import grouped


@dataclass(frozen=True)
class Listing:
    """The ids of the first reports of a search, each copy of a story included, out of `total`.

    `notices` are the sentences that a page would show about it. With `errors`, {parameter: a sentence}, there are no reports.
    """

    answer: Answer
    ids: list[int]
    total: int
    notices: list[str]

    @property
    def address(self):
        return self.answer.address

    @property
    def errors(self):
        return self.answer.errors

    def chips(self):
        """Return the chosen filters."""
        return chips(self.address, self.answer.filters)


def listing(params, *, most=None):
    """List the first `most` results of a search in its order."""
    return _listing(params, most, lambda given: given.selection.columns.ids[given.rows(most=most)])


def latest(params, *, most):
    """List the most recently added results of a search, latest first."""
    # Ids are assigned in order of addition; the date of a report is that of its printing.
    return _listing(
        params, most, lambda given: np.sort(given.selection.columns.ids[given.selection.kept])[::-1]
    )


def _listing(params, most, ids_of):
    with reading() as snapshot:
        given = answer(Address.read(params), snapshot, one_by_one=True)
        if given.errors:
            return Listing(given, [], 0, [])
        ids = ids_of(given)
        is_cut = most is not None and len(ids) > most
        said = gettext("These are the first {number} of {total} reports.")
        cut = [said.format(number=grouped(most), total=grouped(len(ids)))] if is_cut else []
        return Listing(given, ids[:most].tolist(), len(ids), [*notices(given), *cut])
