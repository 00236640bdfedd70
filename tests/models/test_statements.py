"""When a statement held: the table of edges in docs/sides.md, checked by the database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection
from django.db.models import Value
from hypothesis import given
from hypothesis import strategies as st

from archive.dates import parse_edtf
from archive.models import Affiliation, Fact, FactionRelation, Passage, Statement
from archive.models.fields import EdtfRange
from tests.factories import (
    make_article,
    make_faction,
    make_passage,
    make_person,
    make_statement,
)

pytestmark = pytest.mark.django_db

C, P, N, U = "certain", "possible", "no", "not known"

# What is known of the statement -> the grade on each of these days and spans.
EDGES = {
    # Nothing, or a single citation
    "": {"1997-05-20": U, "1997": U, "1997/..": U},
    "first_cited=1997-05-20": {"1997-05-20": C, "1997-05": P, "1997-05-19": U, "1997-05-21": U, "1997/..": P},
    "first_cited=1997-05": {"1997-05-20": P, "1997-05": P, "1997": P, "1997-06": U},
    "first_cited=199X": {"1997-05-20": P, "199X": P, "2000": U},
    # Two citations
    "first_cited=1997-05-20 last_cited=1998-08-08": {
        "1997-05-19": U, "1997-05-20": C, "1997-12": C, "1998-08-08": C, "1998-08-09": U, "1998-08": P, "1997": P,
    },
    "first_cited=1997-05 last_cited=1998-08": {
        "1997-05-01": P, "1997-05-31": C, "1997-06": C, "1998-08-01": C, "1998-08-02": P, "1998-09": U,
    },
    "first_cited=1996-21 last_cited=1996-23": {"1996-03-01": P, "1996-05-31": C, "1996-09-01": C, "1996-11-30": P, "1996-24": U},
    # A start or an end, real or not
    "start=1994": {"1993-12-31": U, "1994-01-01": P, "1994-12-31": P, "1995": U},
    "start=1994 start_is_real": {"1993-12-31": N, "1993": N, "1994": P, "1993-12/1994-01": P, "1995": U},
    "start=1994 start_is_real last_cited=1998-08-08": {"1993": N, "1994-06": P, "1994-12-31": C, "1996": C, "1998-08-09": U},
    "start=1994-11-05 start_is_real end=2001-11-13 end_is_real": {
        "1994-11-04": N, "1994-11-05": C, "1998": C, "2001-11-13": C, "2001-11-14": N, "2002": N, "1994": P, "2001-11": P, "199X": P,
    },
    "end=2001-11 end_is_real": {"2001-10-31": U, "2001-11-15": P, "2001-12": N},
    "first_cited=1996 end=1998-08-08 end_is_real": {"1996-06": P, "1996-12-31": C, "1998-08-08": C, "1998-08-09": N},
    # Before, after and open
    "start=../1994 last_cited=1996-05-01": {"1985": P, "1994-12-31": C, "1996-05-01": C, "1996-05-02": U},
    "start=../1994 start_is_real last_cited=1996-05-01": {"1985": P, "1995": C},
    "first_cited=1996-09-27 end=2021-08-15/..": {"1996-09-26": U, "2000": C, "2021-08-15": C, "2021-08-16": P, "2030": P},
    "start=1996-09-27/.. start_is_real": {"1996-09-26": N, "1996-09-27": P, "2030": P},
    # A citation within the days that the start may be
    "start=1994 first_cited=1994-03-01 last_cited=1994-09-01": {"1994-02": P, "1994-03-01": C, "1994-09-01": C, "1994-10": P},
    # Marks do not widen
    "first_cited=1997-05-20~": {"1997-05-20": C, "1997-05-21": U},
}  # fmt: skip


def statement(known: str) -> Statement:
    values = {}
    for part in known.split():
        column, _, value = part.partition("=")
        values[column] = value or True
    return make_statement(subject=make_person(), object=make_faction(), **values)


def grade_on(made: Statement, span: str) -> str:
    return Statement.objects.graded(EdtfRange(Value(span))).get(pk=made.pk).grade


@pytest.mark.parametrize("known", EDGES)
def test_each_day_has_the_grade_of_the_table(known):
    made = statement(known)
    assert {span: grade_on(made, span) for span in EDGES[known]} == EDGES[known]


DAYS = st.integers(0, 60).map(lambda number: date(1997, 1, 1) + timedelta(days=number))
SPANS = st.tuples(DAYS, st.integers(0, 20)).map(lambda pair: (pair[0], pair[0] + timedelta(days=pair[1])))
WRITTEN = st.none() | SPANS


def written(span) -> str:
    return "" if span is None else f"{span[0]}/{span[1]}"


@given(dates=st.tuples(WRITTEN, WRITTEN, WRITTEN, WRITTEN), day=DAYS)
def test_a_day_is_certain_if_every_reading_of_the_dates_has_it_between_two_of_them(dates, day):
    """By plain reckoning: with each date anywhere in its span, the day lies between the first and the last of them."""
    known = [span for span in dates if span]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(archive_surely(%s, %s, %s, %s) @> %s::date, false), archive_perhaps(%s, %s, %s, %s) @> %s::date",
            [*map(written, dates), day, *map(written, dates), day],
        )
        surely, perhaps = cursor.fetchone()
    begun = any(
        last <= day for first, last in known
    )  # whatever the reading, one of them is not after the day
    lasts = any(first >= day for first, last in known)
    assert surely == (begun and lasts)
    if known:
        assert perhaps == (min(first for first, _ in known) <= day <= max(last for _, last in known))
    else:
        assert perhaps is None


def test_a_real_start_needs_its_date():
    with pytest.raises(IntegrityError, match="statement_real_start_is_known"):
        statement("start_is_real")


def test_a_statement_needs_an_object_or_a_value_as_its_predicate_says():
    person = make_person()
    with pytest.raises(IntegrityError, match="statement_has_an_object_or_a_value"):
        make_statement(subject=person, predicate="member-of")


def test_each_proxy_has_its_own_predicates():
    person, one, other = make_person(), make_faction(), make_faction()
    member = make_statement(subject=person, object=one)
    split = make_statement(subject=other, predicate="split-from", object=one)
    born = make_statement(subject=person, predicate="born", value="1953-09-02")
    assert list(Affiliation.objects.values_list("pk", flat=True)) == [member.pk]
    assert list(FactionRelation.objects.values_list("pk", flat=True)) == [split.pk]
    assert list(Fact.objects.values_list("pk", flat=True)) == [born.pk]


class TestPublic:
    def test_with_a_passage_of_a_published_report(self):
        made = make_statement(subject=make_person(), object=make_faction(), passages=["He joined in May."])
        assert list(Statement.objects.public()) == [made]

    def test_not_without_a_source_unless_a_curator_says_why(self):
        made = make_statement(subject=make_person(), object=make_faction())
        assert not Statement.objects.public().exists()
        made.unsourced_reason = "Common knowledge of the time."
        made.save()
        assert list(Statement.objects.public()) == [made]

    @pytest.mark.parametrize("status", ["draft", "withdrawn"])
    def test_not_by_a_report_that_readers_do_not_see(self, status):
        passage = make_passage(article=make_article(status=status))
        make_statement(subject=make_person(), object=make_faction(), passages=[passage])
        assert not Statement.objects.public().exists()

    @pytest.mark.parametrize("side", ["subject", "object"])
    @pytest.mark.parametrize("visibility", ["draft", "protected"])
    def test_not_about_an_entity_that_readers_do_not_see(self, side, visibility):
        sides = {"subject": make_person(), "object": make_faction()}
        make_statement(**sides, passages=["He joined in May."])
        sides[side].visibility = visibility
        sides[side].save()
        assert not Statement.objects.public().exists()

    def test_not_by_a_passage_that_lost_its_words(self):
        passage = make_passage(article=make_article(body="He joined in May."))
        make_statement(subject=make_person(), object=make_faction(), passages=[passage])
        passage.article.body = "He left."
        passage.article.save()
        assert Passage.objects.lost().count() == 1
        assert not Statement.objects.public().exists()

    def test_not_by_a_passage_with_a_withheld_name(self):
        article = make_article(body="General Zarin Gul joined in May.")
        make_statement(subject=make_person(), object=make_faction(), passages=[make_passage(article=article)])
        assert Statement.objects.public().exists()
        make_person(name="Zarin Gul", visibility="protected")
        assert not Statement.objects.public().exists()


def test_parse_edtf_reads_each_span_of_the_table():
    for spans in EDGES.values():
        for span in spans:
            parse_edtf(span)
