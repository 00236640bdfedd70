"""Publish, withdraw with a reason, and what readers then see."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from archive.models import Article, SearchRecord
from tests.admin.forms import change, change_url, messages_on
from tests.factories import make_article, make_place

pytestmark = pytest.mark.django_db

LIST = "admin:archive_article_changelist"


def test_publishing_matches_names_first_and_puts_the_report_into_the_search(curator):
    mazar = make_place(name="Mazar-i-Sharif")
    draft = make_article(status="draft", body="Quiet in Mazar-i-Sharif.")
    answer = curator.post(
        reverse(LIST), {"action": "publish_chosen", "_selected_action": [draft.pk]}, follow=True
    )
    assert "1 report was published." in messages_on(answer)
    assert Article.objects.get().status == "published"
    assert [mention.entity for mention in draft.mentions.all()] == [mazar]
    assert SearchRecord.objects.filter(article=draft).exists()
    assert LogEntry.objects.filter(object_id=str(draft.pk), change_message="Published.").exists()
    assert Client().get(draft.get_absolute_url()).status_code == 200


def test_saving_and_publishing_is_one_click(curator):
    draft = make_article(status="draft")
    answer = change(curator, draft, headline="Mended", _publish="Save and publish")
    draft.refresh_from_db()
    assert (draft.headline, draft.status) == ("Mended", "published")
    assert "Readers can see it now." in messages_on(answer)


def test_withdrawing_asks_for_a_reason_that_readers_see(editor):
    article = make_article(headline="A doubtful report", body="It says too much.")
    address = f"{reverse('admin:archive_article_withdraw')}?ids={article.pk}"
    page = editor.post(address, {"ids": article.pk, "withdrawn_reason": ""})
    assert page.context["form"].errors["withdrawn_reason"]
    editor.post(address, {"ids": article.pk, "withdrawn_reason": "Its source took it back."})
    article.refresh_from_db()
    assert (article.status, article.withdrawn_reason) == ("withdrawn", "Its source took it back.")
    reader = Client().get(article.get_absolute_url())
    assert reader.status_code == 410
    assert "Its source took it back." in reader.content.decode()
    assert "It says too much." not in reader.content.decode()
    assert not SearchRecord.objects.exists()
    (step,) = editor.get(reverse("admin:archive_article_history", args=[article.pk])).context["steps"]
    assert step.why == "Its source took it back."


def test_the_headline_is_withdrawn_too_if_an_editor_says_so(editor):
    article = make_article(headline="A libel")
    address = f"{reverse('admin:archive_article_withdraw')}?ids={article.pk}"
    assert "Withdraw headline, source and date too" in editor.get(address).content.decode()
    editor.post(address, {"ids": article.pk, "withdrawn_reason": "It is one.", "with_headline": "on"})
    article.refresh_from_db()
    assert article.withdrawn_with_headline
    for address in (f"/articles/{article.pk}/", article.get_absolute_url()):
        response = Client().get(address)
        assert response.status_code == 410
        assert "libel" not in response.content.decode().replace(address, "")


def test_a_withdrawn_report_can_be_published_again(editor):
    article = make_article(status="withdrawn", withdrawn_reason="A mistake")
    change(editor, article, _publish="Save and publish again")
    article.refresh_from_db()
    assert (article.status, article.withdrawn_reason) == ("published", "")


def test_save_and_withdraw_saves_first(editor):
    article = make_article()
    answer = change(editor, article, headline="Mended", _withdraw="1")
    assert Article.objects.get().headline == "Mended"
    assert answer.redirect_chain[-1][0] == f"{reverse('admin:archive_article_withdraw')}?ids={article.pk}"


def test_only_published_reports_can_be_withdrawn(editor):
    draft = make_article(status="draft")
    answer = editor.post(
        reverse(LIST), {"action": "withdraw_chosen", "_selected_action": [draft.pk]}, follow=True
    )
    assert "None of them can be withdrawn: they are not published." in answer.content.decode()
    editor.post(reverse("admin:archive_article_withdraw"), {"ids": draft.pk, "withdrawn_reason": "x"})
    assert Article.objects.get().status == "draft"


@pytest.mark.parametrize("ids", ["", "x", "999999999999999", "1,,2", "-1"])
def test_odd_addresses_of_the_withdrawal_are_no_failure(editor, ids):
    assert editor.get(reverse("admin:archive_article_withdraw"), {"ids": ids}).status_code == 200


def test_the_buttons_fit_the_status(editor, curator):
    draft, published = make_article(status="draft"), make_article()
    assert "Save and publish" in curator.get(change_url(draft)).content.decode()
    assert "Preview" in curator.get(change_url(draft)).content.decode()
    assert "Save and withdraw" in editor.get(change_url(published)).content.decode()
    assert "Save and withdraw" not in curator.get(change_url(published)).content.decode()
