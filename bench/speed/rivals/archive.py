"""The archive itself, in-process like the others: its search without the web server and the template."""

from __future__ import annotations

import subprocess
import sys

from bench.speed.plan import ROOT, Plan
from bench.speed.question import FACETS, Question
from bench.speed.rivals.base import SHOWN, Answer, Hit


class Archive:
    """Dateline, with grouping of copies and names in all spellings, as its pages have them."""

    label = "Dateline, in-process"

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    def is_built(self) -> bool:
        """Return whether the archive is there: the run builds it first."""
        return self._plan.is_built

    def build(self) -> None:
        """Refuse: the archive is not built as an index."""
        raise SystemExit(f"There is no complete archive in {self._plan.archive}.")

    def open(self) -> None:
        """Start Django with the settings of this archive, and get ready as web processes do."""
        import django

        django.setup()
        from archive.search.page.warm import warm_up

        warm_up()

    def answer(self, question: Question, more: str = "") -> Answer:
        """Search as the page does."""
        from django.http import QueryDict

        from archive.search import search

        results = search(QueryDict(f"{question.query}{more}"))
        facets = {facet.name: facet.values for facet in results.facets} | {"year": results.histogram.bars}
        counted = {name: [(value.label, value.count) for value in facets.get(name, [])] for name in FACETS}
        hits = [Hit(hit.article.pk, str(hit.headline), str(hit.snippet)) for hit in results.hits]
        return Answer(results.total, hits, {name: commonest(counts) for name, counts in counted.items()})

    def control(self, question: Question) -> Answer:
        """Answer as the rivals do: names as typed, copies one by one."""
        return self.answer(question, "&exact=1&copies=1")

    def interrupt(self) -> None:
        """Do nothing: it ends by itself."""

    def version(self) -> str:
        """Return the commit."""
        command = ["git", "describe", "--always", "--dirty"]
        told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        return f"{told.stdout.strip() or 'unreleased'}, Python {sys.version.split()[0]}"

    def sizes(self) -> dict[str, int]:
        """Return nothing: the sizes of the archive are measured table by table."""
        return {}


def commonest(counts: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return the most frequent values, the commonest first; omit years without any."""
    return sorted((pair for pair in counts if pair[1]), key=lambda pair: -pair[1])[:SHOWN]
