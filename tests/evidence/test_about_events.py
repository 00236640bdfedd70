"""Reports that may be about an event: its days, its place, its parties and its figures; ranked, with reasons."""

from __future__ import annotations

from datetime import date

import pytest

from archive.curation.decide_report import accept_report, reject_report
from archive.evidence.about_events import likely_reports
from archive.evidence.event_profile import figures_agree, profile_of
from archive.evidence.telling import VIOLENT, days_told, words_of_kind
from archive.models import Event, EventIdentifier, EventParty, Evidence, Story
from archive.reference.event_kinds import EVENT_KINDS
from tests.admin.conftest import make_colleague
from tests.factories import (
    make_article,
    make_claim,
    make_event,
    make_faction,
    make_person,
    make_place,
    make_source,
)
from tests.ingest.datasets.tables import ged, import_rows

pytestmark = pytest.mark.django_db

FIGHT = "Twelve men were killed at Riverton on Wednesday, the League said. The road was open again by night."


@pytest.fixture
def curator():
    return make_colleague("anna", group="Curator")


@pytest.fixture
def town():
    return make_place(name="Riverton", place_type="town", latitude=36.7, longitude=67.1)


@pytest.fixture
def fight(town):
    event = make_event(
        title="Fighting at Riverton", place=town, place_precision="exact", date_edtf="1997-05-28"
    )
    EventParty.objects.create(event=event, entity=make_faction(name="League"), role="side a")
    make_claim(event=event, topic="casualties", state="killed", low=10, high=20, words="best estimate 12")
    return event


def told(town, body=FIGHT, date_edtf="1997-05-29", mentions=(), **values):
    return make_article(body=body, date_edtf=date_edtf, mentions=[(town, "Riverton"), *mentions], **values)


def test_a_report_of_the_days_that_names_place_party_and_figure_comes_first_with_its_reasons(
    fight, town, curator
):
    league = fight.parties.get().entity
    best = told(town, mentions=[(league, "League")])
    later = told(
        town,
        body="The League opened Riverton to traders.",
        date_edtf="1997-06-01",
        mentions=[(league, "League")],
    )
    told(town, body="The market of Riverton opened.", date_edtf="1997-06-01")  # its place alone, days later

    found = likely_reports(fight, user=curator)

    assert [one.article for one in found] == [best, later]
    assert found[0].score > found[1].score
    assert found[0].reasons == (
        "printed 29 May 1997",
        "names Riverton",
        "names League",
        "gives the figure 12",
        "names a day of it",
    )
    assert found[0].words == "Twelve men were killed at Riverton on Wednesday, the League said."
    assert "days later" not in found[0].reasons[0] and "4 days later" in found[1].reasons[0]


def test_reports_of_other_days_places_and_undated_ones_are_left_out(fight, town, curator):
    told(town, date_edtf="1997-07-30")
    told(town, date_edtf="1997-05-20")
    told(town, date_edtf="")
    make_article(body="Nothing moved.", date_edtf="1997-05-29")
    told(
        make_place(name="Riverton", latitude=10, longitude=10),
        date_edtf="1997-05-29",
        headline="Another Riverton",
    )

    assert likely_reports(fight, user=curator) == []


def test_a_place_within_its_precision_counts_and_one_beyond_does_not(curator):
    district = make_event(
        title="Fighting",
        place_precision="district",
        latitude=36.7,
        longitude=67.1,
        date_edtf="1997-05-28",
        place_words="North district, Land",
    )
    make_claim(event=district, topic="casualties", state="killed", low=12, high=12)
    near = make_place(name="Nearby", latitude=36.8, longitude=67.2)
    far = make_place(name="Faraway", latitude=37.9, longitude=67.1)
    one = make_article(
        body="Nearby fell, twelve were killed.", date_edtf="1997-05-28", mentions=[(near, "Nearby")]
    )
    make_article(
        body="Faraway fell, twelve were killed.", date_edtf="1997-05-28", mentions=[(far, "Faraway")]
    )

    assert [found.article for found in likely_reports(district, user=curator)] == [one]


def test_a_place_without_an_entry_is_found_by_its_name(tmp_path, curator):
    import_rows(tmp_path, ged())
    report = make_article(body="Shells fell on Riverton, twelve were killed.", date_edtf="1997-05-28")
    make_article(body="Shells fell on Rivertonian fields.", date_edtf="1997-05-28")

    (found,) = likely_reports(Event.objects.get(), user=curator)
    assert (found.article, "names riverton" in found.reasons) == (report, True)


def test_a_report_that_the_data_set_cites_comes_first(tmp_path, curator):
    import_rows(tmp_path, ged())
    post = make_source(name="The Post")
    cited = make_article(
        headline="Fighting at the bridge", body="It was cold.", source=post, date_edtf="1997-05-29"
    )
    make_article(body="Riverton: twelve were killed by the League.", date_edtf="1997-05-28")

    found = likely_reports(Event.objects.get(), user=curator)

    assert found[0].article == cited and found[0].reasons[0] == "cited by the data set"


def test_what_was_accepted_or_rejected_is_not_suggested_again(fight, town, curator):
    one, other = told(town), told(town, body="Ten were killed at Riverton.")
    found = likely_reports(fight, user=curator)[0]

    evidence = accept_report(
        event=fight, article=found.article, words=found.words, field=found.field, start=found.start
    )
    reject_report(event=fight, article=other)
    reject_report(event=fight, article=other)

    evidence.passage.refresh_from_db()
    assert found.article == one and evidence.passage.words == found.words
    assert likely_reports(fight, user=curator) == []
    accept_report(event=fight, article=other, words="Ten were killed")  # thought better of
    assert Evidence.objects.filter(event=fight).count() == 2 and not fight.unrelated_reports.exists()


