"""Any merge can be taken back: on random archives, with random merges and later edits, on real rows.

Taken back at once, a merge leaves every row as it was. After later edits, these are kept and everything else is as it was;
nothing is lost or duplicated.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager

import pghistory
import pytest
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from archive.curation.bring_back import bring_back
from archive.curation.differences import MergeError, differences
from archive.curation.merge import FIELDS, merge
from archive.curation.merge_sources import FIELDS as SOURCE_FIELDS
from archive.curation.merge_sources import merge_sources
from archive.curation.plan import TakeBackError
from archive.curation.standing import foresee
from archive.curation.take_back import take_back
from archive.matching.link import link
from archive.models import (
    Article,
    BoilerplateRule,
    Entity,
    ExternalId,
    Mention,
    Name,
    PastSlug,
    PastSource,
    Source,
)
from archive.text.likeness import name_code
from tests.curation.states import assert_same, state
from tests.factories import make_article, make_mention, make_person, make_place, make_source

pytestmark = pytest.mark.django_db

EXAMPLES = settings(
    max_examples=int(os.environ.get("MERGES_TRIED", 6)),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking a failure takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
WORDS = ("Malik", "Pahlawan", "Masood", "Massoud", "Masud", "Khan", "Rasul")
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=2).map(" ".join)
empty_or = lambda strategy: st.one_of(st.just(""), strategy)  # noqa: E731


@contextmanager
def rolled_back():
    """Restore the archive for the next example."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def add_people(draw, number):
    people = []
    for nth in range(number):
        person = make_person(
            name=draw(texts),
            slug=f"person-{nth}",
            names=draw(st.lists(texts, max_size=3, unique=True).map(lambda found: found[:0])),
            summary=draw(empty_or(st.sampled_from(["A man.", "A commander."]))),
            born_edtf=draw(empty_or(st.sampled_from(["1953", "1950~"]))),
            visibility=draw(st.sampled_from(["public", "public", "draft"])),
        )
        for text in draw(st.lists(texts, max_size=3, unique=True)):
            Name.objects.get_or_create(
                entity=person, text=text, defaults={"note": draw(empty_or(st.just(f"Note {nth}.")))}
            )
        if draw(st.booleans()):
            ExternalId.objects.create(entity=person, scheme="wikidata", value=f"Q{nth}")
        if draw(st.booleans()):
            PastSlug.objects.create(kind="person", slug=f"old-{nth}", entity=person)
        people.append(person)
    return people


def add_reports(draw, entities, *, by_names):
    reports = []
    for _ in range(draw(st.integers(1, 3))):
        body = " met ".join(draw(st.lists(texts, min_size=2, max_size=4)))
        reports.append(make_article(body=body, status=draw(st.sampled_from(["published", "draft"]))))
    if by_names:
        link(articles=reports)
    for report in reports:
        for entity in draw(st.lists(st.sampled_from(entities), max_size=3, unique=True)):
            word = report.body.split()[0] if draw(st.booleans()) else ""
            start = 0 if word else None
            if not Mention.objects.filter(article=report, entity=entity, field="body", start=start).exists():
                make_mention(
                    article=report, entity=entity, text=word, reviewed_at=timezone.now(),
                    name=draw(st.sampled_from([None, *entity.names.all()])),
                    status=draw(st.sampled_from(["accepted", "rejected", "suggested"])),
                )  # fmt: skip
    return reports


def merge_some(draw, model, fields, do, **options):
    """Merge two or three existing records, with random choices for disputed fields; None if it is refused."""
    there = list(model.objects.order_by("pk"))
    if len(there) < 2:
        return None
    chosen = draw(st.permutations(there))[: draw(st.integers(2, 3))]
    choices = {
        found.key: draw(st.sampled_from([saying.record.pk for saying in found.sayings]))
        for found in differences(chosen, fields)
    }
    try:
        return do(
            kept=chosen[0], others=chosen[1:], user=None, reason="same", choices=choices, **options
        ).step
    except MergeError:
        return None


def undo_all(draw, steps):
    """Take all steps back in random order, except where another has to be first."""
    left = [step for step in steps if step]
    while left:
        step = draw(st.sampled_from(left))
        try:
            take_back(step=step, user=None, seen=foresee(step).digest)
        except TakeBackError as error:
            assert error.first in left, error
            step = error.first
            continue
        left.remove(step)
        with pytest.raises(TakeBackError, match="already"):
            take_back(step=step, user=None)


@EXAMPLES
@given(data=st.data())
def test_people_merged_and_taken_back_are_as_they_were(data):
    with rolled_back():
        people = add_people(data.draw, data.draw(st.integers(2, 5)))
        add_reports(data.draw, people, by_names=True)
        before = state()
        steps = [merge_some(data.draw, Entity, FIELDS, merge) for _ in range(data.draw(st.integers(1, 3)))]
        undo_all(data.draw, steps)
        assert_same(before, state())


