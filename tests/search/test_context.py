"""The fields of a query that other tables answer: events and claims."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from archive.models import Claim, Event, Passage
from archive.search import listing, search
from archive.search.language.grammar import CONTEXT_FIELDS
from archive.search.meaning.context import ANSWERS
from tests.factories import (
    make_article,
    make_claim,
    make_event,
    make_faction,
    make_passage,
    make_person,
    make_place,
    make_source,
)

pytestmark = pytest.mark.django_db


def found(q, **more):
    query = QueryDict(mutable=True)
    query.update({"q": q, "sort": "oldest", **more})
    return search(query)


def headlines(q, **more):
    return [hit.article.headline for hit in found(q, **more).hits]


def report(headline, body="The city fell.", **values):
    return make_article(headline=headline, body=body, **values)


def passage(headline, **values):
    return make_passage(article=report(headline, **values))


@pytest.fixture
def taliban():
    return make_faction(name="Taliban", slug="taliban", names=["Taleban"])


@pytest.fixture
def fall(taliban):
    """An event of two reports, of which one says that the city fell, and one of another that denies it."""
    event = make_event(
        title="Fighting for Mazar-i-Sharif, May 1997", passages=[passage("Told", date_edtf="1997-05-24")]
    )
    make_claim(event=event, claimant=taliban, passages=[passage("Said", date_edtf="1997-05-25")])
    make_claim(
        event=event, claimant_words="two residents", act="denies", topic="casualties", state="killed",
        passages=[passage("Denied", date_edtf="1997-05-26", body="The city did not fall, residents said.")],
    )  # fmt: skip
    report("Nothing of it", date_edtf="1997-05-27")
    return event


def test_every_field_of_the_table_has_its_answer():
    assert tuple(ANSWERS) == CONTEXT_FIELDS


@pytest.mark.parametrize(
    "q",
    ["event:mazar", 'event:"mazar fighting"', "event:(mazar)", "EVENT:Mazar-i-Sharif", 'event:"may 1997"'],
)
def test_an_event_is_found_by_words_of_its_title(fall, q):
    assert headlines(q) == ["Told", "Said", "Denied"]


def test_an_event_is_found_by_its_number(fall):
    assert headlines(f"event:{fall.pk}") == ["Told", "Said", "Denied"]
    assert headlines("event:99999999999999999999") == []


def test_it_stands_with_words_exclusions_brackets_and_filters(fall):
    assert headlines("event:mazar residents") == ["Denied"]
    assert headlines("event:mazar -residents") == ["Told", "Said"]
    assert headlines("-event:mazar") == ["Nothing of it"]
    assert headlines("event:mazar claims:denied") == ["Denied"]
    assert headlines("claims:denied OR headline:nothing") == ["Denied", "Nothing of it"]
    assert headlines('event:mazar "did not fall"') == ["Denied"]  # not “fell”
    assert headlines('event:mazar ="did not fall"') == ["Denied"]
    assert headlines("event:mazar fell", **{"to": "1997-05-24"}) == ["Told"]
    assert headlines("NOT (event:mazar OR headline:nothing)") == []


def test_totals_facets_and_exports_are_those_of_the_hits(fall):
    results = found("event:mazar")
    assert results.total == 3
    assert sum(value.count for value in results.facets_named("source")[0].values) == 3
    assert len(listing(QueryDict("q=event:mazar"), most=9).ids) == 3


def test_a_title_that_no_event_has_is_said(fall):
    results = found("event:kunduz")
    assert (results.total, results.messages) == (0, ["No event is called “kunduz”."])


@pytest.mark.parametrize("q", ["claimant:taliban", "claimant:Taleban", 'claimant:"taliban"'])
def test_a_claimant_with_an_entry_is_found_by_every_name(fall, q):
    assert headlines(q) == ["Said"]


def test_a_claimant_without_an_entry_is_found_by_words(fall):
    assert headlines("claimant:residents") == ["Denied"]
    assert headlines('claimant:"two residents"') == ["Denied"]
    assert found("claimant:villagers").messages == [
        "Nobody called “villagers” claims anything in the archive."
    ]


def test_what_a_report_says_itself_is_claimed_by_its_source():
    source = make_source(name="Demo Wire", slug="demo-wire")
    own, quoted = report("Own", source=source), report("Quoted", source=source)
    make_claim(claimant_sort="journalist", passages=[make_passage(article=own)])
    make_claim(claimant_words="a driver", passages=[make_passage(article=quoted)])
    assert headlines('claimant:"demo wire"') == ["Own"]


@pytest.mark.parametrize(("q", "expected"), [("claims:denied", ["Denied"]), ("claims:says", ["Said"]), ("claim:DENIES", ["Denied"])])  # fmt: skip
def test_claims_are_found_by_what_they_do(fall, q, expected):
    assert headlines(q) == expected


def test_an_act_or_topic_that_is_none_is_said(fall):
    assert "“shouted” is not an act" in found("claims:shouted").messages[0]
    assert found("topic:weather").messages == [
        "“weather” is not a topic: the topics are control, casualties, side, fate, responsibility, agreement and other."
    ]


def test_claims_are_found_by_topic_and_by_what_happened_to_people(fall):
    assert headlines("topic:control") == ["Said"]
    assert headlines("topic:Casualties") == headlines("topic:killed") == ["Denied"]


@pytest.fixture
def disputed(taliban):
    """An event on which two parties contradict each other, while all that is said of a road there agrees."""
    event, city, road = make_event(title="Fighting for Kunduz"), make_place(), make_place()
    alliance = make_faction(name="Alliance")
    for headline, holder, place in (
        ("Theirs", taliban, city),
        ("Ours", alliance, city),
        ("Road", taliban, road),
    ):
        make_claim(
            event=event, object=place, claimant=holder, value_entity=holder, passages=[passage(headline, date_edtf="1998")]
        )  # fmt: skip
    return event


@pytest.mark.parametrize("q", ["claims:disputed", "claim:DISPUTED", "event:kunduz claims:disputed"])
def test_reports_are_found_whose_claims_are_disputed(fall, disputed, q):
    assert headlines(q) == ["Theirs", "Ours"]
    assert headlines(f"kunduz OR event:kunduz -{q.split()[-1]}") == ["Road"]


def test_what_is_disputed_is_the_same_on_the_page_in_data_and_in_feeds(client, fall, disputed):
    assert found("claims:disputed").total == 2
    data = client.get("/search.json?q=claims:disputed").json()
    assert sorted(one["headline"] for one in data["results"]) == ["Ours", "Theirs"]
    feed = client.get("/search.atom?q=claims:disputed").content.decode()
    assert "Theirs" in feed and "Ours" in feed and "Road" not in feed


def test_a_dispute_ends_where_one_side_is_no_longer_public(disputed):
    Claim.objects.filter(value_entity__name="Alliance").update(status="rejected")
    assert headlines("claims:disputed") == []


# Nothing is kept from before


@pytest.mark.parametrize(
    "q", ["event:mazar", "claims:says", "event:mazar fell", "fell -claims:denied event:mazar"]
)
def test_a_change_of_a_claim_shows_at_the_next_search(fall, q):
    assert "Said" in headlines(q)
    claim = Claim.objects.get(claimant__slug="taliban")
    Claim.objects.filter(pk=claim.pk).update(status="suggested")
    assert "Said" not in headlines(q)
    Claim.objects.filter(pk=claim.pk).update(status="accepted")
    assert "Said" in headlines(q)


def test_a_change_of_an_event_shows_at_the_next_search(fall):
    assert headlines("event:mazar")
    Event.objects.filter(pk=fall.pk).update(title="Fighting for Kunduz")
    assert headlines("event:mazar") == []
    assert headlines("event:kunduz") == ["Told", "Said", "Denied"]


# What is not public is not found


def test_drafts_rejected_claims_and_protected_claimants_are_not_found(taliban):
    make_claim(passages=[passage("Draft", status="draft")])
    make_claim(passages=[passage("Suggested")], status="suggested")
    make_claim(passages=[passage("Rejected")], status="rejected")
    hidden = make_person(name="Qorban", slug="qorban", visibility="protected")
    make_claim(claimant=hidden, passages=[passage("Hidden")])
    make_claim(object=make_place(visibility="protected"), passages=[passage("Hidden place")])
    lost = passage("Lost")
    make_claim(passages=[lost])
    Passage.objects.filter(pk=lost.pk).update(start=None, end=None)
    assert headlines("topic:control") == headlines("claims:says") == headlines("claimant:qorban") == []


def test_a_protected_name_finds_no_title_and_no_claimant():
    make_person(name="Qorban", visibility="protected")
    make_event(title="Qorban freed", passages=["He left."])
    make_claim(claimant_words="a cousin of Qorban", passages=["He left."])
    for q in ("event:qorban", "claimant:qorban"):
        assert found(q).total == 0
    assert found("event:freed").total == found("claimant:cousin").total == 1
