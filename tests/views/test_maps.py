"""The map of any search."""

from __future__ import annotations

import re
from html import unescape
from math import dist

import pytest

from archive.models import EventParty, ExternalId, Story
from archive.presentation.atlas import read_extent
from tests.factories import make_article, make_event, make_faction, make_person, make_place

pytestmark = pytest.mark.django_db


def shown(client, query=""):
    response = client.get(f"/map/{query}")
    assert response.status_code == 200
    return response.content.decode()


def drawing(html, size="wide"):
    """Return the signs of one drawing: {title: (classes, address)}."""
    svg = html[html.index(f"map--{size}") :].split("</svg>")[0]
    found = re.findall(r"<a([^>]*)><title>([^<]+)</title>(.*?)</a>", svg, re.DOTALL)
    return {
        unescape(title): (set(re.findall(r'class="([\w-]+)', signs)) - {"map-target"}, unescape("".join(re.findall(r'href="([^"]+)"', link))))
        for link, title, signs in found
    }  # fmt: skip


def listed(html, id):
    part = html[html.index(f'id="{id}"') :].split("</section>")[0]
    return re.findall(r"<bdi>([^<]+)</bdi></a>", part)


def key(html):
    """Return the lines of the legend."""
    return html.partition('class="map-legend"')[2].partition("</ul>")[0].split("<li")[1:]


def named(name, slug, latitude, longitude, *, times=1, **values):
    place = make_place(name=name, slug=slug, latitude=latitude, longitude=longitude, **values)
    for _ in range(times):
        make_article(body=f"In {name}.", mentions=[(place, name)])
    return place


def total_at(client, address):
    return client.get(address.replace("/search/", "/search.json")).json()["total"]


# Places


def test_each_place_is_a_dot_and_a_line_of_the_list_with_the_same_search_the_most_named_first(client):
    named("Mazar", "mazar", 36.7, 67.1)
    named("Kabul", "kabul", 34.5, 69.2, times=3)
    html = shown(client)
    for size in ("wide", "narrow"):
        assert drawing(html, size) == {
            "Kabul: 3 reports": ({"map-spot"}, "/search/?place=kabul"),
            "Mazar: 1 report": ({"map-spot"}, "/search/?place=mazar"),
        }
    radii = [float(radius) for radius in re.findall(r'map-spot" *cx="[^>]* r="([\d.]+)"', html)]
    assert radii[0] > radii[1]
    assert listed(html, "map-places") == ["Kabul", "Mazar"]


def test_places_near_one_another_are_one_sign_that_counts_each_report_once_and_opens_a_closer_map(client):
    kabul = named("Kabul", "kabul", 34.53, 69.17, times=3)
    airport = named("Airport", "airport", 34.56, 69.21)
    make_article(mentions=[kabul, airport])
    html = shown(client)
    ((title, (_, address)),) = drawing(html).items()
    assert title == "Kabul and 1 place near it: 5 reports"
    assert "Kabul +1</text>" in html
    closer = client.get(address).content.decode()
    assert set(drawing(closer)) == {"Kabul: 4 reports", "Airport: 2 reports"}
    assert listed(html, "map-places") == ["Kabul", "Airport"]


def test_parts_of_a_place_count_with_it(client):
    kabul = named("Kabul", "kabul", 34.53, 69.17, times=2)
    named("Quarter", "quarter", 34.54, 69.18, parent=kabul)
    assert set(drawing(shown(client))) == {"Kabul and 1 place near it: 3 reports"}


def test_places_at_one_point_lead_to_the_search_for_all_of_them(client):
    one, other = named("Old town", "old", 34.5, 69.2), named("New town", "new", 34.5, 69.2)
    make_article(mentions=[one, other])
    ((title, (_, address)),) = drawing(shown(client)).items()
    assert total_at(client, address) == int(re.search(r"(\d+) reports", title)[1]) == 3


