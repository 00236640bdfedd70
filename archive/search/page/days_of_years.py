"""A day that was typed without its year: the days of the archive that it may be."""

from __future__ import annotations

import numpy as np
from django.utils.translation import gettext

from archive import dates
from archive.search.meaning.offers import Offer

MAX_DAYS = 5


def days_of_any_year(given) -> list[Offer]:
    """Return Offers to ask for a day in each year of which the archive has reports of that very day, those with most reports first."""
    source = given.query.text
    return [
        offer
        for one in dates.days_without_year(source)
        if source[: one.start].count('"') % 2 == 0  # the words of a phrase stay words
        for offer in _offers(given, source, one)
    ]


def _offers(given, source, one) -> list[Offer]:
    typed = source[one.start : one.end]
    said = gettext("“{typed}” is a day without its year; it was searched for as words.").format(typed=typed)
    offers = []
    for day in _days(given.matched.snapshot, one.days):
        edtf = f"{day // 10000:04}-{day // 100 % 100:02}-{day % 100:02}"
        query = f"{source[: one.start]}{edtf}{source[one.end :]}"
        label = gettext("Search {words}").format(words=dates.label(edtf))
        offers.append(Offer(said, label, str(given.address.setting("q", query))))
    return offers


def _days(snapshot, wanted) -> list[int]:
    """Return the days yyyymmdd of reports dated to the day whose month and day are one of these, those with most reports first."""
    first, last = snapshot.columns.first, snapshot.columns.last
    of_day = snapshot.alive & (first == last) & np.isin(first % 10000, wanted)
    days, counts = np.unique(first[of_day], return_counts=True)
    return days[np.lexsort((days, -counts))][:MAX_DAYS].tolist()