@EXAMPLES
@given(data=st.data())
def test_places_merged_and_taken_back_are_as_they_were(data):
    with rolled_back():
        places = []
        for _ in range(data.draw(st.integers(3, 6))):
            parent = data.draw(st.sampled_from([None, *places]))
            place = make_place(name=data.draw(texts), parent=parent, **data.draw(st.sampled_from([{}, {"latitude": 36.7, "longitude": 67.1}])))  # fmt: skip
            places.append(place)
        add_reports(data.draw, places, by_names=True)
        before = state()
        steps = [merge_some(data.draw, Entity, FIELDS, merge) for _ in range(data.draw(st.integers(1, 3)))]
        undo_all(data.draw, steps)
        assert_same(before, state())


@EXAMPLES
@given(data=st.data())
def test_sources_merged_and_taken_back_are_as_they_were(data):
    draw = data.draw
    with rolled_back():
        for nth in range(draw(st.integers(2, 4))):
            source = make_source(name=draw(texts), slug=f"paper-{nth}", kind=draw(st.sampled_from(["newspaper", "agency"])))  # fmt: skip
            for number in draw(st.lists(st.sampled_from(["", "1", "2", "3"]), max_size=4)):
                if not number or not Article.objects.filter(source=source, source_ref=number).exists():
                    make_article(source=source, source_ref=number)
            for text in draw(st.lists(texts, max_size=2, unique=True)):
                BoilerplateRule.objects.create(
                    source=source, kind="line", text=text, active=draw(st.booleans())
                )
            if draw(st.booleans()):
                PastSource.objects.create(source=source, slug=f"old-{nth}", name="Old")
        before = state()
        steps = []
        for _ in range(draw(st.integers(1, 3))):
            numbers = draw(st.sampled_from(["mark", "drop"]))
            steps.append(merge_some(draw, Source, SOURCE_FIELDS, merge_sources, numbers=numbers))
        undo_all(draw, steps)
        assert_same(before, state())


class Expected:
    """What the archive should contain in the end: the rows before the merges, with every later edit applied to them."""

    def __init__(self):
        rows = state()
        self.tables = {
            table: {row["id"]: row for row in rows[table]}
            for table in ("entity", "name", "externalid", "mention")
        }
        self.slugs = {(row["slug"], row["entity_id"]) for row in rows["pastslug"]}

    def set(self, table, pk, **values):
        self.tables[table][pk] |= values

    def add(self, table, row):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT to_jsonb(t)::text FROM archive_{table} t WHERE id = %s", [row.pk])
            self.tables[table][row.pk] = json.loads(cursor.fetchone()[0])

    def check(self):
        found = state()
        for table in ("entity", "externalid"):
            there = {row["id"]: _by_hand(row) for row in found[table]}
            assert there == {pk: _by_hand(row) for pk, row in self.tables[table].items()}, table
        by_hand = [
            row for row in found["mention"] if row["method"] == "curator"
        ]  # a name that heads a page is searched
        assert {row["id"]: row for row in by_hand} == self.tables["mention"]
        self.check_names({row["id"]: row for row in found["name"]})
        assert {(row["slug"], row["entity_id"]) for row in found["pastslug"]} == self.slugs

    def check_names(self, found):
        """Every name exists as expected; only one that heads a page may have been added."""
        heads = {pk: row["name"] for pk, row in self.tables["entity"].items()}
        for pk, row in self.tables["name"].items():
            same = [other for other in found.values() if (other["entity_id"], other["text"]) == (row["entity_id"], row["text"])]  # fmt: skip
            assert len(same) == 1, row
            if pk in found:
                assert _plain(found[pk]) == _plain(row)
        for pk, row in found.items():
            assert pk in self.tables["name"] or row["text"] == heads[row["entity_id"]], row
            assert row["is_primary"] == (row["text"] == heads[row["entity_id"]])
        assert {row["entity_id"] for row in found.values() if row["is_primary"]} == set(heads)


def _by_hand(row):
    """A row without what follows from its other columns."""
    return {name: value for name, value in row.items() if name not in ("filing_form", "filing_key")}


def _plain(row):
    return {name: value for name, value in row.items() if name != "is_primary"}


def edit_something(draw, expected, nth):
    """Do one thing that a curator may do between a merge and taking it back."""
    verb = draw(st.sampled_from(sorted(EDITS)))
    EDITS[verb](draw, expected, nth)


def _field(draw, expected, nth):
    entity = draw(st.sampled_from(list(Entity.objects.order_by("pk"))))
    Entity.objects.filter(pk=entity.pk).update(summary=f"Later {nth}.", died_edtf="2001")
    expected.set("entity", entity.pk, summary=f"Later {nth}.", died_edtf="2001")


