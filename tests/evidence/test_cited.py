"""What is cited of an entity: who sees it, in what words, with how few queries."""

from __future__ import annotations

import pytest

from archive.evidence.cited import cited_of, cited_of_each, sides_of_each
from archive.models import DatasetRow, Evidence
from tests.factories import make_article, make_faction, make_passage, make_person, make_place, make_statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(db):
    return make_person(name="Abdul Malik")


@pytest.fixture
def faction(db):
    return make_faction(name="Taliban")


def words_of(found):
    return [(one.words, str(one.other or one.statement.value)) for one in found]


def test_it_is_seen_from_either_end(person, faction):
    make_statement(subject=person, predicate="commands", object=faction, passages=["He led them."])
    other = make_faction(name="Network")
    make_statement(subject=other, predicate="part-of", object=faction, passages=["It is theirs."])
    assert words_of(cited_of(person)) == [("commands for", "Taliban")]
    assert words_of(cited_of(faction)) == [("commands for", "Abdul Malik"), ("includes", "Network")]
    assert [one.is_of_other for one in cited_of(faction)] == [True, False]
    assert words_of(cited_of(other)) == [("part of", "Taliban")]


def test_it_is_in_order_of_time_and_what_is_undated_comes_last(person, faction):
    for first_cited in ("", "1997", "1992"):
        make_statement(subject=person, object=faction, first_cited=first_cited, passages=["He was there."])
    assert [one.statement.first_cited for one in cited_of(person)] == ["1992", "1997", ""]


def test_evidence_comes_oldest_first_and_only_what_readers_may_see(person, faction):
    made = make_statement(subject=person, object=faction)
    for date in ("1998", "1997", ""):
        article = make_article(headline=date or "undated", date_edtf=date)
        Evidence.objects.create(statement=made, passage=make_passage(article=article))
    Evidence.objects.create(statement=made, passage=make_passage(article=make_article(status="draft")))
    shown = DatasetRow.objects.create(dataset="ucdp-ged", number="1")
    Evidence.objects.create(statement=made, dataset_row=shown)
    hidden = DatasetRow.objects.create(dataset="acled", number="2", is_private=True)
    Evidence.objects.create(statement=made, dataset_row=hidden)
    (one,) = cited_of(person)
    assert [str(given.passage.article if given.passage else given.dataset_row) for given in one.evidence] == [
        "1997", "1998", "undated", "ucdp-ged 1",
    ]  # fmt: skip


def test_protected_names_are_withheld_in_the_words_of_curators(person, faction):
    make_person(name="Nader Qul", visibility="protected")
    make_statement(
        subject=person,
        object=faction,
        role="aide to Nader Qul",
        note="As Nader Qul said.",
        passages=["He was there."],
    )
    (one,) = cited_of(person)
    assert (one.statement.role, one.statement.note) == ("aide to [name withheld]", "As [name withheld] said.")


@pytest.mark.parametrize("visibility", ["draft", "protected"])
def test_what_leads_to_somebody_who_is_not_public_is_not_cited(person, visibility):
    make_statement(subject=person, object=make_faction(visibility=visibility), passages=["He was there."])
    assert cited_of(person) == []
    assert sides_of_each([person], on="1997") == {}


def test_few_queries_however_much_is_cited(person, django_assert_num_queries):
    for number in range(25):
        make_statement(
            subject=person,
            object=make_faction(),
            role=f"Role {number}",
            passages=["One.", "Two."],
            first_cited="1997",
        )
    # the statements, their words, their evidence
    with django_assert_num_queries(3):
        assert len(cited_of(person, on="1997")) == 25
    factions = [one.other for one in cited_of(person)]
    with django_assert_num_queries(2):
        assert len(cited_of_each(factions, on="1997")) == 25
    with django_assert_num_queries(2):
        assert len(sides_of_each([person], on="1997")[person.pk]) == 25


def test_nothing_cited_takes_one_query(django_assert_num_queries):
    place = make_place()
    with django_assert_num_queries(1):
        assert cited_of(place) == []


def test_each_of_several_has_its_own(person, faction):
    other = make_faction(name="Junbish")
    make_statement(
        subject=faction, predicate="fighting", object=other, first_cited="1997", passages=["They fought."]
    )
    make_statement(
        subject=person, predicate="leads", object=other, first_cited="1997", passages=["He leads."]
    )
    make_statement(subject=faction, predicate="founded", value="1994", passages=["Founded in 1994."])
    found = cited_of_each([faction, other], on="1997")
    assert words_of(found[faction.pk]) == [("fighting", "Junbish")]
    assert words_of(found[other.pk]) == [("fighting", "Taliban"), ("leads", "Abdul Malik")]
