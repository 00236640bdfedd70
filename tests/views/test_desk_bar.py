"""The bar above the pages of readers: what each person may do, there and back, and never kept for anybody else."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.http import urlencode

from archive.models import Article, Claim, Entity, Event, Leftover, Mention, Source, Story
from archive.presentation.coming_back import is_page, leading_back
from archive.views import desk_bar
from tests.admin.conftest import make_colleague, signed_in
from tests.admin.forms import change, change_url
from tests.factories import (
    make_article,
    make_claim,
    make_event,
    make_faction,
    make_mention,
    make_person,
    make_place,
    make_source,
)

pytestmark = pytest.mark.django_db
MODEL = {"Entity": "person"}


@pytest.fixture
def pages() -> dict[str, object]:
    """Publish a record of every kind that has a page; return {address: the record that it shows, or None}."""
    source, story = make_source(slug="gazette"), Story.objects.create()
    person = make_person(name="Abdul Malik", slug="malik")
    report = make_article(
        headline="Truce", body="Malik spoke.", source=source, story=story, mentions=[(person, "Malik")]
    )
    make_article(headline="Truce", body="Malik spoke.", source=source, story=story)
    claim = make_claim(topic="other", words="that it holds", passages=["It holds."])
    event = make_event(title="Truce", passages=["There was a truce."])
    records = [report, person, make_place(), make_faction(), source, event]
    return {record.get_absolute_url(): record for record in records} | {
        reverse("story", args=[story.pk]): story,
        f"/claims/?claim={claim.pk}": claim,
        "/search/?q=truce": None,
        "/": None,
        "/people/": None,
    }


def bar_of(client: Client, path: str) -> dict[str, str] | None:
    """Return the links of the bar of a page by their words, None if it has no bar."""
    response = client.get(path)
    assert response.status_code in (200, 410), path
    bar = response.context["desk_bar"]
    assert bool(bar) == ("desk-bar" in response.content.decode())
    return {link.label: link.url for link in bar.links} if bar else None


def member(group: str) -> Client:
    return signed_in(make_colleague(group.lower(), group=group))


def test_every_page_offers_an_editor_its_record_and_comes_back(pages):
    editor = member("Editor")
    for path, record in pages.items():
        links = bar_of(editor, path)
        assert all(urlencode({"from_page": path}) in link for link in links.values()), path
        if record is not None:
            assert links["Edit"].startswith(change_url(record)) and "History" in links, path
        for link in links.values():
            followed = editor.get(link)
            assert followed.status_code == 200, link
            assert f'href="{path}">‹ Back to the page' in followed.content.decode(), link


def test_merging_is_offered_for_entries_and_sources_to_those_who_may(pages):
    editor, curator = member("Editor"), member("Curator")

    merged = [path for path in pages if "Merge" in bar_of(editor, path)]

    assert merged == [path for path, record in pages.items() if isinstance(record, Entity | Source)]
    assert not [path for path in pages if "Merge" in bar_of(curator, path)]


def test_whoever_may_only_look_is_offered_that(pages):
    contributor = member("Contributor")
    report, person = list(pages)[:2]

    assert set(bar_of(contributor, report)) == {"See its record", "History"}
    assert set(bar_of(contributor, person)) == {"See its record", "History"}
    gone = make_article(status="withdrawn", withdrawn_reason="A hoax.")
    assert bar_of(contributor, gone.get_absolute_url()) is None
    draft = make_article(status="draft", entered_by=get_user_model().objects.get())
    assert "Edit" in bar_of(contributor, draft.get_absolute_url())


def test_nobody_else_has_a_bar_and_their_pages_are_the_same(pages):
    reader = signed_in(make_colleague("rita"))
    reader_of_the_site = signed_in(make_colleague("sam"))
    user = make_colleague("tom")
    user.is_staff = False
    user.save()
    user.user_permissions.set(Permission.objects.filter(codename="change_article"))
    strangers = [Client(), reader, reader_of_the_site, signed_in(user)]
    for path in pages:
        shown = [stranger.get(path).content for stranger in strangers]
        assert b"desk-bar" not in shown[0] and shown[1:] == shown[:1] * 3, path


def test_what_depends_on_being_signed_in_is_kept_nowhere(pages):
    editor, reader = member("Editor"), signed_in(make_colleague("rita"))
    for path in pages:
        for client in (editor, reader):
            response = client.get(path)
            assert {"private", "no-store"} <= set(response["Cache-Control"].split(", ")), path
            assert "Cookie" in response["Vary"], path
        response = Client().get(path)
        assert "Cache-Control" not in response and not response.cookies, path
        assert "Cookie" in response["Vary"], path


def test_a_session_that_has_ended_is_dropped_and_shows_what_everybody_sees(pages):
    path = next(iter(pages))
    stranger = Client(headers={"Cookie": "sessionid=unknown"})

    response = stranger.get(path)

    assert response.content == Client().get(path).content
    assert response.cookies["sessionid"].value == "" and "Cookie" in response["Vary"]


def test_a_visitor_without_a_session_costs_no_look_at_sessions(pages):
    for path in pages:
        with CaptureQueriesContext(connection) as asked:
            Client().get(path)
        tables = ("django_session", "auth_user", "auth_permission")
        assert not [query for query in asked.captured_queries if any(one in query["sql"] for one in tables)]


# There and back


def test_a_saved_report_leads_back_to_its_page(pages):
    report = next(record for record in pages.values() if isinstance(record, Article))
    page = report.get_absolute_url()
    curator = member("Curator")

    saved = change(
        curator, report, url=bar_of(curator, page)["Edit"], byline="By hand", _save="1", follow=False
    )

    assert (saved.status_code, saved["Location"]) == (302, page)
    shown = curator.get(page).content.decode()
    assert "was changed successfully" in shown and "By hand" in shown


def test_what_stays_open_still_leads_back_later(pages):
    report = next(record for record in pages.values() if isinstance(record, Article))
    curator = member("Curator")

    saved = change(
        curator, report, url=bar_of(curator, report.get_absolute_url())["Edit"], _continue="1", follow=False
    )

    assert urlencode({"from_page": report.get_absolute_url()}) in saved["Location"]


def test_an_entry_that_is_hidden_now_does_not_lead_back_to_nothing():
    person = make_person(name="Abdul Malik", slug="malik")
    editor = member("Editor")

    saved = change(
        editor,
        person,
        url=leading_back(change_url(person), person.get_absolute_url()),
        visibility="draft",
        _save="1",
        follow=False,
    )

    assert saved["Location"] == reverse("admin:archive_person_changelist")


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "///elsewhere.example/",
        "/\\elsewhere.example",
        "\\\\elsewhere.example/",
        "/\t/elsewhere.example/",
        "javascript:alert(1)",
        "/admin/logout/",
        "/nothing/at/this/address/",
        "articles/1/",
        "",
        "/people/" + "a" * 2_000,
        "/%2F/elsewhere.example/",
    ],
)
def test_nothing_but_a_page_of_the_site_is_led_back_to(address):
    person = make_person()
    asked = f"{change_url(person)}?{urlencode({'from_page': address})}"
    editor = member("Editor")

    assert not is_page(address)
    assert "Back to the page" not in editor.get(asked).content.decode()
    saved = change(editor, person, url=asked, _save="1", follow=False)
    assert saved["Location"].startswith(reverse("admin:archive_person_changelist"))


def test_names_waiting_are_counted_by_place_and_decided_on_the_way_back(pages):
    report = next(record for record in pages.values() if isinstance(record, Article))
    for rank, name in enumerate(("Malik Zafar", "Malik Omar")):
        make_mention(
            article=report,
            entity=make_person(name=name),
            field="headline",
            text="Truce",
            status="suggested",
            method="names",
            rank=rank,
        )
    curator = member("Curator")

    link = bar_of(curator, report.get_absolute_url())["Names awaiting a decision (1)"]
    page = curator.get(link)
    place = page.context["places"][0]
    sent = {"place": place.key, f"seen-{place.key}": place.seen, f"choice-{place.key}": "none"}
    decided = curator.post(f"{reverse('admin:review')}?{page.context['params']}", sent)

    assert (decided.status_code, decided["Location"]) == (303, report.get_absolute_url())
    assert not Mention.objects.suggested().exists()
    assert not [label for label in bar_of(curator, report.get_absolute_url()) if "wait" in label]


def test_names_left_over_are_counted():
    report = make_article(body="Zarghun came.")
    Leftover.objects.create(
        article=report,
        name_key="zarghun",
        text="Zarghun",
        field="body",
        start=0,
        end=7,
        times=1,
        kind=0,
    )
    link = bar_of(member("Curator"), report.get_absolute_url())["1 name left over"]

    assert link.endswith("#left-over")


# What is only suggested


def test_what_is_only_suggested_is_marked_for_curators_alone():
    report = make_article(body="Malik spoke. Malik left.")
    for rank, name in enumerate(("Abdul Malik", "Malik Zafar")):
        person = make_person(name=name)
        for start in (0, 13):
            make_mention(
                article=report,
                entity=person,
                text="Malik",
                start=start,
                end=start + 5,
                status="suggested",
                method="names",
                rank=rank,
            )
    path = report.get_absolute_url()
    page = member("Curator").get(path)

    shown = page.content.decode()
    assert 'data-about="Only suggested: Abdul Malik, person; Malik Zafar, person">Malik</a>' in shown
    (name,) = page.context["suggested"]
    assert (name.text, name.times) == ("Malik", 2)
    assert [one.name for one in name.candidates] == ["Abdul Malik", "Malik Zafar"]
    for stranger in (Client(), signed_in(make_colleague("rita"))):
        assert "Zafar" not in stranger.get(path).content.decode()


def test_what_is_accepted_is_linked_before_what_is_suggested():
    report = make_article(body="Malik spoke.")
    make_mention(article=report, entity=make_person(name="Other"), text="Malik", status="suggested")
    make_mention(article=report, entity=make_person(name="Abdul Malik"), text="Malik")

    shown = member("Curator").get(report.get_absolute_url()).content.decode()

    assert "mention--person" in shown and "mention--suggested" not in shown


@pytest.mark.parametrize("group", ["Curator", "Editor"])
def test_protected_entries_are_suggested_to_nobody_on_the_site(group):
    hidden = make_person(name="Zarghun Karimi", visibility="protected")
    report = make_article(body="The headmaster spoke.")
    make_mention(article=report, entity=hidden, text="headmaster", status="suggested")

    page = member(group).get(report.get_absolute_url())

    assert page.context["suggested"] == [] and "Zarghun" not in page.content.decode()


def test_a_report_with_a_withheld_name_is_closed_to_those_who_may_not_see_it():
    make_person(name="Zarghun Karimi", visibility="protected")
    report = make_article(body="Zarghun Karimi spoke.")
    path = report.get_absolute_url()

    assert member("Curator").get(path).context["desk_bar"].is_closed
    assert "Edit" in bar_of(member("Editor"), path)


def test_an_entry_with_a_withheld_name_is_closed_to_those_who_may_not_see_it():
    make_person(name="Zarghun Karimi", visibility="protected")
    person = make_person(name="Malik", summary="A cousin of Zarghun Karimi.")

    assert member("Curator").get(person.get_absolute_url()).context["desk_bar"].is_closed


def test_the_texts_that_close_a_record_are_those_of_the_admin():
    for model, texts in desk_bar.FREE_TEXTS.items():
        shown = (
            admin.site.get_model_admin(Entity if model is not Entity else model.__subclasses__()[0])
            if model is Entity
            else admin.site.get_model_admin(model)
        )
        assert set(shown.free_text) == set(texts), model
    assert set(desk_bar.FREE_TEXTS) == {Entity, Event, Claim, Source, Story}


# Merging from a page


def test_an_entry_is_merged_with_another_and_leads_back():
    kept, other = make_person(name="Malik", slug="malik"), make_person(name="Malek", slug="malek")
    make_place(name="Malik Pass")
    editor = member("Editor")
    link = bar_of(editor, other.get_absolute_url())["Merge"]

    both = editor.get(link, {"ids": other.pk, "other": kept.pk, "from_page": other.get_absolute_url()})
    assert f"ids={other.pk},{kept.pk}" in both["Location"]
    merged = editor.post(
        both["Location"],
        {"kept": kept.pk, "reason": "the same", "value_name": kept.pk, "value_slug": kept.pk},
    )

    assert (merged.status_code, merged["Location"]) == (302, "/people/malek/")
    assert editor.get("/people/malek/", follow=True).redirect_chain[-1][0] == "/people/malik/"


def test_an_entry_is_not_merged_with_one_of_another_kind():
    person, place = make_person(name="Malik"), make_place(name="Malik Pass")

    asked = member("Editor").get(reverse("admin:merge"), {"ids": person.pk, "other": place.pk})

    assert "of the same kind" in asked.content.decode()
