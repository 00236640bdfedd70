"""Counting facet values by bits and lists, or by gathering, agrees with counting one by one."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta

import numpy as np
import pytest

from archive.search import engine
from archive.search.counting.selection import Selection
from archive.search.counting.units import MONTH, UNITS, YEAR, days_of_period, edtf_of_days
from archive.search.facets import FACETS, SHIFT
from archive.search.records.columns import Columns

ROWS, SETTLED, VALUES = 3_000, 2_800, 120


def random_columns(chance):
    """Make columns with skewed values, some stories, dates of one day, of several years and none."""
    stories = np.where(chance.random(ROWS) < 0.3, chance.integers(1, 200, ROWS), 0).astype(np.int32)
    # The copies of a story lie on one side of the border between settled and later rows.
    stories[SETTLED:][stories[SETTLED:] > 0] += 1_000
    year = chance.integers(1979, 2024, ROWS)
    reach = np.where(chance.random(ROWS) < 0.1, chance.integers(1, 5, ROWS), 0)
    first = np.where(chance.random(ROWS) < 0.1, 0, year * 10000 + 101)
    last = np.where(first == 0, 0, (year + reach) * 10000 + 1231)
    counts = chance.integers(0, 6, ROWS)
    ids = np.minimum(chance.zipf(1.3, counts.sum()), VALUES)
    rows = np.repeat(np.arange(ROWS), counts)
    pairs = np.unique(np.stack([rows, ids]), axis=1)
    values = (pairs[1] | (FACETS["place"].number << SHIFT)).astype(np.int32)
    return Columns(
        ids=np.arange(1, ROWS + 1, dtype=np.int32),
        stories=stories,
        first=first.astype(np.int32),
        last=last.astype(np.int32),
        lengths=np.full(ROWS, 2_500, dtype=np.int32),
        starts=np.searchsorted(pairs[0], np.arange(ROWS + 1)),
        values=values,
        settled=SETTLED,
    )


def story_of(columns, row, *, grouped):
    """The unit that a row is counted as: its story, or itself."""
    return -int(columns.stories[row]) if grouped and columns.stories[row] else int(row)


def counted_one_by_one(columns, mask, *, grouped):
    """Return {value: how many reports, or stories, of the mask have it}."""
    found = defaultdict(set)
    for row in np.flatnonzero(mask):
        for value in columns.values[columns.starts[row] : columns.starts[row + 1]]:
            found[int(value) & 0xFFFF].add(story_of(columns, row, grouped=grouped))
    return Counter({value: len(rows) for value, rows in found.items()})


def years_one_by_one(columns, mask, *, grouped):
    """Return {year: how many reports, or stories, of the mask touch it}, 0 for the undated."""
    found = defaultdict(set)
    for row in np.flatnonzero(mask):
        first, last = columns.first[row] // 10000, columns.last[row] // 10000
        for year in range(first, last + 1):
            found[year].add(story_of(columns, row, grouped=grouped))
    return {int(year): len(rows) for year, rows in found.items()}


def most_first(counts):
    return sorted(counts, key=lambda value: (-counts[value], value))


@pytest.mark.parametrize("share", [1, 0.6, 0.1, 0.001])
@pytest.mark.parametrize("grouped", [True, False])
@pytest.mark.parametrize("few", [engine.current().gathered, 1])
def test_values_years_and_totals_are_those_of_counting_one_by_one(share, grouped, few):
    """Where one row in `few` is fewer than there are, values are gathered: with 1 they always are."""
    with engine.using(gathered=few, rows_at_once=700):  # the settled rows are sorted in four batches
        assert_counted_as_one_by_one(share, grouped)


def assert_counted_as_one_by_one(share, grouped):
    chance = np.random.default_rng(int(share * 1000))
    columns = random_columns(chance)
    mask = chance.random(ROWS) < share
    chosen = Selection(columns, mask, grouped=grouped)
    expected = counted_one_by_one(columns, mask, grouped=grouped)

    counts = chosen.counts("place")
    assert counts.top(8) == most_first(expected)[:8]
    assert [counts.of(value) for value in range(VALUES + 2)] == [
        expected[value] for value in range(VALUES + 2)
    ]
    whole = counts.whole()
    assert whole.ids() == sorted(expected)
    assert whole.top(VALUES) == most_first(expected)

    years, undated = chosen.year_counts()
    expected = years_one_by_one(columns, mask, grouped=grouped)
    assert undated == expected.pop(0, 0)
    assert years == expected

    assert chosen.total() == len({story_of(columns, row, grouped=grouped) for row in np.flatnonzero(mask)})


def day_by_day(columns, mask, unit, lower, upper, *, grouped, certain=False):
    """Return {period: how many reports, or stories, of the mask touch it}, reckoned with the dates of the standard library."""
    found = defaultdict(set)
    for row in np.flatnonzero(mask & (columns.first != 0)):
        first, last = as_day(columns.first[row]), as_day(columns.last[row])
        days = range(max(first, lower).toordinal(), min(last, upper).toordinal() + 1)
        touched = {NAMED[unit.name](date.fromordinal(day)) for day in days}
        whole = {NAMED[unit.name](first), NAMED[unit.name](last)}
        for period in touched if len(whole) == 1 or not certain else ():
            found[period].add(story_of(columns, row, grouped=grouped))
    return {period: len(stories) for period, stories in found.items()}


NAMED = {
    "decade": lambda day: f"{day.year // 10}X",
    "year": lambda day: f"{day.year}",
    "month": lambda day: f"{day:%Y-%m}",
    "day": lambda day: day.isoformat(),
}


def as_day(number):
    return date(int(number) // 10000, int(number) // 100 % 100, int(number) % 100)


def random_dates(columns, chance):
    """Give columns dates of a day, of days within a month, of some months, open ones and none."""
    starts = np.array([date(1996, 1, 1) + timedelta(days=int(day)) for day in chance.integers(0, 900, ROWS)])
    reach = chance.choice([0, 0, 0, 3, 40, 400], ROWS)
    for row, (start, days) in enumerate(zip(starts, reach, strict=True)):
        if columns.first[row]:
            columns.first[row], columns.last[row] = (
                int(f"{day:%Y%m%d}") for day in (start, start + timedelta(days=int(days)))
            )
    columns.first[:40], columns.last[40:80] = 10101, 99991231
    return columns


@pytest.mark.parametrize("certain", [True, False])
@pytest.mark.parametrize("grouped", [True, False])
@pytest.mark.parametrize("name", UNITS)
def test_decades_years_months_and_days_are_those_of_counting_day_by_day(name, grouped, certain):
    chance, unit = np.random.default_rng(5), UNITS[name]
    columns = random_dates(random_columns(chance), chance)
    mask = chance.random(ROWS) < 0.5
    lower, upper = (19970201, 19970430) if name == "day" else (19960101, 19991231)
    if name == "decade":
        lower = 19900101
    begin, counts = Selection(columns, mask, grouped=grouped).period_counts(
        unit, lower, upper, certain=certain
    )
    found = {unit.edtf(begin + place): count for place, count in enumerate(counts.tolist()) if count}
    assert found == day_by_day(
        columns, mask, unit, as_day(lower), as_day(upper), grouped=grouped, certain=certain
    )


def test_dates_that_touch_several_periods_are_counted_by_date():
    columns = random_columns(np.random.default_rng(1)).take(np.arange(6))
    for row, days in enumerate(
        [
            (19970101, 19971231),
            (19970101, 19971231),
            (19970501, 19970601),
            (19970505, 19970505),
            (0, 0),
            (19970101, 19971231),
        ]
    ):
        columns.first[row], columns.last[row] = days
    columns.stories[:] = [0, 3, 0, 0, 0, 3]
    every = np.ones(6, dtype=bool)
    assert Selection(columns, every).spans(MONTH, 19970101, 19971231) == [
        (19970101, 19971231, 2),
        (19970501, 19970601, 1),
    ]
    apart = Selection(columns, every, grouped=False)
    assert apart.spans(MONTH, 19970101, 19971231)[0] == (19970101, 19971231, 3)
    assert apart.spans(YEAR, 19970101, 19971231) == []
    assert apart.spans(MONTH, 19960101, 19961231) == []
    assert apart.only_certain().spans(MONTH, 19970101, 19971231) == []


@pytest.mark.parametrize(
    ("first", "last", "edtf"),
    [
        (19970528, 19970528, "1997-05-28"), (19970501, 19970531, "1997-05"), (19970101, 19971231, "1997"), (19900101, 19991231, "199X"),
        (19960901, 19961130, "1996-09/1996-11"), (19960101, 19971231, "1996/1997"), (19970528, 19970602, "1997-05-28/1997-06-02"),
        (19800101, 19991231, "1980/1999"), (10101, 19980809, "../1998-08-09"), (19980809, 99991231, "1998-08-09/.."), (10101, 99991231, ""),
        (19960201, 19960229, "1996-02"), (19970201, 19970228, "1997-02"),
    ],
)  # fmt: skip
def test_days_are_written_as_short_as_may_be(first, last, edtf):
    assert edtf_of_days(first, last) == edtf
    if edtf and ".." not in edtf:
        assert days_of_period(edtf) == (first, last)


@pytest.mark.parametrize("newest", [True, False])
@pytest.mark.parametrize("share", [0.9, 0.05])
@pytest.mark.parametrize("years", [(0, 9999), (1995, 2001)])
def test_the_first_by_date_are_those_of_ordering_all(newest, share, years):
    chance = np.random.default_rng(7)
    columns = random_columns(chance)
    within = (chance.random(ROWS) < share) & (columns.first // 10000 >= years[0])
    within &= columns.first // 10000 <= years[1]
    chosen = Selection(columns, within)
    whole = chosen.by_date(newest=newest)
    for most in (1, 20, 300, ROWS):
        assert chosen.by_date(newest=newest, most=most)[:most].tolist() == whole[:most].tolist()


def test_a_story_with_very_many_copies_hides_no_other_report():
    columns = random_columns(np.random.default_rng(7))
    columns.stories[:SETTLED] = np.where(columns.first[:SETTLED] > 19900000, 7, 0)
    chosen = Selection(columns, np.ones(len(columns), dtype=bool))
    whole = chosen.by_date(newest=True)
    assert len(whole) > 300
    assert chosen.by_date(newest=True, most=300)[:300].tolist() == whole[:300].tolist()
