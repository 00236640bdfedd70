"""Propose boilerplate rules: lines that occur in several reports of one source are hardly part of any."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from archive.ingest.load import rules_for
from archive.ingest.rules import LINE
from archive.models import Article, BoilerplateRule, Source
from archive.text.words import name_key

SEEN_AT_LEAST, MAX_LENGTH = 3, 300


@dataclass(frozen=True)
class Suggestion:
    """A line that may be debris, the number of reports that contain it, and one of them as an example."""

    text: str
    count: int
    example: int


def suggest_rules(source: Source, *, seen: int = SEEN_AT_LEAST, most: int | None = None) -> list[Suggestion]:
    """Return the lines that occur in at least `seen` reports of a source and match no rule yet, most frequent first.

    Copies of one story count once.

    Args:
        most: look at so many of its latest reports; at all if not given.
    """
    stories: dict[str, set] = defaultdict(set)
    texts: dict[str, str] = {}
    examples: dict[str, int] = {}
    for story, pk, line in _lines(source, most):
        key = name_key(line)
        if key:
            stories[key].add(story)
            texts.setdefault(key, line)
            examples.setdefault(key, pk)
    rules = rules_for(source)
    counts = Counter({key: len(found) for key, found in stories.items() if len(found) >= seen})
    found = [Suggestion(texts[key], count, examples[key]) for key, count in counts.items()]
    unknown = [s for s in found if not any(rule.drops(s.text) for rule in rules)]
    return sorted(unknown, key=lambda suggestion: (-suggestion.count, suggestion.text))


def add_rules(source: Source, suggestions: list[Suggestion]) -> int:
    """Add suggestions as inactive rules, for a curator to review. Return how many are new."""
    rows = [
        BoilerplateRule(
            source=source,
            kind=LINE,
            text=s.text,
            active=False,
            note=f"Suggested: occurs in {s.count} reports.",
        )
        for s in suggestions
    ]
    before = BoilerplateRule.objects.count()
    BoilerplateRule.objects.bulk_create(rows, ignore_conflicts=True)
    return BoilerplateRule.objects.count() - before


def _lines(source: Source, most: int | None) -> Iterator[tuple[object, int, str]]:
    reports = Article.objects.filter(source=source).order_by("-pk").values_list("pk", "story_id", "body")
    for pk, story, body in reports[:most].iterator():
        for line in {line.strip() for line in body.split("\n")}:
            if line and len(line) <= MAX_LENGTH:
                yield story or f"report {pk}", pk, line
