"""Measure how many altered copies of a story are found, and how many reports from one template are mistaken for copies.

    python bench/copies.py FOLDER [--seed 8] [--half tune|kept] [--sources mixed|one|own]

FOLDER holds reports/re3d_open.jsonl (press releases and articles on Syria and Iraq) and speeches/un_general_debate.jsonl.gz (CC0).
Together with the demo's reports they are the stories: a script alters each in the ways newspapers alter agency copy. The
templates are written here, in two sets of families, and filled at random. One half of the stories and one set of templates were
used to choose the thresholds (--half tune); the figures in docs/copies.md are for the other. Nothing is written, and no
database is used.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import re
import sys
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

import django  # noqa: E402

django.setup()

from archive.matching.copies import clusters, near_in_hand  # noqa: E402
from archive.matching.same_story import Printing, are_one_story  # noqa: E402
from archive.matching.sketch import COPY_FROM, shared, sketch  # noqa: E402
from bench.templates_of_reports import FAMILIES  # noqa: E402

FIRST_DAY = date(1996, 1, 1)
SPEECHES, WORDS_OF_SPEECH = 300, 350


@dataclass(frozen=True)
class Report:
    """A report in the trial; those with the same event are one story."""

    event: str
    kind: str
    text: str
    day: date | None
    source: int


# Stories


def stories(folder: Path, chance: random.Random) -> list[str]:
    """Return the texts of reports that are not copies of each other."""
    texts: dict[str, str] = {}
    for line in (ROOT / "fixtures/demo/reports.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        texts.setdefault(row["story"] or row["id"], row["text"])
    with open(folder / "reports/re3d_open.jsonl", encoding="utf-8") as lines:
        texts |= {
            row["id"]: row["text"]
            for row in map(json.loads, lines)
            if "airstrikes continue" not in row["title"]
        }
    with gzip.open(folder / "speeches/un_general_debate.jsonl.gz", "rt", encoding="utf-8") as lines:
        for number, line in enumerate(islice(lines, 0, SPEECHES * 20, 20)):
            sentences = re.split(r"(?<=[.!?]) +", json.loads(line)["text"])
            start = len(sentences) // 3
            texts[f"speech {number}"] = "\n\n".join(islice(_paragraphs(sentences[start:]), 5))
    found = [text for text in texts.values() if len(text.split()) >= 60]
    chance.shuffle(found)
    return found


def _paragraphs(sentences: list[str]) -> Iterator[str]:
    for at in range(0, len(sentences), 3):
        yield " ".join(sentences[at : at + 3])


# Alterations

BRITISH = {"honor": "honour", "labor": "labour", "defense": "defence", "organization": "organisation", "center": "centre", "program": "programme"}  # fmt: skip
BRITISH |= {"organizations": "organisations", "color": "colour", "recognize": "recognise", "toward": "towards", "percent": "per cent"}  # fmt: skip
OTHER_WORDS = {"said": "stated", "killed": "slain", "began": "started", "attack": "assault", "large": "big", "about": "some", "near": "close to"}  # fmt: skip
OTHER_WORDS |= {"also": "too", "but": "yet", "people": "persons", "town": "city", "soldiers": "troops", "men": "fighters", "called": "termed", "must": "should"}  # fmt: skip


def trimmed(text: str, chance: random.Random) -> str:
    """Drop a third of the paragraphs, anywhere in the text."""
    paragraphs = text.split("\n\n")
    gone = (
        set(chance.sample(range(1, len(paragraphs)), k=len(paragraphs) // 3))
        if len(paragraphs) > 2
        else set()
    )
    return "\n\n".join(part for at, part in enumerate(paragraphs) if at not in gone)


def cut_at_end(text: str, chance: random.Random) -> str:
    """Keep half to nine tenths, to the end of a sentence."""
    sentences = re.split(r"(?<=[.!?])\s+", text)
    return " ".join(sentences[: max(3, int(len(sentences) * chance.uniform(0.5, 0.9)))])


def with_agency(text: str, chance: random.Random) -> str:
    """Add place, day and agency before the text, and a credit line after it."""
    place = chance.choice(["DORAZPUL", "TAL MARWEN", "PORT ALMAS"])
    return f"{place}, {chance.choice(['May', 'June'])} {chance.randint(1, 28)} (CPA) — {text}\n\nAdditional reporting by Ilse Varga; CPA/bc"


def edited(text: str, chance: random.Random) -> str:
    """Replace some of the common words by synonyms, and drop a few adverbs and adjectives."""
    words = [OTHER_WORDS.get(word, word) if chance.random() < 0.7 else word for word in text.split(" ")]
    return " ".join(
        word for word in words if not (word.islower() and len(word) > 5 and chance.random() < 0.03)
    )


def mistyped(text: str, chance: random.Random) -> str:
    """Swap two letters in one word in fifty."""
    return " ".join(
        _swapped(word, chance) if len(word) > 4 and chance.random() < 0.02 else word
        for word in text.split(" ")
    )


def _swapped(word: str, chance: random.Random) -> str:
    at = chance.randint(1, len(word) - 3)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def in_british(text: str, chance: random.Random) -> str:
    """Use British for American spelling, Afghan names included."""
    text = re.sub(
        r"\b(Massoud|Taliban)\b", lambda found: {"Massoud": "Masood", "Taliban": "Taleban"}[found[1]], text
    )
    return re.sub(r"\b[a-z]+\b", lambda found: BRITISH.get(found[0], found[0]), text)


def with_later_toll(text: str, chance: random.Random) -> str:
    """Change one number, as the next version of a report does."""
    numbers = list(re.finditer(r"\b\d{1,4}\b", text))
    if not numbers:
        return edited(text, chance)
    found = chance.choice(numbers)
    return f"{text[: found.start()]}{int(found[0]) + chance.randint(1, 9)}{text[found.end() :]}"


def extended(text: str, chance: random.Random, others: list[str]) -> str:
    """Add a paragraph of another report at the end and one in the middle."""
    paragraphs = text.split("\n\n")
    added = [chance.choice(chance.choice(others).split("\n\n")) for _ in range(2)]
    return "\n\n".join([*paragraphs[:1], added[0], *paragraphs[1:], added[1]])


ALTERATIONS: dict[str, Callable] = {
    "the same words": lambda text, chance: text,
    "paragraphs left out": trimmed,
    "cut at the end": cut_at_end,
    "agency's line added": with_agency,
    "words edited": edited,
    "misprints": mistyped,
    "British for American": in_british,
    "a later toll": with_later_toll,
}


def altered(text: str, chance: random.Random, others: list[str]) -> Iterator[tuple[str, str]]:
    """Yield a story altered in each way, in two ways at once, and with paragraphs of others."""
    for name, alter in ALTERATIONS.items():
        yield name, alter(text, chance)
    first, second = chance.sample(list(ALTERATIONS.values())[1:], 2)
    yield "two at once", second(first(text, chance), chance)
    yield "paragraphs added", extended(text, chance, others)


def copies(texts: list[str], chance: random.Random) -> Iterator[Report]:
    """Yield each story and its copies: most in other papers up to three days later, some in the same, some undated."""
    for number, text in enumerate(texts):
        day = FIRST_DAY + timedelta(chance.randrange(6000))
        event = f"story {number}"
        yield Report(event, "original", text, day, 0)
        for kind, copy in altered(text, chance, texts):
            when = None if chance.random() < 0.15 else day + timedelta(chance.choice([0, 0, 0, 1, 1, 2, 3]))
            same_paper = chance.random() < 0.15
            yield Report(
                event,
                kind,
                copy,
                (day if when else None) if same_paper else when,
                0 if same_paper else chance.randint(1, 9),
            )


# Templates


def by_templates(half: str, chance: random.Random, each: int = 30) -> Iterator[Report]:
    """Yield reports of each family of templates: one source, a day or some weeks between them, a tenth undated."""
    for number, (name, family) in enumerate(FAMILIES[half].items(), start=100):
        day = FIRST_DAY + timedelta(chance.randrange(6000))
        for at in range(each):
            day += timedelta(chance.choice(family.days_between))
            yield Report(
                f"{name} {at}",
                name,
                family.written(chance, day),
                None if chance.random() < 0.1 else day,
                number,
            )


def strike_releases(folder: Path) -> Iterator[Report]:
    """Yield the three daily releases on strikes that are among the marked reports: real ones by one template."""
    with open(folder / "reports/re3d_open.jsonl", encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if "airstrikes continue" in row["title"]]
    for row in rows:
        yield Report(row["id"], "daily releases on strikes (real)", row["text"], _day_of(row["title"]), 99)


def _day_of(title: str) -> date:
    return date(2016, 1, int(re.search(r"\d+", title)[0]))


# Figures


def judged(reports: list[Report], *, dated: bool = True, judge=are_one_story) -> set[tuple[int, int]]:
    """Return the pairs that would be grouped: those that share a band or all words, and are one story by this judge."""
    printings = {
        number: Printing(sketch(one.text), (one.day, one.day) if dated else (None, None), one.source)
        for number, one in enumerate(reports)
    }
    near = set(near_in_hand({number: one.sketch for number, one in printings.items()}))
    return {(a, b) for a, b in near if judge(printings[a], printings[b])}


def rates_of_copies(reports: list[Report], pairs: set[tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """Return kind of alteration -> copies in the group of their story, and all."""
    group = {number: at for at, cluster in enumerate(clusters(pairs)) for number in cluster}
    original = {one.event: number for number, one in enumerate(reports) if one.kind == "original"}
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for number, one in enumerate(reports):
        if one.kind != "original":
            home = group.get(original[one.event], -1)
            found[one.kind][0] += home >= 0 and group.get(number) == home
            found[one.kind][1] += 1
    return {kind: tuple(counts) for kind, counts in found.items()}


def rates_of_templates(reports: list[Report], pairs: set[tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """Return family -> reports that stand in a group with another event, and all."""
    folded = {
        number
        for cluster in clusters(pairs)
        if len({reports[number].event for number in cluster}) > 1
        for number in cluster
    }
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for number, one in enumerate(reports):
        found[one.kind][0] += number in folded
        found[one.kind][1] += 1
    return {kind: tuple(counts) for kind, counts in found.items()}


def by_words_alone(first: Printing, second: Printing) -> bool:
    """Judge as before these rules: by the share of passages in common."""
    one, other = first.sketch, second.sketch
    return one.text_hash == other.text_hash or shared(one.passages, other.passages) >= COPY_FROM


def table(title: str, *columns: tuple[str, dict[str, tuple[int, int]]]) -> None:
    """Print rates side by side, and those of all, as rows of a table."""
    names = " | ".join(name for name, _ in columns)
    print(f"\n| {title} | of | {names} |\n|{'---|' * (len(columns) + 2)}")
    whole = [{**rates, "**all**": tuple(map(sum, zip(*rates.values(), strict=True)))} for _, rates in columns]
    for kind, (_, of) in whole[0].items():
        hits = [rates[kind][0] for rates in whole]
        print(f"| {kind} | {of:,} | {' | '.join(f'{one:,} ({one / of:.3f})' for one in hits)} |")


def main() -> None:
    """Build the material, judge it, and print both rates."""
    parser = ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=8)
    parser.add_argument("--half", choices=["tune", "kept"], default="kept")
    parser.add_argument(
        "--sources", choices=["mixed", "one", "own"], default="mixed", help="who printed them"
    )
    options = parser.parse_args()
    texts = stories(options.folder, random.Random(options.seed))
    texts = texts[::2] if options.half == "tune" else texts[1::2]
    chance = random.Random(options.seed + 1)
    altered_copies = list(copies(texts, chance))
    templates = list(by_templates(options.half, chance))
    if options.half == "kept":
        templates += strike_releases(options.folder)
    if options.sources != "mixed":
        altered_copies, templates = (
            [replace(one, source=number * (options.sources == "own")) for number, one in enumerate(reports)]
            for reports in (altered_copies, templates)
        )
    judges = {"by words alone": by_words_alone, "now": are_one_story}
    for title, reports, rates in (
        ("copies found", altered_copies, rates_of_copies),
        (
            "stories wrongly joined",
            [one for one in altered_copies if one.kind == "original"],
            rates_of_templates,
        ),
        ("by a template, wrongly grouped", templates, rates_of_templates),
    ):
        columns = [(name, rates(reports, judged(reports, judge=judge))) for name, judge in judges.items()]
        columns.append(("now, had none a date", rates(reports, judged(reports, dated=False))))
        table(title, *columns)


if __name__ == "__main__":
    main()
