"""The ordinary Django way: SearchVectorField with GIN, SearchRank, SearchHeadline, Count over the join tables."""

from __future__ import annotations

import os
from datetime import date
from typing import Any

import psycopg

from bench.speed.build import FORMAT, address, in_two, step
from bench.speed.plan import Plan
from bench.speed.question import FACETS, Question, Term
from bench.speed.rivals.base import (
    EXCERPT,
    PER_PAGE,
    SHOWN,
    Answer,
    Counts,
    Flat,
    Hit,
    flat_reports,
    label,
    number_of,
    offset_of,
)
from bench.speed.world import SOURCES, world

DATABASE = "rival_django"
AT_ONCE = 2_000
PATHS = {"person": "people", "place": "places", "faction": "factions"}
COLUMNS = "id, headline, body, source_id, language, year, first_day, last_day"


class DjangoWay:
    """Models in a separate database on the archive's server, queried through the ORM."""

    label = "ordinary Django"

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._asking: Any = None

    def is_built(self) -> bool:
        """Return whether the database is there and whole; its mark is a comment on it."""
        with psycopg.connect(address(self._plan.archive)) as connection:
            row = connection.execute(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [DATABASE]
            ).fetchone()
        return row == (self._mark,)

    @property
    def _mark(self) -> str:
        return f"{self._plan.size} {FORMAT}"

    def build(self) -> None:
        """Copy rows into tables without indexes, then make the indexes that Django would have made."""
        with psycopg.connect(address(self._plan.archive), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
            connection.execute(
                f"CREATE DATABASE {DATABASE} OWNER dateline TEMPLATE template0 ENCODING 'UTF8'"
                " LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LC_COLLATE 'C' LC_CTYPE 'C'"
            )
        self.open()
        later = _make_tables()
        in_two(self._plan.size, self._copy)
        _make_indexes(later)
        with psycopg.connect(address(self._plan.archive), autocommit=True) as connection:
            connection.execute(f"COMMENT ON DATABASE {DATABASE} IS '{self._mark}'")

    def _copy(self, first: int, last: int) -> None:
        url = address(self._plan.archive).replace("/dateline?", f"/{DATABASE}?")
        rows: list[Flat] = []
        with psycopg.connect(url, autocommit=True) as connection:
            for row in flat_reports(self._plan, first, last, "Django"):
                rows.append(row)
                if len(rows) == AT_ONCE or row.id == last:
                    _copy_rows(connection, rows)
                    rows = []

    def open(self) -> None:
        """Start Django with the settings of the app."""
        import django

        os.environ["DJANGO_SETTINGS_MODULE"] = "bench.speed.rivals.plain.settings"
        django.setup()
        from django.db import connection

        connection.ensure_connection()
        self._asking = connection.connection  # of this thread; the one that interrupts is another

    def answer(self, question: Question) -> Answer:
        """Count, list and count by facet."""
        total = _found(question).count()
        return Answer(total, _hits(question, total), {name: _facet(question, name) for name in FACETS})

    def interrupt(self) -> None:
        """Cancel the current statement."""
        self._asking.cancel()

    def version(self) -> str:
        """Return the release."""
        import django

        return django.get_version()

    def sizes(self) -> dict[str, int]:
        """Return the sizes of tables and of indexes."""
        url = address(self._plan.archive).replace("/dateline?", f"/{DATABASE}?")
        with psycopg.connect(url) as connection:
            rows = connection.execute(
                "SELECT relname, pg_table_size(oid), pg_indexes_size(oid) FROM pg_class"
                " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            ).fetchall()
        return {
            f"{name}, {what}": size
            for name, *both in rows
            for what, size in zip(("rows", "indexes"), both, strict=True)
        }


def _make_tables() -> list[str]:
    """Make the tables; return the statements for indexes and keys, which Django leaves to the end itself."""
    from django.db import connection

    from bench.speed.rivals.plain.models import Entity, Report, Source

    with connection.schema_editor(atomic=False) as editor:
        for model in (Source, Entity, Report):
            editor.create_model(model)
        later = list(map(str, editor.deferred_sql))
        editor.deferred_sql.clear()
    Source.objects.bulk_create(
        [Source(pk=number, name=f"Source {number}") for number in range(1, SOURCES + 1)]
    )
    Entity.objects.bulk_create(
        [
            Entity(pk=one.number, name=one.names[0], kind=one.kind, parent_id=one.parent)
            for one in world().entities
        ],
        batch_size=2_000,
    )
    connection.close()  # processes are forked next
    return later


def _make_indexes(statements: list[str]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1500MB'")
        for statement in statements:
            with step(statement.partition(" (")[0]):
                cursor.execute(statement)
        with step("VACUUM ANALYZE"):
            cursor.execute("VACUUM ANALYZE")


def _copy_rows(connection: psycopg.Connection, rows: list[Flat]) -> None:
    with connection.transaction(), connection.cursor() as cursor:
        with cursor.copy(f"COPY plain_report ({COLUMNS}) FROM STDIN") as copy:
            for row in rows:
                days = (_day(row.first_day), _day(row.last_day))
                copy.write_row(
                    (row.id, row.headline, row.body, row.source, row.language, row.year or None, *days)
                )
        for kind, path in PATHS.items():
            with cursor.copy(f"COPY plain_report_{path} (report_id, entity_id) FROM STDIN") as copy:
                for row in rows:
                    for entity in row.entities[kind]:
                        copy.write_row((row.id, entity))


def _day(number: int) -> date | None:
    return date(number // 10000, number // 100 % 100, number % 100) if number else None


# Asking


def _found(question: Question) -> Any:
    """Return the reports that a question finds, as a QuerySet."""
    from bench.speed.rivals.plain.models import Report

    reports = Report.objects.all()
    if question.terms:
        reports = reports.filter(vector=_query(question))
    for name, value in question.filters:
        if name in PATHS:
            reports = reports.filter(**{PATHS[name]: number_of(value)})
        elif name in ("source", "year"):
            reports = reports.filter(**{name: number_of(value)})
        elif name == "language":
            reports = reports.filter(language=value)
    for value in question.values("from"):
        reports = reports.filter(last_day__gte=value)
    for value in question.values("to"):
        reports = reports.filter(first_day__lte=value)
    return reports


def _query(question: Question) -> Any:
    from django.contrib.postgres.search import SearchQuery

    if any(term.form == "beginning" for term in question.terms):
        typed, kind = " & ".join(f"{term.text}:*" for term in question.terms), "raw"
    else:
        typed, kind = " ".join(map(_typed, question.terms)), "websearch"
    return SearchQuery(typed, config="english", search_type=kind)


def _typed(term: Term) -> str:
    return f'"{term.text}"' if term.form in ("phrase", "name") else term.text


def _hits(question: Question, total: int) -> list[Hit]:
    from django.contrib.postgres.search import SearchHeadline, SearchRank
    from django.db.models import F
    from django.db.models.functions import Left

    reports = _found(question).select_related("source").defer("body", "vector")
    if question.terms:
        query = _query(question)
        marks = {"config": "english", "start_sel": "<mark>", "stop_sel": "</mark>", "max_fragments": 2}
        reports = reports.annotate(passage=SearchHeadline("body", query, **marks))
    else:
        reports = reports.annotate(passage=Left("body", EXCERPT))
    if question.terms and not question.sort:
        reports = reports.annotate(rank=SearchRank(F("vector"), _query(question))).order_by("-rank", "-pk")
    elif question.sort == "oldest":
        reports = reports.order_by(F("first_day").asc(nulls_last=True), "pk")
    else:
        reports = reports.order_by(F("first_day").desc(nulls_last=True), "-pk")
    start = offset_of(question, total)
    return [Hit(report.pk, report.headline, report.passage) for report in reports[start : start + PER_PAGE]]


def _facet(question: Question, name: str) -> Counts:
    from django.db.models import Count

    reports = _found(question.lifting(name))
    column = PATHS.get(name, name)
    if name == "language":
        reports = reports.exclude(language="")
    else:
        reports = reports.filter(**{f"{column}__isnull": False})
    counted = reports.order_by().values(column).annotate(count=Count("pk")).order_by("-count", column)[:SHOWN]
    return [(label(name, row[column]), row["count"]) for row in counted]