def test_a_province_is_an_area_tinted_by_what_lies_in_it_and_one_without_reports_is_blank(client):
    balkh = make_place(name="Balkh", slug="balkh", place_type="province", latitude=36.6, longitude=67.2)
    ghor = make_place(name="Ghor", slug="ghor", place_type="province", latitude=34.1, longitude=64.9)
    for province, number in ((balkh, "1147288"), (ghor, "1141103")):
        ExternalId.objects.create(entity=province, scheme="geonames", value=number)
    named("Mazar", "mazar", 36.7, 67.1, parent=balkh)
    html = shown(client)
    assert drawing(html)["Balkh: 1 report"] == ({"map-area"}, "/search/?place=balkh")
    assert "map-tint-4" in html
    assert "#province-1141103" not in html
    assert "map-tint-4" in key(html)[2]
    assert "/map/?view=balkh" in html.partition('id="map-areas"')[2]
    assert listed(html, "map-areas") == ["Balkh"]


def test_the_legend_tells_how_many_reports_a_circle_and_a_tint_stand_for(client):
    provinces = {
        province.pk: number
        for number in (1, 5, 80)
        for province in [named(f"P{number}", f"p{number}", 34, 65, place_type="province", times=number)]
    }
    for (pk, _), number in zip(provinces.items(), ("1147288", "1141103", "1147239"), strict=True):
        ExternalId.objects.create(entity_id=pk, scheme="geonames", value=number)
    named("Kabul", "kabul", 34.5, 69.2, times=30)
    circles, _, tints, *_ = [re.findall(r"</svg>([^<]+)</span>", line) for line in key(shown(client))]
    assert circles == ["20", "4"]
    assert tints == ["0", "1–5", "6–20", "21–45", "46–80"]
    assert shown(client).count("map-tint-1") == 5  # two provinces in two drawings, and the legend


@pytest.mark.parametrize("place_type", ["province", "district", "valley", "region", "river", "mountain"])
def test_whatever_is_wider_than_a_point_is_a_hatched_disc_and_never_a_dot(client, place_type):
    named("Wide", "wide", 34.5, 65.2, place_type=place_type)
    for query in ("", "?view=region", "?view=64,34,66,35"):
        html = shown(client, query)
        signs = drawing(html)
        assert set(signs) <= {"Wide: 1 report"}
        assert all(classes == {"map-disc"} for classes, _ in signs.values())
        assert listed(html, "map-places") == ["Wide"]


def test_countries_are_listed_and_on_the_world_map_are_discs_with_what_lies_in_them(client):
    country = make_place(name="Pakistan", slug="pk", place_type="country", latitude=30, longitude=69)
    named("Quetta", "quetta", 30.2, 67.0, parent=country)
    assert listed(shown(client, "?view=region"), "map-countries") == ["Pakistan"]
    assert drawing(shown(client, "?view=world")) == {
        "Pakistan: 1 report": ({"map-disc"}, "/search/?place=pk")
    }


# The part of the world


def test_it_opens_on_the_closest_map_that_holds_most_places_and_shows_another_when_asked(client):
    named("Washington", "washington", 38.9, -77.0)
    assert 'aria-current="true">The world' in shown(client)
    named("Kabul", "kabul", 34.5, 69.2)
    html = shown(client)
    assert 'aria-current="true">Afghanistan' in html
    assert "washington" not in html
    assert "1 place lies outside it" in html
    assert "washington" in shown(client, "?view=world")
    assert 'aria-current="true">Afghanistan' in shown(client, "?view=nowhere")


def test_a_link_shows_the_map_of_a_place_all_of_a_province_with_an_outline(client):
    balkh = named("Balkh", "balkh", 36.6, 67.2, place_type="province")
    ExternalId.objects.create(entity=balkh, scheme="geonames", value="1147288")
    named("Mazar", "mazar", 36.7, 67.1, parent=balkh)
    (west, south, east, north), label = sides_and_view(shown(client, "?view=balkh"))
    assert (west < 66.3, south < 35.6, east > 68, north > 37.3) == (True,) * 4
    assert (east - west < 4, label) == (True, "Balkh")
    (west, south, east, north), label = sides_and_view(shown(client, "?view=mazar"))
    assert (66.6 < west < 67.1 < east < 67.6, 36.4 < south < 36.7 < north < 37, label) == (
        True,
        True,
        "Mazar",
    )


