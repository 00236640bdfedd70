"""The list of claims: disputes first."""

from __future__ import annotations

import re

import pytest

from archive.models import Claim, Entity, PastSlug
from tests.factories import make_claim, make_event, make_faction, make_passage, make_person, make_place
from tests.views.test_events import said

pytestmark = pytest.mark.django_db


@pytest.fixture
def claims():
    """Two disputes, one of 1997 and one of 1998, and two claims that nothing contradicts."""
    taliban, alliance = (make_faction(name=name, slug=name.lower()) for name in ("Taliban", "Alliance"))
    balkh = make_place(name="Balkh", slug="balkh")
    mazar, kabul = (
        make_place(name="Mazar", slug="mazar", parent=balkh),
        make_place(name="Kabul", slug="kabul"),
    )
    fall = make_event(title="Fighting for Mazar, August 1998", date_edtf="1998-08-08/1998-08-10", place=mazar)
    killing = make_event(title="Shelling of Kabul, May 1997", date_edtf="1997-05", place=kabul)
    held = {"event": fall, "topic": "control", "object": mazar}
    make_claim(
        **held, claimant=taliban, value_entity=taliban, passages=[said("We hold it.", date="1998-08-09")]
    )
    make_claim(
        **held,
        claimant_words="residents",
        value_entity=taliban,
        passages=[said("They hold it.", source="Post")],
    )
    make_claim(
        **held, claimant=alliance, value_entity=alliance, passages=[said("It is ours.", source="Gazette")]
    )
    make_claim(
        **held, claimant_words="diplomats", act="doubts", value_entity=taliban, passages=[said("Hardly.")]
    )
    figures = {"event": killing, "topic": "casualties", "state": "killed"}
    make_claim(**figures, low=10, high=10, claimant=taliban, passages=[said("Ten died.", date="1997-05-02")])
    make_claim(
        **figures, low=40, high=60, claimant_words="doctors", passages=[said("Dozens died.", source="Post")]
    )
    make_claim(
        event=killing, topic="responsibility", value_entity=alliance, passages=[said("The Alliance did it.")]
    )
    make_claim(
        topic="other",
        words="the road was open",
        claimant_words="a driver",
        passages=[said("The road was open.")],
    )


def html(client, query=""):
    response = client.get(f"/claims/{query}")
    assert response.status_code == 200
    return response.content.decode()


def disputes(client, query=""):
    found = re.findall(
        r'<li class="dispute">.*?<bdi>(.*?)</bdi></a></h3>\s*<p class="dispute-sides">(.*?)</p>',
        html(client, query),
        re.S,
    )
    return [f"{question}: {re.sub('<[^>]+>', '', sides)}" for question, sides in found]


def others(client, query=""):
    return re.findall(r'<li class="other-claim"><p class="kicker"><bdi>(.*?)</bdi>', html(client, query))


MAZAR = "Who held Mazar, 8 to 10 August 1998: Taliban (2 origins) · Alliance (1 origin)"
KABUL = "How many people were killed, May 1997: 10 killed (1 origin) · 40 to 60 killed (1 origin)"


def test_disputes_come_first_the_latest_first_each_in_a_line(client, claims):
    assert disputes(client) == [MAZAR, KABUL]
    assert others(client) == ["Who was responsible?", "What else was said?"]
    page = html(client)
    assert page.index('class="dispute"') < page.index('class="other-claim"')
    assert "<b>8</b> claims, <b>2</b> disputes" in page


def test_each_side_has_a_passage_that_leads_to_its_report(client, claims):
    page = html(client)
    assert re.search(
        r'<q class="claim-words" dir="auto" lang="en"><a href="/articles/\d+-[^"]+#p1">We hold it\.</a></q> <span class="claim-source"><bdi>Taliban</bdi>, in <bdi>Demo Wire</bdi>, 9 August 1998; 1 more',
        page,
    )
    assert "It is ours." in page


@pytest.mark.parametrize(
    ("query", "expected", "alone"),
    [
        ("?topic=control", [MAZAR], 0), ("?topic=responsibility", [], 1), ("?place=balkh", [MAZAR], 0), ("?place=kabul", [KABUL], 1),
        ("?claimant=taliban", [MAZAR, KABUL], 0), ("?claimant=alliance", [MAZAR], 0), ("?act=doubts", [MAZAR], 0), ("?year=1997", [KABUL], 1),
        ("?year=1998&topic=casualties", [], 0), ("?on=1997-05-09", [KABUL], 1), ("?on=9+August+1998", [MAZAR], 0), ("?from=1998", [MAZAR], 0),
        ("?to=1997", [KABUL], 1), ("?from=1997-06&to=1998-07", [], 0), ("?year=none", [], 1), ("?claimant=old-taliban", [MAZAR, KABUL], 0),
    ],
)  # fmt: skip
def test_they_are_narrowed_by_place_topic_claimant_act_and_time(client, claims, query, expected, alone):
    PastSlug.objects.create(kind="faction", slug="old-taliban", entity=Entity.objects.get(slug="taliban"))
    assert disputes(client, query) == expected
    assert len(others(client, query)) == alone


