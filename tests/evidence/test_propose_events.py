"""The event proposed for a suggested claim: of its report, or of the place and days that it names; none where two fit."""

from __future__ import annotations

import pytest

from archive.evidence.propose_events import proposed_events
from archive.models import Event
from tests.factories import make_article, make_claim, make_event, make_mention, make_passage, make_place

pytestmark = pytest.mark.django_db

SENTENCE = "Mazar fell, residents said."


@pytest.fixture
def balkh():
    return make_place(name="Balkh", place_type="province")


@pytest.fixture
def mazar(balkh):
    return make_place(name="Mazar", place_type="city", parent=balkh)


@pytest.fixture
def kunduz():
    return make_place(name="Kunduz", place_type="city")


@pytest.fixture
def report(mazar, kunduz):
    """A report of 9 August 1998 whose sentences name two cities, and none."""
    article = make_article(body=f"{SENTENCE}\nKunduz held out.\nThirty died.", date_edtf="1998-08-09")
    make_mention(article=article, entity=mazar, text="Mazar")
    make_mention(article=article, entity=kunduz, text="Kunduz")
    return article


def proposed(report, words=SENTENCE, **options):
    passage = make_passage(article=report, words=words)
    passage.refresh_from_db()
    found = proposed_events({1: passage}, events=Event.objects.all(), **options).get(1)
    return found.event if found else None


def told_by(report, **values):
    return make_event(passages=[make_passage(article=report, words=SENTENCE)], **values)


def test_the_one_event_of_the_report_is_proposed_also_for_a_sentence_without_a_place(report, mazar):
    event = told_by(report, place=mazar)
    assert proposed(report) == proposed(report, "Thirty died.") == event


def test_it_is_not_for_a_sentence_on_another_place(report, mazar):
    told_by(report, place=mazar)
    assert proposed(report, "Kunduz held out.") is None


def test_an_accepted_claim_ties_a_report_to_its_event_and_a_suggested_one_does_not(report, mazar):
    event = make_event(place=mazar)
    claim = make_claim(
        event=event, status="suggested", passages=[make_passage(article=report, words=SENTENCE)]
    )
    assert proposed(report, "Thirty died.") is None
    claim.status = "accepted"
    claim.save()
    assert proposed(report, "Thirty died.") == event
    assert proposed(report, "Thirty died.", leaving=[claim.pk]) is None


def test_of_several_events_of_the_report_the_one_whose_place_is_named_is_proposed(report, mazar, kunduz):
    first, second = told_by(report, place=mazar), told_by(report, place=kunduz)
    assert (proposed(report), proposed(report, "Kunduz held out.")) == (first, second)
    assert proposed(report, "Thirty died.") is None
    told_by(report, place=mazar)
    assert proposed(report) is None


@pytest.mark.parametrize(
    ("date_edtf", "is_near"),
    [("1998-08-09", True), ("1998-08-05", True), ("1998-08-04", False), ("1998-08-10", False), ("1998-08", True), ("", False)],
)  # fmt: skip
def test_without_one_the_event_of_the_place_in_the_days_before_print_is(report, mazar, date_edtf, is_near):
    event = make_event(place=mazar, date_edtf=date_edtf)
    assert proposed(report) == (event if is_near else None)


def test_two_events_of_the_place_and_days_are_none(report, mazar):
    make_event(place=mazar, date_edtf="1998-08-08")
    make_event(place=mazar, date_edtf="1998-08-09")
    assert proposed(report) is None


def test_a_place_within_a_province_is_that_of_an_event_known_no_nearer(report, mazar, balkh):
    event = make_event(place=balkh, place_precision="province", date_edtf="1998-08-08")
    assert proposed(report) == event
    assert proposed(report, "Kunduz held out.") is None


def test_a_report_without_a_day_and_a_place_that_is_a_country_propose_nothing(report, mazar):
    land = make_place(name="Afghanistan", place_type="country")
    make_event(place=land, place_precision="country", date_edtf="1998-08-08")
    assert proposed(report) is None
    make_event(place=mazar, date_edtf="1998-08-08")
    report.date_edtf = "1998"
    report.save()
    assert proposed(report) is None
