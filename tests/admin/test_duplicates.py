"""Entries and sources that may be the same."""

from __future__ import annotations

import pytest
from django.urls import reverse

from archive.curation.merge import merge
from archive.matching.duplicates import compare_entries, compare_pending
from archive.models import Apart, ApartSources, Entity, ExternalId, LikelyPair, PendingComparison
from tests.admin.forms import messages_on
from tests.factories import make_article, make_name, make_person, make_place, make_source

pytestmark = pytest.mark.django_db
ADDRESS = "admin:duplicates"


def page(client, **params):
    return client.get(reverse(ADDRESS), params)


def pairs(response):
    return [{str(record) for record in pair.records} for pair in response.context["pairs"]]


@pytest.fixture
def doubles():
    """Give two people whose names are spellings of one, and somebody else."""
    return (
        make_person(name="Abdul Rashid Dostum"),
        make_person(name="Abdur Rashid Dostam"),
        make_person(name="Ismail Khan"),
    )


def test_entries_with_names_alike_are_shown_side_by_side_with_the_reason(curator, doubles):
    make_place(name="Abdul Rashid Dostum")
    friend = make_person(name="Rasul Pahlawan")
    for one in doubles[:2]:
        make_article(mentions=[one, friend])

    (pair,) = page(curator).context["pairs"]

    assert {str(record) for record in pair.records} == {"Abdul Rashid Dostum", "Abdur Rashid Dostam"}
    assert (
        "“Abdul Rashid Dostum” and “Abdur Rashid Dostam”:" in pair.reason
        or "“Abdur Rashid Dostam” and" in pair.reason
    )
    assert pair.companions == ["Rasul Pahlawan"]
    assert pairs(page(curator, kind="place")) == [] and len(pairs(page(curator, kind="person"))) == 1
    assert f"ids={doubles[0].pk},{doubles[1].pk}" in pair.merge_url


def test_a_short_form_that_two_share_does_not_make_them_one(curator):
    for name in ("Abdul Malik Pahlawan", "Malik Zafar"):
        make_name(entity=make_person(name=name), text="Malik")
    assert pairs(page(curator)) == []


def test_one_identifier_written_in_two_ways_makes_a_pair(curator, doubles):
    ExternalId.objects.create(entity=doubles[0], scheme="wikidata", value="Q123")
    ExternalId.objects.create(
        entity=doubles[2], scheme="wikidata", value="https://www.wikidata.org/wiki/q123"
    )
    (first, _) = page(curator).context["pairs"]
    assert first.reason == "the same identifier: Wikidata Q123" or "q123" in first.reason


def test_they_are_compared_again_when_names_change_and_not_otherwise(curator, doubles):
    page(curator)
    assert not PendingComparison.objects.exists() and LikelyPair.objects.count() == 1
    doubles[1].name = "Rahim Wardak"
    doubles[1].save()
    doubles[1].names.exclude(text="Rahim Wardak").delete()
    assert list(PendingComparison.objects.values_list("pk", flat=True)) == [doubles[1].pk]
    assert pairs(page(curator)) == []


def test_what_waits_is_compared_by_the_worker(doubles):
    assert compare_pending(limit=1) == 2
    compare_entries.func()
    assert not PendingComparison.objects.exists() and LikelyPair.objects.count() == 1


def test_not_the_same_is_remembered_and_can_be_undone(curator, other_curator, doubles):
    value = f"{doubles[0].pk}-{doubles[1].pk}"
    page(curator)
    answer = curator.post(reverse(ADDRESS), {"apart": value}, follow=True)
    assert "Abdul Rashid Dostum is not Abdur Rashid Dostam." in messages_on(answer)[0]
    make_name(entity=doubles[0], text="Dostam")
    assert pairs(page(curator)) == [], "though they are compared again"
    told = messages_on(other_curator.post(reverse(ADDRESS), {"apart": value}, follow=True))
    assert told == ["Somebody has already told Abdul Rashid Dostum and Abdur Rashid Dostam apart."]

    curator.post(reverse(ADDRESS), {"undo": "1"})
    assert len(pairs(page(curator))) == 1 and not Apart.objects.exists()


def test_what_one_is_not_holds_for_what_it_is_merged_into(doubles):
    kept = make_person(name="Rashid Dostum")
    Apart.objects.create(one=doubles[0], other=doubles[2])
    merge(kept=kept, others=[doubles[0]], user=None, reason="one man", choices={})
    assert [(pair.one, pair.other) for pair in Apart.objects.all()] == [(doubles[2], kept)]


def test_sources_alike_are_found_too(curator):
    one, other = make_source(name="Kabul Morning Post"), make_source(name="Kabul Morning-Post")
    make_source(name="Herat Gazette")
    assert pairs(page(curator, kind="source")) == [{one.name, other.name}]
    curator.post(f"{reverse(ADDRESS)}?kind=source", {"apart": f"{one.pk}-{other.pk}"})
    assert pairs(page(curator, kind="source")) == [] and ApartSources.objects.count() == 1


def test_protected_entries_and_those_without_rights_are_kept_out(curator, contributor, editor, doubles):
    Entity.objects.filter(pk=doubles[1].pk).update(visibility="protected")
    assert pairs(page(editor)) and pairs(page(curator)) == []
    curator.post(reverse(ADDRESS), {"apart": f"{doubles[0].pk}-{doubles[1].pk}"})
    assert not Apart.objects.exists()
    assert page(contributor).status_code == 403
    assert contributor.post(reverse(ADDRESS), {"apart": "1-2"}).status_code == 403
    for odd in ("", "x", "1", "1-1", "9999999999-1"):
        assert curator.post(reverse(ADDRESS), {"apart": odd}).status_code == 303


def test_a_page_of_pairs_asks_no_more_than_its_pairs_need(editor, django_assert_max_num_queries):
    for number in range(12):
        make_person(name=f"Abdul Rashid Number{number}", slug=f"a{number}")
    compare_pending()
    with django_assert_max_num_queries(60):
        assert page(editor).status_code == 200
