"""SQLite FTS5 with joins, as Datasette searches: one statement for the count, one for the page, one for each facet."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Iterable

from bench.speed.plan import Plan, is_marked, mark
from bench.speed.question import FACETS, Question, Term
from bench.speed.rivals.base import (
    ENTITY_FACETS,
    EXCERPT,
    PER_PAGE,
    SHOWN,
    Answer,
    Counts,
    Flat,
    Hit,
    files_size,
    flat_reports,
    label,
    number_of,
    offset_of,
)
from bench.speed.timing import tell

AT_ONCE = 5_000
# Columns that filters and facets read stand before the long ones, which then stay on pages of their own.
TABLES = """
CREATE TABLE report (
    id INTEGER PRIMARY KEY, source INTEGER, language TEXT, year INTEGER, first_day INTEGER, last_day INTEGER,
    headline TEXT, body TEXT
);
CREATE TABLE report_person (report INTEGER, entity INTEGER, PRIMARY KEY (report, entity)) WITHOUT ROWID;
CREATE TABLE report_place (report INTEGER, entity INTEGER, PRIMARY KEY (report, entity)) WITHOUT ROWID;
CREATE TABLE report_faction (report INTEGER, entity INTEGER, PRIMARY KEY (report, entity)) WITHOUT ROWID;
CREATE VIRTUAL TABLE report_fts USING fts5 (
    headline, body, content='report', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2'
);
"""
INDEXES = """
CREATE INDEX report_source ON report (source);
CREATE INDEX report_language ON report (language);
CREATE INDEX report_year ON report (year);
CREATE INDEX report_days ON report (first_day, last_day);
CREATE INDEX person_report ON report_person (entity, report);
CREATE INDEX place_report ON report_place (entity, report);
CREATE INDEX faction_report ON report_faction (entity, report);
INSERT INTO report_fts (report_fts) VALUES ('rebuild');
INSERT INTO report_fts (report_fts) VALUES ('optimize');
ANALYZE;
"""


class Fts5:
    """One SQLite file."""

    label = "SQLite FTS5"

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._directory = plan.rival("fts5")
        self._connection: sqlite3.Connection

    def is_built(self) -> bool:
        """Return whether the file is there and whole."""
        return is_marked(self._directory / "complete", self._plan.size)

    def build(self) -> None:
        """Write the tables, then the indexes."""
        shutil.rmtree(self._directory, ignore_errors=True)
        self._directory.mkdir(parents=True)
        with contextlib.closing(
            sqlite3.connect(self._directory / "reports.db", isolation_level=None)
        ) as connection:
            connection.executescript(
                "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000;" + TABLES
            )
            rows: list[Flat] = []
            for row in flat_reports(self._plan, 1, self._plan.size, "SQLite"):
                rows.append(row)
                if len(rows) == AT_ONCE:
                    _insert(connection, rows)
                    rows = []
            _insert(connection, rows)
            for statement in INDEXES.strip().split("\n"):
                tell(f"SQLite: {statement.rstrip(';')}")
                connection.execute(statement)
        mark(self._directory / "complete", self._plan.size)

    def open(self) -> None:
        """Connect with a cache of 256 MB, as much as a web process of the archive may use."""
        self._connection = sqlite3.connect(self._directory / "reports.db", check_same_thread=False)
        self._connection.execute("PRAGMA cache_size = -256000")
        self._connection.execute("PRAGMA mmap_size = 8000000000")

    def answer(self, question: Question) -> Answer:
        """Count, list and count by facet."""
        total = self._ask(*_counting(question))[0][0]
        return Answer(
            total, self._hits(question, total), {name: self._facet(question, name) for name in FACETS}
        )

    def _hits(self, question: Question, total: int) -> list[Hit]:
        newest = not question.terms or question.sort in ("newest", "oldest")
        falling = "ASC" if question.sort == "oldest" else "DESC"
        order = f"report.first_day {falling}, report.id {falling}" if newest else "report_fts.rank"
        passage = (
            "snippet(report_fts, 1, '<mark>', '</mark>', '…', 40)"
            if question.terms
            else f"substr(body, 1, {EXCERPT})"
        )
        tables, condition, values = _found(question, everything=True)
        rows = self._ask(
            f"SELECT report.id, report.headline, {passage} FROM {tables} WHERE {condition}"
            f" ORDER BY {order} LIMIT {PER_PAGE} OFFSET {offset_of(question, total)}",
            values,
        )
        return [Hit(*row) for row in rows]

    def _facet(self, question: Question, name: str) -> Counts:
        lifted = question.lifting(name)
        if name in ENTITY_FACETS:
            ids, values = _ids(lifted)
            chosen = f" WHERE report IN ({ids})" if lifted.terms or lifted.filters else ""
            statement = f"SELECT entity, count(*) FROM report_{name}{chosen} GROUP BY 1"
        else:
            tables, condition, values = _found(lifted, everything=True)
            missing = {"year": " AND year > 0", "language": " AND language <> ''"}.get(name, "")
            statement = f"SELECT {name}, count(*) FROM {tables} WHERE {condition}{missing} GROUP BY 1"
        rows = self._ask(f"{statement} ORDER BY 2 DESC, 1 LIMIT {SHOWN}", values)
        return [(label(name, value), count) for value, count in rows]

    def _ask(self, statement: str, values: Iterable) -> list[tuple]:
        return self._connection.execute(statement, list(values)).fetchall()

    def interrupt(self) -> None:
        """Stop the current statement."""
        self._connection.interrupt()

    def version(self) -> str:
        """Return the release."""
        return sqlite3.sqlite_version

    def sizes(self) -> dict[str, int]:
        """Return the size of the file."""
        return {"reports.db": files_size(self._directory)}


def _insert(connection: sqlite3.Connection, rows: list[Flat]) -> None:
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO report VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (row.id, row.source, row.language, row.year, row.first_day, row.last_day, row.headline, row.body)
            for row in rows
        ],
    )
    for kind in ENTITY_FACETS:
        pairs = [(row.id, entity) for row in rows for entity in row.entities[kind]]
        connection.executemany(f"INSERT INTO report_{kind} VALUES (?, ?)", pairs)
    connection.execute("COMMIT")


def _counting(question: Question) -> tuple[str, list]:
    tables, condition, values = _found(question)
    return f"SELECT count(*) FROM {tables} WHERE {condition}", values


def _ids(question: Question) -> tuple[str, list]:
    tables, condition, values = _found(question)
    column = "report_fts.rowid" if question.terms else "report.id"
    return f"SELECT {column} FROM {tables} WHERE {condition}", values


def _found(question: Question, *, everything: bool = False) -> tuple[str, str, list]:
    """Return tables, condition and values of what a question finds; the table of reports only where it is needed."""
    conditions, values = _filters(question)
    column = "report_fts.rowid" if question.terms else "report.id"
    conditions = [condition.replace("{id}", column) for condition in conditions]
    tables = ["report"] if everything or not question.terms or "report." in " ".join(conditions) else []
    if question.terms:
        tables.insert(0, "report_fts")
        conditions.append("report_fts MATCH ?")
        values.append(" AND ".join(map(_term, question.terms)))
    if len(tables) == 2:
        conditions.append("report.id = report_fts.rowid")
    return ", ".join(tables), " AND ".join(conditions) or "1", values


def _term(term: Term) -> str:
    return f'"{term.text}"*' if term.form == "beginning" else f'"{term.text}"'


def _filters(question: Question) -> tuple[list[str], list]:
    conditions, values = [], []
    for name, value in question.filters:
        if name in ENTITY_FACETS:
            conditions.append(f"{{id}} IN (SELECT report FROM report_{name} WHERE entity = ?)")
            values.append(number_of(value))
        elif name in ("source", "language", "year"):
            conditions.append(f"report.{name} = ?")
            values.append(value if name == "language" else number_of(value))
    if question.values("from") or question.values("to"):
        first, last = question.days()
        conditions.append("report.first_day <= ? AND report.last_day >= ? AND report.first_day > 0")
        values += [last, first]
    return conditions, values
