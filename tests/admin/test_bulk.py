"""Selections of any size: published, withdrawn, taken back to draft and deleted, at once or in the background."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import UUID

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from archive.admin import bulk, bulk_jobs
from archive.models import Article, Batch, BulkChange, Entity, SearchRecord, Source
from tests.admin.conftest import make_colleague, signed_in
from tests.admin.forms import change, messages_on
from tests.factories import make_article, make_mention, make_person, make_place, make_source

pytestmark = pytest.mark.django_db

REPORTS = "admin:archive_article_changelist"


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch):
    monkeypatch.setattr(bulk, "BATCH_SIZE", 5)
    monkeypatch.setattr(bulk_jobs, "BATCH_SIZE", 4)


def make_reports(number, **values):
    return [
        make_article(headline=f"Report {at}", body=f"Words of number {at}.", **values) for at in range(number)
    ]


def ask(client, action, *, of=REPORTS, query="", **posted):
    """Select everything in a list, and request an action."""
    posted = {"action": action, "select_across": "1", "_selected_action": "0", "index": "0", **posted}
    return client.post(f"{reverse(of)}{query}", posted)


def confirm(client, page, action, *, of=REPORTS, query="", **posted):
    fingerprint = page.context["selection"].fingerprint
    return ask(client, action, of=of, query=query, fingerprint=fingerprint, **posted)


def work(made):
    """Run the queued jobs, as the worker does."""
    while bulk_jobs.change_next_lot(made.pk):
        pass
    made.refresh_from_db()
    return made


def statuses():
    return sorted(Article.objects.values_list("status", flat=True))


def test_a_large_selection_is_published_in_the_background_lot_by_lot(curator):
    place = make_place(name="Riverton")
    reports = [
        make_article(headline=f"Report {at}", body="Guns in Riverton.", status="draft") for at in range(10)
    ]
    page = ask(curator, "publish_chosen", query="?status__exact=draft")
    assert "10 of 10 would be published" in page.content.decode()
    assert "in the background" in page.content.decode()
    assert statuses() == ["draft"] * 10

    answer = confirm(curator, page, "publish_chosen", query="?status__exact=draft")

    made = BulkChange.objects.get()
    assert answer.url == reverse("admin:archive_bulkchange_change", args=[made.pk])
    assert ProcrastinateJob.objects.filter(task_name="change_many_records").count() == 1
    assert bulk_jobs.change_next_lot(made.pk)
    assert (
        statuses() == ["draft"] * 6 + ["published"] * 4
    )  # a worker killed here has neither lost nor repeated anything
    assert "4 of 10" in curator.get(answer.url).content.decode()
    work(made)
    assert (made.status, made.changed_count, made.left_count) == ("finished", 10, 0)
    assert statuses() == ["published"] * 10
    assert {mention.entity for mention in reports[0].mentions.all()} == {place}
    assert SearchRecord.objects.count() == 10
    assert LogEntry.objects.filter(change_message="Published.").count() == 10


def test_thousands_are_deleted_though_a_form_holds_no_thousand_fields(editor, monkeypatch):
    """Regression: this once failed because every id was posted back."""
    monkeypatch.setattr(bulk, "BATCH_SIZE", 500)
    monkeypatch.setattr(bulk_jobs, "BATCH_SIZE", 400)
    source = make_source()
    Article.objects.bulk_create(
        Article(headline=f"Report {at}", body="Words.", source=source, uid=UUID(int=at + 1))
        for at in range(1_100)
    )
    page = ask(editor, "delete_selected")

    made_at = confirm(editor, page, "delete_selected", change_reason="entered twice")

    assert made_at.status_code == 302
    assert work(BulkChange.objects.get()).changed_count == 1_100
    assert not Article.objects.exists()
    kept = apps.get_model("archive", "ArticleEvent").objects.filter(pgh_label="deleted")
    assert kept.filter(pgh_context__metadata__reason="entered twice").count() == 1_100


def test_a_small_selection_is_changed_at_once_and_says_what_was_left(editor):
    make_reports(2)
    make_reports(1, status="draft")
    page = ask(editor, "withdraw_chosen")
    assert "2 of 3 would be withdrawn" in page.content.decode()

    without_reason = confirm(editor, page, "withdraw_chosen", change_reason="")
    assert without_reason.context["form"].errors["change_reason"]
    answer = confirm(editor, page, "withdraw_chosen", change_reason="Its source took it back.")

    said = messages_on(editor.get(answer.url))
    assert said == ["2 reports were withdrawn.", "1 left as it was: they are not published."]
    assert set(Article.objects.filter(status="withdrawn").values_list("withdrawn_reason", flat=True)) == {
        "Its source took it back."
    }
    assert not BulkChange.objects.exists()


def test_a_selection_that_is_another_by_now_is_shown_anew(editor):
    first, *_ = make_reports(3)
    page = ask(editor, "delete_selected")
    first.delete()

    answer = confirm(editor, page, "delete_selected")

    assert "has changed since you saw it: it is now 2 records" in answer.content.decode()
    assert Article.objects.count() == 2
    confirm(editor, answer, "delete_selected")
    assert not Article.objects.exists()


def test_a_selection_is_what_the_filters_of_its_list_leave(editor):
    kept, gone = make_source(name="Kept"), make_source(name="Gone")
    make_reports(2, source=kept)
    make_reports(2, source=gone)
    query = f"?source__id__exact={gone.pk}"

    confirm(editor, ask(editor, "delete_selected", query=query), "delete_selected", query=query)

    assert set(Article.objects.values_list("source", flat=True)) == {kept.pk}


def test_reports_that_were_withdrawn_do_not_come_back_with_the_others(curator):
    make_reports(1, status="draft")
    make_reports(1, status="withdrawn", withdrawn_reason="False.")
    page = ask(curator, "publish_chosen")

    confirm(curator, page, "publish_chosen")

    assert statuses() == ["published", "withdrawn"]


def test_rights_are_looked_at_again_when_the_work_is_done(curator):
    make_reports(6, status="draft")
    confirm(curator, ask(curator, "publish_chosen"), "publish_chosen")
    get_user_model().objects.get(username="anna").groups.clear()

    made = work(BulkChange.objects.get())

    assert (made.changed_count, made.left_count) == (0, 6)
    assert statuses() == ["draft"] * 6


@pytest.mark.parametrize(
    "action", ["publish_chosen", "unpublish_chosen", "withdraw_chosen", "delete_selected"]
)
def test_a_contributor_changes_nothing_in_bulk(contributor, action):
    make_reports(2)
    make_reports(1, status="draft")
    before = statuses()

    ask(contributor, action, fingerprint="x", change_reason="no")

    assert statuses() == before


def test_reports_with_protected_names_are_left_to_those_who_may_see_them(curator, editor):
    hidden = make_person(name="Anna Writer", visibility="protected")
    report = make_article(headline="Anna Writer speaks", body="Anna Writer spoke.", status="draft")
    make_mention(article=report, entity=hidden, text="Anna Writer")
    make_reports(1, status="draft")
    page = ask(curator, "publish_chosen")
    assert "Anna Writer" not in page.content.decode()

    confirm(curator, page, "publish_chosen")

    report.refresh_from_db()
    assert report.status == "draft"
    assert Article.objects.filter(status="published").count() == 1


def test_a_change_can_be_stopped_and_gone_on_with(curator, other_curator):
    make_reports(10, status="draft")
    confirm(curator, ask(curator, "publish_chosen"), "publish_chosen")
    made = BulkChange.objects.get()
    bulk_jobs.change_next_lot(made.pk)

    curator.post(reverse("admin:archive_bulkchange_stop", args=[made.pk]))
    assert not bulk_jobs.change_next_lot(made.pk)
    assert statuses().count("published") == 4
    resume = reverse("admin:archive_bulkchange_resume", args=[made.pk])
    assert other_curator.post(resume).status_code == 404
    curator.post(resume)
    assert work(made).status == "finished"
    assert statuses() == ["published"] * 10


def test_what_something_depends_on_is_left_and_the_rest_deleted(editor):
    held = make_source(name="Held")
    make_reports(1, source=held)
    for at in range(6):
        make_source(name=f"Empty {at}")
    sources = "admin:archive_source_changelist"

    confirm(editor, ask(editor, "delete_selected", of=sources), "delete_selected", of=sources)

    made = work(BulkChange.objects.get())
    assert (made.changed_count, made.left_count) == (6, 1)
    assert list(Source.objects.all()) == [held]


def test_a_few_that_something_depends_on_are_refused_with_what_it_is(editor):
    held = make_source(name="Held")
    make_reports(1, source=held)
    sources = "admin:archive_source_changelist"

    page = ask(editor, "delete_selected", of=sources)

    assert "They cannot be deleted." in page.content.decode()
    assert (
        ask(
            editor, "delete_selected", of=sources, fingerprint=page.context["selection"].fingerprint
        ).status_code
        == 403
    )
    assert Source.objects.filter(pk=held.pk).exists()


def test_people_are_deleted_in_bulk_but_not_the_protected(editor):
    for at in range(6):
        make_person(name=f"Person {at}")
    make_person(name="Hidden", visibility="protected")
    people = "admin:archive_person_changelist"

    confirm(editor, ask(editor, "delete_selected", of=people), "delete_selected", of=people)

    assert work(BulkChange.objects.get()).left_count == 1
    assert [person.name for person in Entity.objects.of_kind("person")] == ["Hidden"]
    assert Entity.objects.count() == 1


def test_an_import_offers_to_publish_withdraw_and_take_back_its_reports(editor):
    batch = Batch.objects.create(label="Import", status="finished")
    make_reports(2, batch=batch, status="draft")
    make_article(batch=batch)
    other = make_article(status="draft")
    page = editor.get(reverse("admin:archive_batch_change", args=[batch.pk]), follow=True).content.decode()
    for way in ("publish", "draft", "withdraw", "back"):
        assert reverse("admin:import_all", args=[batch.pk, way]) in page

    refused = editor.post(reverse("admin:import_all", args=[batch.pk, "withdraw"]), {"change_reason": ""})
    assert refused.status_code == 200 and not BulkChange.objects.exists()
    editor.post(reverse("admin:import_all", args=[batch.pk, "withdraw"]), {"change_reason": "A hoax"})
    work(BulkChange.objects.get())
    assert Article.objects.get(status="withdrawn").withdrawn_reason == "A hoax"

    editor.post(reverse("admin:import_all", args=[batch.pk, "back"]))
    work(BulkChange.objects.get(verb="delete"))

    assert list(Article.objects.all()) == [other]


def test_the_desk_shows_what_is_under_way(curator, other_curator):
    make_reports(6, status="draft")
    confirm(curator, ask(curator, "publish_chosen"), "publish_chosen")

    desk = reverse("admin:index")
    assert "bulk change under way" in curator.get(desk).content.decode()
    assert "bulk change under way" not in other_curator.get(desk).content.decode()
    work(BulkChange.objects.get())
    assert "bulk change under way" not in curator.get(desk).content.decode()


@pytest.mark.parametrize(("count", "words"), [(300, "300"), (10_001, "all that match, on every page")])
def test_a_list_too_long_to_be_counted_gives_no_wrong_number(count, words):
    known = {"cl": SimpleNamespace(result_count=count, result_list=[1]), "actions_selection_counter": True}

    page = render_to_string("admin/actions.html", known | {"module_name": "reports"})

    assert words in page
    assert "10001" not in page


# Back to draft


def test_whoever_published_a_report_by_mistake_takes_it_back_to_draft(curator, other_curator):
    report = make_article(status="draft", headline="Too early")
    change(curator, report, _publish="Save and publish")
    page = other_curator.get(reverse("admin:archive_article_change", args=[report.pk]))
    assert b"_unpublish" not in page.content
    change(other_curator, report, _unpublish="1")
    report.refresh_from_db()
    assert report.status == "published"

    answer = change(curator, report, _unpublish="Save and take back to draft")

    report.refresh_from_db()
    assert report.status == "draft"
    assert "It is a draft again: readers can no longer see it." in messages_on(answer)
    assert Client().get(report.get_absolute_url()).status_code == 404
    assert not SearchRecord.objects.exists()


def test_an_editor_takes_any_back_and_curators_only_their_own(curator, editor):
    own = make_article(status="draft", headline="Own")
    change(curator, own, _publish="Save and publish")
    foreign = make_article(headline="Foreign")
    page = ask(curator, "unpublish_chosen")
    assert "1 of 2 would be taken back to draft" in page.content.decode()
    confirm(curator, page, "unpublish_chosen")
    own.refresh_from_db()
    foreign.refresh_from_db()
    assert (own.status, foreign.status) == ("draft", "published")

    confirm(editor, ask(editor, "unpublish_chosen"), "unpublish_chosen", change_reason="wrong day")

    foreign.refresh_from_db()
    assert foreign.status == "draft"


def test_whoever_has_left_changes_nothing_any_more():
    client = signed_in(make_colleague("gone", group="Curator"))
    make_reports(6, status="draft")
    confirm(client, ask(client, "publish_chosen"), "publish_chosen")
    get_user_model().objects.filter(username="gone").update(is_active=False)

    made = work(BulkChange.objects.get())

    assert (made.status, made.problem) == ("stopped", bulk_jobs.GONE)
    assert statuses() == ["draft"] * 6
