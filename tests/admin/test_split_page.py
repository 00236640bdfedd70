"""The page on which an entry is split."""

from __future__ import annotations

import pytest
from django.urls import reverse

from archive.models import Entity
from tests.two_in_one import make_two_in_one

pytestmark = pytest.mark.django_db


@pytest.fixture
def malik():
    return make_two_in_one()


def test_passages_are_chosen_by_period_and_source(editor, malik):
    address = reverse("admin:split", args=[malik.pk])
    assert editor.get(address).context["count"] == 4
    assert editor.get(address, {"period": "1997"}).context["count"] == 2
    post = malik.mentions.get(text="Malik Pahlawan").article.source_id
    assert editor.get(address, {"source": post}).context["count"] == 2
    assert editor.get(address, {"period": "no day"}).context["count"] == 0

    answer = editor.post(
        f"{address}?period=2010", {"name": "Zafar", "scope": "matching", "reason": "two men"}, follow=True
    )

    assert Entity.objects.get(name="Zafar").mentions.count() == 2
    assert "take it back" in answer.content.decode()
    refused = editor.post(address, {"name": "Zafar", "scope": "chosen", "reason": "two men"})
    assert "Choose at least one name or passage" in refused.content.decode()


def test_only_those_who_may_merge_may_split(curator, malik):
    assert curator.get(reverse("admin:split", args=[malik.pk])).status_code == 403


def test_what_is_not_there_cannot_be_split(editor, malik):
    assert editor.get(reverse("admin:split", args=[999_999])).status_code == 404
    page = editor.get(reverse("admin:archive_person_change", args=[malik.pk])).content.decode()
    assert reverse("admin:split", args=[malik.pk]) in page
