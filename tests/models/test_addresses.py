"""Addresses of pages that models know."""

from __future__ import annotations

import pytest
from django.test.utils import override_script_prefix
from django.urls import reverse

from archive.models import Article, Entity, Source
from archive.models.addresses import slug_of_name


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


@pytest.mark.parametrize(
    ("headline", "slug"),
    [
        ("Талибан взял Кабул", "taliban-vzyal-kabul"),
        ("Émigré “generals” meet", "emigre-generals-meet"),
        ("!?", "report"),
        ("Islamic State branch claims the attack on a military hospital", "islamic-state-branch-claims-the-attack-on-a-military"),
        ("a" * 70, "a" * 60),
        ("x" * 60 + " and more", "x" * 60),
    ],
)  # fmt: skip
def test_the_readable_part_of_an_address_is_in_latin_letters_and_ends_at_a_word(headline, slug):
    assert Article(pk=1, headline=headline).get_absolute_url() == f"/articles/1-{slug}/"


@pytest.mark.django_db
def test_an_entry_in_another_script_has_a_slug_in_latin_letters():
    assert slug_of_name("रक्षा मंत्रालय", Entity.objects, otherwise="faction") == "raksa-mantralay"
