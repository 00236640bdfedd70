"""Addresses of pages that models know."""

from __future__ import annotations

import pytest
from django.test.utils import override_script_prefix
from django.urls import reverse

from archive.models import Article, Entity, Source


@pytest.mark.parametrize("kind", ["person", "place", "faction"])
def test_an_entity_stands_under_its_kind(kind):
    assert Entity(kind=kind, slug="a-b_1").get_absolute_url() == reverse(f"{kind}-detail", args=["a-b_1"])


def test_reports_and_sources_stand_where_reverse_says():
    assert Source(slug="digest").get_absolute_url() == reverse("source-detail", args=["digest"])
    report = Article(pk=12, headline="Truce & peace {0}")
    assert report.get_absolute_url() == reverse("article-detail", args=[12, "truce-peace-0"])


def test_they_stand_below_the_path_that_the_archive_is_served_at():
    place = Entity(kind="place", slug="kabul")
    assert place.get_absolute_url() == "/places/kabul/"
    with override_script_prefix("/archive/"):
        assert place.get_absolute_url() == "/archive/places/kabul/"
    assert place.get_absolute_url() == "/places/kabul/"
