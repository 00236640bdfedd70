"""Random steps of two curators, taken back in random order: what nobody has touched since is as it was, and later work stays."""

from __future__ import annotations

import os

import pghistory
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.curation.cut import cut
from archive.curation.plan import TakeBackError
from archive.curation.standing import foresee
from archive.curation.take_back import take_back
from archive.matching.link import link
from archive.models import Article, Source, Step
from tests.admin.conftest import make_colleague
from tests.curation.any_steps import FIELDS, VERBS, do, edited
from tests.curation.states import assert_same, state
from tests.curation.test_any_merge import rolled_back
from tests.factories import (
    make_article,
    make_claim,
    make_event,
    make_faction,
    make_passage,
    make_person,
    make_source,
    make_statement,
)
from tests.pictures import make_attachment

pytestmark = pytest.mark.django_db

EXAMPLES = settings(
    max_examples=int(os.environ.get("STEPS_TRIED", 25)),
    suppress_health_check=list(HealthCheck),
    deadline=None,
)


def begin():
    for nth in range(2):
        make_source(name=f"Paper {nth}")
    people = [make_person(name=name) for name in ("Malik", "Rasul", "Rasul")]
    make_faction(name="Junbish")
    sources = list(Source.objects.all())
    reports = [
        make_article(
            headline=f"Report {nth}", body="Malik met Rasul.", source=sources[0], status=["draft", "published"][nth % 2]
        )
        for nth in range(3)
    ]  # fmt: skip
    link(articles=Article.objects.order_by("pk"))
    cut(article=reports[2], words="met ")
    make_attachment(article=reports[1])
    passage = make_passage(article=reports[0], words="Malik met")
    make_claim(
        topic="other", words="met", claimant=people[0], rule="other", status="suggested", passages=[passage]
    )
    make_event(title="A meeting", passages=[passage])
    make_statement(subject=people[1], predicate="born", value="1950", passages=[passage])


def work(draw, users, most):
    """Do some steps by either of two curators."""
    for _ in range(draw(st.integers(1, most))):
        user = draw(st.sampled_from(users))
        with pghistory.context(user=user.pk):
            do(draw, draw(st.sampled_from(VERBS)), user)


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
                edited(data.draw, None)
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
