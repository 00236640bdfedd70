"""Percentiles and the order of questions."""

from __future__ import annotations

import pytest

from bench.speed.question import Question, in_turns
from bench.speed.timing import by_kind, percentile, summary, within


@pytest.mark.parametrize(
    "share, expected", [(50, 50), (95, 95), (99, 99), (100, 100), (0.5, 1)], ids=lambda value: str(value)
)
def test_a_percentile_is_a_value_that_was_measured(share, expected):
    assert percentile(range(100, 0, -1), share) == expected


def test_a_single_time_is_every_percentile():
    assert summary([0.2]) == {"count": 1, "p50": 0.2, "p95": 0.2, "p99": 0.2, "max": 0.2}


def test_no_times_have_no_summary():
    assert summary([]) == {}


def test_answers_are_gathered_by_kind_in_the_order_of_kinds():
    rows = [{"kind": "a", "n": 1}, {"kind": "b", "n": 2}, {"kind": "a", "n": 3}]
    assert by_kind(rows) == {"a": [rows[0], rows[2]], "b": [rows[1]]}


def test_each_kind_is_asked_in_its_turn():
    kinds = [question.kind for question in in_turns(map(Question, "aaabbc"))]
    assert kinds == ["a", "b", "c", "a", "b", "a"]


def test_nothing_is_asked_when_the_time_is_spent():
    assert list(within([1, 2, 3], -1)) == []
    assert list(within([1, 2, 3], 60)) == [1, 2, 3]
