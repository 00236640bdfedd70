"""Fields of many records edited at once, as one step that can be taken back."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from archive.admin import bulk, bulk_jobs
from archive.curation.bulk_edit import edit_records
from archive.models import Article, BulkChange, Entity, Step
from tests.admin.conftest import make_colleague
from tests.admin.test_bulk import ask, work
from tests.admin.test_my_day import back
from tests.curation.states import assert_same, state
from tests.factories import make_article, make_place, make_source

pytestmark = pytest.mark.django_db

REPORTS = "admin:archive_article_changelist"


def edit(client, *, of=REPORTS, query="", **values):
    """Select everything in a list, look at the page that asks, and set values there."""
    page = ask(client, "edit_many", of=of, query=query)
    sent = {"fingerprint": page.context["selection"].fingerprint, **values}
    return ask(client, "edit_many", of=of, query=query, **sent)


def test_reports_get_a_source_and_a_language_as_one_step_that_goes_back(curator):
    old, new = make_source(name="The Herald"), make_source(name="The Times")
    for _ in range(3):
        make_article(source=old, language="en")
    make_article(source=new, language="fr")
    before = state()
    page = ask(curator, "edit_many")
    row = next(row for row in page.context["rows"] if row[0].name == "source")
    assert row[1] == ([("The Herald", 3), ("The Times", 1)], 0)
    answer = edit(curator, source=new.pk, language="FR", change_reason="misfiled", follow=True)
    assert answer.status_code == 302
    assert set(Article.objects.values_list("source", "language")) == {(new.pk, "fr")}
    step = Step.objects.get()
    assert (step.verb, step.reason) == ("bulk", "misfiled")
    assert step.summary == "Edited 3 reports: source “The Times” and language “fr”"
    back(curator)
    assert_same(before, state())


def test_before_and_after_are_shown_and_nothing_is_done_yet(curator):
    source = make_source(name="The Times")
    make_article(rights="")
    make_article(rights="public domain")
    page = edit(curator, rights="public domain", source=source.pk, _look="1")
    (first, second) = page.context["changes"]
    assert (first.label, first.after) == ("Source", "The Times")
    assert (second.before, second.after) == ([("none", 1), ("public domain", 1)], "public domain")
    assert page.context["changing"] == 2
    assert not Step.objects.exists()


def test_what_cannot_take_a_value_is_left(curator):
    source = make_source()
    make_article(source=source, source_ref="7")
    clash = make_article(source_ref="7")
    twins = [make_article(source_ref="8"), make_article(source_ref="8")]
    undated, dated = make_article(), make_article(date_edtf="1998")
    edit(curator, source=source.pk, date_basis="inferred")
    moved = [row.pk for row in Article.objects.filter(source=source)]
    assert clash.pk not in moved
    assert [row.pk in moved for row in twins] == [True, False]
    dated.refresh_from_db()
    undated.refresh_from_db()
    assert (dated.date_basis, undated.date_basis) == ("inferred", "")


def test_places_get_a_type_and_a_parent_but_none_lies_in_itself(curator):
    country = make_place(name="Land")
    inner = [make_place(name="One"), make_place(name="Two", parent=country)]
    before = state()
    edit(curator, of="admin:archive_place_changelist", place_type="province", parent=country.pk)
    country.refresh_from_db()
    assert (country.parent, country.place_type) == (None, "")
    assert [place.lineage for place in Entity.objects.filter(pk__in=[row.pk for row in inner])] == [
        [country.pk]
    ] * 2
    back(curator)
    assert_same(before, state())


def test_bad_values_are_refused_and_nothing_is_changed(curator):
    make_article()
    assert edit(curator, language="english").context["form"].errors["language"]
    assert edit(curator).context["form"].non_field_errors()
    assert edit(curator, source="999999").context["form"].errors["source"]
    assert edit(curator, status="withdrawn").context["form"].errors["status"]
    assert (
        edit(curator, of="admin:archive_source_changelist", country="Narnia")
        .context["form"]
        .errors["country"]
    )
    assert not Step.objects.exists()


def test_rights_hold_for_each_record(contributor, curator, editor):
    carla = User.objects.get(username="carla")
    draft, published = make_article(status="draft", entered_by=carla), make_article()
    edit(contributor, rights="mine", status="published")
    assert set(Article.objects.values_list("pk", "rights", "status")) == {
        (draft.pk, "mine", "draft"),
        (published.pk, "", "published"),
    }
    hidden = make_place(name="Secret Ford", visibility="protected")
    page = ask(curator, "edit_many", of="admin:archive_place_changelist")
    assert hidden.pk not in page.context["selection"].ids
    child = make_place(name="Open Ford", parent=hidden)
    page = ask(curator, "edit_many", of="admin:archive_place_changelist")
    assert "Secret Ford" not in page.content.decode()
    assert (
        edit(curator, of="admin:archive_place_changelist", parent=hidden.pk).context["form"].errors["parent"]
    )
    child.refresh_from_db()
    assert child.parent == hidden


def test_thousands_are_edited_in_the_background_as_one_step(curator, monkeypatch):
    monkeypatch.setattr(bulk, "BATCH_SIZE", 500)
    source = make_source(name="The Times")
    Article.objects.bulk_create(
        Article(headline=f"Report {at}", body="Words.", source=source, uid=UUID(int=at + 1))
        for at in range(1_100)
    )
    edit(curator, rights="public domain", language="fr")
    made = BulkChange.objects.get()
    assert bulk_jobs.change_next_lot(made.pk)
    step = Step.objects.get()
    assert (
        "still being done" in curator.get(reverse("admin:merge_made", args=[step.pk])).context["refusal"].text
    )
    curator.post(reverse("admin:archive_bulkchange_stop", args=[made.pk]))
    assert not bulk_jobs.change_next_lot(made.pk)
    step.refresh_from_db()
    assert step.summary.startswith("Edited 200 reports")
    curator.post(reverse("admin:archive_bulkchange_resume", args=[made.pk]))
    assert (work(made).changed_count, made.left_count) == (1_100, 0)
    step.refresh_from_db()
    assert step.summary == "Edited 1,100 reports: language “fr” and rights “public domain”"
    assert step.rows.count() == 1_100
    back(curator, step)
    later = BulkChange.objects.get(verb="take back")
    assert (work(later).status, later.changed_count) == ("finished", 1)
    assert set(Article.objects.values_list("rights", "language")) == {("", "en")}


@pytest.mark.parametrize("number", [10, 60])
def test_a_bulk_edit_takes_as_many_statements_for_many_as_for_few(number):
    source, user = make_source(), make_colleague("anna", group="Curator")
    rows = [make_article() for _ in range(number)]
    with CaptureQueriesContext(
        connection,
    ) as done:
        edit_records(model="article", ids=[row.pk for row in rows], values={"source": source.pk}, user=user)
    assert Article.objects.filter(source=source).count() == number
    assert len([query for query in done if 'UPDATE "archive_article"' in query["sql"]]) == 1