def sides_and_view(html):
    sides = re.search(r'data-sides="([^"]+)"', html)[1].split(",")
    return [float(side) for side in sides], re.search(r'aria-current="true">([^<]+)</a></nav>', html)[1]


def test_no_map_is_that_of_a_place_that_is_not_public_or_has_no_coordinates(client):
    named("Kabul", "kabul", 34.5, 69.2)
    make_place(name="Hidden", slug="hidden", latitude=1, longitude=1, visibility="protected")
    make_place(name="Nowhere", slug="nowhere")
    for slug in ("hidden", "nowhere", "none", "%00", "x" * 300):
        assert 'aria-current="true">Afghanistan' in shown(client, f"?view={slug}")


def test_links_alone_move_and_zoom_it(client):
    named("Kabul", "kabul", 34.5, 69.2)
    html = shown(client, "?view=68,34,70,35.2")
    ways = {
        name: unescape(url)
        for url, name in re.findall(r'<a href="([^"]+)" data-map-link data-way="\w+" rel="nofollow"><span aria-hidden="true">.</span><span class="visually-hidden">(\w+)', html)
    }  # fmt: skip
    assert list(ways) == ["Closer", "Wider", "West", "North", "South", "East"]
    sides = {
        way: [float(side) for side in url.partition("view=")[2].replace("%2C", ",").split(",")]
        for way, url in ways.items()
    }
    assert sides["Closer"] == [68.5, 34.3, 69.5, 34.9]
    assert sides["East"][0] > 68.9
    assert sides["North"][1] > 34.5
    assert "kabul" in client.get(ways["Closer"]).content.decode()
    for way in ("Wider", "Wider", "Wider", "Wider", "Wider", "Wider", "Wider", "Wider"):
        url = re.search(
            rf'<a href="([^"]+)"[^>]*><span aria-hidden="true">.</span><span class="visually-hidden">{way}',
            html,
        )
        if url is None:
            break
        html = client.get(unescape(url[1])).content.decode()
    assert "map-world" in html


@pytest.mark.parametrize(
    "view",
    [
        "a,b,c,d",
        "1,2,3",
        "70,35,68,34",
        "nan,1,2,3",
        "-999,-999,999,999",
        "1e309,0,1,1",
        "0,0,0.001,0.001",
        ",,,",
        "68,34,70,34.001",
    ],
)
def test_an_odd_view_never_breaks_it(client, view):
    named("Kabul", "kabul", 34.5, 69.2)
    html = shown(client, f"?view={view}")
    assert "<svg" in html
    extent = read_extent(view)
    assert ("No map is called" in html) is bool(view and extent is None)


# Searches


def test_it_takes_every_parameter_of_a_search_and_every_number_is_that_of_its_search(client):
    malik = make_person(name="Malik", slug="malik")
    kabul, mazar = named("Kabul", "kabul", 34.5, 69.2, times=2), named("Mazar", "mazar", 36.7, 67.1)
    make_article(body="Snow fell.", date_edtf="1997-05", mentions=[malik, kabul, mazar])
    story = Story.objects.create()
    for _ in range(2):
        make_article(body="Snow fell again.", date_edtf="1998", mentions=[mazar], story=story)
    for query in (
        "",
        "?person=malik",
        "?q=snow",
        "?from=1997&to=1997",
        "?year=1998",
        "?place=mazar",
        "?copies=1",
        "?q=snow&certain=1&from=1998",
    ):
        signs = drawing(shown(client, query))
        assert signs, query
        for title, (_, address) in signs.items():
            assert int(re.search(r": (\d+) report", title)[1]) == total_at(client, address), (query, title)
    assert set(drawing(shown(client, "?place=mazar"))) == {"Mazar: 3 reports", "Kabul: 1 report"}
    assert "“<bdi>nowhen</bdi>”" in shown(client, "?from=nowhen")
    assert "No report matches this search" in shown(client, "?q=nosuchword")


