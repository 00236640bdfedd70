"""What a search finds as a list of reports, for tables, references and feeds: which they are, and what must be said of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from archive.search.page.answer import answer
from archive.search.page.notices import told
from archive.search.page.pending import pending_names
from archive.search.parameters.address import Address
from archive.search.parameters.filters import SearchFilterSet
from archive.search.records.snapshot import reading


@dataclass(frozen=True)
class Listing:
    """The ids of the reports of a search, copies of a story each; `told` says in sentences what a page would say of it.

    With `errors`, {parameter: a sentence}, there are none.
    """

    address: Address
    ids: list[int]
    total: int
    told: list[str]
    errors: dict[str, str]


def listing(params, *, most=None):
    """List what a search finds in its order, the first `most` of it."""
    return _listing(params, most, lambda given: given.selection.columns.ids[given.rows(most=most)])


def listing_as_added(params, *, most):
    """List what was added to the archive last of what a search finds, the last one first."""
    # Ids are given out in the order of addition; the date of a report is that of its printing.
    return _listing(
        params, most, lambda given: np.sort(given.selection.columns.ids[given.selection.kept])[::-1]
    )


def _listing(params, most, ids_of):
    address = Address.read(params)
    with reading() as snapshot:
        another = partial(answer, snapshot=snapshot)
        given = another(address.setting("copies", "1"))
        ids = ids_of(given)
        cut = (
            []
            if most is None or len(ids) <= most
            else [f"These are the first {most:,} of {len(ids):,} reports."]
        )
        errors = SearchFilterSet(address).complaints() | given.errors
        sentences = [] if errors else [*told(given, pending_names(given, another)), *cut]
        return Listing(address, [] if errors else ids[:most].tolist(), len(ids), sentences, errors)
