"""Fit the weights of the judge: of the names found for what was typed, the one meant should come first.

The weights of the features are those of a conditional logit over the candidates of each spelling. They are then scaled, with a constant,
by a logistic regression over the first offers, with the one meant among the candidates and without it, so that the outcome is the
chance that an offer is right when the one meant may not be in the archive at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from archive.text.likeness.names import features, judge, pair
from archive.text.words import name_key

STRENGTH = 0.5  # of the pull of each weight towards 0


@dataclass(frozen=True)
class Question:
    """The names found for a typed spelling: their features, and which of them are names of the one meant."""

    values: np.ndarray
    right: np.ndarray


def question(typed: str, candidates: Iterable[tuple[int, str]], meant: int | None) -> Question:
    """Return the Question of a typed spelling, given (entity, key) of the names found; `meant` is None if the archive lacks the one meant."""
    key = name_key(typed)
    rows = [
        (list(features(key, name, pair(key, name)).values()), entity == meant)
        for entity, name in candidates
        if judge(key, name).chance
    ]
    return Question(np.array([values for values, _ in rows]), np.array([right for _, right in rows]))


def feature_names() -> list[str]:
    return list(features("a", "a", pair("a", "a")))


def fit(questions: list[Question]) -> dict[str, float]:
    """Return the weights, by the names of the features and "constant"."""
    weights = _conditional_logit([one for one in questions if one.right.any() and not one.right.all()])
    constant, scale = _calibrated(weights, [one for one in questions if one.right.size])
    return {"constant": round(constant, 2)} | {
        name: round(float(scale * weight), 2) for name, weight in zip(feature_names(), weights, strict=True)
    }


def _conditional_logit(questions: list[Question]) -> np.ndarray:
    """Maximise the likelihood of the names meant among the candidates of each question, by Newton's method."""
    weights = np.zeros(questions[0].values.shape[1])
    for _ in range(100):
        slope = -STRENGTH * weights
        curve = STRENGTH * np.eye(len(weights))
        for one in questions:
            odds = _softmax(one.values @ weights)
            wanted = odds * one.right / (odds @ one.right)
            slope = slope + one.values.T @ (wanted - odds)
            mean = one.values.T @ odds
            curve = curve + (one.values * odds[:, None]).T @ one.values - np.outer(mean, mean)
        step = np.linalg.solve(curve, slope)
        weights = weights + step * min(1.0, 2 / np.linalg.norm(step))
        if abs(step).max() < 1e-5:
            break
    return weights


def _softmax(scores: np.ndarray) -> np.ndarray:
    powers = np.exp(scores - scores.max())
    return powers / powers.sum()


def _calibrated(weights: np.ndarray, questions: list[Question]) -> tuple[float, float]:
    """Return the constant and the scale that make chances of the scores of first offers."""
    firsts = []
    for one in questions:
        scores = one.values @ weights
        firsts.append((scores.max(), bool(one.right[scores.argmax()])))
        if one.right.any() and not one.right.all():
            firsts.append((scores[~one.right].max(), False))
    rows = np.array([(1.0, score) for score, _ in firsts])
    right = np.array([was for _, was in firsts], float)
    found = np.zeros(2)
    for _ in range(50):
        chances = 1 / (1 + np.exp(-rows @ found))
        curve = (rows * (chances * (1 - chances))[:, None]).T @ rows + 1e-6 * np.eye(2)
        found = found + np.linalg.solve(curve, rows.T @ (right - chances))
    return float(found[0]), float(found[1])
