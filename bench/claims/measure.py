"""Compare what the rules read from the labelled sentences with the labels."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from archive.evidence.suggest_reading import ClaimRead, NameThere, read
from archive.evidence.suggest_rules import RULES
from bench.claims.draw import KEPT, TUNED
from bench.claims.material import Report, reports

LABELS = Path(__file__).with_name("labels.jsonl")
HALVES = (TUNED, KEPT)
# What a claim must share with a label to be found; what more to be read off in full.
FOUND = ("topic", "state")
FIGURES = ("low", "high")


@dataclass
class Measured:
    """Of one half: how many claims are labelled, suggested, found (the right claim) and read in full (with act and claimant too)."""

    labelled: int = 0
    suggested: int = 0
    found: int = 0
    in_full: int = 0
    by_topic: dict[str, Counter[str]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def rates(self, right: int) -> tuple[float, float]:
        """Return precision and recall if so many are right."""
        return (
            right / self.suggested if self.suggested else 0.0,
            right / self.labelled if self.labelled else 0.0,
        )


def measure(folder: Path) -> dict[str, Measured]:
    """Return the measure of each half.

    Raises:
        ValueError: the folder has other reports than those labelled.
    """
    known = {(report.part, report.key): report for report in reports(folder)}
    halves = {half: Measured() for half in HALVES}
    for line in LABELS.read_text().splitlines():
        label = json.loads(line)
        report = known.get((label["part"], label["report"]))
        if report is None:
            raise ValueError(f"The folder has no report {label['report']}.")
        _add(halves[label["half"]], report, label)
    return halves


def _add(measured: Measured, report: Report, label: dict) -> None:
    start, end = label["start"], label["end"]
    words = report.text[start:end]
    names = [
        NameThere(name.start - start, name.end - start, name.kind)
        for name in report.names
        if start <= name.start and name.end <= end
    ]
    readings = read(words, names, RULES)
    wanted = list(label["claims"])
    measured.labelled += len(wanted)
    measured.suggested += len(readings)
    for reading in readings:
        topic = measured.by_topic.setdefault(reading.topic, Counter())
        topic["suggested"] += 1
        match = next((one for one in wanted if _is_found(reading, one)), None)
        if match is None:
            measured.wrong.append(f"wrong: {told(reading)}\n    {words}")
            continue
        wanted.remove(match)
        measured.found += 1
        topic["found"] += 1
        if _is_in_full(reading, match, words):
            measured.in_full += 1
            topic["in full"] += 1
        else:
            measured.wrong.append(f"not in full: {told(reading)} for {match}\n    {words}")
    for one in label["claims"]:
        measured.by_topic.setdefault(one["topic"], Counter())["labelled"] += 1
    measured.wrong += [f"missed: {one}\n    {words}" for one in wanted]


def _is_found(reading: ClaimRead, label: dict) -> bool:
    if reading.topic != label["topic"] or reading.state != label.get("state", ""):
        return False
    return all(getattr(reading, name) == label.get(name) for name in FIGURES)


def _is_in_full(reading: ClaimRead, label: dict, words: str) -> bool:
    if reading.act != label["act"]:
        return False
    claimant = reading.claimant_words.casefold() or "the report"
    for who in label["who"]:
        said = (who if isinstance(who, str) else words[who[0] : who[1]]).casefold()
        if (
            said == claimant
            or said != "the report"
            and claimant != "the report"
            and (said in claimant or claimant in said)
        ):
            return True
    return False


def told(reading: ClaimRead) -> str:
    """Return a reading in one line."""
    who = reading.claimant_words or "the report"
    return f"{who} {reading.act} {reading.topic} {reading.state} {reading.low}-{reading.high} {reading.words} [{reading.rule}]"
