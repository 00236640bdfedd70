"""Questions with judged answers (tests/data/judged), and measures of how well ranked lists answer them."""

from __future__ import annotations

import csv
import json
from math import log2
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "data" / "judged"


def questions() -> dict[str, str]:
    rows = map(json.loads, (FOLDER / "queries.jsonl").read_text().splitlines())
    return {row["_id"]: row["text"] for row in rows}


def grades() -> dict[str, dict[str, int]]:
    """Return {question: {number of a report: how well it answers, from 0}}."""
    found: dict[str, dict[str, int]] = {}
    with (FOLDER / "qrels" / "test.tsv").open(newline="") as rows:
        for row in csv.DictReader(rows, delimiter="\t"):
            found.setdefault(row["query-id"], {})[row["corpus-id"]] = int(row["score"])
    return found


def ndcg(ranked: list[str], judged: dict[str, int], *, depth: int = 10) -> float:
    """Return the discounted gain of the first reports, divided by the best possible (Järvelin and Kekäläinen, 2002)."""
    return _gain([judged.get(name, 0) for name in ranked[:depth]]) / _gain(
        sorted(judged.values(), reverse=True)[:depth]
    )


def _gain(given: list[int]) -> float:
    return sum(grade / log2(place + 2) for place, grade in enumerate(given))


def recall(ranked: list[str], judged: dict[str, int], *, depth: int = 100) -> float:
    """Return the share of the answers among the first reports."""
    wanted = {name for name, grade in judged.items() if grade > 0}
    return len(wanted.intersection(ranked[:depth])) / len(wanted)
