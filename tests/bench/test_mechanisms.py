"""What each mechanism of a search brings: variants that the engine knows, and a table of medians."""

from __future__ import annotations

import pytest

from archive.search import engine
from bench.speed.mechanisms import VARIANTS, compare, report


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_variant_leaves_out_what_the_engine_has(variant):
    with engine.using(**VARIANTS[variant]) as used:
        assert all(getattr(used, name) == value for name, value in VARIANTS[variant].items())


def result(*seconds, total=1):
    rows = [
        {"kind": "name", "address": str(place), "seconds": each, "total": total}
        for place, each in enumerate(seconds)
    ]
    return {"ready": 2.0, "rss": 5e6, "rows": rows}


def test_the_table_has_the_run_in_the_middle():
    kept = {
        f"as it is, warm, {run}": result(seconds, seconds) for run, seconds in enumerate([0.03, 0.01, 0.02])
    }
    assert "| as it is, warm | 20.0 | 20.0 | 20.0 | name 20.0 / 30.0 | 2 s | 5.0 MB |" in report(kept)


def test_ways_that_find_other_totals_are_named():
    with pytest.raises(SystemExit, match="no impacts, warm, 0 finds other totals: 0"):
        compare({"as it is, warm, 0": result(0.1), "no impacts, warm, 0": result(0.1, total=2)})