def test_copies_of_a_story_count_once(fight, town, curator):
    story = Story.objects.create()
    first = told(town, story=story)
    told(town, story=story)

    assert [one.article for one in likely_reports(fight, user=curator)] == [first]


def test_withdrawn_reports_and_those_with_a_protected_name_are_not_suggested(fight, town, curator):
    make_person(name="Zhakmarov", visibility="protected")
    told(town, status="withdrawn", withdrawn_reason="A hoax.")
    told(town, body=f"{FIGHT} Zhakmarov fled.")
    draft = told(town, status="draft")

    assert [one.article for one in likely_reports(fight, user=curator)] == [draft]


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("12 were killed", 1.0), ("twelve were killed", 1.0), ("a dozen were killed", 1.0), ("15 were killed", 0.6),
        ("1,200 were killed", 0.0), ("12.5 were killed", 0.0), ("in 1997 they were killed", 0.0), ("nobody was killed", 0.0),
    ],
)  # fmt: skip
def test_figures_agree_if_they_are_the_same_or_within_the_range(fight, text, weight):
    profile = profile_of(fight)
    assert profile is not None and figures_agree(text, profile)[0] == weight


def test_an_event_without_a_date_or_with_an_open_one_has_no_reports(town, curator):
    told(town)
    for edtf in ("", "1997/.."):
        assert likely_reports(make_event(place=town, date_edtf=edtf), user=curator) == []


# Telling it from other events


def test_a_report_whose_telling_sentence_fits_another_event_there_better_is_left_to_that_one(
    town, curator, fight
):
    body = "The League took Riverton."
    report = told(town, body=body, date_edtf="1997-05-30", mentions=[(fight.parties.get().entity, "League")])
    assert [one.article for one in likely_reports(fight, user=curator)] == [report]

    later = make_event(title="Fighting at Riverton", place=town, date_edtf="1997-05-30")
    EventParty.objects.create(event=later, entity=fight.parties.get().entity, role="side a")

    assert likely_reports(fight, user=curator) == []
    assert [one.article for one in likely_reports(later, user=curator)] == [report]
    later.part_of = fight
    later.save()
    assert [one.article for one in likely_reports(fight, user=curator)] == [report]


def test_an_event_of_a_data_set_takes_no_report_from_the_same_event_of_the_archive(
    fight, town, curator, tmp_path
):
    report = told(town, mentions=[(fight.parties.get().entity, "League")])
    other = make_event(title="Fighting between League and others", place=town, date_edtf="1997-05-29")
    EventParty.objects.create(event=other, entity=fight.parties.get().entity, role="side a")
    EventIdentifier.objects.create(event=other, scheme="ucdp-ged", value="1")

    assert [one.article for one in likely_reports(fight, user=curator)] == [report]


def test_a_word_of_the_title_tells_an_event_from_others_of_its_day(town, curator):
    event = make_event(
        title="Consulate in Riverton, May 1997", kind="attack", place=town, date_edtf="1997-05-28"
    )
    about = told(town, body="Men went into the consulate at Riverton and shot three.", date_edtf="1997-05-29")
    told(town, body="Shots were heard at the bridge of Riverton.", date_edtf="1997-05-29")

    (found,) = likely_reports(event, user=curator)
    assert found.article == about and found.reasons[-1] == "has words of its title"


@pytest.mark.parametrize(
    ("body", "is_told"),
    [
        ("Shells fell on Riverton on Wednesday.", True),
        ("Shells fell on Riverton on 28 May.", True),
        ("Shells fell on Riverton.", False),
        ("Shells fell on Riverton on Friday.", False),
        ("Shells fell on Riverton on May 30.", False),
    ],
)
def test_the_day_that_a_sentence_names_counts(town, curator, body, is_told):
    event = make_event(title="Fighting at Riverton", place=town, date_edtf="1997-05-28")
    told(town, body=body, date_edtf="1997-05-31")  # a Saturday

    assert bool(likely_reports(event, user=curator)) == is_told


@pytest.mark.parametrize(
    ("body", "is_told"),
    [
        ("The League took Riverton.", True),
        ("Within a week of the fall of Riverton three other towns were taken.", False),
        ("The last bridge outside Riverton was taken.", False),
    ],
)
def test_a_place_that_is_named_to_tell_of_something_else_is_not_where_it_was(
    town, curator, fight, body, is_told
):
    told(town, body=body, mentions=[(fight.parties.get().entity, "League")] if is_told else [])

    assert bool(likely_reports(fight, user=curator)) == is_told


def test_a_report_printed_on_the_day_before_is_hardly_about_an_event(town, curator, fight):
    told(town, body="The League took Riverton.", date_edtf="1997-05-27")

    assert likely_reports(fight, user=curator) == []


def test_days_are_the_last_ones_before_a_report():
    printed = date(1998, 1, 2)  # a Friday

    assert list(days_told("on Friday, Thursday and Saturday", printed)) == [
        date(1998, 1, 2), date(1998, 1, 1), date(1997, 12, 27),
    ]  # fmt: skip
    assert list(days_told("yesterday, on 30 December, May 28 and 31 June", printed)) == [
        date(1998, 1, 1), date(1997, 12, 30), date(1997, 5, 28),
    ]  # fmt: skip


def test_a_kind_is_told_by_words_of_its_own():
    assert words_of_kind("talks").search("envoys of both sides met") and not words_of_kind("talks").search(
        "shot"
    )
    assert (
        words_of_kind("force-against-protesters").search("a crowd") and words_of_kind("shelling") is VIOLENT
    )
    assert all(words_of_kind(kind.key).pattern for kind in EVENT_KINDS)