def test_the_view_stays_when_the_search_changes(client):
    kabul = named("Kabul", "kabul", 34.5, 69.2)
    make_article(mentions=[kabul], date_edtf="1997")
    html = shown(client, "?place=kabul&view=68,34,70,35.2")
    assert 'href="/map/?place=kabul&amp;year=1997&amp;view=68%2C34%2C70%2C35.2"' in html
    assert '<a class="chip" href="/map/?view=68%2C34%2C70%2C35.2"' in html
    assert '<input type="hidden" name="view" value="68,34,70,35.2">' in html
    assert 'href="/timeline/?place=kabul"' in html


def test_what_no_published_report_names_or_is_not_public_is_not_on_it(client):
    named("Kabul", "kabul", 34.5, 69.2)
    named("Zulfiqar", "zulfiqar", 35, 66, visibility="protected")
    draft = make_place(name="Herat", slug="herat", latitude=34.3, longitude=62.2)
    make_article(body="In Herat.", status="draft", mentions=[(draft, "Herat")])
    for view in ("afghanistan", "region", "world"):
        html = shown(client, f"?view={view}")
        assert "zulfiqar" not in html.lower()
        assert "herat" not in html.lower()


def test_an_empty_map_says_so(client):
    assert "No places on the map yet" in shown(client)


def test_it_names_where_its_outlines_come_from_and_stands_in_the_navigation(client):
    named("Kabul", "kabul", 34.5, 69.2)
    html = shown(client)
    assert "Natural Earth" in html
    assert "GeoNames" in html
    nav = client.get("/").content.decode()
    assert 'href="/map/"' in nav[nav.index('class="nav-links"') :].split("</nav>")[0]


# Events


@pytest.fixture
def kabul():
    return make_place(name="Kabul", slug="kabul", latitude=34.5, longitude=69.2, place_type="city")


def test_an_event_has_a_sign_of_its_own_at_its_own_coordinates_or_those_of_its_place(client, kabul):
    make_event(
        title="In the city", place=kabul, place_precision="exact", date_edtf="1997", passages=["They fought."]
    )
    make_event(
        title="By the river", latitude=36.0, longitude=65.0, place_precision="near", passages=["They fought."]
    )
    html = shown(client)
    assert {title: classes for title, (classes, _) in drawing(html).items()} == {
        "In the city": {"map-event"},
        "By the river": {"map-event"},
    }
    assert drawing(html)["In the city"][1].startswith("/events/")
    assert listed(html, "events") == ["In the city", "By the river"]


def test_events_near_one_another_are_one_sign_with_their_number_that_opens_a_closer_map(client, kabul):
    for day in range(3):
        make_event(title=f"Day {day}", place=kabul, place_precision="exact", passages=["They fought."])
    html = shown(client)
    ((title, (_, address)),) = drawing(html).items()
    assert title == "3 events"
    assert address.endswith("#events")
    assert sorted(listed(client.get(address).content.decode(), "events")) == ["Day 0", "Day 1", "Day 2"]


@pytest.mark.parametrize(
    ("precision", "where"), [("district", "district"), ("province", "province"), ("unknown", "district")]
)
def test_an_event_known_less_nearly_is_a_dashed_disc(client, kabul, precision, where):
    make_event(title="Somewhere", place=kabul, place_precision=precision, passages=["They fought."])
    assert drawing(shown(client)) == {
        f"Somewhere, somewhere in the {where}": (
            {"map-event-disc", "map-count"},
            drawing(shown(client))[f"Somewhere, somewhere in the {where}"][1],
        )
    }


