"""Each number on the desk is followed to its list, page by page, and the rows there are counted."""

from __future__ import annotations

import csv
from collections import Counter
from io import StringIO
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from lxml import html

from archive.ingest.entities.record import make_record
from archive.matching.duplicates import compare_pending
from archive.matching.link import link
from archive.models import (
    Article,
    Batch,
    BulkChange,
    Entity,
    EventIdentifier,
    EventParty,
    Fingerprint,
    LongText,
    Passage,
    Source,
    Story,
    UnsettledRecord,
)
from tests.admin.conftest import make_colleague
from tests.factories import (
    make_article,
    make_claim,
    make_event,
    make_faction,
    make_name,
    make_passage,
    make_person,
    make_place,
    make_source,
    make_statement,
)

pytestmark = pytest.mark.django_db

# A row of each list: of a list of records, of names to review, of refusals, of whatever is decided where it stands.
ROWS = (
    "//table[@id='result_list']/tbody/tr | //table[contains(@class, 'review-names')]/tbody/tr | "
    "//ul[contains(@class, 'records')]/li | //*[contains(concat(' ', @class, ' '), ' place ')]"
)
A_PAGE = {
    "actors.ACTORS_A_PAGE": 1, "claim_review.CLAIMS_A_PAGE": 1, "duplicates.PAIRS_A_PAGE": 1, "leftovers.NAMES_A_PAGE": 1,
    "refusals.REFUSALS_A_PAGE": 1, "unsettled.RECORDS_A_PAGE": 1, "articles.ArticleAdmin.list_per_page": 2,
}  # fmt: skip
# Everything that the desk may count, and how much of it there is below.
WAITING = {
    "names to review": 2, "names left over": 2, "possible duplicates": 4, "pairs of sources that may be one": 2, "groups of copies that differ": 2,
    "drafts": 3, "undated reports": 6, "reports without a place": 6, "reports that name nobody": 6, "claims to review": 2,
    "records that may be entries already": 2, "actors of data sets without a faction": 2, "refusals": 2,
    "affiliations not sourced": 2, "faction relations not sourced": 2, "facts not sourced": 2, "events not sourced": 2,
    "claims not sourced": 2, "passages that lost their words": 2, "bulk changes under way": 2, "long texts being cleaned": 2,
}  # fmt: skip


def followed(client, address):
    """Return how many rows the list at an address shows, on all its pages."""
    found = 0
    while address:
        answer = client.get(address)
        page = html.fromstring(answer.content)
        found += len(page.xpath(ROWS))
        following = page.xpath("//a[@rel='next']/@href")
        if (
            not following
            and (listed := answer.context.get("cl"))
            and listed.page_num < listed.paginator.num_pages
        ):
            following = [listed.get_query_string({"p": listed.page_num + 1})]
        address = address.partition("?")[0] + following[0] if following else ""
    return found


@pytest.fixture
def short_pages(monkeypatch):
    for name, number in A_PAGE.items():
        monkeypatch.setattr(f"archive.admin.{name}", number)


@pytest.fixture
def work(editor, short_pages):
    """Give two of everything to do, and what is no work beside it."""
    editing = User.objects.get(username="edith")
    place, source = make_place(name="Andkhoy"), make_source(name="Kabul Times")
    whole = {"mentions": [place], "date_edtf": "1998", "source": source}
    names(whole)
    sources()
    copies(whole)
    for _ in range(3):
        make_article(body="It rained.", source=source)
        make_article(body="It rained.", status="draft", source=source)
    imports()
    statements(whole)
    for _ in range(2):
        BulkChange.objects.create(verb="publish", model="article", chosen_count=1, user=editing)
        LongText.objects.create(origin="long.txt", content=b"Words", size=5, source=source, user=editing)
    others = make_colleague("otto", group="Editor")
    BulkChange.objects.create(verb="publish", model="article", chosen_count=1, user=others)
    LongText.objects.create(origin="long.txt", content=b"Words", size=5, source=source, user=others)
    Article.objects.update(source=source)  # those of the factories are numbered: their names may be alike
    Source.objects.filter(name__regex=r"^Source \d+$").delete()
    return editor


def names(whole):
    """Add names that several share, names that no entry has, and entries that may be one."""
    for name in ("Malik", "Zahir"):
        for first in ("Abdul", "Gul"):
            make_name(entity=make_person(name=f"{first} {name}"), text=name)
    reports = [
        make_article(body="They say Malik and Zahir spoke in Shirin Tagab and in Dawlatabad.", **whole)
        for _ in range(2)
    ]
    link(articles=reports)
    for one, other in (("Rasul Pahlawan", "Rasoul Pahlavan"), ("Osman Salekzada", "Osmon Salekzadah")):
        make_person(name=one, names=[other])
        make_person(name=other, names=[one])
    compare_pending()


def sources():
    for name in ("Frontier Post", "Northern Observer"):
        make_source(name=name)
        make_source(name=f"The {name}s")