def test_the_counts_of_facets_are_those_of_the_lists_they_lead_to(client, claims):
    page = html(client)
    links = re.findall(
        r'<li><a href="([^"]+)" rel="nofollow"><bdi>[^<]+</bdi></a><span class="count">(\d+)',
        page.split('class="listed-facets')[1],
    )
    assert len(links) > 8
    for address, count in links:
        assert f"<b>{count}</b> claim" in client.get(address.replace("&amp;", "&")).content.decode(), address


def test_a_denial_is_a_side_of_its_own(client):
    taliban, city = make_faction(name="Taliban"), make_place(name="Mazar")
    held = {"event": make_event(title="Fighting"), "object": city, "value_entity": taliban}
    make_claim(**held, claimant=taliban, passages=[said("It fell.")])
    make_claim(**held, claimant_words="a commander", act="denies", passages=[said("It did not.")])
    assert disputes(client) == ["Who held Mazar: Taliban (1 origin) · denied: Taliban (1 origin)"]


def test_days_that_claims_name_are_those_of_the_line(client):
    taliban, alliance, city = (
        make_faction(name="Taliban"),
        make_faction(name="Alliance"),
        make_place(name="Mazar"),
    )
    held = {"event": make_event(title="Fighting", date_edtf="1998"), "object": city}
    make_claim(**held, value_entity=taliban, scope_edtf="1998-08-08/1998-08-09", passages=[said("It fell.")])
    make_claim(**held, value_entity=alliance, scope_edtf="1998-08-09", passages=[said("It did not.")])
    assert disputes(client)[0].startswith("Who held Mazar, 8 to 9 August 1998:")


def test_what_is_not_public_makes_no_dispute_and_is_not_counted(client, claims):
    make_claim(
        event=Claim.objects.get(words="the road was open").event, status="suggested", passages=[said("No.")]
    )
    Claim.objects.filter(value_entity__slug="alliance", topic="control").update(status="suggested")
    assert disputes(client) == [KABUL]
    assert "<b>7</b> claims" in html(client)


def test_a_change_shows_at_the_next_page(client, claims):
    Claim.objects.filter(claimant_words="doctors").update(low=10, high=12)
    assert disputes(client) == [MAZAR]


def test_one_claim_has_an_address(client, claims):
    claim = Claim.objects.get(words="the road was open")
    page = html(client, f"?claim={claim.pk}")
    assert f'id="claim-{claim.pk}"' in page and "<b>1</b> claim " in page
    assert html(client, "?claim=999999999999999999999")


def test_the_list_as_data_says_the_same(client, claims):
    data = client.get("/claims.json").json()
    assert (data["total"], data["disputed"], len(data["claims"])) == (8, 2, 2)
    assert [one["question"] for one in data["disputes"]] == [
        "Who held Mazar?",
        "How many people were killed?",
    ]
    assert client.get("/claims.json?topic=control").json()["total"] == 4


def test_pages_go_on_from_disputes_to_other_claims(client, claims):
    for number in range(25):
        make_claim(topic="other", words=f"word {number}", claimant=make_person(), passages=[make_passage()])
    assert len(disputes(client)) == 2 and len(others(client)) == 18
    assert disputes(client, "?page=2") == [] and len(others(client, "?page=2")) == 9


def test_it_asks_no_more_of_the_database_when_there_is_more(client, claims, django_assert_max_num_queries):
    html(client)
    for number in range(6):
        event = make_event(title=f"Event {number}", date_edtf="1999")
        for low in (1, 9):
            make_claim(
                event=event,
                topic="casualties",
                low=low,
                high=low,
                claimant=make_person(),
                passages=[said("It.")],
            )
    with django_assert_max_num_queries(24):
        html(client)


def test_an_archive_without_claims_says_so(client):
    assert "No claims yet" in html(client)


def test_a_link_at_the_head_leads_to_the_filters(client, claims):
    page = client.get("/claims/").content.decode()
    assert -1 < page.find('href="#filters"') < page.find('id="filters"')