def test_the_number_of_events_in_an_area_is_not_written_over_the_sign_of_a_place(client, kabul):
    for _ in range(2):
        make_event(title="Somewhere", place=kabul, place_precision="district", passages=["They fought."])
    make_article(body="In Kabul.", mentions=[(kabul, "Kabul")])
    html = shown(client)
    number = r"""[^>]*x="([\d.]+)" y="([\d.]+)"[^>]*>2</text>"""
    spot = r"""class="map-spot"\s*cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"""
    signs = [re.search(spot, html), re.search(rf'class="map-count"{number}', html)]
    (x, y, radius), at = (tuple(map(float, one.groups())) for one in signs)
    assert dist((x, y), at) >= radius + 8


def test_an_event_known_no_nearer_than_a_country_or_without_a_place_is_counted_and_not_drawn(client, kabul):
    make_event(title="In the country", place=kabul, place_precision="country", passages=["They fought."])
    make_event(title="Anywhere", passages=["They fought."])
    make_event(
        title="Far away", latitude=10, longitude=10, place_precision="exact", passages=["They fought."]
    )
    html = shown(client, "?view=afghanistan")
    assert drawing(html) == {}
    assert "1 event lies outside it" in html
    assert "2 events are located no more precisely than a country" in html


def test_an_event_where_a_place_is_shown_is_drawn_beside_it(client, kabul):
    make_article(mentions=[kabul])
    make_event(title="Gate", place=kabul, place_precision="exact", passages=["They fought."])
    html = shown(client)
    assert html.count("map-leader") == 2
    dot = re.search(r'map-spot" *cx="([\d.]+)" cy="([\d.]+)"', html)
    sign = re.search(r'map-event" transform="translate\(([\d.]+) ([\d.]+)\)', html)
    apart = ((float(dot[1]) - float(sign[1])) ** 2 + (float(dot[2]) - float(sign[2])) ** 2) ** 0.5
    assert apart >= 24


def test_events_are_those_of_the_search(client, kabul):
    league = make_faction(name="League", slug="league")
    event = make_event(
        title="At the gate", place=kabul, place_precision="exact", date_edtf="1997", passages=["They fought."]
    )
    EventParty.objects.create(event=event, entity=league, role="side a")
    for query in ("?faction=league", "?place=kabul", "?year=1997", "?q=league"):
        assert "At the gate" in shown(client, query), query
    for query in ("?year=1998", "?q=nosuchword", "?place=-kabul"):
        assert "At the gate" not in shown(client, query), query


def test_the_list_begins_with_the_earliest_events_drawn_and_ends_with_undated_ones(
    client, kabul, monkeypatch
):
    for title, day in (("Later", "1998-05"), ("Undated", ""), ("Earlier", "1996"), ("Between", "1997-03-01")):
        make_event(
            title=title, place=kabul, place_precision="exact", date_edtf=day, passages=["They fought."]
        )
    make_event(
        title="Earliest, elsewhere", latitude=10.0, longitude=10.0, date_edtf="1990", passages=["They met."]
    )
    make_event(title="Earliest, not sourced", place=kabul, place_precision="exact", date_edtf="1990")
    assert listed(shown(client), "events") == ["Earlier", "Between", "Later", "Undated"]
    monkeypatch.setattr("archive.views.maps.MAX_EVENTS_LISTED", 2)
    assert listed(shown(client), "events") == ["Earlier", "Between"]


def test_the_list_says_how_nearly_an_event_is_known_unless_it_is_at_its_place(client, kabul):
    for precision in ("exact", "district"):
        make_event(title=precision, place=kabul, place_precision=precision, passages=["They fought."])
    lines = shown(client).partition('class="map-events"')[2].partition("</ul>")[0].split("</li>")
    told = {
        line.partition("<bdi>")[2].partition("<")[0]: "(somewhere in the district)" in line
        for line in lines[:2]
    }
    assert told == {"exact": False, "district": True}
    assert "(at this place)" not in "".join(lines)