def _slug(draw, expected, nth):
    entity = draw(st.sampled_from(list(Entity.objects.order_by("pk"))))
    Entity.objects.filter(pk=entity.pk).update(slug=f"later-{nth}")
    expected.slugs.add((entity.slug, entity.pk))
    expected.set("entity", entity.pk, slug=f"later-{nth}")


def _heading(draw, expected, nth):
    entity = draw(st.sampled_from(list(Entity.objects.order_by("pk"))))
    Entity.objects.filter(pk=entity.pk).update(name=f"Later {nth}")
    expected.set("entity", entity.pk, name=f"Later {nth}")
    expected.add("name", Name.objects.get(entity=entity, text=f"Later {nth}"))


def _new_name(draw, expected, nth):
    entity = draw(st.sampled_from(list(Entity.objects.order_by("pk"))))
    expected.add("name", Name.objects.create(entity=entity, text=f"Added {nth}"))


def _edited_name(draw, expected, nth):
    name = draw(st.sampled_from(list(Name.objects.order_by("pk"))))
    if not name.is_primary:
        Name.objects.filter(pk=name.pk).update(text=f"Edited {nth}", note="Later.")
        key = f"edited {nth}"
        expected.set("name", name.pk, text=f"Edited {nth}", note="Later.", key=key, code=name_code(key))


def _deleted_name(draw, expected, nth):
    name = draw(st.sampled_from(list(Name.objects.order_by("pk"))))
    if not name.is_primary:
        found_by_it = set(Mention.objects.filter(name=name).values_list("pk", flat=True))
        for pk, row in expected.tables["mention"].items():
            if pk in found_by_it or row["name_id"] == name.pk:
                row["name_id"] = None
        expected.tables["name"].pop(
            name.pk, None
        )  # where it is to head a page again, check_names asks for it
        name.delete()


def _decided(draw, expected, nth):
    mention = draw(st.sampled_from([None, *Mention.objects.order_by("pk")]))
    if mention:
        status = draw(st.sampled_from(["accepted", "rejected"]))
        Mention.objects.filter(pk=mention.pk).update(status=status)
        expected.set("mention", mention.pk, status=status)


def _removed_mention(draw, expected, nth):
    mention = draw(st.sampled_from([None, *Mention.objects.order_by("pk")]))
    if mention:
        del expected.tables["mention"][mention.pk]
        mention.delete()


def _new_mention(draw, expected, nth):
    entity = draw(st.sampled_from(list(Entity.objects.order_by("pk"))))
    article = draw(st.sampled_from(list(Article.objects.order_by("pk"))))
    mention = make_mention(article=article, entity=entity, text="met", reviewed_at=timezone.now()) if not Mention.objects.filter(article=article, entity=entity, text="met").exists() else None  # fmt: skip
    if mention:
        expected.add("mention", mention)


def _identifier(draw, expected, nth):
    external = draw(st.sampled_from([None, *ExternalId.objects.order_by("pk")]))
    if external and draw(st.booleans()):
        ExternalId.objects.filter(pk=external.pk).update(value=f"Q9{nth}")
        expected.set("externalid", external.pk, value=f"Q9{nth}")
    elif external:
        del expected.tables["externalid"][external.pk]
        external.delete()


def _deleted_and_brought_back(draw, expected, nth):
    """Delete an entity and bring it back: nothing may be missing afterwards."""
    entity = draw(st.sampled_from(list(Entity.objects.order_by("pk"))))
    before = state()
    pk = entity.pk
    with pghistory.context():
        entity.delete()
    events = apps.get_model("archive", "EntityEvent").objects
    bring_back(model=Entity, event=events.filter(pgh_obj_id=pk, pgh_label="deleted").latest("pgh_id"))
    assert_same(before, state())


EDITS = {
    "field": _field,
    "slug": _slug,
    "heading": _heading,
    "new name": _new_name,
    "edited name": _edited_name,
    "deleted name": _deleted_name,
    "decided": _decided,
    "removed mention": _removed_mention,
    "new mention": _new_mention,
    "identifier": _identifier,
    "deleted and brought back": _deleted_and_brought_back,
}


@EXAMPLES
@given(data=st.data())
def test_later_edits_stand_and_the_rest_returns(data):
    with rolled_back():
        people = add_people(data.draw, data.draw(st.integers(2, 4)))
        reports = add_reports(data.draw, people, by_names=False)
        Name.objects.update(in_search=False)  # machine-found mentions are not part of this
        link(articles=reports)  # as all reports of an archive are, if they contain no name
        expected, steps = Expected(), []
        for nth in range(data.draw(st.integers(1, 6))):
            if nth == 0 or data.draw(st.integers(0, 3)) == 0:
                steps.append(merge_some(data.draw, Entity, FIELDS, merge))
            else:
                edit_something(data.draw, expected, nth)
        undo_all(data.draw, steps)
        expected.check()
