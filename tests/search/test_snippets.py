from __future__ import annotations

import random
import re
import time

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from archive.search import search
from archive.search.page.passages import Spot, best_window, passages
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
    assert best_window(spots, length, {})[0] == window_by_trying_all(spots, length)


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


# Sentences


def spots_of(text, *words):
    found = [
        Spot(match.start(), match.end(), word)
        for word in words
        for match in re.finditer(rf"\b{word}\b", text)
    ]
    return sorted(found, key=lambda spot: spot.start)


def shown(text, *words, **ways):
    return re.sub("</?mark>", "", passages(text, spots_of(text, *words), **ways))


FILLER = "The convoy waited for two days at the river and turned back before it was dark. "


def test_a_passage_is_whole_sentences():
    text = FILLER * 5 + "Nobody knew who held the pass. " + FILLER * 5
    found = shown(text, "pass")
    assert found.startswith(FILLER.strip()[:3]) or found.startswith("Nobody")
    assert found.endswith("dark.")
    assert "…" not in found
    assert len(found) <= 230


def test_a_passage_of_a_text_in_a_script_without_capitals_is_whole_sentences_too():
    sentence = "قوماندان به شهر رفت و با مردم صحبت کرد. "
    text = sentence * 20 + "هیچ کس نمی‌دانست چه شد؟ " + sentence * 20
    found = shown(text, "هیچ")
    assert "هیچ کس نمی‌دانست چه شد؟" in found
    assert "…" not in found


def test_a_sentence_longer_than_a_passage_is_cut_between_words():
    text = "It was said that " + "the road was long and " * 40 + "the pass was closed."
    found = shown(text, "pass")
    assert found.startswith("… ")
    assert found.endswith("the pass was closed.")
    assert found.removeprefix("… ") in text
    assert shown(text, "said").startswith("It was said that the road")


def test_two_passages_are_whole_sentences_each():
    text = "The pass was closed. " + FILLER * 12 + "A truce held at the bridge."
    assert shown(text, "pass", "bridge").startswith("The pass was closed.")
    assert " … " in shown(text, "pass", "bridge")
    assert shown(text, "pass", "bridge").endswith("A truce held at the bridge.")


def test_the_rarest_word_outweighs_two_common_ones():
    text = "A stinger was seen. " + FILLER * 5 + "The army took the town."
    stretch, _ = best_window(spots_of(text, "army", "town", "stinger"), 260, {})
    assert [spot.what for spot in stretch] == ["army", "town"]
    weights = {"army": 200, "town": 200, "stinger": 6_000}
    stretch, _ = best_window(spots_of(text, "army", "town", "stinger"), 260, weights)
    assert [spot.what for spot in stretch] == ["stinger"]


@pytest.mark.django_db
def test_the_rarest_word_of_a_question_is_in_the_passage(client):
    for number in range(30):
        make_article(headline=f"Report {number}", body="The army held the town.")
    body = "The army held the town. " + FILLER * 12 + "A stinger was seen. " + FILLER * 12
    make_article(headline="Sighting", body=body + "The army met the town and the army.")
    (hit,) = client.get("/search.json", {"q": "army town stinger"}).json()["results"]
    assert "<mark>stinger</mark>" in hit["snippet"]


@pytest.mark.django_db
def test_a_passage_does_not_repeat_the_words_that_stand_in_for_a_headline(client):
    begun = "The convoy waited for two days at the river"
    make_article(headline=f"[{begun}…]", body=f"{begun} and turned back. Nobody knew why.")
    make_article(headline="[Snow fell here]", body="Snow fell here")
    (hit,) = client.get("/search.json", {"q": "convoy"}).json()["results"]
    assert hit["snippet"] == "… and turned back. Nobody knew why."
    (short,) = client.get("/search.json", {"q": "snow"}).json()["results"]
    assert short["snippet"] == ""


@given(st.text(alphabet="ab. A\n؟", max_size=400), st.sampled_from(["a", "b", "ab"]))
def test_a_passage_is_of_the_text_and_has_what_was_found(text, word):
    spots = spots_of(text, word)
    found = passages(text, spots)
    assert len(re.sub("</?mark>", "", found)) <= 2 * 280
    if spots:
        assert "<mark>" in found
    for piece in re.sub("</?mark>", "", found).split("…"):
        assert piece.strip() in text


@pytest.mark.django_db
def test_a_phrase_is_marked_where_it_stands_and_its_words_nowhere_else():
    make_article(
        headline="Troops of the weekly", body="Weekly troops came. Troops went, and the weekly troops."
    )
    (hit,) = search(QueryDict('q="weekly+troops"')).hits
    assert hit.headline == "Troops of the weekly"
    assert hit.snippet == "<mark>Weekly troops</mark> came. Troops went, and the <mark>weekly troops</mark>."
    (hit,) = search(QueryDict('q="weekly+troops"+troops')).hits
    assert hit.headline == "<mark>Troops</mark> of the weekly"
