"""A merge takes what is said of the merged entities along, and gives it back."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db.models import ProtectedError

from archive.curation.bring_back import bring_back
from archive.curation.merge import merge
from archive.curation.take_back import take_back
from archive.models import Article, Claim, Entity, EventParty, Evidence, Passage, Statement
from archive.models.claims import ENTITIES
from tests.curation.states import assert_same, state
from tests.factories import (
    make_article,
    make_claim,
    make_event,
    make_faction,
    make_passage,
    make_person,
    make_place,
    make_statement,
)

pytestmark = pytest.mark.django_db


def context_of(entity):
    """Let each kind of statement, event and claim name a faction, and one each of another."""
    event = make_event(passages=["They fought."])
    EventParty.objects.create(event=event, entity=entity, role="acts")
    return [
        make_statement(subject=make_person(), object=entity, passages=["He joined."]),
        make_statement(
            subject=entity, predicate="allied-with", object=make_faction(), passages=["They met."]
        ),
        *(
            make_claim(event=event, passages=["They said so."], **{column: entity})
            for column in ENTITIES
            if column != "scope_place"
        ),
    ]


def test_all_that_names_a_merged_entity_names_the_one_kept_and_comes_back():
    kept, other = make_faction(name="Taliban"), make_faction(name="Taleban")
    context_of(kept)
    context_of(other)
    before = state()
    done = merge(kept=kept, others=[other], user=None, reason="One spelling")
    assert (done.statements, done.events, done.claims) == (2, 1, len(ENTITIES) - 1)
    assert Statement.objects.about(kept).count() == 4
    assert not Entity.objects.filter(pk=other.pk).exists()
    take_back(step=done.step, user=None, reason="Two after all")
    assert_same(before, state())


def test_a_statement_that_joined_the_two_is_dropped_told_and_comes_back():
    kept, other = make_faction(name="Taliban"), make_faction(name="Taleban")
    make_statement(subject=kept, predicate="fighting", object=other, passages=["They fought."])
    event = make_event()
    for faction in (kept, other):
        EventParty.objects.create(event=event, entity=faction, role="side a")
    before = state()
    done = merge(kept=kept, others=[other], user=None, reason="One spelling")
    assert [told for told in done.told if "statement" in told or "party" in told] == [
        "The statement “Taliban fighting Taleban”, which joined two of them",
        f"A second entry as party to “{event}”",
    ]
    take_back(step=done.step, user=None, reason="Two after all")
    assert_same(before, state())


def test_events_follow_their_place():
    kept, other = make_place(name="Mazar"), make_place(name="Mazar-i-Sharif")
    event = make_event(place=other)
    merge(kept=kept, others=[other], user=None, reason="One city")
    event.refresh_from_db()
    assert event.place == kept


def deletion_of(model, pk):
    return apps.get_model("archive", f"{model}Event").objects.get(pgh_obj_id=pk, pgh_label="deleted")


def test_a_deleted_report_comes_back_with_its_passages_and_what_rests_on_them():
    article = make_article(body="He joined.")
    made = make_statement(
        subject=make_person(), object=make_faction(), passages=[make_passage(article=article)]
    )
    pk = article.pk
    article.delete()
    assert not Statement.objects.public().exists()
    bring_back(model=Article, event=deletion_of("Article", pk))
    assert list(Statement.objects.public()) == [made]


def test_a_deleted_faction_comes_back_with_its_statements_and_their_evidence():
    faction = make_faction()
    made = make_statement(subject=make_person(), object=faction, passages=["He joined."])
    pk = faction.pk
    faction.delete()
    assert (Statement.objects.count(), Evidence.objects.count(), Passage.objects.count()) == (0, 0, 1)
    bring_back(model=Entity, event=deletion_of("Entity", pk))
    assert list(Statement.objects.public()) == [made]


def test_whoever_made_a_claim_is_not_deleted_as_if_the_report_had_said_it():
    faction = make_faction()
    make_claim(claimant=faction, passages=["They said so."])
    with pytest.raises(ProtectedError):
        faction.delete()
    assert Claim.objects.public().count() == 1
