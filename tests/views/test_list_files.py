"""The lists of claims and events as data, tables and feeds: what the page says in words they say too, and what cannot be read they refuse."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from django.utils.html import escape

from archive.models import Claim, DatasetRow, Event, Evidence
from archive.views import claim_files, event_files, list_feeds
from tests.factories import make_claim, make_event, make_faction, make_passage, make_place
from tests.views import test_claims
from tests.views.test_claims import KABUL, MAZAR
from tests.views.test_events import said

pytestmark = pytest.mark.django_db
claims = test_claims.claims  # a fixture

YESTERDAY = datetime.now(UTC) - timedelta(days=1)
LISTS = ("claims", "events")
FORMS = ("csv", "atom")
WRONG = [
    ("claims", "on=soon", "on"), ("claims", "from=9/8/98", "from"), ("claims", "from=1998&to=1997", "to"), ("claims", "topic=weather", "topic"),
    ("claims", "act=shouts", "act"), ("claims", "place=nowhere", "place"), ("claims", "claimant=nobody", "claimant"), ("claims", "year=x", "year"),
    ("claims", "claim=y", "claim"), ("claims", "page=x", "page"), ("events", "on=soon", "on"), ("events", "to=never", "to"),
    ("events", "from=1998&to=1997", "to"), ("events", "kind=party", "kind"), ("events", "place=nowhere", "place"), ("events", "party=nobody", "party"),
    ("events", "source=rumour", "source"), ("events", "year=0", "year"), ("events", "page=0", "page"),
]  # fmt: skip


def rows(response):
    assert response.status_code == 200
    assert int(response["Content-Length"]) == len(response.content)
    return list(csv.DictReader(io.StringIO(response.content.decode().removeprefix("\ufeff"))))


def notices(response):
    """Read the header back: Display Strings of RFC 9651."""
    return [unquote(one) for one in re.findall(r'%"([^"]*)"', response.get("Dateline-Notice", ""))]


def entries(response):
    assert response.status_code == 200
    atom = "{http://www.w3.org/2005/Atom}"
    return [entry.find(f"{atom}title").text for entry in ElementTree.fromstring(response.content).iter(f"{atom}entry")]  # fmt: skip


def plain(response):
    return response.content.decode().replace("<bdi>", "").replace("</bdi>", "")


@pytest.mark.parametrize(("name", "query", "parameter"), WRONG)
def test_what_cannot_be_read_is_refused_in_the_words_of_the_page_in_every_form(
    client, claims, name, query, parameter
):
    data, page = client.get(f"/{name}.json?{query}"), client.get(f"/{name}/?{query}")
    assert (data.status_code, list(data.json()["errors"])) == (400, [parameter])
    sentence = data.json()["errors"][parameter]
    assert page.status_code == 200 and escape(sentence) in plain(page)
    assert "Shelling of Kabul" not in plain(page)
    for form in FORMS:
        refused = client.get(f"/{name}.{form}?{query}")
        assert (refused.status_code, refused.content.decode()) == (400, f"{sentence}\n")


def test_a_word_of_a_list_is_named_where_another_was_written(client, claims):
    said_of = client.get("/claims.json?topic=weather").json()["error"]
    assert said_of.startswith("“weather” is not a topic: write one of control, casualties, ")


@pytest.mark.parametrize("name", LISTS)
def test_the_page_leads_to_its_other_forms(client, claims, name):
    html = client.get(f"/{name}/?from=1997&place=balkh").content.decode()
    for form in ("json", *FORMS):
        assert f'<a href="/{name}.{form}?place=balkh&amp;from=1997" rel="nofollow">' in html
        assert f'href="/{name}.{form}?place=balkh&amp;from=1997">' in html.split("</head>")[0]
        assert client.get(f"/{name}.{form}?place=balkh&from=1997").status_code == 200


@pytest.mark.parametrize("name", LISTS)
def test_what_is_left_out_as_it_has_no_day_is_told_in_every_form(client, claims, name):
    make_event(title="Some day", passages=[said("It happened.")])
    left_out = {"claims": "1 claim that no day is known for is left out.", "events": "1 undated event is left out."}[name]  # fmt: skip
    html = plain(client.get(f"/{name}/?on=1998-08"))
    data = client.get(f"/{name}.json?on=1998-08").json()
    assert left_out in html and left_out in data["notices"]
    assert "in August 1998" in data["notices"][0] and data["notices"][0] in html
    for form in FORMS:
        assert notices(client.get(f"/{name}.{form}?on=1998-08"))[:2] == data["notices"][:2]
    assert left_out not in plain(client.get(f"/{name}/"))


def test_from_and_to_the_same_day_is_on_that_day(client, claims):
    both, on = (
        client.get(f"/claims.json?{query}").json() for query in ("from=1998-08&to=1998-08", "on=1998-08")
    )
    assert both["notices"] == on["notices"]
    assert both["total"] == on["total"] == 4


# Claims


def test_the_table_of_claims_has_the_disputes_with_all_sides_first_and_how_origins_were_counted(
    client, claims
):
    found = rows(client.get("/claims.csv"))
    assert [row["dispute"] for row in found] == [MAZAR] * 4 + [KABUL] * 2 + ["", ""]
    first = found[0]
    assert first["claimant"] == "Taliban" and first["claimant_entity"] == "taliban"
    assert (first["value"], first["disputed"], first["origins"]) == ("Taliban", "yes", "2")
    assert first["origins_counted"].startswith("Taliban")
    assert "residents" in first["origins_counted"]
    assert (first["said"], first["said_in_words"]) == ("1998-08-09", "9 August 1998")
    assert first["words"] == "“We hold it.”"
    assert re.match(r"Demo Wire, 9 August 1998: http://testserver/articles/\d+-[^#]+#p1", first["read_at"])
    assert found[-1]["question"] == "What else was said?" and found[-1]["event"] == ""
    assert client.get(found[-1]["url"].removeprefix("http://testserver")).status_code == 200
    assert {row["id"] for row in found} == {str(pk) for pk in Claim.objects.values_list("pk", flat=True)}


def test_a_dispute_that_the_filters_choose_in_part_is_there_with_both_sides_and_says_so(client, claims):
    response = client.get("/claims.csv?claimant=alliance")
    assert [(row["value"], row["chosen"]) for row in rows(response)] == [
        ("Taliban", "no"), ("Taliban", "no"), ("Alliance", "yes"), ("Taliban", "no"),
    ]  # fmt: skip
    told = "A dispute is shown with all its sides: 3 claims that the filters do not choose are among them."
    assert told in notices(response)
    assert told in client.get("/claims.json?claimant=alliance").json()["notices"]
    assert told in plain(client.get("/claims/?claimant=alliance"))


def test_how_origins_are_counted_is_told_in_every_form_that_counts_them(client, claims):
    counted = next(one for one in client.get("/claims.json").json()["notices"] if "eight words" in one)
    assert counted in plain(client.get("/claims/"))
    assert counted in notices(client.get("/claims.csv"))
    event = Event.objects.get(title__startswith="Fighting")
    assert counted in client.get(f"/events/{event.pk}.json").json()["notices"]
    assert counted in plain(client.get(event.get_absolute_url()))
    assert client.get("/claims.json?topic=other").json()["notices"] == []


def test_the_data_has_each_dispute_in_the_line_of_the_page_and_each_claim_with_its_question(client, claims):
    data = client.get("/claims.json").json()
    assert [one["in_words"] for one in data["disputes"]] == [MAZAR, KABUL]
    assert [one["question"] for one in data["claims"]] == ["Who was responsible?", "What else was said?"]
    assert data["claims"][0]["event_title"] == "Shelling of Kabul, May 1997"
    assert {key: data["facets"]["year"][-1][key] for key in ("value", "label", "count")} == {
        "value": "none",
        "label": "Undated",
        "count": 1,
    }


def test_a_table_is_cut_at_its_bound_and_says_so(client, claims, monkeypatch):
    for module in (claim_files, event_files):
        monkeypatch.setattr(module, "MAX_ROWS", 1)
    for name, total in (("claims", 8), ("events", 2)):
        response = client.get(f"/{name}.csv")
        assert len(rows(response)) == 1
        assert f"These are the first 1 of {total} {name}." in notices(response)


def test_claims_are_read_some_events_at_a_time(client, claims, monkeypatch):
    whole = client.get("/claims.csv").content
    monkeypatch.setattr(claim_files, "BATCH_SIZE", 1)
    assert client.get("/claims.csv").content == whole


def test_the_feed_begins_with_what_readers_could_see_last(client, monkeypatch):
    old = make_claim(topic="other", words="old", claimant_words="a driver", status="suggested", passages=[said("Old.")])  # fmt: skip
    make_claim(topic="other", words="new", claimant_words="a driver", passages=[said("New.")])
    Claim.objects.update(created_at=YESTERDAY)
    assert entries(client.get("/claims.atom")) == ["a driver said: other: new"]
    Claim.objects.filter(pk=old.pk).update(status="accepted")
    assert entries(client.get("/claims.atom")) == ["a driver said: other: old", "a driver said: other: new"]
    monkeypatch.setattr(list_feeds, "ENTRIES", 1)
    assert entries(client.get("/claims.atom")) == ["a driver said: other: old"]


def test_an_entry_says_where_the_claim_is_read_and_how_it_was_hedged(client, claims):
    Claim.objects.filter(claimant__slug="alliance").update(hedges=["if confirmed"])
    content = client.get("/claims.atom?claimant=alliance").content.decode()
    assert "Fighting for Mazar, August 1998 (between 8 and 10 August 1998)." in content
    assert "Hedged: if confirmed." in content and "It is ours." in content and "Gazette" in content
    assert re.search(r"<title>Dateline: Claims, claimant: alliance</title>", content)


def test_an_empty_list_has_a_head_and_an_empty_feed(client):
    for name in LISTS:
        assert rows(client.get(f"/{name}.csv")) == []
        assert entries(client.get(f"/{name}.atom")) == []


# Events


def test_the_table_of_events_says_what_their_pages_say(client):
    balkh = make_place(name="Balkh", slug="balkh", latitude=36.5, longitude=67)
    war = make_event(title="War", kind="battle", date_edtf="1997", passages=[said("War came.")])
    event = make_event(
        title="=Raid", kind="battle", date_edtf="1997-05", date_printed="in May", place=balkh, place_precision="province",
        note="Two accounts differ.", part_of=war, passages=[said("A raid.")],
    )  # fmt: skip
    event.parties.create(entity=make_faction(name="Band"), role="side a")
    event.parties.create(words="villagers", role="civilians")
    make_claim(event=event, topic="responsibility", words="bandits", passages=[said("Bandits did it.")])
    row = next(one for one in rows(client.get("/events.csv")) if one["id"] == str(event.pk))
    assert row == {
        "id": str(event.pk), "title": "'=Raid", "kind": "battle", "kind_in_words": event.kind_label, "date": "1997-05",
        "date_in_words": "May 1997", "date_printed": "in May", "place": "balkh", "place_in_words": "Balkh", "place_precision": "province",
        "place_precision_in_words": "somewhere in the province", "latitude": "36.5", "longitude": "67.0",
        "parties": row["parties"], "claims": "1", "data_sets": "", "part_of": f"War ({war.pk})", "note": "Two accounts differ.",
        "looked_through": "", "url": f"http://testserver{event.get_absolute_url()}",
    }  # fmt: skip
    assert sorted(row["parties"].split("; ")) == ["civilians: villagers", "side A: Band"]


def test_the_data_sets_that_events_and_claims_rest_on_are_attributed_in_every_form(client):
    row = DatasetRow.objects.create(dataset="ucdp-ged", number="7", version="24.1")
    event = make_event(title="Clash", date_edtf="1996")
    Evidence.objects.create(event=event, dataset_row=row)
    claim = make_claim(
        event=event,
        topic="casualties",
        state="killed",
        low=3,
        claimant_sort="data set",
        claimant_words="UCDP",
    )
    Evidence.objects.create(claim=claim, dataset_row=row)
    for name in LISTS:
        told = client.get(f"/{name}.json").json()["notices"][-1]
        assert "Uppsala" in told and "CC BY 4.0" in told
        assert escape(told) in client.get(f"/{name}/").content.decode()
        for form in FORMS:
            assert notices(client.get(f"/{name}.{form}"))[-1] == told
    assert "Uppsala" in client.get(f"/events/{event.pk}.json").json()["notices"][-1]
    assert rows(client.get("/claims.csv"))[0]["read_at"] == "UCDP GED 24.1, no. 7"


def test_an_event_as_data_names_its_parts_and_what_it_is_part_of(client):
    war = make_event(title="War", passages=[said("War came.")])
    raid = make_event(title="Raid", part_of=war, passages=[said("A raid.")])
    make_event(title="Rumour", part_of=war, status="suggested", passages=[said("Hearsay.")])
    assert [one["title"] for one in client.get(f"/events/{war.pk}.json").json()["parts"]] == ["Raid"]
    assert client.get(f"/events/{raid.pk}.json").json()["part_of"]["title"] == "War"


@pytest.mark.parametrize("address", [f"/{name}.{form}" for name in LISTS for form in FORMS])
def test_a_file_asks_no_more_of_the_database_when_there_is_more(
    client, claims, address, django_assert_max_num_queries
):
    client.get(address)
    for number in range(8):
        event = make_event(
            title=f"Event {number}", date_edtf="1999", place=make_place(), passages=[make_passage()]
        )
        for low in (1, 9):
            make_claim(event=event, topic="casualties", state="killed", low=low, high=low, claimant_words="a nurse", passages=[make_passage()])  # fmt: skip
    with django_assert_max_num_queries(20):
        client.get(address)