def copies(whole):
    for words in ("ab", "cd", "ee"):
        story = Story.objects.create()
        for each in words:
            Fingerprint.objects.update_or_create(
                article=make_article(story=story, **whole), defaults={"text_hash": each}
            )


def imports():
    """Add an import with refusals, and one of a register that left two records open."""
    lines = [{"file": "wire.csv", "line": line, "reason": "holds no text"} for line in (4, 7)]
    batch = Batch.objects.create(label="Wire", status="running", read_count=9, errors=lines)
    batch.status = "finished"
    batch.save()
    rasul = make_record(kind="person", name="Rasul", ids=(("wikidata", "Q1"),)).as_values()
    for value in ("Q1", "Q2"):
        record = {"kind": "person", "name": "Rasul", "batch": batch, "values": rasul}
        UnsettledRecord.objects.create(scheme="wikidata", value=value, **record)


def statements(whole):
    """Add claims to review, what nothing supports, passages that lost their words, and actors with no faction."""
    for number in range(2):
        person, faction = make_person(name=f"Someone {number}"), make_faction(name=f"Front {number}")
        make_statement(subject=person, object=faction)
        make_statement(subject=faction, object=make_faction(name=f"Party {number}"), predicate="allied-with")
        make_statement(subject=person, predicate="born", value="1953")
        make_event()
        make_claim(object=make_place(name=f"Town {number}"), words="held")
        passage = make_passage(article=make_article(body=f"Town {number} fell.", **whole), words="fell")
        make_claim(rule="control", status="suggested", words="fell", passages=[passage])
        lost = make_passage(article=make_article(body=f"Town {number} stood.", **whole), words="stood")
        make_statement(subject=person, predicate="born", value="1954", passages=[lost])
        lost.article.body = "Nothing."
        lost.article.save()
    for number, scheme in enumerate(("ucdp-ged", "ucdp-ged", "ucdp-candidate")):
        report = f"Battle {number}"
        event = make_event(title=report, passages=[report + " was fought."])
        EventIdentifier.objects.create(event=event, scheme=scheme, value=str(number))
        for words in ("Government of Freedonia", "Valley League"):
            EventParty.objects.create(event=event, role="side a", words=words)


def test_every_number_leads_to_as_many_rows(work):
    tasks = {task.label: task for task in work.get(reverse("admin:index")).context["tasks"]}
    assert {label: task.number for label, task in tasks.items()} == WAITING
    assert {label: followed(work, task.url) for label, task in tasks.items()} == WAITING


EXPORTED = (
    "names to review",
    "names left over",
    "possible duplicates",
    "pairs of sources that may be one",
    "refusals",
)


def exported(client, address):
    answer = client.get(address, query_params={"format": "csv"} | dict(parse_qsl(urlsplit(address).query)))
    return list(csv.reader(StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def test_the_lists_of_the_desk_are_exported_whole(work):
    tasks = {task.label: task for task in work.get(reverse("admin:index")).context["tasks"]}
    tables = {label: exported(work, tasks[label].url) for label in EXPORTED}
    assert {label: len(rows) - 1 for label, rows in tables.items()} == {
        label: WAITING[label] for label in EXPORTED
    }
    assert tables["names left over"][0] == ["name", "kind", "reports", "latest report", "source"]
    assert sorted(row[:3] for row in tables["names left over"][1:]) == [
        ["Dawlatabad", "place", "2"],
        ["Shirin Tagab", "place", "2"],
    ]
    assert sorted(row[0] for row in tables["names to review"][1:]) == ["Malik", "Zahir"]
    assert tables["refusals"][1] == ["Wire", "wire.csv", "4", "", "holds no text", "open"]
    page = work.get(reverse("admin:leftovers"), {"kind": "place"}).content.decode()
    assert "?kind=place&amp;format=csv" in page


def test_an_export_of_the_desk_holds_no_name_that_is_withheld(work, curator):
    make_person(name="Shirin Tagab", visibility="protected")
    Entity.objects.filter(name="Osman Salekzada").update(visibility="protected")
    tasks = {task.label: task for task in curator.get(reverse("admin:index")).context["tasks"]}
    for label in EXPORTED[:3]:
        told = str(exported(curator, tasks.get(label, tasks["names to review"]).url))
        assert "Tagab" not in told and "Salekzada" not in told, label


def test_a_curator_s_numbers_agree_too_where_names_are_protected(work, curator):
    make_faction(name="Valley League", visibility="protected")
    make_person(name="Shirin Tagab", visibility="protected")
    tasks = {task.label: task for task in curator.get(reverse("admin:index")).context["tasks"]}
    numbers = {label: task.number for label, task in tasks.items()}
    assert numbers["actor of a data set without a faction"] == 1
    assert {label: followed(curator, task.url) for label, task in tasks.items()} == numbers


def test_the_passages_that_lost_their_words_are_those_counted(work):
    assert Passage.objects.lost().count() == 2
    assert Counter(passage.words for passage in Passage.objects.lost()) == {"stood": 2}
