"""Where a source usually writes about, as evidence between places of one name."""

from __future__ import annotations

import pytest

from archive.matching.habits import MIN_REPORTS, NO_HABITS, Habits, KnownHabits, read_habits
from archive.matching.link import link
from archive.matching.names import read_names
from tests.factories import make_article, make_mention, make_place, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def land():
    return make_place(name="Sylvania", place_type="country")


def add_reports(source, *, place, number=MIN_REPORTS, **values):
    for _ in range(number):
        make_article(source=source, body=f"Calm in {place.name}.", mentions=[(place, place.name)], **values)


def test_what_half_of_the_reports_name_is_usual(land):
    source, valley = make_source(), make_place(name="Valley", parent=land)
    add_reports(source, place=valley, number=MIN_REPORTS - 1)
    assert read_habits(source.pk) == (NO_HABITS, MIN_REPORTS - 1)
    make_article(source=source, body="No place at all.")
    add_reports(source, place=valley, number=1)
    assert read_habits(source.pk) == (Habits(frozenset({land.pk, valley.pk})), MIN_REPORTS)
    hills = make_place(name="Hills", parent=land)
    add_reports(source, place=hills, number=MIN_REPORTS + 1)
    assert read_habits(source.pk)[0] == Habits(frozenset({land.pk, hills.pk}))
    assert read_habits(make_source().pk) == (NO_HABITS, 0)


def test_where_reports_were_written_is_no_habit(land):
    source = make_source()
    for _ in range(MIN_REPORTS):
        article = make_article(source=source, dateline="SYLVANIA", body="Calm.")
        make_mention(article=article, entity=land, text="SYLVANIA", field="dateline")
    assert read_habits(source.pk) == (NO_HABITS, 0)


def test_habits_are_read_again_as_reports_come(land):
    source, known = make_source(), KnownHabits()
    assert known.of(source.pk) == NO_HABITS
    add_reports(source, place=land)
    found = [known.of(source.pk) for _ in range(MIN_REPORTS)]
    assert found[:-1] == [NO_HABITS] * (MIN_REPORTS - 1)
    assert found[-1] == Habits(frozenset({land.pk}))


def test_a_report_is_read_by_the_habits_of_its_source(land):
    source, other = make_source(), make_place(name="Elsewhere", place_type="country")
    towns = [
        make_place(name="Riverton", parent=one, place_type="town", population=people)
        for one, people in ((land, 9_000), (other, 10_000))
    ]
    add_reports(source, place=land)
    article, unknown = (
        make_article(source=source, body="They left Riverton."),
        make_article(body="They left Riverton."),
    )
    link(articles=[article.pk, unknown.pk])
    assert list(article.mentions.values_list("entity", "status")) == [(towns[0].pk, "accepted")]
    assert set(unknown.mentions.values_list("status", flat=True)) == {"suggested"}


def test_a_second_run_decides_by_what_the_first_has_shown_and_a_third_writes_nothing(land):
    source, other = make_source(), make_place(name="Elsewhere", place_type="country")
    for one, people in ((land, 9_000), (other, 10_000)):
        make_place(name="Riverton", parent=one, place_type="town", population=people)
    article = make_article(source=source, body="They left Riverton.")
    ids = [
        article.pk,
        *(make_article(source=source, body="Calm in Sylvania.").pk for _ in range(MIN_REPORTS)),
    ]

    found = []
    for _ in range(3):
        written = link(articles=ids, names=read_names("")).written
        found.append((set(article.mentions.values_list("status", flat=True)), written > 0))

    assert found == [({"suggested"}, True), ({"accepted"}, True), ({"accepted"}, False)]
