"""Tantivy, a search library in Rust, asked from Python: how fast this work can be."""

from __future__ import annotations

import shutil
from importlib.metadata import version
from typing import Any

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

ANALYZER = "english_words"
HEAP = 1_000_000_000
NUMBERS = (*ENTITY_FACETS, "source", "year", "language", "first_day", "last_day")
EVERY_VALUE = 100_000  # of a facet are counted in each segment, so that no count is an estimate


class Tantivy:
    """One index with the text, and fast fields for facets."""

    label = "Tantivy"

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._directory = plan.rival("tantivy")
        self._schema, self._index, self._searcher = (None,) * 3

    def is_built(self) -> bool:
        """Return whether the index is there and whole."""
        return is_marked(self._directory / "complete", self._plan.size)

    def build(self) -> None:
        """Add every report and wait until segments are merged."""
        import tantivy

        shutil.rmtree(self._directory, ignore_errors=True)
        self._directory.mkdir(parents=True)
        index = self._open_index()
        writer = index.writer(HEAP, 2)
        for row in flat_reports(self._plan, 1, self._plan.size, "Tantivy"):
            writer.add_document(_document(tantivy, row))
        tell("Tantivy: commit and merge")
        writer.commit()
        writer.wait_merging_threads()
        mark(self._directory / "complete", self._plan.size)

    def _open_index(self) -> Any:
        import tantivy
        from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("id", stored=True, indexed=True)
        builder.add_text_field("headline", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field("text", stored=True, tokenizer_name=ANALYZER, index_option="position")
        for name in NUMBERS:
            builder.add_unsigned_field(name, indexed=True, fast=True)
        self._schema = builder.build()
        words = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase()).filter(Filter.ascii_fold())
        index = tantivy.Index(self._schema, path=str(self._directory))
        index.register_tokenizer(ANALYZER, words.filter(Filter.stemmer("english")).build())
        return index

    def open(self) -> None:
        """Open the index for searching."""
        self._index = self._open_index()
        self._index.reload()
        self._searcher = self._index.searcher()

    def answer(self, question: Question) -> Answer:
        """Count, list and count by facet; facets without a filter of their own are counted in one pass."""
        query = self._query(question)
        total = self._searcher.search(query, limit=1, count=True).count if question.page > 1 else None
        found = self._page(query, question, total)
        filtered = {name for name, _ in question.filters} & set(FACETS)
        facets = self._facets(query, [name for name in FACETS if name not in filtered])
        for name in filtered:
            facets |= self._facets(self._query(question.lifting(name)), [name])
        return Answer(
            found.count, self._hits(question, query, found), {name: facets[name] for name in FACETS}
        )

    def _page(self, query: Any, question: Question, total: int | None) -> Any:
        from tantivy import Order

        start = offset_of(question, total) if total is not None else 0
        order: dict[str, Any] = {}
        if not question.terms or question.sort:
            order = {
                "order_by_field": "first_day",
                "order": Order.Asc if question.sort == "oldest" else Order.Desc,
            }
        return self._searcher.search(query, limit=PER_PAGE, offset=start, count=True, **order)

    def _hits(self, question: Question, query: Any, found: Any) -> list[Hit]:
        from tantivy import SnippetGenerator

        snippets = (
            SnippetGenerator.create(self._searcher, query, self._schema, "text") if question.terms else None
        )
        hits = []
        for _, place in found.hits:
            document = self._searcher.doc(place)
            passage = (
                snippets.snippet_from_doc(document).to_html() if snippets else document["text"][0][:EXCERPT]
            )
            hits.append(Hit(document["id"][0], document["headline"][0], passage))
        return hits

    def _facets(self, query: Any, names: list[str]) -> dict[str, Counts]:
        if not names:
            return {}
        wanted = {
            name: {"terms": {"field": name, "size": SHOWN + 1, "segment_size": EVERY_VALUE}} for name in names
        }
        counted = self._searcher.aggregate(query, wanted)
        return {name: _counts(name, counted[name]["buckets"]) for name in names}

    def _query(self, question: Question) -> Any:
        from tantivy import Occur, Query

        parts = [self._term(term) for term in question.terms]
        parts += [Query.const_score_query(part, 0.0) for part in self._filters(question)]
        return Query.boolean_query([(Occur.Must, part) for part in parts]) if parts else Query.all_query()

    def _term(self, term: Term) -> Any:
        from tantivy import Query

        if term.form == "beginning":
            return Query.regex_query(self._schema, "text", f"{term.text.lower()}.*")
        typed = term.text if term.form == "word" else f'"{term.text}"'
        return self._index.parse_query(typed, ["text"])

    def _filters(self, question: Question) -> list[Any]:
        from tantivy import FieldType, Query

        filters = []
        for name, value in question.filters:
            if name in FACETS:
                number = language_number(value) if name == "language" else number_of(value)
                filters.append(Query.term_query(self._schema, name, number))
        if question.values("from") or question.values("to"):
            first, last = question.days()
            for name, lower, upper in (("first_day", 1, last), ("last_day", max(first, 1), 99999999)):
                filters.append(Query.range_query(self._schema, name, FieldType.Unsigned, lower, upper))
        return filters

    def interrupt(self) -> None:
        """Do nothing: it cannot be stopped, and ends by itself."""

    def version(self) -> str:
        """Return the release of the package."""
        return version("tantivy")

    def sizes(self) -> dict[str, int]:
        """Return the size of the index."""
        return {"index": files_size(self._directory)}


def _document(tantivy: Any, row: Flat) -> Any:
    document = tantivy.Document()
    document.add_unsigned("id", row.id)
    document.add_text("headline", row.headline)
    document.add_text("text", f"{row.headline}\n{row.body}")
    for kind, ids in row.entities.items():
        for entity in ids:
            document.add_unsigned(kind, entity)
    values = (row.source, row.year, language_number(row.language), row.first_day, row.last_day)
    for name, value in zip(NUMBERS[len(ENTITY_FACETS) :], values, strict=True):
        document.add_unsigned(name, value)
    return document


def language_number(code: str) -> int:
    """Return the two letters of a language as a number; 0 for none."""
    return int.from_bytes(code.encode())


def language_code(number: int) -> str:
    """Return the language of a number."""
    return number.to_bytes(2).decode()


def _counts(name: str, buckets: list[dict]) -> Counts:
    pairs = [(int(bucket["key"]), bucket["doc_count"]) for bucket in buckets]
    known = [(value, count) for value, count in pairs if value][:SHOWN]
    return [
        (label(name, language_code(value) if name == "language" else value), count) for value, count in known
    ]