@pytest.mark.parametrize("query", ["?from=nowhen", "?from=1999&to=1997", "?q=on:1997 on:1998 on:undated"])
def test_a_search_that_no_event_can_match_shows_none(client, kabul, query):
    make_event(title="At the gate", place=kabul, place_precision="exact", passages=["They fought."])
    assert "At the gate" not in shown(client, query)


def test_titles_of_events_are_shown_in_public_words(client, kabul):
    make_person(name="Zulfiqar Marvand", slug="zm", visibility="protected")
    make_event(
        title="Attack on Zulfiqar Marvand", place=kabul, place_precision="exact", passages=["They fought."]
    )
    html = shown(client) + client.get("/map.geojson").content.decode()
    assert "Zulfiqar" not in html
    assert "zulfiqar" not in html
    assert html.count("Attack on [name withheld]") == 4


# GeoJSON


def test_the_same_is_served_as_geojson(client, kabul):
    balkh = make_place(name="Balkh", slug="balkh", place_type="province", latitude=36.6, longitude=67.2)
    ExternalId.objects.create(entity=balkh, scheme="geonames", value="1147288")
    valley = make_place(name="Valley", slug="valley", place_type="valley", latitude=35.0, longitude=69.0)
    make_article(mentions=[kabul, balkh, valley], date_edtf="1997")
    make_article(mentions=[kabul])
    make_event(
        title="Gate", place=kabul, place_precision="exact", date_edtf="1997-05", passages=["They fought."]
    )
    make_event(title="Anywhere", place_words="the north", passages=["They fought."])
    response = client.get("/map.geojson")
    assert response["Content-Type"] == "application/geo+json"
    data = response.json()
    features = {feature["properties"]["name"]: feature for feature in data["features"]}
    assert list(features) == ["Kabul", "Balkh", "Valley", "Gate", "Anywhere"]
    assert features["Kabul"]["geometry"] == {"type": "Point", "coordinates": [69.2, 34.5]}
    assert features["Kabul"]["properties"]["reports"] == 2
    assert features["Kabul"]["properties"]["search_url"] == "http://testserver/search/?place=kabul"
    assert features["Balkh"]["geometry"]["type"] == "MultiPolygon"
    ring = features["Balkh"]["geometry"]["coordinates"][0][0]
    assert ring[0] == ring[-1]
    assert all(66 < longitude < 69 and 35 < latitude < 38 for longitude, latitude in ring)
    assert features["Valley"]["properties"]["reach_km"] == 30
    assert features["Gate"]["geometry"]["coordinates"] == [69.2, 34.5]
    assert features["Gate"]["properties"]["precision"] == "exact"
    assert features["Anywhere"]["geometry"] is None
    assert features["Anywhere"]["properties"]["place"] == "the north"
    assert len(client.get("/map.geojson?year=1997").json()["features"]) == 4


def test_geojson_refuses_what_the_page_refuses_and_says_what_it_says(client, kabul):
    refused = client.get("/map.geojson?from=nowhen")
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["from"])
    make_article(body="Kabul.", mentions=[(kabul, "Kabul")])
    response = client.get("/map.geojson?q=kabul")
    assert response["Dateline-Notice"]
    assert response.json()["notices"]
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "/map.geojson" in client.get("/robots.txt").content.decode()


def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries):
    named("Kabul", "kabul", 34.5, 69.2)
    for turn in range(2):
        # version of the data, records, places, shapes of provinces, events by square, events listed, titles of single ones, protected names
        with django_assert_max_num_queries(9):
            shown(client)
        with django_assert_max_num_queries(6):
            client.get("/map.geojson")
        for number in range(20):
            named(f"Town {number}", f"town-{turn}-{number}", 34, 62 + number / 3)
            make_event(
                latitude=33, longitude=62 + number / 3, place_precision="exact", passages=["They met."]
            )
