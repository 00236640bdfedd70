"""The demo as visitors see it: every page opens, every spelling finds the same, every example of the help finds something."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client

from archive.models import Article, Entity, Source
from archive.search.facets import FACETS
from archive.search.language.grammar import CONSTRUCTS, FIELD, FIELD_TABLE
from tests.databases import written_once

PAGES = [
    *("/", "/search/", "/search/?q=taleban", "/about/", "/help/", "/map/", "/people/", "/places/", "/factions/", "/sources/"),
    *("/search.json?q=taleban", "/search.atom?q=taleban", "/search.csv", "/search.ris?q=mazar", "/search.bib?q=mazar"),
    *("/sitemap.xml", "/robots.txt", "/opensearch.xml", "/suggest.json?q=maz", "/healthz", "/admin/login/"),
    *(f"/search/{name}/?q=kabul" for name in FACETS),
]  # fmt: skip
SPELLINGS = [
    ["Taliban", "Taleban", "talib"],
    ["Mazar-i-Sharif", "Mazar-e-Sharif", '"Mazar- i-Sharif"', "Mazar- i-Sharif", "Mazari Sharif"],
    ["Massoud", "Masood", "masud"],
    ["Hezb-e Wahdat", "Hizbe Wahadat"],
    ["Bamiyan", "Bamyan", "bamian"],
]


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """Load the demo once for all tests of this module, and take it away again."""
    with written_once(django_db_blocker):
        with django_db_blocker.unblock():
            call_command("loaddata", "demo", verbosity=0)
        yield


@pytest.fixture
def reader(demo, db):
    return Client()


def total(reader, query):
    return reader.get("/search.json", {"q": query}).json()["total"]


def addresses(queryset):
    return [item.get_absolute_url() for item in queryset]


@pytest.mark.parametrize("address", PAGES)
def test_every_kind_of_page_opens(reader, address):
    assert reader.get(address).status_code == 200


def test_every_report_person_place_faction_and_source_opens(reader):
    opened = [
        *addresses(Article.objects.published()),
        *addresses(Entity.objects.public()),
        *addresses(Source.objects.all()),
    ]
    assert len(opened) > 350
    assert [address for address in opened if reader.get(address).status_code != 200] == []


@pytest.mark.parametrize("spellings", SPELLINGS)
def test_every_spelling_finds_the_same_reports(reader, spellings):
    totals = {spelling: total(reader, spelling) for spelling in spellings}
    assert len(set(totals.values())) == 1, totals
    assert min(totals.values()) > 0


@pytest.mark.parametrize(
    "query", [example for construct in [*CONSTRUCTS, FIELD, *FIELD_TABLE] for example in construct.examples]
)
def test_every_example_of_the_help_finds_something(reader, query):
    assert total(reader, query) > 0
