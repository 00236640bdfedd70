"""The page of an event, its data, and the list of events."""

from __future__ import annotations

import json
import re

import pytest
from django.urls import reverse

from archive.models import Event, EventIdentifier, EventParty, Evidence, ExternalId, Story
from archive.models.datasets import DatasetRow
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


def page(client, event):
    response = client.get(event.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def words_of(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def data(client, event):
    return client.get(reverse("event-json", args=[event.pk])).json()


def said(words, *, source="Demo Wire", date="1998-08-09", **values):
    slug = source.lower().replace(" ", "-")
    from archive.models import Source

    known = Source.objects.filter(slug=slug).first() or make_source(name=source, slug=slug)
    return make_passage(article=make_article(body=words, source=known, date_edtf=date, **values))


@pytest.fixture
def mazar():
    return make_place(name="Mazar-i-Sharif", slug="mazar-i-sharif")


@pytest.fixture
def taliban():
    return make_faction(name="Taliban", slug="taliban")


@pytest.fixture
def alliance():
    return make_faction(name="Northern Alliance", slug="northern-alliance")


@pytest.fixture
def fall(mazar, taliban, alliance):
    """An event on which two parties contradict each other, with copies, a denial, a doubt and figures."""
    event = make_event(
        title="Fighting for Mazar-i-Sharif, August 1998", date_edtf="1998-08-08/1998-08-10", place=mazar,
        place_precision="near", passages=[said("Fighting reached the city.")],
    )  # fmt: skip
    EventParty.objects.create(event=event, entity=taliban, role="side a")
    control = {"event": event, "topic": "control", "object": mazar}
    make_claim(
        **control, claimant=taliban, claimant_words="a Taliban spokesman", value_entity=taliban, hedges=["if confirmed"],
        passages=[said("Mazar is in our hands, a spokesman said.", date="1998-08-09"), said("The spokesman repeated it.", date="1998-08-10")],
    )  # fmt: skip
    make_claim(
        **control, claimant=alliance, value_entity=alliance, passages=[said("We hold the city.", source="Gazette", date="1998-08-10")]
    )  # fmt: skip
    make_claim(
        **control,
        claimant_words="diplomats",
        act="doubts",
        value_entity=taliban,
        passages=[said("Diplomats doubted it.")],
    )
    make_claim(
        **control, claimant=alliance, act="denies", value_entity=taliban, passages=[said("The fall was denied.", source="Gazette")]
    )  # fmt: skip
    story = Story.objects.create()
    copies = [
        said("At least 30 were killed, residents said.", source=name, story=story)
        for name in ("Post", "Times")
    ]
    counted = {"event": event, "topic": "casualties", "state": "killed"}
    make_claim(**counted, low=30, claimant_words="residents", passages=copies)
    make_claim(
        **counted, low=5, high=8, claimant=taliban, passages=[said("Five to eight died.", date="1998-08-11")]
    )
    make_claim(
        **counted, low=900, high=900, counted="civilians", claimant_words="aid workers", passages=[said("900 civilians died.")]
    )  # fmt: skip
    return event


# Addresses


def test_another_slug_redirects_to_its_address(client, fall):
    for address in (f"/events/{fall.pk}/", f"/events/{fall.pk}-other/"):
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (301, fall.get_absolute_url())
    assert fall.get_absolute_url() == f"/events/{fall.pk}-fighting-for-mazar-i-sharif-august-1998/"


@pytest.mark.parametrize("change", [{"status": "suggested"}, {"status": "rejected"}])
def test_what_is_not_public_is_nowhere(client, fall, change):
    Event.objects.filter(pk=fall.pk).update(**change)
    for name in ("event", "event-json"):
        assert client.get(reverse(name, args=[fall.pk])).status_code == 404
    assert "Mazar-i-Sharif, August" not in client.get("/events/").content.decode()


def test_an_event_at_a_protected_place_is_nowhere(client, fall, mazar):
    mazar.visibility = "protected"
    mazar.save()
    assert client.get(fall.get_absolute_url()).status_code == 404


def test_an_event_that_only_drafts_tell_of_is_nowhere(client):
    event = make_event(passages=[make_passage(article=make_article(status="draft"))])
    assert client.get(event.get_absolute_url()).status_code == 404


# What was reported


def test_contradicting_values_stand_side_by_side_with_their_origins(client, fall):
    held, killed, civilians = data(client, fall)["questions"]
    assert (held["question"], held["disputed"]) == ("Who held Mazar-i-Sharif?", True)
    assert [
        (
            value["value"],
            value["disputed"],
            [one["label"] + ", " + one["counted"] for one in value["origins"]],
        )
        for value in held["values"]
    ] == [
        ("Taliban", True, ["a Taliban spokesman, in 2 reports"]),
        ("Northern Alliance", True, ["Northern Alliance, in 1 report"]),
    ]
    assert [claim["claimant"] for claim in held["values"][0]["denials"]] == ["Northern Alliance"]
    assert [(claim["claimant"], claim["act"]) for claim in held["beside"]] == [("diplomats", "doubts")]
    assert killed["question"] == "How many people were killed?"
    assert [(one["value"], one["disputed"]) for one in killed["values"]] == [
        ("at least 30 killed", True), ("5 to 8 killed", True),
    ]  # fmt: skip
    assert killed["values"][0]["origins"][0]["counted"] == "1 story, 2 copies"
    assert (civilians["question"], civilians["disputed"]) == ("How many civilians were killed?", False)


def test_the_page_says_who_says_what_when_and_in_what_words(client, fall):
    html = page(client, fall)
    told = words_of(html)
    assert "a Taliban spokesman said" in told and "“ if confirmed ”" in told
    assert "1 origin : a Taliban spokesman (in 2 reports)" in told
    assert "1 origin : residents (1 story, 2 copies)" in told
    assert "Demo Wire , 9 August 1998" in told
    assert re.search(r'lang="en"><a href="/articles/\d+-[^"]+/#p1">Mazar is in our hands', html)
    assert html.count("question--disputed") == 2
    assert "On 2 questions they contradict each other." in told
    assert "Denied by" in told and "Beside these" in told
    assert "near this place" in told


def test_it_never_gives_a_verdict_or_one_number(client, fall):
    told = words_of(page(client, fall)).casefold()
    assert not any(word in told for word in ("verified", "in fact", "best estimate", "total killed"))


def test_figures_are_drawn_as_ranges_and_written_in_a_table(client, fall):
    html = page(client, fall)
    assert html.count('class="figures-name"') == 2
    assert "residents: at least 30</text>" in html and "Taliban: 5 to 8</text>" in html
    assert html.count('class="figures-open"') == 1
    assert html.count('class="figures-table"') == 1  # a single figure of wounded is said in words alone


def test_claimants_stand_against_time(client, fall):
    table = words_of(page(client, fall).split('class="claimants"')[1].split("</table>")[0])
    assert "Claimant 9 Aug 1998 10 Aug 1998 11 Aug 1998" in table
    assert "denied: Taliban" in table


def test_hedges_names_and_notes_are_escaped(client):
    event = make_event(title="A <b>", passages=["Told."])
    make_claim(event=event, claimant_words="<i>", hedges=["<u>"], note="<s>", passages=["<q>It fell</q>"])
    html = page(client, event)
    assert not re.search(r"<(i|u|s)>", html) and "A <b>" not in html
    assert "&lt;q&gt;It fell" in html


def test_a_claim_shows_only_the_places_that_readers_may_see(client, fall):
    article = make_article(body="A secret report.", status="draft")
    claim = fall.claims.first()
    Evidence.objects.create(claim=claim, passage=make_passage(article=article))
    assert "A secret report" not in page(client, fall) + json.dumps(data(client, fall))


# Around it


def test_rows_of_data_sets_stand_with_their_attribution_and_private_ones_nowhere(client, fall):
    row = DatasetRow.objects.create(
        dataset="ucdp-ged", number="77", version="24.1", values={"source_article": "Reuters"}
    )
    hidden = DatasetRow.objects.create(dataset="acled", number="AFG99", is_private=True)
    Evidence.objects.create(event=fall, dataset_row=row)
    Evidence.objects.create(event=fall, dataset_row=hidden)
    EventIdentifier.objects.create(event=fall, scheme="ucdp-ged", value="77")
    make_claim(
        event=fall,
        topic="casualties",
        state="killed",
        low=40,
        high=60,
        claimant_words="UCDP GED 24.1",
        claimant_sort="data set",
    )
    figure = fall.claims.latest("pk")
    Evidence.objects.create(claim=figure, dataset_row=row)
    html = page(client, fall)
    assert "UCDP GED 24.1, no. 77" in html and "CC BY 4.0" in html
    assert "UCDP GED 24.1 (a data set)" in html and "rests on <bdi>Reuters</bdi>" in html
    assert "AFG99" not in html + json.dumps(data(client, fall))


def test_it_leads_to_what_it_is_part_of_and_to_its_parts(client, fall):
    whole = make_event(title="The offensive", passages=["It began."])
    hidden = make_event(title="Hidden part", status="suggested", passages=["It began."])
    Event.objects.filter(pk__in=[fall.pk, hidden.pk]).update(part_of=whole)
    assert whole.get_absolute_url() in page(client, fall)
    assert fall.get_absolute_url() in page(client, whole)
    assert "Hidden part" not in page(client, whole)


def test_it_says_when_it_was_looked_through_and_what_a_reader_can_do(client, fall):
    assert "Not yet checked in full." in page(client, fall)
    Event.objects.filter(pk=fall.pk).update(looked_through_at="2026-11-30")
    assert "Last checked in full on 30 November 2026." in page(client, fall)


def test_protected_names_are_withheld_from_all_words(client, fall):
    make_person(name="Qorban Zhak", visibility="protected")
    Event.objects.filter(pk=fall.pk).update(title="Qorban Zhak taken", note="Qorban Zhak was there.")
    fall.claims.filter(claimant_words="residents").update(
        claimant_words="kin of Qorban Zhak", note="Ask Qorban Zhak"
    )
    event = Event.objects.get(pk=fall.pk)
    response = client.get(f"/events/{fall.pk}/", follow=True)
    assert response.status_code == 200 and "qorban" not in response.redirect_chain[-1][0]
    everything = (
        response.content.decode() + json.dumps(data(client, event)) + client.get("/events/").content.decode()
    )
    everything += client.get("/claims/").content.decode() + client.get("/sitemap-events.xml").content.decode()
    assert "qorban" not in everything.casefold()
    assert "kin of [name withheld]" in everything


def test_schema_org_gets_what_is_not_disputed(client, fall):
    linked = json.loads(
        page(client, fall).split('<script type="application/ld+json">')[1].split("</script>")[0]
    )
    assert linked == {
        "@context": "https://schema.org", "@type": "Event", "@id": f"http://testserver{fall.get_absolute_url()}",
        "url": f"http://testserver{fall.get_absolute_url()}", "name": fall.title,
        "startDate": "1998-08-08", "endDate": "1998-08-10",
        "location": {"@type": "Place", "@id": "http://testserver/places/mazar-i-sharif/", "name": "Mazar-i-Sharif"},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("edtf", "expected"),
    [("1997-05~", {}), ("", {}), ("1997-05", {"startDate": "1997-05", "endDate": "1997-05"}), ("1997-05/..", {"startDate": "1997-05"})],
)  # fmt: skip
def test_schema_org_gets_no_uncertain_date(client, edtf, expected):
    event = make_event(date_edtf=edtf, passages=["Told."])
    linked = json.loads(
        page(client, event).split('<script type="application/ld+json">')[1].split("</script>")[0]
    )
    assert {key: linked[key] for key in ("startDate", "endDate") if key in linked} == expected


def many_claims(event, number, mazar, taliban):
    source = make_source()
    for n in range(number):
        passage = make_passage(
            article=make_article(
                body=f"It fell, said {n}.\nNobody else.", source=source, date_edtf=f"1998-08-{n % 28 + 1:02}"
            )
        )
        values = (
            {"topic": "control", "object": mazar, "value_entity": taliban}
            if n % 2
            else {"topic": "casualties", "state": "killed", "low": n, "high": n + 5}
        )
        make_claim(event=event, claimant_words=f"witness {n}", passages=[passage], **values)


def test_it_asks_no_more_of_the_database_when_there_is_more(
    client, fall, mazar, taliban, django_assert_num_queries
):
    client.get(fall.get_absolute_url())
    # 1 event, 1 withheld in its words; 1 claims, 1 their entities, 1 their passages, 1 their reports, 1 the sources of these,
    # 2 withheld in their words and hedges; 1 passages of the event, 1 their reports, 1 the sources of these; 1 parties; 1 parts;
    # 1 events that may be the same
    with django_assert_num_queries(15):
        client.get(fall.get_absolute_url())
    many_claims(fall, 20, mazar, taliban)
    with django_assert_num_queries(15):
        client.get(fall.get_absolute_url())


# The list


def headings(client, query=""):
    return re.findall(r"<h2><a href=[^>]+><bdi>([^<]+)", client.get(f"/events/{query}").content.decode())


@pytest.fixture
def several(mazar, taliban):
    balkh = make_place(name="Balkh", slug="balkh")
    mazar.parent = balkh
    mazar.save()
    one = make_event(title="A", kind="battle", date_edtf="1997-05-24", place=mazar, passages=["One."])
    make_event(title="B", kind="talks", date_edtf="1998", place=balkh, passages=["Two."])
    make_event(title="C", kind="talks", passages=["Three."])
    make_event(title="Draft", kind="talks", status="suggested", passages=["Four."])
    EventParty.objects.create(event=one, entity=taliban, role="side a")
    EventParty.objects.create(
        event=one, entity=make_person(name="Hidden", slug="hidden", visibility="protected"), role="side b"
    )
    row = DatasetRow.objects.create(dataset="ucdp-ged", number="1")
    Evidence.objects.create(event=make_event(title="D", kind="battle", date_edtf="1996"), dataset_row=row)


def test_events_are_listed_newest_first_undated_last(client, several):
    assert headings(client) == ["B", "A", "D", "C"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?kind=talks", ["B", "C"]), ("?place=mazar-i-sharif", ["A"]), ("?place=balkh", ["B", "A"]), ("?year=1997", ["A"]),
        ("?party=taliban", ["A"]), ("?source=ucdp-ged", ["D"]), ("?source=reports", ["B", "A", "C"]), ("?q=a", []),
        ("?kind=talks&year=1998", ["B"]), ("?source=%00", ["B", "A", "D", "C"]), ("?party=hidden", []), ("?on=1997-05", ["A"]),
        ("?on=23+May+1997", []), ("?from=1997-05-24", ["B", "A"]), ("?to=1997", ["A", "D"]), ("?from=1996&to=1997", ["A", "D"]), ("?year=none", ["C"]),
    ],
)  # fmt: skip
def test_they_are_narrowed_by_facets(client, several, query, expected):
    assert headings(client, query) == expected


def test_the_counts_of_facets_are_those_of_the_lists_they_lead_to(client, several):
    for query in ("", "?kind=talks", "?year=1997"):
        html = client.get(f"/events/{query}").content.decode()
        facets = html.split('class="listed-facets')[1]
        links = re.findall(
            r'<li><a href="([^"]+)" rel="nofollow"><bdi>[^<]+</bdi></a><span class="count">(\d+)', facets
        )
        assert len(links) > 3
        for address, count in links:
            found = client.get(address.replace("&amp;", "&")).content.decode()
            assert f"<b>{count}</b> event" in found, address


def test_a_facet_names_nobody_hidden(client, several):
    assert "Hidden" not in client.get("/events/").content.decode()


def test_the_list_as_data_says_the_same(client, several):
    found = client.get("/events.json?place=balkh").json()
    assert (found["total"], [one["title"] for one in found["events"]]) == (2, ["B", "A"])
    balkh = next(one for one in found["facets"]["place"] if one["value"] == "balkh")
    assert balkh == {
        "value": "balkh", "label": "Balkh", "count": 2, "selected": True, "url": "http://testserver/events/",
    }  # fmt: skip


def test_the_sitemap_has_every_public_event(client, several):
    pages = client.get("/sitemap-events.xml").content.decode()
    assert pages.count("<loc>") == 4 and "draft" not in pages


def test_that_a_place_was_lost_is_said_where_no_other_holder_is_named(client):
    event, taliban = make_event(passages=["It began."]), make_faction(name="Taliban")
    make_claim(event=event, topic="control", object=make_place(), former_entity=taliban, passages=["They lost it."])  # fmt: skip

    assert "no longer Taliban" in page(client, event)


def test_an_event_of_several_questions_begins_with_their_answers(client, fall):
    html = client.get(fall.get_absolute_url()).content.decode()
    short = html[html.index('class="in-short"') :].split("</nav>")[0]
    lines = [" ".join(re.sub("<[^>]+>", "", one).split()) for one in short.split("<li>")[1:]]
    questions = re.findall(r'<h3 id="(question-\d+)"><bdi>([^<]+)', html)
    assert re.findall(r'<a href="#(question-\d+)"><bdi>([^<]+)', short) == questions and len(questions) > 1
    assert lines[0] == (
        "Who held Mazar-i-Sharif? disputed Taliban (1 origin, 1 denial) · Northern Alliance (1 origin)"
    )


def test_an_event_of_one_question_does_not(client):
    event = make_event(passages=["It began."])
    make_claim(event=event, topic="other", words="it began", passages=["It began."])
    assert "in-short" not in page(client, event)


# An event of which very much is said


@pytest.fixture
def crowded(fall, mazar, taliban, monkeypatch):
    """The same event with many more claims, of which a page shows the beginning."""
    monkeypatch.setattr("archive.views.events.SHOWN_WHOLE", 20)
    for number in range(12):
        make_claim(
            event=fall, topic="control", object=mazar, value_entity=taliban, claimant_words=f"elder {number}",
            passages=[said(f"Elder {number} spoke.", source=f"Herald {number}", date="1998-08-12")],
        )  # fmt: skip
        make_claim(
            event=fall, topic="casualties", state="killed", low=100 + number, high=100 + number, claimant_words="scouts",
            passages=[said(f"Scouts counted {100 + number}.", date="1998-08-12")],
        )  # fmt: skip
    return fall


def ids_of(html):
    return re.findall(r'<li class="claim" id="claim-(\d+)"', html)


def test_the_page_of_a_long_event_begins_with_the_answers_and_counts_all(client, crowded):
    html = page(client, crowded)
    words = words_of(html)
    assert "31 claims of what happened" in words
    assert len(ids_of(html)) == 10
    assert "13 origins : a Taliban spokesman (in 2 reports)" in words
    assert "11 more claims" in words  # that the Taliban held it
    assert "10 more answers: all 14 claims on this question" in words
    assert "4 more figures" in words
    assert '<a href="?all=1">Show all 31 claims</a>' in html


def test_what_the_short_page_leaves_out_is_on_the_whole_one(client, crowded):
    short, whole = page(client, crowded), client.get(f"{crowded.get_absolute_url()}?all=1").content.decode()
    assert len(ids_of(whole)) == crowded.claims.count() == 31
    assert len(set(ids_of(whole))) == 31
    linked = set(re.findall(r'href="(?:\?all=1)?#claim-(\d+)"', short))
    assert linked <= set(ids_of(whole))
    assert set(re.findall(r'href="#claim-(\d+)"', short)) <= set(ids_of(short))
    anchors = set(re.findall(r'href="\?all=1#([a-z]+(?:-\d+)?)"', short))
    assert anchors and all(f'id="{anchor}"' in whole for anchor in anchors)
    assert 'href="?all=1' not in whole


def test_a_dispute_leads_to_a_claim_that_the_short_page_has(client, crowded):
    link = re.search(r'<h3><a href="([^"]+)#claim-(\d+)"', client.get("/claims/").content.decode())
    assert link[2] in ids_of(client.get(link[1]).content.decode())


def test_an_event_with_few_claims_is_shown_whole(client, fall):
    html = page(client, fall)
    assert len(ids_of(html)) == fall.claims.count() == 7
    assert "all=1" not in html


# Its map


def small_map(html):
    found = re.search(r'<figure class="map-locator">(.*?)</figure>', html, re.DOTALL)
    return found[1] if found else ""


@pytest.mark.parametrize(
    ("how", "marks"),
    [("exact", "dot"), ("near", "circle"), ("district", "circle"), ("province", "shape"), ("country", "circle"), ("unknown", "circle")],
)  # fmt: skip
def test_its_map_is_no_more_exact_than_its_place_is_known(client, how, marks):
    balkh = make_place(name="Balkh", place_type="province", latitude=36.8, longitude=67.0)
    ExternalId.objects.create(entity=balkh, scheme="geonames", value="1147288")
    town = make_place(name="Town", parent=balkh, latitude=36.7, longitude=67.1)
    event = make_event(place=town, place_precision=how, passages=["They fought."])
    drawn = small_map(page(client, event))
    assert (event.get_place_precision_display() in words_of(drawn).lower()) == (how != "exact")
    circle = re.search(r'<circle class="map-mark( map-mark--about)?"[^>]* r="([\d.]+)"', drawn)
    shape = "#province-1147288" in drawn
    assert ("shape" if not circle else "circle" if circle[1] else "dot", shape) == (marks, marks == "shape")


def test_the_wider_the_place_the_wider_the_circle(client):
    place = make_place(latitude=34.5, longitude=69.2)
    radii = []
    for how in ("exact", "near", "province", "country"):
        drawn = small_map(
            page(client, make_event(place=place, place_precision=how, passages=["They fought."]))
        )
        radii.append(float(re.search(r' r="([\d.]+)"', drawn)[1]))
    assert radii == sorted(radii) and len(set(radii)) == 4


def test_coordinates_of_a_data_set_are_drawn_without_a_place(client):
    event = make_event(
        latitude=36.1,
        longitude=66.9,
        place_words="Sholgara",
        place_precision="district",
        passages=["A fight."],
    )
    assert "Sholgara; somewhere in the district" in small_map(page(client, event))
    assert small_map(page(client, make_event(passages=["A fight."]))) == ""
