"""Sitemap, robots.txt and the description of the search."""

from __future__ import annotations

import re
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from archive.models import Story
from archive.urls import urlpatterns as URLS
from archive.views.sitemaps import ArticleSitemap
from tests.factories import make_article, make_faction, make_person, make_place, make_source

pytestmark = pytest.mark.django_db


def locations(client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/xml")
    return [
        found.text.removeprefix("http://testserver")
        for found in ElementTree.fromstring(response.content).iter()
        if found.tag.endswith("}loc")
    ]


def test_the_index_leads_to_its_sections_and_they_to_every_public_page(client):
    source = make_source(slug="digest")
    report = make_article(source=source)
    make_person(slug="massoud")
    make_place(slug="kabul")
    make_faction(slug="taliban")
    story = Story.objects.create()
    for _ in range(2):
        make_article(story=story, source=source)
    sections = locations(client, "/sitemap.xml")
    assert sections == [
        f"/sitemap-{name}.xml"
        for name in ("pages", "articles", "people", "places", "factions", "sources", "stories", "events")
    ]
    found = [address for section in sections for address in locations(client, section)]
    for address in (
        "/",
        "/about/",
        "/map/",
        report.get_absolute_url(),
        "/people/massoud/",
        "/places/kabul/",
        "/factions/taliban/",
        "/sources/digest/",
        f"/stories/{story.pk}/",
    ):
        assert address in found
    for address in found:
        assert client.get(address).status_code == 200


def test_nothing_unpublished_is_in_it(client):
    for status in ("draft", "withdrawn"):
        make_article(source=make_source(slug=f"secret-{status}"), status=status, headline="Secret")
    for visibility in ("draft", "protected"):
        make_person(slug=f"secret-{visibility}", visibility=visibility)
    found = [
        address for section in locations(client, "/sitemap.xml") for address in locations(client, section)
    ]
    assert "secret" not in " ".join(found)


def test_long_sections_have_pages(client, monkeypatch):
    monkeypatch.setattr(ArticleSitemap, "limit", 2)
    for _ in range(3):
        make_article()
    assert "/sitemap-articles.xml?p=2" in locations(client, "/sitemap.xml")
    assert len(locations(client, "/sitemap-articles.xml?p=2")) == 1
    assert client.get("/sitemap-articles.xml?p=9").status_code == 404
    assert Sitemap.limit == 50_000


def test_the_index_does_not_read_every_report(client, django_assert_max_num_queries):
    for _ in range(30):
        make_article(source=make_source())
    # a count for each of eight sections, and the time of the last change of a report
    with django_assert_max_num_queries(9):
        locations(client, "/sitemap.xml")


def test_crawlers_are_kept_off_searches_and_let_to_everything_else(client):
    content = client.get("/robots.txt").content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in content
    robots = RobotFileParser()
    robots.parse(content.splitlines())
    for path in (
        "/search/",
        "/search/?q=a&place=kabul",
        "/search/person/?q=a",
        "/search.csv",
        "/search.atom?q=a",
        "/suggest.json?q=a",
        "/admin/",
    ):
        assert not robots.can_fetch("*", path), path
    assert "Disallow: /articles/*?" in content  # which RobotFileParser does not read
    for path in (
        "/",
        "/articles/1-truce/",
        "/people/",
        "/people/massoud/",
        "/sources/",
        "/map/",
        "/static/css/site.css",
    ):
        assert robots.can_fetch("*", path), path


def test_crawlers_are_kept_off_every_form_of_a_search_and_of_a_report(client):
    robots = RobotFileParser()
    robots.parse(client.get("/robots.txt").content.decode().replace("$", "").splitlines())
    routes = {route.name: route.pattern for route in URLS if getattr(route, "name", "")}
    searches = [reverse(name) for name in routes if name.startswith("search") and name != "search-facet"]
    assert len(searches) > 5
    assert not [address for address in searches if robots.can_fetch("*", address)]
    files = [name for name in routes if name.startswith("article-") and name != "article-detail"]
    rules = client.get("/robots.txt").content.decode().splitlines()
    assert [f"Disallow: /{routes[name]}$".replace("<int:pk>", "*") for name in files] == [
        rule for rule in rules if rule.startswith("Disallow: /articles/") and rule.endswith("$")
    ]


def test_a_browser_can_search_from_its_own_box(client):
    root = ElementTree.fromstring(client.get("/opensearch.xml").content)
    urls = {found.get("type"): found.get("template") for found in root if found.tag.endswith("}Url")}
    assert urls["text/html"] == "http://testserver/search/?q={searchTerms}"
    assert urls["application/atom+xml"] == "http://testserver/search.atom?q={searchTerms}"
    assert re.search(r'<link rel="search"[^>]+href="/opensearch.xml"', client.get("/").content.decode())
