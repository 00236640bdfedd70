"""Lists of the admin: exported, filtered by what is missing, and saved for the desk."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from django.contrib import admin
from django.urls import reverse

from archive.models import SavedSearch
from tests.admin.forms import messages_on
from tests.factories import make_article, make_mention, make_person, make_place, make_source

pytestmark = pytest.mark.django_db

REPORTS = "admin:archive_article_changelist"


def exported(client, model="article", query=""):
    answer = client.get(f"{reverse(f'admin:archive_{model}_export')}{query}")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def test_a_list_is_exported_as_it_is_filtered_and_no_cell_is_a_formula(curator):
    source = make_source(name="=The Herald")
    one = make_article(headline="=HYPERLINK(1)", source=source, status="draft")
    make_article(headline="Published")
    head, row = exported(curator, query="?status__exact=draft")
    assert head[:4] == ["number", "headline", "source", "date"]
    assert row[:5] == [str(one.pk), "'=HYPERLINK(1)", "'=The Herald", "undated", "draft"]
    page = curator.get(f"{reverse(REPORTS)}?status__exact=draft").content.decode()
    assert f"{reverse('admin:archive_article_export')}?status__exact=draft" in page


def test_every_list_can_be_exported(superuser):
    make_article(mentions=[make_person(), make_place()])
    exports = [
        model._meta.model_name for model, one in admin.site._registry.items() if hasattr(one, "export_view")
    ]
    assert len(exports) > 20
    for name in exports:
        assert exported(superuser, name)[0][0] == "number", name


def test_an_export_withholds_what_the_list_withholds(curator, editor):
    person = make_person(name="Zarghun Karimi", visibility="protected")
    make_person(name="Malik", summary="A cousin of Zarghun Karimi.")
    make_article(headline="Zarghun Karimi speaks", mentions=[person])
    for name in ("article", "person", "mention"):
        assert "Karimi" not in str(exported(curator, name))
    assert "Zarghun Karimi speaks" in str(exported(editor))


def test_whoever_may_not_see_a_list_may_not_export_it(contributor):
    assert contributor.get(reverse("admin:archive_batch_export")).status_code == 403


@pytest.mark.parametrize(
    ("missing", "values"), [("rights", {"rights": "mine"}), ("writer", {"byline": "Reuters"}), ("language", {"language": "fr"})]
)  # fmt: skip
def test_reports_are_filtered_by_what_is_missing(curator, missing, values):
    lacking = make_article(**dict.fromkeys(values, ""))
    make_article(**values)
    assert list(curator.get(reverse(REPORTS, query={"missing": missing})).context["cl"].result_list) == [
        lacking
    ]


def test_reports_without_a_place_are_found(curator):
    kunduz, person = make_place(), make_person()
    make_article(mentions=[kunduz])
    lacking = make_article(mentions=[person])
    refused = make_article()
    make_mention(article=refused, entity=kunduz, text="road", status="rejected")
    found = curator.get(reverse(REPORTS, query={"missing": "place"})).context["cl"].result_list
    assert set(found) == {lacking, refused}
    assert len(curator.get(reverse(REPORTS, query={"missing": "file"})).context["cl"].result_list) == 3


def test_a_search_is_saved_for_ones_own_desk(curator, other_curator):
    save = reverse("admin:save_search", args=["article"])
    answer = curator.post(
        save, {"label": "Undated drafts", "query": "dated=none&status__exact=draft"}, follow=True
    )
    assert "is now on your desk" in messages_on(answer)[0]
    (saved,) = curator.get(reverse("admin:index")).context["saved"]
    assert (saved.label, saved.url) == (
        "Undated drafts",
        f"{reverse(REPORTS)}?dated=none&status__exact=draft",
    )
    assert other_curator.get(reverse("admin:index")).context["saved"] == []
    assert other_curator.post(saved.forget_url).status_code == 404
    curator.post(saved.forget_url)
    assert not SavedSearch.objects.exists()


def test_a_search_of_a_list_that_one_may_not_see_is_not_saved(contributor):
    assert (
        contributor.post(
            reverse("admin:save_search", args=["batch"]), {"label": "x", "query": ""}
        ).status_code
        == 403
    )
    assert contributor.post(reverse("admin:save_search", args=["nothing"]), {"label": "x"}).status_code == 404
    contributor.post(reverse("admin:save_search", args=["article"]), {"label": " ", "query": ""})
    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize("query", ["colour=red", "status__exact=draft&batch=x"])
def test_an_address_that_a_list_does_not_know_says_so(curator, query):
    make_article()
    address = reverse("admin:archive_article_changelist")
    answer = curator.get(f"{address}?{query}", follow=True)
    wrong = query.split("&")[-1]
    assert f"This list cannot be narrowed by “{wrong}”: all of it is shown." in messages_on(answer)
    assert answer.context["cl"].result_count == 1
    exported = curator.get(f"{reverse('admin:archive_article_export')}?{query}", follow=True)
    assert f"“{wrong}”" in messages_on(exported)[0]
