"""The map of all places."""

from __future__ import annotations

import re

import pytest

from archive.models import ExternalId
from tests.factories import make_article, make_place

pytestmark = pytest.mark.django_db


def shown(client, **params):
    response = client.get("/map/", params)
    assert response.status_code == 200
    return response.content.decode()


def named(name, slug, latitude, longitude, *, times=1, **values):
    place = make_place(name=name, slug=slug, latitude=latitude, longitude=longitude, **values)
    for _ in range(times):
        make_article(body=f"In {name}.", mentions=[(place, name)])
    return place


def test_each_place_is_a_circle_and_a_line_of_the_list_with_the_same_search_the_most_named_first(client):
    named("Mazar", "mazar", 36.7, 67.1)
    named("Kabul", "kabul", 34.5, 69.2, times=3)
    html = shown(client)
    drawing = html[html.index("map--wide") :].split("</svg>")[0]
    assert re.findall(r'href="(/search/\?place=\w+)" tabindex="-1"><title>([^<]+)', drawing) == [
        ("/search/?place=kabul", "Kabul: 3 reports"),
        ("/search/?place=mazar", "Mazar: 1 report"),
    ]
    radii = [float(radius) for radius in re.findall(r'map-spot"[^>]* r="([\d.]+)"', drawing)]
    assert radii[0] > radii[1]
    listed = html[html.index('id="map-places"') :]
    assert re.findall(r'<li><a href="(/search/\?place=\w+)">', listed) == [
        "/search/?place=kabul",
        "/search/?place=mazar",
    ]


def test_a_province_is_tinted_and_listed_apart_with_what_lies_in_it(client):
    province = make_place(
        name="Balkh Province", slug="balkh", place_type="province", latitude=36.6, longitude=67.2
    )
    ExternalId.objects.create(entity=province, scheme="geonames", value="1147288")
    named("Mazar", "mazar", 36.7, 67.1, parent=province)
    html = shown(client)
    assert "map-tint-4" in html
    assert (
        '/search/?place=balkh"><bdi>Balkh Province</bdi></a><span class="count">1'
        in html[html.index('id="map-areas"') :]
    )


def test_it_opens_on_the_closest_map_that_holds_most_places_and_shows_another_when_asked(client):
    named("Washington", "washington", 38.9, -77.0)
    assert 'aria-current="true">The world' in shown(client)
    named("Kabul", "kabul", 34.5, 69.2)
    html = shown(client)
    assert 'aria-current="true">Afghanistan' in html
    assert "washington" not in html
    assert "1 place lies outside it" in html
    assert "washington" in shown(client, view="world")
    assert 'aria-current="true">Afghanistan' in shown(client, view="nowhere")


def test_the_world_has_one_circle_for_a_country_and_what_lies_in_it(client):
    country = make_place(name="Pakistan", slug="pk", place_type="country", latitude=30, longitude=69)
    named("Quetta", "quetta", 30.2, 67.0, parent=country)
    html = shown(client, view="world")
    assert "Pakistan: 1 report<" in html
    assert "quetta" not in html


def test_what_no_published_report_names_or_is_not_public_is_not_on_it(client):
    named("Kabul", "kabul", 34.5, 69.2)
    named("Zulfiqar", "zulfiqar", 35, 66, visibility="protected")
    draft = make_place(name="Herat", slug="herat", latitude=34.3, longitude=62.2)
    make_article(body="In Herat.", status="draft", mentions=[(draft, "Herat")])
    for view in ("afghanistan", "region", "world"):
        html = shown(client, view=view)
        assert "zulfiqar" not in html.lower()
        assert "herat" not in html.lower()


def test_an_empty_map_says_so(client):
    assert "No places on the map yet" in shown(client)


def test_it_names_where_its_outlines_come_from(client):
    named("Kabul", "kabul", 34.5, 69.2)
    html = shown(client)
    assert "Natural Earth" in html
    assert "GeoNames" in html


def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries):
    named("Kabul", "kabul", 34.5, 69.2)
    for turn in range(2):
        with django_assert_max_num_queries(4):  # version of the data, records, places, shapes of provinces
            client.get("/map/")
        for number in range(20):
            named(f"Town {number}", f"town-{turn}-{number}", 34, 62 + number / 3)
