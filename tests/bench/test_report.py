"""The report made from raw results."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from bench.speed import sections
from bench.speed.agreement import agreement
from bench.speed.chart import LABEL_HEIGHT, Line, Scale, chart, spread
from bench.speed.plan import is_marked, mark, short
from bench.speed.results import Results, ms, read, table, times
from bench.speed.targets import targets


@pytest.mark.parametrize(
    "size, said", [(10_000, "10k"), (1_000_000, "1m"), (2_500, "2500"), (1_500_000, "1500k")]
)
def test_sizes_are_short(size, said):
    assert short(size) == said


@pytest.mark.parametrize(
    "seconds, said", [(None, "-"), (0.0123, "12.3"), (0.5, "500"), (1.5, "1,500"), (10.2, "> 10 s")]
)
def test_times_are_in_milliseconds(seconds, said):
    assert ms(seconds) == said


def test_a_mark_tells_size_and_format(tmp_path):
    mark(tmp_path / "complete", 10)
    assert is_marked(tmp_path / "complete", 10)
    assert not is_marked(tmp_path / "complete", 20)
    assert not is_marked(tmp_path / "nothing", 10)


def test_a_table_has_numbers_to_the_right():
    assert table(["what", "ms"], [["a", "1"]]) == "| what | ms |\n| --- | ---: |\n| a | 1 |"


def test_a_picture_is_xml_without_a_script():
    picture = chart("A & B", "ms", [Line("one", [(10, 1.0), (1000, 40.0)]), Line("none", [])])
    assert ElementTree.fromstring(picture).tag.endswith("svg")
    assert "<script" not in picture
    assert "prefers-color-scheme: dark" in picture
    assert chart("empty", "ms", []) == ""


def test_equal_factors_stand_equally_far_apart():
    scale = Scale(10, 1000, 0, 200)
    assert [scale.at(value) for value in (10, 100, 1000)] == [0, 100, 200]


def test_labels_do_not_cover_each_other():
    places = spread([100, 101, 300, 102])
    assert places == [100, 100 + LABEL_HEIGHT, 300, 100 + 2 * LABEL_HEIGHT]


def test_facets_are_compared_where_totals_agree():
    def counted(total: int, people: list[int]) -> dict:
        return {"kind": "rare word", "total": total, "facets": {"person": people, "year": [1]}}

    mine = {"a": counted(10, [3]), "b": counted(100, [9]), "c": counted(1, [1])}
    theirs = {"a": counted(10, [2]), "b": counted(90, [8])}
    found = agreement(mine, theirs)
    assert (found.asked, found.totals, found.facets_asked, found.facets) == (2, 1, 2, 1)
    assert (found.where, round(found.furthest, 2)) == ("b", 0.1)


def test_a_filter_that_is_lifted_is_not_compared():
    answer = {"kind": "word and place", "total": 1, "facets": {"place": [5], "person": [1]}}
    other = answer | {"facets": {"place": [6], "person": [1]}}
    assert agreement({"a": answer}, {"a": other}).facets_asked == 1


def test_years_are_not_compared_where_dates_are_chosen():
    answer = {"kind": "dates alone", "total": 1, "facets": {"year": [5], "person": [1]}}
    asked = {"/search/?from=1987-05-15&to=1991-06-30": answer}
    assert agreement(asked, asked).facets_asked == 1


def keep_answers(directory, **tools):
    """Write raw results: for each tool, the number of questions and the time of each."""
    directory.mkdir(parents=True)
    for name, (questions, seconds) in tools.items():
        rows = [
            {"kind": "rare word", "address": str(number), "seconds": seconds, "total": 1, "over": False}
            for number in range(questions)
        ]
        tool = {"label": name, "version": "1", "measured": rows, "sizes": {}, "rss": 1, "controls": {}}
        (directory / f"rival-{name}.json").write_text(json.dumps(tool))


@pytest.fixture
def measured(tmp_path) -> Results:
    """Dateline and SQLite, which answered one question fewer and takes four times as long."""
    keep_answers(tmp_path / "results" / "1000", archive=(3, 0.02), fts5=(2, 0.08))
    return read(tmp_path)[0]


def test_ratios_are_over_the_questions_that_both_were_asked(measured):
    assert times(measured.times_slower("fts5", 95)) == "4.0"
    assert measured.times_slower("tantivy", 95) is None


def test_what_was_not_measured_is_said(measured):
    verdicts = {one.wanted: one.reached for one in targets([measured])}
    assert verdicts["3 times as fast as SQLite FTS5 at p95"] is True
    assert verdicts["whole page, p95 under 100 ms"] is None
    assert "not measured" in sections.targets_reached([measured])
    assert sections.ingest([measured]) == ""


@pytest.mark.parametrize("mine, reached", [(0.02, True), (0.2, False)])
def test_a_search_of_ten_thousand_reports_is_told_beside_sqlite(tmp_path, mine, reached):
    keep_answers(tmp_path / "results" / "10000", archive=(3, mine), fts5=(2, 0.08))
    verdicts = {one.wanted: one for one in targets(read(tmp_path))}
    found = verdicts["10,000: p50 of a search at most 1.0 times SQLite FTS5's"]
    assert (found.found, found.reached) == (f"{times(mine / 0.08)} times", reached)
    assert not any(wanted.startswith(("100,000", "300,000")) for wanted in verdicts)
