"""Any number of reports made of natural text: recombined passages of speeches, with names inserted.

A report is three runs of sentences of about 140 words from different speeches, three sentences that name eight people,
places and factions, and a headline. One in eight is a copy of another, for another source. Report N is the same in every
run and for any number of reports, so archives of different sizes begin alike.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from bench.speed.world import SEED, SOURCES, Bag, Named, world

CHUNK = 1_000
PASSAGES, WORDS_IN_PASSAGE = 3, 140
LONGEST_PASSAGE = 1_400
STORIES, MOST_COPIES = 0.05, 4
SENTENCE = re.compile(r"(?<=[.!?])\s+")
NAMING = (
    ("{person} of the {faction} was seen in {place} with {person}.", "body"),
    ("Officials in {place} blamed the {faction}, which {person} denied.", "body"),
    ("The {faction} said that {place} had fallen, but {person} spoke of talks.", "body"),
    ("Fighters loyal to {person} left {place} for {place} after the {faction} arrived.", "body"),
    ("In {place}, {person} met envoys of the {faction}.", "body"),
)
HEADLINES = ("{place}: {words}", "{person} and {words}", "{faction}: {words}", "{words}", "{words}")
# The texts are English: their languages are given by chance, besides English only such as have no stemmer, so that every tool finds
# the same words in the same reports.
LANGUAGES = Bag(["en", "ps", "", "fa", "ur", "uz", "tg", "zh"], skew=2.5)
GAP = re.compile(r"\{(person|place|faction)\}")


@dataclass(frozen=True)
class Spoken:
    """An entity in a text; `spelling` is the index of the printed form among its names."""

    entity: Named
    spelling: int
    start: int
    end: int


@dataclass(frozen=True)
class Report:
    """A report as it would be received; `story` is 0 or the number of its group of copies."""

    number: int
    headline: str
    body: str
    source: int
    date: str
    language: str
    headline_names: list[Spoken] = field(default_factory=list)
    body_names: list[Spoken] = field(default_factory=list)
    story: int = 0


class Corpus:
    """The reports that can be made of a file of speeches (.jsonl.gz, a `text` in each line)."""

    def __init__(self, speeches: Path) -> None:
        self._passages = _read_passages(speeches)
        self._sources = Bag(range(1, SOURCES + 1), skew=0.8)

    def reports(self, first: int, last: int) -> Iterator[Report]:
        """Yield the reports from number `first` to `last`."""
        for chunk in range((first - 1) // CHUNK, (last - 1) // CHUNK + 1):
            for report in self._chunk(chunk):
                if first <= report.number <= last:
                    yield report

    @lru_cache(maxsize=4)  # noqa: B019 (there is one corpus, and it lives as long as the process)
    def _chunk(self, chunk: int) -> list[Report]:
        chance = random.Random(f"{SEED} {chunk}")
        made: list[Report] = []
        while len(made) < CHUNK:
            number = chunk * CHUNK + len(made) + 1
            report = self._report(number, chance)
            copies = (
                min(chance.randint(1, MOST_COPIES), CHUNK - len(made) - 1) if chance.random() < STORIES else 0
            )
            made.append(replace(report, story=number) if copies else report)
            for offset in range(1, copies + 1):
                source = self._sources.draw(chance)
                made.append(replace(report, number=number + offset, source=source, story=number))
        return made

    def _report(self, number: int, chance: random.Random) -> Report:
        passages = [chance.choice(self._passages) for _ in range(PASSAGES)]
        pieces: list[str | Spoken] = []
        for passage in passages:
            pieces += [passage, "\n\n", *_spoken(chance.choice(NAMING)[0], chance), " "]
        body, body_names = _placed(pieces[:-1])
        words = " ".join(passages[0].split()[: chance.randint(4, 9)]).strip(".,;:")
        headline, headline_names = _placed(
            _spoken(chance.choice(HEADLINES).replace("{words}", words), chance)
        )
        return Report(
            number, headline, body, self._sources.draw(chance), _date(chance), LANGUAGES.draw(chance), headline_names, body_names
        )  # fmt: skip


def _read_passages(path: Path) -> list[str]:
    passages: list[str] = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for speech in map(json.loads, lines):
            run: list[str] = []
            for sentence in SENTENCE.split(" ".join(speech["text"].split())):
                run.append(sentence)
                if sum(part.count(" ") + 1 for part in run) >= WORDS_IN_PASSAGE:
                    passages.append(" ".join(run)[:LONGEST_PASSAGE])
                    run = []
    return passages


def _spoken(template: str, chance: random.Random) -> list[str | tuple[Named, int]]:
    """Return the pieces of a sentence, its gaps filled with entities in one of their spellings."""
    parts = GAP.split(template)
    for place in range(1, len(parts), 2):
        entity = world().bags[parts[place]].draw(chance)
        parts[place] = (entity, 0 if chance.random() < 0.7 else 1)
    return parts


def _placed(pieces) -> tuple[str, list[Spoken]]:
    text, spoken, length = [], [], 0
    for piece in pieces:
        if not isinstance(piece, str):
            entity, spelling = piece
            piece = entity.names[spelling]
            spoken.append(Spoken(entity, spelling, length, length + len(piece)))
        text.append(piece)
        length += len(piece)
    return "".join(text), spoken


def _date(chance: random.Random) -> str:
    """Return a date in EDTF from 1979 to 2024, more of later years; one in twenty is empty."""
    year, kind = 1979 + int(46 * chance.random() ** 0.8), chance.random()
    month, day = chance.randint(1, 12), chance.randint(1, 28)
    shapes = (
        (0.85, f"{year}-{month:02}-{day:02}"),
        (0.9, f"{year}-{month:02}"),
        (0.93, f"{year}"),
        (0.95, f"{year}?"),
    )
    return next((date for bound, date in shapes if kind < bound), "")
