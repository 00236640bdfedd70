"""The demo as visitors see it: every page opens, every spelling finds the same, every example of the help finds something."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.core.management import call_command
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client

from archive.models import Article, Entity, Event, Source, Statement
from archive.reference.event_kinds import EVENT_KINDS
from archive.search.facets import FACETS
from archive.search.language.grammar import CONSTRUCTS, FIELD, FIELD_TABLE
from tests import catalogues
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


# In German: what no page may still say in English, each piece of a message of at least so many words.
WORDS_IN_A_ROW = 3
# Titles of events are words of curators and of data sets, kept as they were given.
GIVEN = {kind.label for kind in EVENT_KINDS} | {"is a word"}  # and one that a report has, by chance
GERMAN_PAGES = [
    *(f"/search/?{asked}" for asked in (
        "q=taleban+mazar-e-sharif", "q=malik", "q=dostom+mazar&person=-ismail-khan&person=none", "q=%22kabul", "q=zanzibar+submarine+treaty",
        "q=taliban+27+september+1996", "q=massood+or+rabbani", "q=mas?ud+OR&match=most", "q=side:taliban+on:1997-05", "q=qonduz~2",
        "q=mullah+omer", "q=from:1998+to:1992", "from=1998&to=1992", "from=99/8/9", "q=topic:weather+claims:lied", "sort=best&match=any&page=0",
        "q=a*+(+)+-", "person=nobody&source=nothing&language=english&year=x&with=person-nobody", "exact=maybe", "confirmed=1&certain=1&copies=1",
        "q=%22dostum+malik%22~99", "leaveout=person&q=kabul", "q=the", "q=-kabul", "q=foo:bar+place:atlantis+side:nobody+event:nothing",
    )),
    *("/", "/help/", "/about/", "/map/", "/map/?q=taleban", "/timeline/", "/coverage/", "/people/", "/places/", "/factions/", "/sources/"),
    *("/events/", "/claims/", "/claims/?disputed=1", "/places/?view=tree", "/places/mazar-i-sharif/", "/people/abdul-rashid-dostum/"),
    *("/people/abdul-rashid-dostum/cite/", "/search/cite/?q=kabul", "/factions/taliban/", "/people/nobody/", "/search/person/?q=kabul"),
]  # fmt: skip
DECIMALS = re.compile(r'\s(?:[xyr]|[xy][12]|c[xy]|d[xy]|width|height)="[^"]*\d,\d')  # SVG reads a point alone
SHOWN = re.compile(r"<(script|style)\b.*?</\1>|<(\w+)[^>]*\blang=\"en\"[^>]*>.*?</\2>|<[^>]*>", re.S)
SAID_IN_ATTRIBUTES = re.compile(r"""\s(?:aria-label|title|placeholder|alt|data-[a-z-]+)="([^"]*)\"""")
PIECES = re.compile(r"%\(\w+\)s|\{\w*\}|<[^>]*>|[“”]")


def english_pieces() -> set[str]:
    """Return what messages say in English beside what is filled in, where German says something else."""
    messages = [message for message in catalogues.read("de") if message.id]
    forms = [(message.id, message.string) for message in messages]
    told = [
        form
        for one, other in forms
        for form in (one if isinstance(one, tuple) else (one,))
        if form not in other
    ]
    german = " ".join(str(other) for _, other in forms)
    pieces = {" ".join(piece.split()).strip(" .,:;()") for form in told for piece in PIECES.split(form)}
    return {one for one in pieces if len(one.split()) >= WORDS_IN_A_ROW and one not in german}


def shown_words(html: str) -> str:
    plain = " ".join([SHOWN.sub(" ", html), *SAID_IN_ATTRIBUTES.findall(html)])
    return " ".join(unescape(plain).split())


def test_pages_in_german_say_nothing_in_english(reader):
    pieces = english_pieces() - GIVEN
    assert len(pieces) > 500
    patterns = re.compile(
        "|".join(rf"(?<!\w){re.escape(piece)}(?!\w)" for piece in sorted(pieces, key=len, reverse=True))
    )
    reports = [one.get_absolute_url() for one in Article.objects.published().order_by("pk")[:30]]
    found = {}
    for address in [*GERMAN_PAGES, *reports, *addresses(Event.objects.public()[:8])]:
        answer = reader.get(address, headers={"accept-language": "de"})
        assert answer.headers["Content-Language"] == "de", address
        html = answer.content.decode()
        assert not DECIMALS.search(html), (address, DECIMALS.search(html))
        if said := set(patterns.findall(shown_words(html))):
            found[address] = said
    assert found == {}
