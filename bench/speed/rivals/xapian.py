"""Xapian, a search library in C++: terms for words and filters, value slots and match spies for facets.

Its spy counts one value of a slot, so a report's people, places and factions take a slot each, and the counts of the
slots of a facet are added.
"""

from __future__ import annotations

import shutil
from collections import Counter
from typing import Any

from bench.speed.build import in_two
from bench.speed.plan import Plan, is_marked, mark
from bench.speed.question import FACETS, Question, Term
from bench.speed.rivals.base import (
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

COMMIT_EVERY = 20_000
FIRST_DAY, LAST_DAY = 0, 1
SLOTS = {
    "source": (2, 1),
    "language": (3, 1),
    "year": (4, 1),
    "person": (10, 10),
    "faction": (20, 8),
    "place": (30, 30),
}
PREFIXES = {name: f"X{name.upper()}" for name in FACETS}


class Xapian:
    """One database, made of two halves."""

    label = "Xapian"

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._directory = plan.rival("xapian")
        self._database: Any = None

    def is_built(self) -> bool:
        """Return whether the database is there and whole."""
        return is_marked(self._directory / "complete", self._plan.size)

    def build(self) -> None:
        """Index two halves in two processes, then make them one."""
        import xapian

        shutil.rmtree(self._directory, ignore_errors=True)
        self._directory.mkdir(parents=True)
        in_two(self._plan.size, self._index)
        tell("Xapian: compact")
        both = xapian.Database()
        halves = sorted(self._directory.glob("half-*"))
        for half in halves:
            both.add_database(xapian.Database(str(half)))
        both.compact(str(self._directory / "whole"))
        both.close()
        for half in halves:
            shutil.rmtree(half)
        mark(self._directory / "complete", self._plan.size)

    def _index(self, first: int, last: int) -> None:
        import xapian

        database = xapian.WritableDatabase(
            str(self._directory / f"half-{first:09}"), xapian.DB_CREATE_OR_OVERWRITE
        )
        words = xapian.TermGenerator()
        words.set_stemmer(xapian.Stem("english"))
        words.set_stemming_strategy(xapian.TermGenerator.STEM_ALL)
        for row in flat_reports(self._plan, first, last, "Xapian"):
            database.add_document(_document(words, row))
            if row.id % COMMIT_EVERY == 0:
                database.commit()
        database.commit()
        database.close()

    def open(self) -> None:
        """Open the database for searching."""
        import xapian

        self._database = xapian.Database(str(self._directory / "whole"))
        self._stem = xapian.Stem("english")

    def answer(self, question: Question) -> Answer:
        """Match once for total, page and facets, and once more for each facet with a filter."""
        filtered = {name for name, _ in question.filters} & set(FACETS)
        found, facets = self._match(question, [name for name in FACETS if name not in filtered], PER_PAGE)
        for name in filtered:
            facets |= self._match(question.lifting(name), [name], 0)[1]
        total = found.get_matches_estimated()
        if question.page > 1 and offset_of(question, total) != (question.page - 1) * PER_PAGE:
            found = self._enquire(question).get_mset(offset_of(question, total), PER_PAGE)
        return Answer(total, self._hits(question, found), {name: facets[name] for name in FACETS})

    def _match(self, question: Question, names: list[str], shown: int) -> tuple[Any, dict[str, Counts]]:
        import xapian

        enquire = self._enquire(question)
        spies = {name: [xapian.ValueCountMatchSpy(slot) for slot in slots(name)] for name in names}
        for of_facet in spies.values():
            for spy in of_facet:
                enquire.add_matchspy(spy)
        everything = self._database.get_doccount()  # to look at all makes every count exact
        found = enquire.get_mset((question.page - 1) * PER_PAGE if shown else 0, shown, everything)
        return found, {name: _counts(name, of_facet) for name, of_facet in spies.items()}

    def _enquire(self, question: Question) -> Any:
        import xapian

        enquire = xapian.Enquire(self._database)
        enquire.set_query(self._query(question))
        if not question.terms or question.sort:
            enquire.set_sort_by_value(FIRST_DAY, question.sort != "oldest")
            enquire.set_weighting_scheme(xapian.BoolWeight())
        return enquire

    def _hits(self, question: Question, found: Any) -> list[Hit]:
        hits = []
        for match in found:
            headline, _, body = match.document.get_data().decode().partition("\n")
            if question.terms:
                passage = found.snippet(body, EXCERPT, self._stem, 0, "<mark>", "</mark>", "…").decode()
            else:
                passage = body[:EXCERPT]
            hits.append(Hit(match.docid, headline, passage))
        return hits

    def _query(self, question: Question) -> Any:
        import xapian

        parts = [self._term(term) for term in question.terms]
        words = xapian.Query(xapian.Query.OP_AND, parts) if parts else xapian.Query.MatchAll
        filters = _filters(question)
        return (
            xapian.Query(xapian.Query.OP_FILTER, words, xapian.Query(xapian.Query.OP_AND, filters))
            if filters
            else words
        )

    def _term(self, term: Term) -> Any:
        import xapian

        if term.form == "beginning":
            return xapian.Query(xapian.Query.OP_WILDCARD, term.text.lower())
        stems = [self._stem(word.lower()).decode() for word in term.text.split()]
        return xapian.Query(xapian.Query.OP_PHRASE, stems) if len(stems) > 1 else xapian.Query(stems[0])

    def interrupt(self) -> None:
        """Do nothing: it cannot be stopped, and ends by itself."""

    def version(self) -> str:
        """Return the release."""
        import xapian

        return xapian.version_string()

    def sizes(self) -> dict[str, int]:
        """Return the size of the database."""
        return {"database": files_size(self._directory)}


def slots(name: str) -> range:
    """Return the value slots of a facet."""
    first, number = SLOTS[name]
    return range(first, first + number)


def _document(words: Any, row: Flat) -> Any:
    import xapian

    document = xapian.Document()
    words.set_document(document)
    words.index_text(row.headline)
    words.increase_termpos()
    words.index_text(row.body)
    document.set_data(f"{row.headline}\n{row.body}")
    values = {"source": [row.source], "language": [row.language], "year": [row.year]} | row.entities
    for name, found in values.items():
        for slot, value in zip(slots(name), [value for value in found if value], strict=False):
            document.add_value(slot, str(value))
            document.add_boolean_term(f"{PREFIXES[name]}{value}")
    for slot, day in ((FIRST_DAY, row.first_day), (LAST_DAY, row.last_day)):
        if day:
            document.add_value(slot, str(day))
    return document


def _filters(question: Question) -> list[Any]:
    import xapian

    filters = []
    for name, value in question.filters:
        if name in FACETS:
            term = value if name == "language" else number_of(value)
            filters.append(xapian.Query(f"{PREFIXES[name]}{term}"))
    if question.values("from") or question.values("to"):
        first, last = question.days()
        filters.append(xapian.Query(xapian.Query.OP_VALUE_RANGE, FIRST_DAY, "00000001", str(last)))
        filters.append(xapian.Query(xapian.Query.OP_VALUE_GE, LAST_DAY, f"{max(first, 1):08}"))
    return filters


def _counts(name: str, spies: list) -> Counts:
    counts: Counter[str] = Counter()
    for spy in spies:
        for item in spy.values():
            counts[item.term.decode()] += item.termfreq
    return [(label(name, value), count) for value, count in counts.most_common(SHOWN)]
