"""Questions in addresses and in files."""

from __future__ import annotations

import json

from bench.speed.question import Question, Term, from_json

ASKED = Question(
    "word and dates",
    (
        Term("word", "peace"),
        Term("phrase", "human rights"),
        Term("beginning", "adop"),
        Term("name", "Zou Khan"),
    ),
    (("person", "person-12"), ("from", "1995-02-15"), ("to", "1996-06-30")),
    page=50,
    sort="newest",
)


def test_what_is_typed_has_quotes_and_stars():
    assert ASKED.typed == 'peace "human rights" adop* Zou Khan'


def test_an_address_holds_everything():
    assert ASKED.address("/search.json", exact="1") == (
        "/search.json?q=peace+%22human+rights%22+adop%2A+Zou+Khan"
        "&person=person-12&from=1995-02-15&to=1996-06-30&sort=newest&page=50&exact=1"
    )


def test_the_plain_page_has_a_plain_address():
    assert Question("no words").address() == "/search/"


def test_a_filter_is_lifted_alone():
    assert ASKED.lifting("person").filters == ASKED.filters[1:]
    assert ASKED.lifting("year") == ASKED


def test_days_are_numbers_and_wide_open_without_dates():
    assert ASKED.days() == (19950215, 19960630)
    assert Question("no words").days() == (0, 99999999)


def test_a_question_comes_back_from_a_file():
    assert from_json(json.loads(json.dumps(ASKED.as_json()))) == ASKED
