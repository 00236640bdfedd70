"""Follow links from page to page as a stranger would, in every format, looking for words of unpublished records."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from archive.models import Article, Entity, EventParty, Story
from tests.databases import written_once
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
from tests.pictures import make_attachment

pytestmark = pytest.mark.django_db

DRAFT, WITHDRAWN, DELETED, EDITED, PERSON, EVENT, STATEMENT, CLAIM = MARKERS = (
    "quolvab",
    "brintosk",
    "smelfurt",
    "yadrimon",
    "vuxterly",
    "glimquat",
    "plonkert",
    "drasmuck",
)
STARTS = [
    "/", "/search/", "/search.json", "/search.atom", "/search.csv", "/search.ris", "/search.bib", "/people/", "/places/", "/factions/",
    "/events/", "/events.json", "/events.csv", "/events.atom", "/claims/", "/claims.json", "/claims.csv", "/claims.atom", "/search/?q=event:pass", "/search.json?q=claimant:drivers", "/factions/?on=1998", "/factions.json?on=1998", "/search/?q=side:guard", "/search.json?q=side:guard",
    "/sources/", "/map/", "/map.geojson", "/timeline/", "/timeline.json", "/timeline.csv", "/coverage/", "/coverage.json", "/coverage.csv", "/claims.csv?on=1998", "/events.csv?year=none",
    "/help/", "/about/", "/sitemap.xml", "/robots.txt", "/opensearch.xml", "/healthz", "/search/source/", "/search/person/",
]  # fmt: skip
FORMS = (
    "/search/",
    "/search.json",
    "/search.atom",
    "/search.csv",
    "/search.ris",
    "/search.bib",
    "/suggest.json",
)
MOST_PAGES = 400
TOMBSTONE = "Zwillimaq"  # the headline of a withdrawn report, which its own address tells and nothing else
TIMES = 3


@pytest.fixture(scope="module")
def archive_once(django_db_setup, django_db_blocker):
    """Add the archive once for all tests here."""
    with written_once(django_db_blocker):
        with django_db_blocker.unblock():
            hidden = add_archive()
        yield hidden


@pytest.fixture
def archive(archive_once, db) -> list[Article]:
    return archive_once


def add_archive() -> list[Article]:
    """Add a public report, and four that are not or no longer public, each with a unique word in all its fields."""
    source = make_source(name="Gazette", slug="gazette")
    story = Story.objects.create()
    malik, pass_ = make_person(name="Malik"), make_place(name="Pass", latitude=35, longitude=69)
    make_article(
        headline="Convoy reaches the pass",
        body="Malik saw it.",
        source=source,
        story=story,
        mentions=[(malik, "Malik"), pass_],
    )
    make_article(headline="Convoy at the pass", body="Malik saw it all.", source=source, story=story)
    gone = [make_article(**words(marker), source=source, status="published") for marker in (DELETED, EDITED)]
    hide_events(pass_)
    hide_statements(malik)
    shared = {"source": source, "story": story, "mentions": [malik, pass_]}
    hidden = [
        make_article(**words(DRAFT), status="draft", **shared),
        make_article(**words(WITHDRAWN), status="withdrawn", withdrawn_with_headline=True, **shared),
        make_article(**words(WITHDRAWN) | {"headline": TOMBSTONE}, status="withdrawn", **shared),
    ]
    gone[0].delete()
    for name in words(EDITED):
        setattr(gone[1], name, "A plain word.")
    gone[1].save()
    for article in hidden:
        make_attachment(article=article, alt=f"{DRAFT} attached", caption=WITHDRAWN)
    make_attachment(
        article=story.articles.filter(status="published").first(), caption=DRAFT, is_for_readers=False
    )
    make_attachment(article=story.articles.filter(status="published").first())
    person = hidden_person()
    Entity.objects.filter(pk=person.pk).update(visibility="draft")
    hide_claims(hidden, person)
    return hidden


def hide_claims(hidden: list[Article], person: Entity) -> None:
    """Add an event with claims that rest in part on what is not published, and claims that readers may not see yet."""
    told = make_passage(article=Article.objects.get(headline="Convoy reaches the pass"), words="Malik saw it")
    unseen = [make_passage(article=article) for article in hidden]
    event = make_event(title="Convoy at the pass", date_edtf="1998", passages=[told, *unseen])
    about = {"event": event, "topic": "casualties", "state": "killed"}
    make_claim(**about, low=1, high=2, claimant_words="drivers", passages=[told, *unseen])
    make_claim(**about, low=7, high=9, claimant_words="guards", passages=[told, *unseen])
    make_claim(**about, low=3, claimant_words=CLAIM, status="suggested", passages=[told])
    make_claim(**about, low=3, claimant_words=CLAIM, passages=unseen)
    make_claim(**about, low=3, claimant_words=CLAIM, claimant=person, passages=[told])
    make_claim(topic="other", words=CLAIM, status="rejected", passages=[told])
    make_event(title=CLAIM, part_of=event, status="suggested", passages=[told])
    make_event(title=CLAIM, part_of=event, passages=unseen)
    EventParty.objects.create(event=event, entity=person, role="acts")


def hide_events(place: Entity) -> None:
    """Add an event that reports tell of, and others and claims that readers may not see yet: suggested, rejected, not sourced."""
    report = make_article(headline="Snow on the pass", body="Snow fell on the pass.", date_edtf="1998-01")
    told = make_passage(article=report, words="Snow fell")
    snow = make_event(title="Snow", date_edtf="1998-01-02", place=place, passages=[told])
    for values in (
        {"status": "suggested", "rule": "other: asserts", "passages": [told]},
        {"status": "rejected", "rule": "other: asserts", "passages": [told]},
        {"status": "accepted"},
    ):
        make_claim(
            topic="other", words=f"{EVENT} claimed", claimant_words=f"{EVENT} men", event=snow, **values
        )
    make_event(
        title=f"{EVENT} suggested", date_edtf="1998-01-02", place=place, status="suggested", passages=[told]
    )
    make_event(title=f"{EVENT} not sourced", date_edtf="1998-01-02", place=place, latitude=35, longitude=69)


def hide_statements(person: Entity) -> None:
    """Add a statement that a report tells, and others that readers may not see yet, each with a word in what curators wrote."""
    guard, draft = make_faction(name="Guard", slug="guard"), make_faction(name=STATEMENT, visibility="draft")
    report = make_article(
        headline="Guard", body="Malik guards it.", date_edtf="1998-01", mentions=[(person, "Malik")]
    )
    told = make_passage(article=report)
    unseen = make_passage(article=make_article(status="draft", body=f"{STATEMENT} guards it."))
    hidden = {"role": STATEMENT, "note": STATEMENT, "rank": STATEMENT, "first_cited": "1998"}
    make_statement(subject=person, object=guard, first_cited="1998", passages=[told, unseen])
    make_statement(subject=person, object=guard, status="suggested", passages=[told], **hidden)
    make_statement(subject=person, object=guard, **hidden)
    make_statement(subject=person, object=guard, passages=[unseen], **hidden)
    make_statement(subject=person, object=draft, passages=[told], **hidden)
    make_statement(subject=draft, predicate="part-of", object=guard, passages=[told], **hidden)
    make_statement(subject=person, predicate="rank", value=STATEMENT, status="suggested", passages=[told])


def words(marker: str) -> dict[str, str]:
    """Return fields of a report that hold a word."""
    names = ("headline", "standfirst", "body", "byline", "dateline", "note")
    return {name: f"{marker.title()} seen {TIMES} times" for name in names}


def hidden_person() -> Entity:
    """Add a person who is only drafted yet."""
    person = make_person(name=PERSON.title(), slug=PERSON)
    make_name(entity=person, text=f"Abu {PERSON}")
    return person


def shown_at(visitor: Client, path: str) -> str:
    """Ask for an address, go where it leads, and return the words of the answer and of its headers."""
    response = visitor.get(path, follow=True)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return f"{response.headers}{response.redirect_chain}{content.decode(errors='replace')}"


def links(page: str, path: str) -> set[str]:
    """Return the addresses within the site that an answer leads to."""
    found = re.findall(r'(?:href|src|action)="([^"]+)"|<loc>([^<]+)</loc>|"url": "([^"]+)"', page)
    parts = [urlsplit(urljoin(f"http://testserver{path}", unescape("".join(one)))) for one in found]
    return {
        part._replace(scheme="", netloc="", fragment="").geturl()
        for part in parts
        if part.netloc == "testserver" and not part.path.startswith(("/static/", "/admin/"))
    }


def test_no_page_that_leads_to_another_holds_a_word_of_what_is_not_published(archive):
    visitor, waiting, seen = Client(), list(STARTS), set()
    waiting += [
        f"/articles/{article.pk}{ending}"
        for article in archive
        for ending in ("/", "-a/", ".ris", ".bib", ".json")
    ]
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        page = shown_at(visitor, path)
        assert not [marker for marker in MARKERS if marker in page.lower()], path
        assert TOMBSTONE not in page or path.startswith(f"/articles/{archive[-1].pk}"), path
        waiting += sorted(links(page, path) - seen)
    assert len(seen) > 60


@pytest.mark.parametrize("marker", MARKERS)
@pytest.mark.parametrize("form", FORMS)
def test_no_search_by_a_part_of_it_finds_or_tells_it(archive, form, marker):
    visitor = Client()
    for asked in (
        f"{marker[:4]}*",
        f"*{marker[-4:]}",
        f"{marker[:-1]}x~",
        f"headline:{marker[:5]}*",
        f"seen {marker[:4]}*",
        marker[:-2],
    ):
        assert marker not in shown_at(visitor, f"{form}?q={asked}").lower()


@pytest.mark.parametrize("marker", MARKERS)
def test_the_word_itself_finds_nothing(archive, marker):
    found = Client().get("/search.json", {"q": marker}).json()

    assert (found["total"], found["results"], found["names"], found["suggestion"]) == (0, [], [], None)


def test_the_headline_of_a_withdrawn_report_is_on_its_own_page(archive):
    assert TOMBSTONE in shown_at(Client(), f"/articles/{archive[-1].pk}/")
    assert Client().get("/search.json", {"q": TOMBSTONE}).json()["total"] == 0


def test_an_editor_sees_the_draft_so_the_walk_can_fail(archive):
    editor = Client()
    editor.force_login(get_user_model().objects.create_superuser("editor"))

    assert DRAFT in shown_at(editor, archive[0].get_absolute_url()).lower()
    assert DRAFT in shown_at(editor, reverse("admin:archive_article_changelist")).lower()
