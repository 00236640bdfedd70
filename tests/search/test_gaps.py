"""Sets of rows as gaps are the same sets, in less memory."""

from __future__ import annotations

import numpy as np
import pytest

from archive.search.matches.gaps import Gaps, packed, unpacked
from archive.search.records.rowsets import RowSet

SIZE = 100_000


def some_rows(share):
    return np.flatnonzero(np.random.default_rng(int(share * 1e6)).random(SIZE) < share).astype(np.int32)


@pytest.mark.parametrize("share", [0.0001, 0.003, 0.01, 0.05, 0.12, 0.2, 1])
def test_a_set_comes_back_as_it_was(share):
    rows = some_rows(share)
    before = RowSet.of_rows(rows, SIZE)
    kept = packed(before)
    after = unpacked(kept)
    assert after.as_rows().tolist() == rows.tolist()
    assert (after.size, after.count, kept.count) == (SIZE, len(rows), len(rows))
    assert kept.nbytes <= before.nbytes


@pytest.mark.parametrize(
    "rows", [[], [0], [SIZE - 1], [0, 255, 256, 511, 767, 1278], list(range(900, 5_000, 255))]
)
def test_gaps_of_every_length_come_back(rows):
    padding = np.arange(SIZE - 4_000, SIZE - 1, 2)
    for wanted in (np.array(rows), np.union1d(rows, padding)):
        wanted = wanted.astype(np.int32)
        assert unpacked(packed(RowSet.of_rows(wanted, SIZE))).as_rows().tolist() == wanted.tolist()


@pytest.mark.parametrize(("share", "part"), [(0.02, 0.35), (0.05, 0.45), (0.1, 0.85)])
def test_a_frequent_word_takes_less_memory(share, part):
    before = RowSet.of_rows(some_rows(share), SIZE)
    kept = packed(before)
    assert isinstance(kept, Gaps)
    assert kept.nbytes < part * before.nbytes
