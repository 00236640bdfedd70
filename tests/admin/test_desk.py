"""The desk: what waits, counted as the lists count it; imports in words; what others did; what one may do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from archive.admin.outcomes import outcome_of
from archive.hosting.environment import Contact
from archive.matching.duplicates import compare_pending
from archive.matching.link import link
from archive.models import Article, Batch, Fingerprint, Step, Story
from tests.admin.forms import change, messages_on
from tests.factories import (
    make_article,
    make_claim,
    make_mention,
    make_name,
    make_passage,
    make_person,
    make_place,
    make_source,
)

pytestmark = pytest.mark.django_db


def desk(client):
    return client.get(reverse("admin:index")).context


def waiting(client):
    return {task.label: task for task in desk(client)["tasks"]}


def listed(client, address):
    """Return how many rows the page at an address lists, over all its pages."""
    context = client.get(address).context
    if "cl" in context:
        return context["cl"].result_count
    return context["page"].paginator.count if "page" in context else len(context["names"])


@pytest.fixture
def work():
    """Give something of each kind to do, more of it than one, and things that are no work beside it."""
    source, place = make_source(name="Frontier Post"), make_place(name="Andkhoy")
    make_source(name="The Frontier Posts")
    make_article(mentions=[place], date_edtf="1997", source=source)  # nothing is missing
    for name in ("Abdul Malik", "Malik Zafar"):
        make_name(entity=make_person(name=name), text="Malik")
    shared = [
        make_article(body="Malik and Malik spoke in Andkhoy and Shirin Tagab.", source=source)
        for _ in range(2)
    ]
    link(articles=shared)
    passage = make_passage(article=shared[0], words="Malik and Malik spoke")
    make_claim(rule="control", status="suggested", passages=[passage])
    make_person(name="Rasul Pahlawan", names=["Rasoul Pahlawan"])
    make_person(name="Rasoul Pahlavan", names=["Rasul Pahlawan"])
    compare_pending()
    one, two, same = (
        make_article(story=story, source=source, mentions=[place], date_edtf="1998")
        for story in 2 * [Story.objects.create()] + [Story.objects.create()]
    )
    make_article(story=same.story, source=source, mentions=[place], date_edtf="1998")
    for article, words in ((one, "a"), (two, "b"), (same, "c"), (same.story.articles.last(), "c")):
        Fingerprint.objects.update_or_create(article=article, defaults={"text_hash": words})
    batch = Batch.objects.create(
        label="Wire", status="running", read_count=9, created_count=5, rejected_count=4,
        errors=[{"file": "wire.csv", "line": line, "reason": "holds no text"} for line in (4, 7)],
    )  # fmt: skip
    batch.status = "finished"
    batch.save()
    for number in range(3):
        make_article(status="draft", batch=batch, headline=f"Draft {number}", source=source)
    Batch.objects.create(label="Clean", status="finished", read_count=9, created_count=9)
    long_ago = timezone.now() - timedelta(days=40)
    Batch.objects.create(label="Old", status="finished", rejected_count=9, started_at=long_ago)


LABELS = {
    "name to review": 1,
    "name left over": 1,
    "possible duplicate": 1,
    "pair of sources that may be one": 1,
    "group of copies that differ": 1,
    "drafts": 3,
    "undated reports": 2,
    "claim to review": 1,
    "refusals": 2,
}


def test_every_number_on_the_desk_is_that_of_the_list_it_leads_to(editor, work):
    make_article(date_edtf="1999")  # without a place, and naming nobody
    tasks = waiting(editor)
    for label, number in LABELS.items():
        assert label in tasks, sorted(tasks)
        assert tasks[label].number == number, label
    for label, task in tasks.items():
        assert listed(editor, task.url) == task.number, label
    assert {"report without a place", "report that names nobody"} <= set(tasks)


def test_numbers_agree_for_a_curator_who_may_not_see_protected_entries(curator, work):
    hidden = make_place(name="Hidden", visibility="protected")
    make_article(mentions=[hidden], date_edtf="1999")
    make_article(mentions=[make_place(name="Not yet", visibility="draft")], date_edtf="1999")
    tasks = waiting(curator)
    for label, task in tasks.items():
        assert listed(curator, task.url) == task.number, label
    assert tasks["report without a place"].number == 1
    assert "refusals" not in tasks


def test_numbers_agree_for_a_contributor(contributor, work):
    carla = User.objects.get(username="carla")
    make_article(status="draft", entered_by=carla)
    tasks = waiting(contributor)
    assert {label: task.number for label, task in tasks.items()} == {"draft": 1}
    assert listed(contributor, f"{tasks['draft'].url}") == 1


def test_what_is_missing_is_found_among_drafts_too(curator):
    place = make_place()
    kept = {make_article(status="draft").pk, make_article().pk}
    make_article(status="draft", mentions=[place], date_edtf="1997")
    make_article(mentions=[place], date_edtf="1997")
    for query in ("dated=none", "missing=place", "linked=none"):
        address = f"{reverse('admin:archive_article_changelist')}?{query}"
        rows = curator.get(address).context["cl"].result_list
        assert {row.pk for row in rows} == kept, query


def test_a_desk_with_nothing_to_do_says_so(curator):
    page = curator.get(reverse("admin:index")).content.decode()
    assert "Nothing waits for you." in page


def test_more_than_a_thousand_are_not_counted(curator, monkeypatch):
    monkeypatch.setattr("archive.admin.tasks.MAX_COUNTED", 2)
    for _ in range(4):
        make_article(status="draft")
    assert waiting(curator)["drafts"].count == "2+"


def test_copies_that_a_curator_keeps_no_longer_wait(curator, work):
    task = waiting(curator)["group of copies that differ"]
    (story,) = curator.get(task.url).context["cl"].result_list
    answer = curator.post(task.url, {"action": "confirm_chosen", "_selected_action": [story.pk]}, follow=True)
    assert "1 group is kept as they are. “My day” can take it back." in messages_on(answer)
    assert "group of copies that differ" not in waiting(curator)
    assert set(story.articles.values_list("story_decided", flat=True)) == {True}
    assert Step.objects.latest("id").verb == "copies"


def differing_groups(number):
    for _ in range(number):
        story = Story.objects.create()
        for words in "ab":
            Fingerprint.objects.create(article=make_article(story=story), text_hash=words)
    same, decided = Story.objects.create(), Story.objects.create()
    for words in "ab":
        Fingerprint.objects.create(article=make_article(story=same), text_hash="a")
        report = make_article(story=decided, story_decided=True)
        Fingerprint.objects.create(article=report, text_hash=words)


def test_groups_of_copies_are_listed_with_their_size_by_as_many_statements_however_many_there_are(curator):
    address = f"{reverse('admin:archive_story_changelist')}?words=differ"
    statements = []
    for number in (1, 5):
        differing_groups(number)
        curator.get(address)
        with CaptureQueriesContext(connection) as asked:
            page = curator.get(address)
        statements.append(len(asked))
    assert statements[0] == statements[1]
    assert [(story.size, story.articles.count()) for story in page.context["cl"].result_list] == [(2, 2)] * 6


# Imports


def test_imports_are_told_in_words_with_their_drafts(editor, work):
    clean, wire = [one for one in desk(editor)["imports"] if one.label in ("Clean", "Wire")]
    assert (wire.outcome, wire.drafts) == ("5 added and 4 refused", "3")
    assert listed(editor, wire.drafts_url) == 3
    assert (clean.outcome, clean.drafts) == ("9 added", "")
    page = editor.get(reverse("admin:index")).content.decode()
    assert "5 added and 4 refused." in page and "3 still drafts" in page


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        ({"status": "waiting"}, "waits for the worker"),
        ({"status": "running", "read_count": 7, "created_count": 7}, "is running: 7 added so far"),
        (
            {"status": "interrupted", "read_count": 6061, "created_count": 6000, "duplicate_count": 61},
            "was interrupted after 6,061 records: 6,000 added and 61 already there",
        ),
        ({"status": "finished", "read_count": 2}, "nothing in it was new"),
        ({"status": "finished"}, "nothing was read"),
        (
            {"status": "finished", "read_count": 2, "created_count": 2, "options": {"dry_run": True}},
            "a trial, nothing was written: 2 added",
        ),
    ],
)
def test_an_outcome_is_a_sentence(values, outcome):
    assert outcome_of(Batch(label="x", **values)) == outcome


def test_a_contributor_sees_imports_of_their_own_and_no_paste(contributor, curator):
    carla, anna = (User.objects.get(username=name) for name in ("carla", "anna"))
    for user in (carla, anna):
        Batch.objects.create(label=f"of {user}", user=user, status="finished", read_count=3, created_count=3)
    make_article(status="draft", entered_by=carla)
    Batch.objects.filter(label="A paste").update(read_count=1)
    assert [shown.label for shown in desk(contributor)["imports"]] == ["of carla"]
    assert desk(curator)["imports"] == []


# What others did


def test_the_desk_shows_what_others_did_and_counts_what_i_did(curator, other_curator, contributor):
    article = make_article(headline="Before")
    change(curator, article, headline="After", change_reason="misread")
    (step,) = desk(other_curator)["steps"]
    assert "After" in str(step)
    page = other_curator.get(reverse("admin:index")).content.decode()
    assert "Anna Kay" in page and "misread" in page
    assert reverse("admin:merge_made", args=[step.pk]) in page
    own = desk(curator)
    assert (own["steps"], own["own_today"]) == ([], 1)
    change(curator, make_article(status="draft", headline="Secret draft"), note="x")
    assert [str(step) for step in desk(contributor)["steps"]] == [str(step)]


def test_decisions_on_names_are_shown_too(curator, other_curator):
    malik = make_person(name="Malik")
    malik.names.update(ambiguous=True)
    article = make_article(body="Malik spoke.")
    make_mention(article=article, entity=malik, text="Malik", method="names", status="suggested")
    key = f"{article.pk}-body-0"
    curator.post(reverse("admin:review"), {"place": key, f"choice-{key}": malik.pk})
    (step,) = desk(other_curator)["steps"]
    assert str(step).startswith("“Malik”")


# What one may do


def test_everybody_is_told_what_they_may_do_and_whom_to_ask(contributor, curator, editor, settings):
    settings.ARCHIVE_CONTACT = Contact("desk@archive.example", "mailto:desk@archive.example")
    rights = {
        name: desk(client)["rights"] for name, client in (("c", contributor), ("k", curator), ("e", editor))
    }
    assert len(rights["c"].may) == 1
    assert [group for group, _ in rights["c"].others] == ["Curator", "Editor"]
    assert [group for group, _ in rights["k"].others] == ["Editor"]
    assert rights["e"].others == []
    page = contributor.get(reverse("admin:index")).content.decode()
    assert "Enter reports, correct and discard your own drafts, and add sources." in page
    assert "mailto:desk@archive.example" in page
    assert Article.objects.count() == 0
