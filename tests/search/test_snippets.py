from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.page.snippets import Spot, _best_window, passages
from tests.factories import make_article


def window_by_trying_all(spots, length):
    """Look at the stretch from each Spot on, which takes time with the square of their number."""
    best, best_score = [], (-1, -1)
    for number, first in enumerate(spots):
        inside = [spot for spot in spots[number:] if spot.end <= first.start + length]
        score = (len({spot.what for spot in inside}), len(inside))
        if score > best_score:
            best, best_score = inside or [first], score
    return best


@st.composite
def spots_apart(draw):
    spots, place = [], 0
    steps = st.tuples(st.integers(0, 60), st.integers(1, 40), st.sampled_from("abcd"))
    for gap, length, what in draw(st.lists(steps, min_size=1, max_size=30)):
        spots.append(Spot(place + gap, place + gap + length, what))
        place = spots[-1].end
    return spots


@given(spots_apart(), st.sampled_from([5, 60, 130, 260]))
def test_the_window_is_that_of_all_with_the_most_different_words(spots, length):
    assert _best_window(spots, length) == window_by_trying_all(spots, length)


def test_the_passage_is_the_one_that_answers_to_most_of_the_query():
    text = "alpha " + "filler " * 60 + "alpha beta gamma " + "filler " * 60 + "beta"
    spots = [
        Spot(place, place + len(word), word)
        for word in ("alpha", "beta", "gamma")
        for place in range(len(text))
        if text.startswith(word, place)
    ]

    shown = passages(text, sorted(spots, key=lambda spot: spot.start))

    assert "<mark>alpha</mark> <mark>beta</mark> <mark>gamma</mark>" in shown


# Time


BEGUN = [
    "committee",
    "report",
    "panel",
    "commander",
    "deputy",
    "residents",
    "department",
    "detention",
    "released",
    "parties",
    "province",
    "people",
    "police",
]


def least_time(work, tries=3):
    times = []
    for _ in range(tries):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return min(times)


@pytest.mark.django_db
def test_many_beginnings_in_a_long_report_take_time_in_proportion_to_its_length(client):
    """Regression: quadratic time once took 20 seconds for 30,000 words."""
    choice = random.Random(16)
    reports = {
        words: make_article(
            headline=f"Inquiry of {words} words",
            body=" ".join([f"only{words}", *(choice.choice(BEGUN) for _ in range(words))]),
        )
        for words in (8_000, 16_000)
    }
    taken = {}
    for words in reports:
        query = {"q": f"only{words} co* de* re* pa* po* pe*"}
        answer = client.get("/search/", query)
        assert answer.status_code == 200
        assert f"Inquiry of {words} words" in answer.content.decode()
        taken[words] = least_time(lambda query=query: client.get("/search/", query))

    assert taken[16_000] / taken[8_000] <= 2.6
