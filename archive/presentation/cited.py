"""What the rows of a data set behind an event cite, for readers: each source as given, linked where the archive has the report."""

from __future__ import annotations

from dataclasses import dataclass

from archive.evidence.citations import citations_in
from archive.models import Article, DatasetRow, Event
from archive.models.wordings import in_public_words


@dataclass(frozen=True)
class CitedLine:
    """One source: its words, protected names withheld, and the address of the report that it is, or ""."""

    words: str
    url: str


def cited_lines(event: Event) -> list[CitedLine]:
    """Return the sources that the public rows of an event cite, in their order."""
    rows = DatasetRow.objects.public().of_event(event).order_by("dataset", "number")
    cited = citations_in(rows, reports=Article.objects.published())
    words = in_public_words(one.text for one, _ in cited)
    return [
        CitedLine(text, report.get_absolute_url() if report else "")
        for text, (_, report) in zip(words, cited, strict=True)
    ]
