"""Any search over time."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pytest

from archive.models import EventParty, Story
from tests.factories import (
    make_article,
    make_claim,
    make_event,
    make_faction,
    make_mention,
    make_passage,
    make_person,
    make_place,
)

pytestmark = pytest.mark.django_db


def shown(client, query=""):
    response = client.get(f"/timeline/{query}")
    assert response.status_code == 200
    return response.content.decode()


def rows(html):
    """Return the table: {period: (reports, certainly in it, events)}."""
    table = html[html.index("<tbody>") :].split("</tbody>")[0]
    found = re.findall(
        r'">([^<]+)</a></th><td class="number"><a [^>]+>([\d,]+)</a></td>'
        + 2 * r'<td class="number">(?:<a [^>]+>)?([\d,]+)(?:</a>)?</td>',
        table,
    )
    return {label: tuple(map(int, numbers)) for label, *numbers in found}


def links(html):
    """Return {period: the address of its number of reports}."""
    found = re.findall(r'rel="nofollow">([^<]+)</a></th><td class="number"><a href="([^"]+)"', html)
    return {label: unescape(url) for label, url in found}


@pytest.fixture
def reports():
    for edtf in (
        "1997-05-28",
        "1997-05-28",
        "1997-05",
        "1997",
        "1998-08-09",
        "1996-12/1997-01",
        "",
        "../1996",
    ):
        make_article(headline=f"Of {edtf or 'no day'}", date_edtf=edtf)


def test_a_date_counts_in_every_period_that_it_touches_and_certainly_only_in_one(client, reports):
    assert rows(shown(client, "?by=year")) == {"1996": (2, 0, 0), "1997": (5, 4, 0), "1998": (1, 1, 0)}
    assert rows(shown(client, "?from=1997&to=1997"))["May 1997"] == (4, 3, 0)
    assert rows(shown(client, "?from=1997-05&to=1997-05"))["28 May 1997"] == (4, 2, 0)
    assert rows(shown(client, "?by=decade")) == {"1990s": (7, 6, 0)}


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?by=decade",
        "?by=year",
        "?from=1997&to=1997",
        "?from=1997-05&to=1997-05",
        "?year=1997",
        "?from=1997&to=1997&certain=1",
    ],
)
def test_every_number_is_that_of_the_search_it_leads_to(client, reports, query):
    story = Story.objects.create()
    for edtf in ("1997-05", "1997-05-28"):
        make_article(date_edtf=edtf, story=story)
    html = shown(client, query)
    assert rows(html)
    for label, url in links(html).items():
        found = client.get(url.replace("/search/", "/search.json")).json()
        assert (label, found["total"]) == (label, rows(html)[label][0])
    undated = re.search(r'<a href="([^"]+)" rel="nofollow">([\d,]+) undated report', html)
    if undated:
        assert client.get(unescape(undated[1]).replace("/search/", "/search.json")).json()["total"] == int(
            undated[2]
        )


def test_it_goes_from_decades_to_days_by_clicks_and_back(client, reports):
    html = shown(client, "?by=decade")
    for label in ("1990s", "1997", "May 1997", "28 May 1997"):
        url = re.search(rf'<th scope="row"><a href="([^"]+)" rel="nofollow">{label}<', html)
        if url is None:  # the decade opens in years only if it asks for them
            html = client.get("/timeline/?from=199X&to=199X&by=year").content.decode()
            url = re.search(rf'<th scope="row"><a href="([^"]+)" rel="nofollow">{label}<', html)
        last = unescape(url[1])
        html = client.get(last).content.decode()
    assert last == "/search/?from=1997-05-28&to=1997-05-28"
    html = shown(client, "?from=1997-05&to=1997-05")
    way = html[html.index('aria-label="Longer periods"') :].split("</nav>")[0]
    assert re.findall(r">([^<>]+)</(?:a|li)>", way) == ["All years", "1990s", "1997", "May 1997"]
    beside = html[html.index('aria-label="Before and after"') :].split("</nav>")[0]
    assert re.findall(r"from=([\d-]+)&amp;", beside) == ["1997-04", "1997-06"]


def test_dates_wider_than_a_period_are_drawn_as_spans_with_their_reports(client, reports):
    html = shown(client, "?from=1997&to=1997")
    spans = html[html.index('id="spans"') :].split("</section>")[0]
    assert re.findall(r'lane-words">([^<]+)</span><span class="count">([^<]+)<', spans) == [
        ("between December 1996 and January 1997", "1 report"),
        ("1997", "1 report"),
    ]
    assert spans.count("lane-span--span") == 1  # of the other only January is shown


def test_undated_reports_are_counted_apart(client, reports):
    html = shown(client)
    assert '<a href="/search/?year=none" rel="nofollow">1 undated report</a>' in html
    assert "Of no day" not in html


def test_it_takes_every_parameter_of_a_search(client, reports):
    malik = make_person(name="Malik", slug="malik")
    make_article(headline="On Malik", body="Snow fell.", date_edtf="1997-05-30", mentions=[malik])
    for query in ("?person=malik", "?q=snow", "?q=snow&person=malik&from=1997-05"):
        html = shown(client, query)
        assert "On Malik" in html
        assert "Of 1997" not in html
    assert "“<bdi>nowhen</bdi>”" in shown(client, "?from=nowhen")
    assert "Malik" in shown(client, "?person=malik")


def test_what_has_no_date_is_said_to_have_none(client):
    assert "The archive is empty" in shown(client)
    assert "No report matches this search" in shown(client, "?q=nosuchword")
    make_article()
    html = shown(client)
    assert "Nothing here has a date" in html
    assert '<a href="/search/?year=none" rel="nofollow">1 undated report</a>' in html
    assert rows(shown(client, "?from=1997&to=1997") + "<tbody></tbody>") == {}


# Events


@pytest.fixture
def mazar():
    return make_place(name="Mazar", slug="mazar", parent=make_place(name="Balkh", slug="balkh"))


def test_events_are_counted_and_drawn_as_points_and_spans(client, mazar):
    make_event(title="A battle", date_edtf="1997-05-28", place=mazar, passages=["They fought."])
    make_event(title="A siege", date_edtf="1997-03/1997-06", passages=["They waited."])
    make_event(title="Some talks", kind="talks", passages=["They met."])
    html = shown(client, "?from=1997&to=1997")
    assert "1 undated event, not shown in the chart" in html
    assert re.findall(r"May 1997: 0 reports; 2 events", html)
    events = html[html.index('id="events"') :].split("</section>")[0]
    assert re.findall(r"<bdi>([^<]+)</bdi>", events) == ["A siege", "A battle"]
    assert events.count("lane-span--event") == 1
    assert events.count('class="lane-event"') == 1


def test_events_of_a_search_pass_its_filters_themselves(client, mazar):
    league = make_faction(name="League", slug="league")
    event = make_event(title="At the gate", date_edtf="1997-05-28", place=mazar, passages=["They fought."])
    EventParty.objects.create(event=event, entity=league, role="side a")
    for query in (
        "?place=mazar",
        "?place=balkh",
        "?faction=league",
        "?q=league",
        "?q=mazar+league",
        "?with=place-mazar",
        "?year=1997",
    ):
        assert "At the gate" in shown(client, query), query
    other = make_faction(name="Others", slug="others")
    make_article(mentions=[other, league], date_edtf="1997")
    for query in (
        "?place=-mazar",
        "?faction=others",
        "?q=others",
        "?from=1998",
        "?year=1998",
        "?place=none",
        "?with=faction-others",
    ):
        assert "At the gate" not in shown(client, query), query


def test_events_of_a_search_for_words_are_told_in_the_reports_found(client, mazar):
    report = make_article(body="Snow fell on the gate.", date_edtf="1997-06")
    told = make_passage(article=report, words="Snow fell")
    make_event(title="At the gate", date_edtf="1997-05-28", passages=[told])
    claimed = make_event(title="By the river", date_edtf="1997-05-29")
    make_claim(event=claimed, passages=[make_passage(article=report, words="on the gate")])
    make_event(title="Elsewhere", date_edtf="1997-05-28", passages=["Rain fell."])
    html = shown(client, "?q=snow")
    assert "At the gate" in html
    assert "By the river" in html
    assert "Elsewhere" not in html
    assert "At the gate" not in shown(client, f"?q=snow&source={make_article().source.slug}")


def test_what_only_reports_have_limits_events_to_those_that_the_reports_found_tell_of(client, mazar):
    """Where a report was written, what its date rests on, and names that a curator confirmed in it."""
    for title, basis, writing, confirmed in (
        ("Plain", "stated", "At", True),
        ("Guessed", "inferred", "Near", False),
    ):
        report = make_article(
            body="Snow fell at Mazar.", dateline=f"{writing}ville", date_edtf="1997", date_basis=basis
        )
        make_mention(article=report, entity=mazar, text="Mazar", method="curator" if confirmed else "names")
        place = make_place(name=f"{writing}ville", slug=f"{writing.lower()}ville")
        make_mention(article=report, entity=place, text=place.name, field="dateline")
        told = make_passage(article=report, words="Snow fell")
        make_event(title=title, date_edtf="1997-05-28", place=mazar, passages=[told])
    make_event(title="Untold", date_edtf="1997-05-28", place=mazar, passages=["Rain fell."])
    for query, expected in (
        ("written=atville", {"Plain"}),
        ("written=-atville", {"Guessed", "Untold"}),
        ("q=written:nearville", {"Guessed"}),
        ("basis=inferred", {"Guessed"}),
        ("place=mazar&basis=stated", {"Plain"}),
        ("place=mazar&confirmed=1", {"Plain"}),
        ("q=mazar&confirmed=1", {"Plain"}),
        ("with=place-mazar&confirmed=1", {"Plain"}),
    ):
        data = client.get(f"/timeline.json?{query}").json()
        assert {one["title"] for one in data["events"]} == expected, query
        data = client.get(f"/map.geojson?{query}").json()
        found = [one["properties"] for one in data["features"]]
        assert {one["name"] for one in found if one["kind"] == "event"} == expected, query


def test_an_event_has_all_parties_of_which_all_are_asked_for(client, mazar):
    one, other = (make_faction(name=name, slug=name.lower()) for name in ("League", "Front"))
    for title, parties in (("Both", (one, other)), ("One", (one,))):
        event = make_event(title=title, date_edtf="1997-05-28", passages=["They fought."])
        for party in parties:
            EventParty.objects.create(event=event, entity=party, role="side a")
    for switch, expected in (("", ["Both", "One"]), ("&faction.all=1", ["Both"])):
        data = client.get(f"/timeline.json?faction=league&faction=front{switch}").json()
        assert [found["title"] for found in data["events"]] == expected


def test_the_number_of_events_of_a_period_leads_to_them(client, mazar):
    for edtf in ("1997-05-28", "1997-05-28/1997-06-02", "1998", ""):
        make_event(title=f"Of {edtf}", date_edtf=edtf, place=mazar, passages=["It was told."])
    for query in ("", "?by=month", "?from=1997-05-25&to=1997-06-03&by=day", "?place=mazar&by=year"):
        html = shown(client, query)
        counted = {label: numbers[2] for label, numbers in rows(html).items() if numbers[2]}
        found = re.findall(
            r'">([^<]+)</a></th>(?:<td class="number">.*?</td>){2}<td class="number"><a href="([^"]+)#events"',
            html,
        )
        assert counted and [label for label, _ in found] == list(counted)
        for label, address in found:
            there = client.get(unescape(address)).content.decode()
            assert f'id="events">{counted[label]} event' in there, (query, label)


def test_what_is_not_public_is_not_told(client, mazar):
    make_event(title="Draft event", date_edtf="1997-05-28", status="suggested", passages=["A."])
    make_event(title="Not sourced", date_edtf="1997-05-28")
    mazar.visibility = "protected"
    mazar.save()
    make_event(title="At a hidden place", date_edtf="1997-05-28", place=mazar, passages=["B."])
    make_event(title="Mazar gate", date_edtf="1997-05-28", passages=["C."])
    html = shown(client, "?from=1997&to=1997")
    for words in ("Draft event", "Not sourced", "At a hidden place", "Mazar"):
        assert words not in html
    assert "[name withheld] gate" in html


# Links to it


def test_searches_entities_and_places_lead_to_it(client, mazar):
    make_article(date_edtf="1997", mentions=[mazar])
    assert 'href="/timeline/?place=mazar"' in client.get("/places/mazar/").content.decode()
    assert (
        'href="/timeline/?q=road&amp;place=mazar"'
        in client.get("/search/?q=road&place=mazar").content.decode()
    )


def test_crawlers_are_kept_off_its_endless_addresses_alone(client):
    assert "X-Robots-Tag" not in client.get("/timeline/")
    assert client.get("/timeline/?from=1997")["X-Robots-Tag"] == "noindex, nofollow"
    assert "Disallow: /timeline/?*" in client.get("/robots.txt").content.decode()


def test_the_number_of_queries_does_not_grow(client, reports, django_assert_max_num_queries):
    for turn in range(2):
        # version and records, events by date and undated, reports, events, their number, protected names
        with django_assert_max_num_queries(9):
            shown(client)
        for number in range(20):
            make_article(date_edtf=f"199{turn}-05-{number + 1:02}")
            make_event(date_edtf=f"199{turn}-06-{number + 1:02}", passages=["They met."])


# The histogram of the search


def bars(html, label):
    chart = html[html.index(f'aria-label="{label}"') :].split("</svg>")[0]
    return {
        title: unescape(url) for url, title in re.findall(r'<a href="([^"]+)"[^>]*><title>([^<]+)', chart)
    }


def test_the_years_of_a_search_open_into_months_and_days(client, reports):
    assert "Reports by month" not in client.get("/search/").content.decode()
    months = bars(client.get("/search/?year=1997").content.decode(), "Reports by month")
    assert len(months) == 12
    assert months["May 1997: 4 reports"] == "/search/?from=1997-05&to=1997-05"
    days = bars(client.get(months["May 1997: 4 reports"]).content.decode(), "Reports by day")
    assert len(days) == 31
    assert days["28 May 1997: 4 reports"] == "/search/?from=1997-05-28&to=1997-05-28"
    chosen = bars(client.get(days["28 May 1997: 4 reports"]).content.decode(), "Reports by day")
    assert chosen["Without 28 May 1997: 4 reports"] == "/search/?from=1997-05&to=1997-05"


@pytest.mark.parametrize(
    "query",
    [
        "year=1997",
        "from=1996-11&to=1997-06",
        "from=1997-05&to=1997-05",
        "from=1997-05-28&to=1997-05-28",
        "year=1997&certain=1",
    ],
)
def test_every_bar_counts_what_its_address_finds(client, reports, query):
    html = client.get(f"/search/?{query}").content.decode()
    label = "Reports by day" if "by day" in html else "Reports by month"
    for title, url in bars(html, label).items():
        total = client.get(url.replace("/search/", "/search.json")).json()["total"]
        assert title.endswith(f": {total} report{'' if total == 1 else 's'}"), (title, url)


@pytest.mark.parametrize(
    "query", ["", "?year=1997&year=1998", "?from=1990&to=1999", "?from=1997", "?year=none", "?from=nowhen"]
)
def test_longer_times_have_no_months(client, reports, query):
    assert "by month" not in client.get(f"/search/{query}").content.decode()


# As data and as a table


def test_the_data_and_the_table_say_what_the_page_says(client, reports):
    make_event(title="A siege", date_edtf="1997-03/1997-06", passages=["They waited."])
    make_event(title="Some talks", kind="talks", passages=["They met."])
    query = "?from=1997&to=1997"
    page, data = shown(client, query), client.get(f"/timeline.json{query}").json()
    table = csv.DictReader(
        io.StringIO(client.get(f"/timeline.csv{query}").content.decode().removeprefix("\ufeff"))
    )
    *periods, undated = table
    told = {one["label"]: (one["reports"], one["certainly"], one["events"]) for one in data["periods"]}
    assert {label: numbers for label, numbers in told.items() if numbers[0] or numbers[2]} == rows(page)
    assert told == {
        one["period_in_words"]: tuple(int(one[key]) for key in ("reports", "reports_certainly", "events"))
        for one in periods
    }
    assert (undated["reports"], undated["events"]) == ("3", "1")
    assert (data["undated"]["reports"], data["undated_events"]) == (3, 1)
    assert [one["label"] for one in data["wider_dates"]] == ["between December 1996 and January 1997", "1997"]
    assert (data["unit"], data["label"], data["total"]) == ("month", "1997", 5)
    assert [one["title"] for one in data["events"]] == ["A siege"]
    assert data["reports"][0]["headline"] == "Of 1996-12/1997-01"


def test_the_page_leads_to_its_other_forms_and_its_reports_as_a_feed(client, reports):
    html = shown(client, "?from=1997&by=month")
    for url in (
        "/timeline.json?from=1997&amp;by=month",
        "/timeline.csv?from=1997&amp;by=month",
        "/search.atom?from=1997",
    ):
        assert f'<a href="{url}" rel="nofollow">' in html
        assert client.get(unescape(url)).status_code == 200


@pytest.mark.parametrize("query", ["from=soon", "from=1998&to=1997", "person=nobody", "by=week"])
def test_what_cannot_be_read_is_refused_in_every_form_in_the_words_of_the_page(client, reports, query):
    data, table = client.get(f"/timeline.json?{query}"), client.get(f"/timeline.csv?{query}")
    assert (data.status_code, table.status_code) == (400, 400)
    assert table.content.decode() == f"{data.json()['error']}\n"
    page = shown(client, f"?{query}").replace("<bdi>", "").replace("</bdi>", "")
    assert data.json()["error"] in unescape(page) and "<tbody>" not in page


def test_that_periods_are_longer_than_asked_for_is_said_in_every_form(client, reports):
    told = "One column for each day would be more than 400: these are longer periods. Narrow the time with From and To."
    assert told in shown(client, "?by=day")
    assert told in client.get("/timeline.json?by=day").json()["notices"]
    assert told in client.get("/timeline.csv?by=day")["Dateline-Notice"]
    assert told not in shown(client, "?from=1997-05&to=1997-05&by=day")


def test_what_a_search_widened_is_said_as_data_too(client):
    make_person(name="Ahmad Shah Massoud", names=["Masoud"])
    make_article(headline="Masoud", date_edtf="1997")
    notices = client.get("/timeline.json?q=masoud").json()["notices"]
    assert any("Also searched for Ahmad Shah Massoud" in one for one in notices)
    assert (
        "Also%20searched" in client.get("/timeline.csv?q=masoud")["Dateline-Notice"]
        or "Also searched" in client.get("/timeline.csv?q=masoud")["Dateline-Notice"]
    )


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("after:1997-09", ["Later"]), ("before:1997-09", ["Earlier"]), ("after:1997-04-30", ["Later"]), ("before:1997-05-01", ["Earlier"]),
        ("after:1996", ["Later"]), ("before:1997", ["Earlier"]), ("after:1996/..", []), ("before:../1997", []), ("before:0001-01-01", []),
        ("-after:1997-09", ["Earlier"]),
    ],
)  # fmt: skip
def test_events_before_and_after_a_date_are_those_of_the_search(client, mazar, q, expected):
    for title, day in (("Earlier", "1996-12-31"), ("Later", "1997-10-01")):
        make_event(title=title, date_edtf=day, place=mazar, passages=[make_passage()])
    for path in ("/timeline.json", "/timeline/", "/map.geojson", "/map/", "/search.json"):
        assert client.get(path, {"q": q}).status_code == 200
    features = client.get("/map.geojson", {"q": q}).json()["features"]
    assert [one["properties"]["name"] for one in features if one["properties"]["kind"] == "event"] == expected
