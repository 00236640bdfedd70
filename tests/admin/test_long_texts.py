"""Texts too long to clean while somebody waits are cleaned by the worker, and their state is shown."""

from __future__ import annotations

import pytest
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from archive.ingest import single
from archive.ingest.jobs import clean_long_text
from archive.ingest.raw import RawArticle
from archive.models import Article, Capture, LongText
from tests.admin.conftest import make_colleague, signed_in
from tests.factories import make_source

pytestmark = pytest.mark.django_db

PASTE = "admin:archive_article_paste"
PARAGRAPH = (
    "Shells fell on the bazaar of the river town for a third night, and families who had cellars shared them."
)


def long_text(**said):
    paragraphs = [f"{PARAGRAPH} It was night {number}." for number in range(single.MAX_TEXT // 100)]
    return "\n\n".join(["Third month of shelling in river town", *paragraphs])


def paste(client, text, **said):
    source = make_source(name="The Herald")
    return client.post(reverse(PASTE), {"text": text, "source": source.pk, **said})


def work():
    """Run the queued jobs, as the worker does."""
    for job in ProcrastinateJob.objects.filter(task_name="clean_long_text"):
        clean_long_text(**job.args)


def test_a_long_text_is_cleaned_in_the_background_and_kept_as_a_draft(contributor):
    answer = paste(contributor, long_text(), published="9 August 1998")

    text = LongText.objects.get()
    assert answer.url == reverse("admin:archive_longtext_change", args=[text.pk])
    page = contributor.get(answer.url).content.decode()
    assert "This is long, so it is cleaned in the background and saved as a draft." in page
    assert "Reload this page" in page
    assert not Article.objects.exists()

    work()
    work()  # a job run twice does nothing the second time

    article = Article.objects.get()
    assert (article.status, article.headline) == ("draft", "Third month of shelling in river town")
    assert (article.date_edtf, article.batch.user.username) == ("1998-08-09", "carla")
    text.refresh_from_db()
    assert (text.state, text.article, bytes(text.content)) == ("kept", article, b"")
    assert bytes(Capture.objects.get().content) == long_text().encode()
    page = contributor.get(answer.url).content.decode()
    assert reverse("admin:archive_article_change", args=[article.pk]) in page


def test_the_same_long_text_again_leads_to_the_report_that_is_there(contributor):
    paste(contributor, long_text())
    work()
    source = Article.objects.get().source
    contributor.post(reverse(PASTE), {"text": long_text(), "source": source.pk})
    work()

    assert Article.objects.count() == 1
    assert [text.state for text in LongText.objects.order_by("pk")] == ["kept", "present"]


def test_a_long_text_in_which_no_report_is_says_so(contributor):
    paste(contributor, "<html><body>" + "<br>" * (single.MAX_TAGS + 1))
    work()

    text = LongText.objects.get()
    assert (text.state, text.article) == ("refused", None)
    assert text.reason
    assert text.reason in contributor.get(
        reverse("admin:archive_longtext_change", args=[text.pk])
    ).content.decode().replace("&#x27;", "'")


def test_one_sees_ones_own_and_editors_all(contributor, editor):
    paste(contributor, long_text())
    address = reverse("admin:archive_longtext_change", args=[LongText.objects.get().pk])

    assert editor.get(address).status_code == 200
    other = signed_in(make_colleague("other", group="Contributor"))
    assert other.get(address).status_code == 302  # to the desk, as for a page that does not exist


@pytest.mark.parametrize(
    ("raw", "long"),
    [
        (RawArticle(text="a" * single.MAX_TEXT), False),
        (RawArticle(text="a" * (single.MAX_TEXT + 1)), True),
        (RawArticle(html="<p>" * single.MAX_TAGS), False),
        (RawArticle(html="<p>" * (single.MAX_TAGS + 1)), True),
        (RawArticle(html="<p>" + "a" * single.MAX_PAGE), True),
    ],
)
def test_what_is_long_is_told_by_its_characters_and_tags(raw, long):
    assert single.is_long(raw) is long


def test_what_is_too_large_for_a_form_is_refused_with_what_to_do(contributor, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000

    answer = paste(contributor, "a" * 2_000)

    assert answer.status_code == 400
    assert "Upload a long text as a file" in answer.content.decode()
