"""Random steps of two curators, taken back in random order: what nobody has touched since is as it was, and later work stays."""

from __future__ import annotations

import pghistory
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.curation.bulk_edit import edit_records
from archive.curation.decide import decide
from archive.curation.delete_entities import delete_entities
from archive.curation.group_copies import group_copies
from archive.curation.match_again import match_again
from archive.curation.plan import TakeBackError
from archive.curation.publish import publish
from archive.curation.record import recorded_change
from archive.curation.standing import foresee
from archive.curation.take_back import take_back
from archive.curation.withdraw import unpublish, withdraw
from archive.matching.link import link
from archive.models import Article, Entity, Mention, Name, Source, Step
from tests.admin.conftest import make_colleague
from tests.curation.states import assert_same, state
from tests.curation.test_any_merge import rolled_back
from tests.factories import make_article, make_person, make_source

pytestmark = pytest.mark.django_db

EXAMPLES = settings(max_examples=25, suppress_health_check=list(HealthCheck))
FIELDS = {"rights": ["", "mine", "theirs"], "language": ["en", "fr"], "note": ["", "Seen."]}


def begin():
    for nth in range(2):
        make_source(name=f"Paper {nth}")
    for name in ("Malik", "Rasul", "Rasul"):
        make_person(name=name)
    sources = list(Source.objects.all())
    for nth in range(3):
        make_article(headline=f"Report {nth}", body="Malik met Rasul.", source=sources[0], status=["draft", "published"][nth % 2])  # fmt: skip
    link(articles=Article.objects.order_by("pk"))


def _one(draw, model):
    rows = list(model.objects.order_by("pk"))
    return draw(st.sampled_from(rows)) if rows else None


def _edited(draw, user):
    article = _one(draw, Article)
    if article:
        name = draw(st.sampled_from(sorted(FIELDS)))
        with recorded_change(verb=Step.Verb.EDIT, model=Article, record=article.pk):
            Article.objects.filter(pk=article.pk).update(**{name: draw(st.sampled_from(FIELDS[name]))})


def _reworded(draw, user):
    article = _one(draw, Article)
    if article:
        with recorded_change(verb=Step.Verb.EDIT, model=Article, record=article.pk):
            article.body = draw(st.sampled_from(["Rasul left.", "Then Malik met Rasul.", "Nobody left."]))
            article.save()
            match_again(record=article)


def _in_bulk(draw, user):
    values = {"source": _one(draw, Source).pk, "rights": draw(st.sampled_from(FIELDS["rights"]))}
    edit_records(model="article", ids=list(Article.objects.values_list("pk", flat=True)), values=values, user=user)  # fmt: skip


def _status(draw, user):
    article = _one(draw, Article)
    if article:
        verb = draw(st.sampled_from([publish, unpublish, withdraw]))
        verb(articles=[article.pk], **({"reason": "A misprint."} if verb is withdraw else {}))


def _decided(draw, user):
    mention = _one(draw, Mention)
    if mention:
        decide(user=user, **{draw(st.sampled_from(["accepted", "rejected"])): [mention.pk]})


def _renamed(draw, user):
    person = _one(draw, Entity)
    if person:
        with recorded_change(verb=Step.Verb.EDIT, model=Entity, record=person.pk):
            Name.objects.get_or_create(entity=person, text=draw(st.sampled_from(["met", "Nobody", "left"])))
            match_again(record=person)


def _deleted_entity(draw, user):
    person = _one(draw, Entity)
    if person:
        delete_entities(entities=Entity.objects.filter(pk=person.pk))


def _deleted_report(draw, user):
    article = _one(draw, Article)
    if article:
        with recorded_change(verb=Step.Verb.DELETE, model=Article, record=article.pk):
            article.delete()


def _grouped(draw, user):
    ids = list(Article.objects.order_by("pk").values_list("pk", flat=True)[:2])
    if ids:
        group_copies(articles=ids)


VERBS = (
    _edited, _reworded, _in_bulk, _status, _decided, _renamed, _deleted_entity, _deleted_report, _grouped
)  # fmt: skip


def work(draw, users, most):
    """Do some steps by either of two curators."""
    for _ in range(draw(st.integers(1, most))):
        user = draw(st.sampled_from(users))
        with pghistory.context(user=user.pk):
            draw(st.sampled_from(VERBS))(draw, user)


def two_curators():
    return [make_colleague("anna", group="Curator"), make_colleague("boris", group="Curator")]


@EXAMPLES
@given(data=st.data())
def test_steps_taken_back_latest_first_leave_everything_as_it_was(data):
    with rolled_back():
        users = two_curators()
        begin()
        before = state()
        work(data.draw, users, 5)
        for step in Step.objects.order_by("-id"):
            take_back(step=step, user=None, seen=foresee(step).digest)
        assert_same(before, state())
        assert not Step.objects.standing().exclude(verb="take back").exists()


@EXAMPLES
@given(data=st.data())
def test_columns_end_as_reckoned_whatever_the_order(data):
    """Plain reckoning: a step taken back returns a column to what it was before it, unless somebody changed it since."""
    with rolled_back():
        users = two_curators()
        begin()
        values = {
            pk: dict(zip(FIELDS, row, strict=True)) for pk, *row in Article.objects.values_list("pk", *FIELDS)
        }
        done = []
        for _ in range(data.draw(st.integers(1, 6))):
            with pghistory.context(user=data.draw(st.sampled_from(users)).pk):
                _edited(data.draw, None)
            step = Step.objects.order_by("-id").first()
            if step and step not in [one for one, *_ in done]:
                (row,) = step.rows.all()
                ((name, old),) = row.before.items()
                done.append((step, row.row_id, name, old, row.after[name]))
                values[row.row_id][name] = row.after[name]
        while done:
            step, pk, name, old, new = done.pop(data.draw(st.integers(0, len(done) - 1)))
            take_back(step=step, user=None)
            if values[pk][name] == new:
                values[pk][name] = old
            assert values == {pk: dict(zip(FIELDS, row, strict=True)) for pk, *row in Article.objects.values_list("pk", *FIELDS)}  # fmt: skip


@EXAMPLES
@given(data=st.data())
def test_in_any_order_a_step_goes_back_or_is_refused_with_the_reason(data):
    with rolled_back():
        users = two_curators()
        begin()
        work(data.draw, users, 6)
        left = list(Step.objects.all())
        while left:
            step = left.pop(data.draw(st.integers(0, len(left) - 1)))
            kept = state()
            try:
                take_back(step=step, user=None, seen=foresee(step).digest)
            except TakeBackError as error:
                assert str(error)
                assert_same(kept, state())
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
