"""The hits of a query as columns of integers: one scan of packed records, then arithmetic.

A packed record is a run of 4-byte integers, most significant byte first: minus the id of the report, its story (0 for
none), its first and last day as yyyymmdd (0 0 when undated; 10101 and 99991231 for open ends), its length in characters, and
then its facet values. A facet value is the number of its facet shifted by 27 bits, plus an id; id 0 says "none".
The database writes them (archive_pack in migrations/sql/search_records.sql).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from django.db import connection

FACET_NUMBERS = {"person": 1, "place": 2, "faction": 3, "source": 4, "language": 5}
SHIFT = 27
ID_MASK = (1 << SHIFT) - 1
HEADER = 5
FIRST_DAY, LAST_DAY = 10101, 99991231


@dataclass(frozen=True)
class FacetColumn:
    """The values of one facet over all hits: `ids[i]` is a value of the hit in row `rows[i]`; id 0 means none."""

    ids: np.ndarray
    rows: np.ndarray


@dataclass(frozen=True, eq=False)
class Columns:
    """The hits of one query. Arrays of int32, one entry a hit, save `values` and `rows`, one entry a facet value."""

    ids: np.ndarray
    stories: np.ndarray
    first: np.ndarray
    last: np.ndarray
    lengths: np.ndarray
    values: np.ndarray
    rows: np.ndarray
    _facets: dict = field(default_factory=dict, repr=False)

    def __len__(self):
        return len(self.ids)

    @property
    def nbytes(self):
        """Memory in bytes, with what is derived on demand."""
        return 2 * self.values.nbytes + 2 * self.rows.nbytes + 9 * self.ids.nbytes

    def facet(self, name):
        """Return the FacetColumn of a facet, by its public name."""
        if name not in self._facets:
            chosen = (self.values >> SHIFT) == FACET_NUMBERS[name]
            self._facets[name] = FacetColumn(self.values[chosen] & ID_MASK, self.rows[chosen])
        return self._facets[name]

    @cached_property
    def oldest_order(self):
        """Row numbers by first day, then last day, then id; undated last."""
        day = np.where(self.first == 0, np.int64(LAST_DAY + 1), self.first)
        return np.lexsort((self.ids, self.last, day))

    @cached_property
    def newest_order(self):
        """Row numbers by first day, then last day, then id, all falling; undated last."""
        return np.lexsort((-self.ids, -self.last, -self.first))


def decode(packed):
    """Unpack records that were strung together into Columns."""
    numbers = np.frombuffer(packed, dtype=">i4").astype(np.int32)
    starts = np.flatnonzero(numbers < 0)
    is_value = np.ones(len(numbers), dtype=bool)
    for offset in range(HEADER):
        is_value[starts + offset] = False
    counts = np.diff(starts, append=len(numbers)) - HEADER
    return Columns(
        ids=-numbers[starts],
        stories=numbers[starts + 1],
        first=numbers[starts + 2],
        last=numbers[starts + 3],
        lengths=numbers[starts + 4],
        values=numbers[is_value],
        rows=np.repeat(np.arange(len(starts), dtype=np.int32), counts),
    )


def scan(tsquery=""):
    """Read the records of the reports that match a tsquery (in PostgreSQL's own notation), or of all when it is empty."""
    whole = "SELECT string_agg(record, '') FROM archive_searchrecord"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT archive_scan(%s::tsquery)" if tsquery else whole, [tsquery] if tsquery else None
        )
        packed = cursor.fetchone()[0]
    return decode(packed or b"")


def language_number(code):
    """Return a language code as the number that stands in records: five bits a letter, the first letter lowest."""
    return sum((ord(letter) - 96) << (5 * place) for place, letter in enumerate(code))


def language_code(number):
    """Return the language code of a number in records."""
    letters = []
    while number:
        letters.append(chr((number & 31) + 96))
        number >>= 5
    return "".join(letters)
