"""Variant words: what the database refuses, and what every archive starts with."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from archive.models import VariantWords
from archive.reference.variant_words import shipped

pytestmark = pytest.mark.django_db


def test_every_archive_starts_with_some_hundreds():
    rows = list(shipped())
    assert VariantWords.objects.count() == len(rows) > 300
    assert VariantWords.objects.get(word="mujahideen").others[0] == "mujahedin"


def test_a_word_is_in_one_entry_unless_one_of_them_is_shared():
    with pytest.raises(IntegrityError, match="already belongs to"), transaction.atomic():
        VariantWords.objects.create(word="preacher", others=["Mulla"])
    shared = VariantWords.objects.create(word="preacher", others=["Mulla"], shared=True)
    assert shared.keys == [] and VariantWords.objects.get(pk=shared.pk).keys == ["preacher", "mulla"]
    shared.shared = False
    with pytest.raises(IntegrityError), transaction.atomic():
        shared.save()


@pytest.mark.parametrize(
    ("word", "others", "said"),
    [
        ("preacher", ["mulla"], "“mulla” already belongs to “mullah"),
        ("preacher", ["preacher"], "is given twice"),
        ("preacher", ["--"], "no letters"),
        ("preacher", ["a b c d"], "more than 3 words"),
    ],
)
def test_a_curator_is_told_what_to_do(word, others, said):
    with pytest.raises(ValidationError, match=said):
        VariantWords(word=word, others=others).full_clean()


def test_an_entry_has_history():
    entry = VariantWords.objects.get(word="fall")
    entry.others = ["fell"]
    entry.save()
    assert [event.pgh_label for event in entry.events.order_by("pgh_id")] == ["added", "changed"]
