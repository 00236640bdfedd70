"""Variant words in the admin."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from archive.models import VariantWords

pytestmark = pytest.mark.django_db
CHANGES = reverse("admin:archive_variantwords_changelist")


def test_a_curator_adds_changes_and_deletes_an_entry(curator):
    given = {"word": "preacher", "others": "khatib, khateeb", "kind": "transliteration", "note": ""}
    curator.post(reverse("admin:archive_variantwords_add"), given)
    entry = VariantWords.objects.get(word="preacher")
    assert entry.others == ["khatib", "khateeb"]
    page = reverse("admin:archive_variantwords_change", args=[entry.pk])
    refused = curator.post(page, given | {"others": "mulla"})
    assert "already belongs to" in refused.content.decode()
    version = re.search(r'name="seen_version" value="([^"]*)"', curator.get(page).content.decode())[1]
    curator.post(
        page, given | {"others": "khatib", "change_reason": "one is enough", "seen_version": version}
    )
    entry.refresh_from_db()
    assert entry.others == ["khatib"]
    assert (
        "one is enough"
        in curator.get(reverse("admin:archive_variantwords_history", args=[entry.pk])).content.decode()
    )
    curator.post(reverse("admin:archive_variantwords_delete", args=[entry.pk]), {"post": "yes"})
    assert not VariantWords.objects.filter(word="preacher").exists()


def test_the_list_is_searched_by_any_form(curator):
    assert "mullah" in curator.get(CHANGES, {"q": "molla"}).content.decode()


def test_a_contributor_may_only_look(contributor):
    entry = VariantWords.objects.get(word="fall")
    page = reverse("admin:archive_variantwords_change", args=[entry.pk])
    assert contributor.get(page).status_code == 200
    assert contributor.post(page, {"word": "fall", "others": "fell"}).status_code == 403
