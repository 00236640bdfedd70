"""The answer to a search in short form: a dict that does not depend on the ids of rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

from django.http import QueryDict

from archive.models import Article
from archive.search import Results, search

FOLDER = Path(__file__).parent
QUERIES = (FOLDER / "queries.txt").read_text().splitlines()
VALUES_KEPT = 4  # of a facet in words; all of them are in its digest


def answers(queries: list[str] = QUERIES) -> dict[str, dict]:
    """Ask queries; return {query: what was answered}."""
    references = dict(Article.objects.values_list("pk", "source_ref"))
    return {query: answer(query, references) for query in queries}


def answer(query: str, references: dict[int, str]) -> dict:
    """Return what one search says: totals, reports in their order, counts, messages, and a digest of each passage."""

    def numbers(reports) -> list[str]:
        return [references[report.pk].removeprefix("made-").replace("demo-0", "d") for report in reports]

    results = search(QueryDict(query))
    said = {
        "total": results.total,
        "page": [results.page, results.pages],
        "ids": numbers(hit.article for hit in results.hits),
        "passages": " ".join(_digest(hit.headline, hit.snippet) for hit in results.hits),
        "named": _digest(*([one.slug for one in hit.entities] for hit in results.hits)),
        "copies": results.copies,
        "copied": _digest(*(numbers(hit.copies) for hit in results.hits)),
        "facets": {facet.name: _facet(facet) for facet in results.facets},
        "years": _years(results),
        "chips": [chip.label for chip in results.chips],
        "messages": results.messages,
        "errors": results.errors,
        "match": "" if results.match == "all" else results.match,
        "near": _near(results, numbers),
        "names": [[one.entity.slug, one.on, _digest(*one.also)] for one in results.names],
        "words": [[one.typed, one.on, _digest(*one.also)] for one in results.words],
        "choices": [[one.typed, [option.entity.slug for option in one.options]] for one in results.choices],
        "pending": [[one.entity.slug, one.reports] for one in results.pending],
        "card": results.card.slug if results.card else "",
        "meant": _meant(results),
        "like": [[one.entity.slug, one.reports] for one in results.suggestions.names],
        "sort": results.sort,
    }
    return json.loads(json.dumps({key: value for key, value in said.items() if value}))


def _facet(facet) -> str:
    """Return the first values of a facet with their counts, and a digest of all that are shown."""
    shown = [f"{value.value}:{value.count}" for value in [facet.none, *facet.values] if value]
    return " ".join([*shown[:VALUES_KEPT], _digest(*shown)])


def _years(results: Results) -> str:
    found = results.histogram
    bars = [bar for bar in found.bars if bar.is_offered] + [found.undated] * bool(found.undated)
    return " ".join(f"{bar.value}:{bar.count}" for bar in bars)


def _near(results: Results, numbers) -> list:
    near = results.near_misses
    return [near.total, *numbers(hit.article for hit in near.hits)] if near else []


def _meant(results: Results) -> list:
    correction = results.suggestions.correction
    return [correction.query, correction.reports] if correction else []


def _digest(*parts) -> str:
    """Return a digest of eight letters."""
    return blake2b(json.dumps(parts).encode(), digest_size=4).hexdigest() if parts else ""


def kept(name: str) -> dict[str, dict]:
    """Return the golden answers over an archive."""
    rows = map(json.loads, (FOLDER / f"{name}.jsonl").read_text().splitlines())
    return {row.pop("q"): row for row in rows}


def keep(name: str, said: dict[str, dict]) -> None:
    """Write the golden answers over an archive, a query a line."""
    lines = [
        json.dumps({"q": query, **row}, ensure_ascii=False, separators=(",", ":"))
        for query, row in said.items()
    ]
    (FOLDER / f"{name}.jsonl").write_text("".join(f"{line}\n" for line in lines))


def differences(expected: dict[str, dict], said: dict[str, dict]) -> Iterator[str]:
    """Yield a line for whatever differs: which query, what of its answer, how it was and how it is."""
    for query in dict.fromkeys([*expected, *said]):
        before, now = expected.get(query, {}), said.get(query, {})
        for key in dict.fromkeys([*before, *now]):
            if before.get(key) != now.get(key):
                yield f"{query!r}: {key} was {before.get(key)}, is {now.get(key)}"
