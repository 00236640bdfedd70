"""Merging sources."""

from __future__ import annotations

import pytest

from archive.curation.differences import MergeError
from archive.curation.merge_sources import merge_sources
from archive.ingest.sources import SourceBook, add_source
from archive.models import Article, BoilerplateRule, PastSource, Source
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db


def make_one(kept, *others, numbers="", **choices):
    return merge_sources(
        kept=kept, others=others, user=None, reason="one paper", choices=choices, numbers=numbers
    )


def test_reports_rules_and_addresses_move():
    kept, other = make_source(slug="herald"), make_source(slug="the-herald", country="GB", kind="newspaper")
    make_article(source=other, source_ref="1")
    BoilerplateRule.objects.create(source=other, kind="line", text="Print")
    PastSource.objects.create(source=other, slug="old-herald", name="Old Herald")
    result = make_one(kept, other)
    assert (result.reports, result.renumbered, result.rules) == (1, 0, 1)
    kept.refresh_from_db()
    assert (kept.country, kept.articles.count(), kept.boilerplate_rules.count()) == ("GB", 1, 1)
    assert Source.objects.at("the-herald") == Source.objects.at("old-herald") == kept


def test_an_import_that_names_an_old_source_finds_what_it_became_part_of():
    kept, other = make_source(name="Herald"), make_source(name="The Herald", slug="the-herald")
    make_one(kept, other)
    assert SourceBook().find("the herald") == SourceBook().find("the-herald") == kept
    assert add_source("The Herald") == kept
    assert Source.objects.called("The Herald") == [kept]


def test_what_differs_has_to_be_decided():
    kept, other = make_source(kind="newspaper"), make_source(kind="agency")
    with pytest.raises(MergeError, match="Kind"):
        make_one(kept, other)
    result = make_one(kept, other, kind=other.pk)
    kept.refresh_from_db()
    assert kept.kind == "agency"
    assert result.told == [f"Kind of {kept}: “newspaper”"]


@pytest.mark.parametrize(
    ("numbers", "left"), [("mark", ["1", "2", "other/1", "third/1"]), ("drop", ["", "", "1", "2"])]
)
def test_numbers_that_would_stand_twice_are_decided(numbers, left):
    kept, other, third = make_source(), make_source(slug="other"), make_source(slug="third")
    for source, number in ((other, "1"), (kept, "1"), (third, "1"), (third, "2")):
        make_article(source=source, source_ref=number)
    with pytest.raises(MergeError, match="the same number"):
        make_one(kept, other, third)
    assert Source.objects.count() == 3
    assert make_one(kept, other, third, numbers=numbers).renumbered == 2
    assert sorted(Article.objects.values_list("source_ref", flat=True)) == left


def test_it_refuses_without_a_reason_and_what_is_gone():
    kept, other = make_source(), make_source()
    with pytest.raises(MergeError, match="Say why"):
        merge_sources(kept=kept, others=[other], user=None, reason=" ")
    with pytest.raises(MergeError, match="at least two"):
        make_one(kept, kept)
    Source.objects.filter(pk=other.pk).delete()
    with pytest.raises(MergeError, match="no longer exists"):
        make_one(kept, other)


def test_a_changed_address_leads_on(client):
    source = make_source(slug="old")
    make_article(source=source)
    Source.objects.filter(pk=source.pk).update(slug="new")
    answer = client.get("/sources/old/")
    assert (answer.status_code, answer.url) == (301, "/sources/new/")
    Source.objects.filter(pk=source.pk).update(slug="old")
    assert client.get("/sources/old/").status_code == 200
    assert not PastSource.objects.filter(slug="old").exists()


def test_it_moves_everything_that_points_to_a_source():
    pointing = {
        (relation.related_model.__name__, relation.field.name)
        for relation in Source._meta.related_objects
        if not relation.related_model.__name__.endswith("Event")
    }
    assert pointing == {("Article", "source"), ("BoilerplateRule", "source"), ("PastSource", "source")}
