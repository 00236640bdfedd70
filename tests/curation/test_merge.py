"""Merging entities."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.utils import timezone

from archive.curation.differences import MergeError
from archive.curation.merge import FIELDS, merge
from archive.matching.link import link
from archive.models import Entity, Event, ExternalId, Mention, PastSlug
from archive.models.claims import ENTITIES
from tests.factories import make_article, make_faction, make_mention, make_name, make_person, make_place

pytestmark = pytest.mark.django_db


def make_one(*, kept, others, user=None, reason="the same", **choices):
    return merge(kept=kept, others=others, user=user, reason=reason, choices=choices)


def test_it_moves_names_mentions_identifiers_and_places_inside():
    kept = make_place(name="Mazar-i-Sharif", names=["Mazar"])
    other = make_place(name="Mazar-e Sharif", names=["Mazar", "Mazari Sharif"])
    suburb = make_place(name="Deh Dadi", parent=other)
    ExternalId.objects.create(entity=other, scheme="geonames", value="1")
    article = make_article(body="In Mazar-e Sharif.", mentions=[(other, "Mazar-e Sharif")])
    result = make_one(kept=kept, others=[other])
    assert (result.merged, result.names, result.mentions, result.external_ids, result.places) == (
        1,
        2,
        1,
        1,
        1,
    )
    assert sorted(kept.names.values_list("text", "is_primary")) == [
        ("Mazar", False),
        ("Mazar-e Sharif", False),
        ("Mazar-i-Sharif", True),
        ("Mazari Sharif", False),
    ]
    assert article.mentions.get().entity == kept
    assert kept.external_ids.get().value == "1"
    suburb.refresh_from_db()
    assert (suburb.parent, suburb.lineage) == (kept, [kept.pk])
    assert not Entity.objects.filter(pk=other.pk).exists()


def test_it_redirects_old_addresses(client):
    kept, other = make_person(slug="abdul-malik"), make_person(slug="malik-pahlawan")
    PastSlug.objects.create(kind="person", slug="gen-malik", entity=other)
    PastSlug.objects.create(kind="person", slug="malik-pahlawan", entity=make_person(slug="somebody"))
    make_one(kept=kept, others=[other])
    assert dict(PastSlug.objects.values_list("slug", "entity__slug")) == {
        "gen-malik": "abdul-malik",
        "malik-pahlawan": "abdul-malik",
    }


def test_it_keeps_the_strongest_of_two_mentions_of_one_passage():
    kept, other = make_person(name="Abdul Malik"), make_person(name="Malik Pahlawan")
    article = make_article(body="Malik met Malik and Malik.")
    for start, (mine, yours) in {
        0: ("suggested", "accepted"),
        10: ("rejected", "suggested"),
        20: ("rejected", "accepted"),
    }.items():
        for entity, status in ((kept, mine), (other, yours)):
            make_mention(
                article=article,
                entity=entity,
                text="Malik",
                start=start,
                end=start + 5,
                status=status,
                method="model",
            )
    Mention.objects.filter(status="rejected").update(reviewed_at=timezone.now())
    make_one(kept=kept, others=[other])
    rows = article.mentions.order_by("start").values_list("start", "entity", "status")
    assert list(rows) == [(0, kept.pk, "accepted"), (10, kept.pk, "rejected"), (20, kept.pk, "accepted")]


def test_it_keeps_one_of_two_mentions_without_a_place():
    kept, other, third = (make_person() for _ in range(3))
    article = make_article(mentions=[kept, other, third])
    make_one(kept=kept, others=[other, third])
    assert [row.entity for row in article.mentions.all()] == [kept]


def test_it_keeps_the_spelling_that_a_mention_was_found_by():
    kept, other, third = (
        make_faction(name="Taliban", names=["Taleban"]),
        make_faction(name="Taleban"),
        make_faction(name="Talibs"),
    )
    make_name(entity=third, text="Taliban militia")
    make_name(entity=other, text="Taliban militia")
    article = make_article(body="Taleban, Talibs, Taliban militia")
    for entity, text in ((other, "Taleban"), (third, "Talibs"), (third, "Taliban militia")):
        make_mention(article=article, entity=entity, text=text, name=entity.names.get(text=text))
    make_one(kept=kept, others=[other, third])
    assert [row.name.text for row in article.mentions.order_by("start")] == [
        "Taleban",
        "Talibs",
        "Taliban militia",
    ]
    assert {row.name.entity for row in article.mentions.all()} == {kept}


def test_it_accepts_a_name_that_only_the_merged_shared():
    kept, other = (
        make_person(name="Abdul Malik", names=["Malik"]),
        make_person(name="Malik Pahlawan", names=["Malik"]),
    )
    article = make_article(body="They met Malik.")
    link(articles=[article])
    assert article.mentions.filter(status="suggested").count() == 2
    result = make_one(kept=kept, others=[other])
    assert (result.reports.articles, result.reports.queued) == (1, False)
    assert [(row.entity, row.status) for row in article.mentions.all()] == [(kept, "accepted")]


def test_it_fills_what_is_empty_and_takes_what_was_chosen():
    country = make_place(name="Afghanistan")
    kept = make_place(name="Kunduz", summary="A city.")
    other = make_place(
        name="Qunduz",
        summary="A town.",
        description="On a river.",
        latitude=36.7,
        longitude=68.9,
        parent=country,
    )
    with pytest.raises(MergeError, match="choose which is right: Summary"):
        make_one(kept=kept, others=[other])
    result = make_one(kept=kept, others=[other], summary=other.pk)
    kept.refresh_from_db()
    assert (kept.name, kept.summary, kept.description, kept.latitude, kept.parent) == (
        "Kunduz",
        "A town.",
        "On a river.",
        36.7,
        country,
    )
    assert result.told == ["Summary of Kunduz: “A city.”"]


def test_the_name_of_another_may_head_the_page():
    kept, other = make_place(name="Kunduz"), make_place(name="Qunduz", names=["Kundoz"])
    make_one(kept=kept, others=[other], name=other.pk)
    kept.refresh_from_db()
    assert kept.name == "Qunduz"
    assert sorted(kept.names.values_list("text", "is_primary")) == [
        ("Kundoz", False),
        ("Kunduz", False),
        ("Qunduz", True),
    ]


def test_what_a_double_of_a_name_says_goes_to_the_one_that_stays_or_is_told():
    kept, other = make_person(name="Massoud"), make_person(name="Masood")
    stays = make_name(entity=kept, text="Masud", note="In Le Monde.")
    make_name(entity=other, text="Masud", note="In Die Zeit.", language="de", ambiguous=True)
    result = make_one(kept=kept, others=[other])
    stays.refresh_from_db()
    assert (stays.note, stays.language, stays.ambiguous) == ("In Le Monde.", "de", True)
    assert result.told == ["Note of the name “Masud” at Masood: “In Die Zeit.”"]


def test_it_merges_places_that_lie_in_the_one_that_is_kept():
    kept = make_place(name="Kunduz")
    inner = make_place(name="Kunduz city", parent=kept)
    street = make_place(name="Spinzar", parent=inner)
    make_one(kept=kept, others=[inner])
    street.refresh_from_db()
    assert (street.parent, kept.parent) == (kept, None)


def test_it_merges_places_that_lie_in_each_other_into_a_third():
    kept, outer = make_place(name="Kunduz"), make_place(name="Qunduz")
    inner = make_place(name="Konduz", parent=outer)
    make_one(kept=kept, others=[outer, inner])
    assert list(Entity.objects.all()) == [kept]
    kept.refresh_from_db()
    assert kept.parent is None


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: (make_person(), [make_place()]), "only entries of one kind"),
        (lambda: (make_person(), []), "at least two"),
        (lambda: ((one := make_person()), [one]), "at least two"),
        (
            lambda: (make_place(name="Inner", parent=(outer := make_place(name="Outer"))), [outer]),
            "keep Outer instead",
        ),
        (lambda: (make_person(), [make_person(visibility="protected")]), "must not become public"),
    ],
)
def test_it_refuses_what_cannot_be_one(make, message):
    kept, others = make()
    before = sorted(Entity.objects.values_list("pk", flat=True))
    with pytest.raises(MergeError, match=message):
        make_one(kept=kept, others=others)
    assert sorted(Entity.objects.values_list("pk", flat=True)) == before


def test_it_refuses_without_a_reason_and_what_is_gone():
    kept, other = make_person(), make_person()
    with pytest.raises(MergeError, match="Say why"):
        make_one(kept=kept, others=[other], reason=" ")
    Entity.objects.filter(pk=other.pk).delete()
    with pytest.raises(MergeError, match="no longer exists"):
        make_one(kept=kept, others=[other])


def test_it_tells_the_history_who_and_why():
    user = get_user_model().objects.create_user("curator")
    kept, other = make_person(name="Abdul Malik"), make_person(name="Malik Pahlawan")
    make_one(kept=kept, others=[other], user=user, reason="same man, see the report of 1997")
    event = apps.get_model("archive", "EntityEvent").objects.get(pgh_label="deleted", pgh_obj_id=other.pk)
    assert event.name == "Malik Pahlawan"
    assert event.pgh_context.metadata == {"user": user.pk, "reason": "same man, see the report of 1997"}


def test_it_moves_everything_that_points_to_an_entity():
    pointing = {
        (relation.related_model.__name__, relation.field.name)
        for relation in Entity._meta.related_objects
        if not relation.related_model.__name__.endswith("Event")
    }
    assert pointing == {
        ("Entity", "parent"),
        ("Name", "entity"),
        ("ExternalId", "entity"),
        ("Mention", "entity"),
        ("PastSlug", "entity"),
        ("Statement", "subject"),
        ("Statement", "object"),
        ("EventParty", "entity"),
        ("DatasetActor", "entity"),
        *(("Claim", column) for column in ENTITIES),
        ("PendingComparison", "entity"),  # which its names make anew
    }
    assert Event._meta.get_field("place").related_model is Entity
    assert {column for columns in FIELDS for column in columns} == {
        field.name
        for field in Entity._meta.concrete_fields
        if field.name not in {"id", "kind", "slug", "lineage", "filing_form", "filing_key"}
    }
