"""The demo as visitors see it: every page opens, every spelling finds the same, every example of the help finds something."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.management import call_command
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client

from archive.models import Article, Entity, Source, Statement
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


# Who stood where on a day, by hand from the reports. Each person or faction with the faction whose side they are on.
MASSOUD, DOSTUM, MALIK = "ahmad-shah-massoud", "abdul-rashid-dostum", "abdul-malik-pahlawan"
RABBANI, KHALILI, MOHAQIQ, ATTA = (
    "burhanuddin-rabbani",
    "karim-khalili",
    "mohammad-mohaqiq",
    "atta-mohammad-noor",
)
JAMIAT, JUNBISH, WAHDAT = "jamiat-e-islami", "junbish-i-milli", "hezb-e-wahdat"
ALLIANCE, STATE, TALIBAN = "northern-alliance", "islamic-state-of-afghanistan", "taliban"
THROUGHOUT = {  # from the mujahideen in Peshawar, or the first Taliban, until after 2001
    ("gulbuddin-hekmatyar", "hezb-e-islami-gulbuddin"),
    ("sayed-ahmad-gailani", "national-islamic-front"),
    ("mullah-omar", TALIBAN),
    (RABBANI, STATE),
}
NORTH = {(ATTA, JAMIAT), (KHALILI, WAHDAT)}
PACT = {(MASSOUD, ALLIANCE), (WAHDAT, ALLIANCE), (MOHAQIQ, WAHDAT)}
ON_A_DAY = [
    (
        date(1996, 10, 1),  # Kabul fell on 27 September; the pact of Khinjan is of 10 October
        THROUGHOUT | NORTH | {(MASSOUD, STATE), (DOSTUM, JUNBISH)},
        {("mullah-mohammad-rabbani", TALIBAN), ("norbert-holl", "united-nations")},
    ),
    (
        date(1997, 5, 20),  # the day after Malik’s mutiny; Dostum is there for four more days
        THROUGHOUT | NORTH | PACT | {
            (MALIK, TALIBAN), (DOSTUM, JUNBISH), (DOSTUM, ALLIANCE), (JUNBISH, ALLIANCE), (KHALILI, ALLIANCE), (MASSOUD, STATE),
            ("norbert-holl", "united-nations"),
        },
        {("ismail-khan", JUNBISH)},  # seized in those days
    ),
    (
        date(1997, 6, 1),  # Malik left the Taliban on 28 May; the leaders of the north meet some day in June
        THROUGHOUT | NORTH | PACT | {(KHALILI, ALLIANCE), ("mullah-ghaus", TALIBAN), ("norbert-holl", "united-nations")},
        {(MALIK, ALLIANCE), (RABBANI, ALLIANCE), ("mullah-dadullah", TALIBAN)},
    ),
    (
        date(1998, 8, 10),  # two days after the Taliban came back to Mazar-i-Sharif
        THROUGHOUT | NORTH | PACT | {("mullah-dadullah", TALIBAN), ("lakhdar-brahimi", "united-nations")},
        set(),
    ),
    (
        date(2001, 12, 1),  # after the fall of Kabul; Massoud is dead, the agreement of Bonn is of 5 December
        THROUGHOUT | {
            ("mohammed-fahim", ALLIANCE), ("yunus-qanuni", ALLIANCE), ("mullah-dadullah", TALIBAN), ("lakhdar-brahimi", "united-nations"),
        },
        set(),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("day", "certain", "possible"), ON_A_DAY)
def test_who_stood_where_on_a_day_is_as_the_reports_have_it(demo, db, day, certain, possible):
    on_that_day = Statement.objects.public().sides().graded(DateRange(day, day, "[]"))
    found = set(on_that_day.values_list("subject__slug", "object__slug", "grade"))

    assert {(one, side) for one, side, grade in found if grade == "certain"} == certain
    assert {(one, side) for one, side, grade in found if grade == "possible"} == possible


SIDES_ON_THE_PAGE = ("Led by", "Commanders", "Office holders", "Members", "Includes")


def shown(page):
    """Return (who is on whose side for certain, who possibly) as the page of all factions on a day shows it."""
    certain, possible = set(), set()
    for section in page.split('<section class="state"')[1:]:
        faction = re.search(r'href="[^"]*/factions/([^/]+)/', section)[1]
        for heading, names in re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", section, re.DOTALL):
            for name in names.split("<li>")[1:] if heading in SIDES_ON_THE_PAGE else ():
                slug = re.search(r'href="[^"]*/(?:people|factions)/([^/]+)/', name)[1]
                (possible if "grade--possible" in name else certain).add((slug, faction))
    return certain, possible


@pytest.mark.parametrize(("day", "certain", "possible"), ON_A_DAY)
def test_the_page_of_all_factions_shows_who_stood_where_on_a_day(reader, day, certain, possible):
    response = reader.get("/factions/", {"on": day.isoformat()})

    assert shown(response.content.decode()) == (certain, possible)
