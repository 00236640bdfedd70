"""The quality of a ranked list by the measures of trec_eval: a list of ids against {id: grade}, grades above 0 relevant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from statistics import fmean

DEPTH, RECALL_DEPTH = 10, 100


@dataclass(frozen=True)
class Quality:
    """The means over questions of nDCG@10, average precision and recall@100, each from 0 to 1."""

    ndcg: float
    mean_average_precision: float
    recall: float


def ndcg(ranked: Sequence[str], grades: Mapping[str, int], *, depth: int = DEPTH) -> float:
    """Return the discounted gain of the first `depth` ids, divided by the best possible.

    Gain is the grade itself and the discount log2(rank + 1), as in Järvelin and Kekäläinen, "Cumulated gain-based
    evaluation of IR techniques" (2002), in the form of trec_eval.
    """
    best = _discounted(sorted((grade for grade in grades.values() if grade > 0), reverse=True)[:depth])
    return _discounted([max(grades.get(name, 0), 0) for name in ranked[:depth]]) / best if best else 0.0


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / log2(place + 2) for place, gain in enumerate(gains))


def average_precision(ranked: Sequence[str], grades: Mapping[str, int]) -> float:
    """Return the mean, over the relevant ids, of the precision at each one's rank; 0 for those not in the list."""
    relevant = {name for name, grade in grades.items() if grade > 0}
    found, total = 0, 0.0
    for place, name in enumerate(ranked, start=1):
        if name in relevant:
            found += 1
            total += found / place
    return total / len(relevant) if relevant else 0.0


def recall(ranked: Sequence[str], grades: Mapping[str, int], *, depth: int = RECALL_DEPTH) -> float:
    """Return the share of the relevant ids among the first `depth`."""
    relevant = {name for name, grade in grades.items() if grade > 0}
    return len(relevant.intersection(ranked[:depth])) / len(relevant) if relevant else 0.0


def quality(
    runs: Mapping[str, Sequence[str]], judged: Mapping[str, Mapping[str, int]], *, depth: int = 1000
) -> Quality:
    """Return the means over the judged questions that have a relevant report; a question without a run counts 0.

    Lists are cut off at `depth` first, as is usual for average precision.
    """
    asked = [name for name, grades in judged.items() if any(grade > 0 for grade in grades.values())]
    pairs = [(list(runs.get(name, ()))[:depth], judged[name]) for name in asked]
    if not pairs:
        return Quality(0.0, 0.0, 0.0)
    return Quality(
        ndcg=fmean(ndcg(ranked, grades) for ranked, grades in pairs),
        mean_average_precision=fmean(average_precision(ranked, grades) for ranked, grades in pairs),
        recall=fmean(recall(ranked, grades) for ranked, grades in pairs),
    )
