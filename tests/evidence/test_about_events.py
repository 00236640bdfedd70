"""Reports that may be about an event: its days, its place, its parties and its figures; ranked, with reasons."""

from __future__ import annotations

import pytest

from archive.curation.decide_report import accept_report, reject_report
from archive.evidence.about_events import figures_agree, likely_reports, profile_of
from archive.models import Event, EventParty, Evidence, Story
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
