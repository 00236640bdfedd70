"""The facet of what is done in the claims that reports carry: other tables answer it, for each search anew."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from archive.models import Claim, Entity, Evidence, Passage, Story
from archive.search import search
from archive.search.facets import CLAIMS
from tests.factories import (
    make_article,
    make_claim,
    make_event,
    make_faction,
    make_passage,
    make_place,
)

pytestmark = pytest.mark.django_db


def claim(act, *articles, **values):
    return make_claim(act=act, passages=[make_passage(article=one) for one in articles], **values)


def values_of(query):
    """Return {value: count} of the facet, each number checked against the total that its click gives."""
    found = {
        value.value: value
        for panel in search(QueryDict(query)).facets
        if panel.name == "claims"
        for value in panel.values
    }
    for value in found.values():
        assert search(QueryDict(value.url.partition("?")[2])).total == value.count, value
    return {name: value.count for name, value in found.items()}


def headlines(query):
    return sorted(hit.article.headline for hit in search(QueryDict(query)).hits)


@pytest.fixture
def reports():
    """Three reports on a truce: one says, one says and denies, one carries no claim."""
    said, denied, silent = (
        make_article(headline=headline, body="The truce held.", date_edtf=date)
        for headline, date in (("Said", "1996"), ("Denied", "1997"), ("Silent", "1997"))
    )
    claim("asserts", said, denied)
    claim("denies", denied)
    return said, denied, silent


def test_every_act_of_a_claim_has_a_value():
    assert CLAIMS.acts.keys() == set(Claim.Act)
    assert set(CLAIMS.acts.values()) == CLAIMS.labels.keys()


def test_reports_are_counted_by_what_their_claims_do_and_each_number_is_what_its_click_gives(reports):
    assert values_of("") == {"asserted": 2, "denied": 1}
    assert values_of("q=truce") == {"asserted": 2, "denied": 1}
    assert values_of("year=1997") == {"asserted": 1, "denied": 1}
    assert values_of("claims=denied") == {"asserted": 2, "denied": 3}
    assert values_of("claims=-denied") == {"asserted": 1, "denied": 3}
    assert values_of("leaveout=claims") == {"asserted": 1, "denied": 2}
    assert values_of("claims=asserted&claims=denied&claims.all=1") == {"asserted": 1, "denied": 2}


def test_a_choice_narrows_the_search_to_any_or_all_of_the_chosen_or_leaves_them_out(reports):
    assert headlines("claims=asserted") == ["Denied", "Said"]
    assert headlines("claims=asserted&claims=denied") == ["Denied", "Said"]
    assert headlines("claims=asserted&claims=denied&claims.all=1") == ["Denied"]
    assert headlines("claims=-denied") == ["Said", "Silent"]
    assert headlines("claims=predicted") == []


def test_copies_of_a_story_count_once_unless_asked_for(reports):
    story = Story.objects.create()
    for report in reports:
        type(report).objects.filter(pk=report.pk).update(story=story)
    assert values_of("") == {"asserted": 1, "denied": 1}
    assert values_of("copies=1") == {"asserted": 2, "denied": 1}
    assert values_of("leaveout=claims") == {"asserted": 1, "denied": 1}


def test_a_claim_counts_only_while_readers_may_see_it(reports):
    party = make_faction(name="League")
    claim("confirms", reports[0], claimant=party, event=make_event(passages=["They met."]))
    assert values_of("")["confirmed"] == 1
    for hide, show in (
        (lambda: Claim.objects.filter(act="confirms").update(status="rejected"), lambda: Claim.objects.filter(act="confirms").update(status="accepted")),
        (lambda: Entity.objects.filter(pk=party.pk).update(visibility="protected"), lambda: Entity.objects.filter(pk=party.pk).update(visibility="public")),
    ):  # fmt: skip
        hide()
        assert "confirmed" not in values_of("")
        assert headlines("claims=confirmed") == []
        show()
        assert headlines("claims=confirmed") == ["Said"]
    Passage.objects.filter(article=reports[0]).delete()
    assert values_of("") == {"asserted": 1, "denied": 1}


def test_an_archive_without_claims_has_no_such_list(client):
    make_article(headline="Truce")
    assert "claims" not in [panel.name for panel in search(QueryDict("")).facets]
    assert "claims" not in client.get("/search.json").json()["facets"]
    assert 'data-facet="claims"' not in client.get("/search/").content.decode()
    assert not Evidence.objects.exists()


def test_page_data_tables_and_feeds_narrow_alike_and_refuse_what_no_claim_does(client, reports):
    assert client.get("/search.json?claims=denied").json()["total"] == 1
    assert [chip.label for chip in search(QueryDict("claims=denied")).chips] == ["denied"]
    for address in ("/search.csv", "/search.atom", "/search/claims/", "/map/", "/timeline/"):
        assert client.get(f"{address}?claims=denied").status_code == 200, address
    table = client.get("/search.csv?claims=denied").content.decode()
    assert ("Denied" in table, "Silent" in table, "Said" in table) == (True, False, False)
    assert "Silent" not in client.get("/search.atom?claims=denied").content.decode()
    for address in ("/search.json", "/search.csv", "/search.atom", "/map.geojson"):
        refused = client.get(f"{address}?claims=guessed")
        assert refused.status_code == 400, address
        assert "write asserted, denied, confirmed" in refused.content.decode(), address
    assert "is not something that claims do" in client.get("/search/?claims=guessed").content.decode()


def test_events_of_a_search_by_claims_are_those_that_its_reports_tell_of(client, reports):
    kabul = make_place(latitude=34.5, longitude=69.2)
    make_event(
        title="Told with a denial",
        place=kabul,
        place_precision="exact",
        passages=[make_passage(article=reports[1])],
    )
    make_event(title="Told elsewhere", place=kabul, place_precision="exact", passages=["They met."])
    page = client.get("/map/?claims=denied").content.decode()
    assert "Told with a denial" in page
    assert "Told elsewhere" not in page
