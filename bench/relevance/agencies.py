"""Questions of a third kind: headlines of several agencies about one event, and what is marked in reports.

A headline asks for those of other agencies about the same events of UCDP: known items among thousands that are much like them. The people,
groups and places that are marked in a sentence of re3d ask for the report with that sentence, and for others in which some are marked too.
"""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from bench.relevance.folder import Document, JudgedQuestions
from bench.relevance.speeches import SEED, SENTENCE, STRANGE_WORDS

HEADLINES, REPORTS = "ucdp/multi_source_headlines.jsonl", "reports/re3d_open.jsonl"
LEAST_WORDS = 5
MOST_EVENTS = 12  # of a headline: one of more is about none of them
QUESTIONS = 600
NAMED, SHARED = 3, 2  # names in a sentence that asks, and how many of them another report must have
KINDS = {"Person", "Organisation", "Location", "MilitaryPlatform", "Weapon"}
WORD = re.compile(r"[^\W\d_]+")


def headlines(folder: Path) -> tuple[list[Document], JudgedQuestions]:
    """Return (headlines, questions): those that are asked are not among the headlines."""
    events: dict[str, set[int]] = defaultdict(set)
    offices: dict[str, str] = {}
    for number, event in enumerate(_rows(folder / HEADLINES)):
        for report in event["reports"]:
            text = " ".join(report["headline"].split())
            if len(WORD.findall(text)) >= LEAST_WORDS:
                events[text].add(number)
                offices[text] = report["office"]
    of_event: dict[int, list[str]] = defaultdict(list)
    for text, numbers in events.items():
        for number in numbers:
            of_event[number].append(text)
    answers = {
        text: {other for number in numbers for other in of_event[number] if offices[other] != offices[text]}
        for text, numbers in events.items()
        if len(numbers) <= MOST_EVENTS
    }
    able = sorted(text for text, others in answers.items() if others)
    asked = random.Random(f"{SEED} headlines").sample(able, min(QUESTIONS, len(able)))
    loaded = {text: f"headline-{place}" for place, text in enumerate(sorted(events.keys() - set(asked)))}
    grades = {text: {loaded[other]: 1 for other in answers[text] if other in loaded} for text in asked}
    kept = [text for text in asked if grades[text]]
    return [Document(name, text, text) for text, name in loaded.items()], JudgedQuestions(
        {str(place): text for place, text in enumerate(kept)},
        {str(place): grades[text] for place, text in enumerate(kept)},
    )


def marked_reports(folder: Path) -> tuple[list[Document], JudgedQuestions]:
    """Return (reports, questions of names that are marked in one sentence)."""
    rows = list(_rows(folder / REPORTS))
    chance = random.Random(f"{SEED} marked")
    marked = {row["id"]: {_name(one) for one in row["entities"] if _tells(one)} for row in rows}
    texts, grades = {}, {}
    for row in rows:
        for names in _sentences(row):
            asked = chance.sample(sorted(names), min(len(names), chance.randint(NAMED, NAMED + 2)))
            others = {other: len(marked[other].intersection(asked)) for other in marked}
            number = str(len(texts))
            texts[number] = " ".join([*asked, *chance.sample(STRANGE_WORDS, chance.randint(0, 1))])
            grades[number] = {other: 1 for other, count in others.items() if count >= SHARED} | {row["id"]: 2}
    return [Document(row["id"], row["title"], row["text"]) for row in rows], JudgedQuestions(texts, grades)


def _sentences(row) -> Iterator[set[str]]:
    """Yield the names marked in each sentence that has enough of them."""
    start = 0
    for sentence in SENTENCE.split(row["text"]):
        begin = row["text"].index(sentence, start)
        start = begin + len(sentence)
        names = {_name(one) for one in row["entities"] if _tells(one) and begin <= one["begin"] < start}
        if len(names) >= NAMED:
            yield names


def _tells(entity) -> bool:
    return entity["type"] in KINDS and entity["confidence"] and len(entity["value"].split()) <= 4


def _name(entity) -> str:
    return " ".join(entity["value"].lower().removeprefix("the ").split())


def _rows(path: Path) -> Iterator[dict]:
    with open(path, encoding="utf-8") as lines:
        yield from map(json.loads, lines)
