"""What claims can be about, and what is counted of casualties: each topic described once.

Casualties are recorded with who, what happened to them, and for which event, day or place, after the Standards for Casualty Recording
of Every Casualty Counts. Keys are stored and never change their meaning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True)
class Topic:
    """One topic: its key, its label, the question that it answers, and what its object and value are.

    `question` has places for the object and the time: "Who held {object}?".
    """

    key: str
    label: str
    question: str
    objects: tuple[str, ...] = ()
    """The keys of the kinds that it can be about; the event itself if there are none."""
    holders: tuple[str, ...] = ()
    """The keys of the kinds that can be its value."""
    states: Mapping[str, str] = field(default_factory=dict)
    """The values that are words of a list, each with its label."""
    is_number: bool = False
    is_compared: bool = True
    """Whether two claims about the same object can contradict each other by rule."""


def _states(**states: str) -> Mapping[str, str]:
    return MappingProxyType({key.replace("_", "-"): label for key, label in states.items()})


CASUALTY_STATES = _states(
    killed="killed", wounded="wounded", captured="captured", displaced="displaced", defected="defected", casualties="killed or wounded",
)  # fmt: skip
COUNTED: Mapping[str, str] = _states(
    all="people", fighters="fighters", civilians="civilians", children="children", women="women", foreigners="foreigners",
)  # fmt: skip
"""The groups of people that a figure can count, each with its label."""

TOPICS: tuple[Topic, ...] = (
    Topic("control", "Control", "Who held {object}?", ("place",), ("faction", "person"), _states(contested="contested")),
    Topic("casualties", "Casualties", "How many were {state}?", (), (), CASUALTY_STATES, is_number=True),
    Topic("side", "Sides", "On which side was {object}?", ("person", "faction"), ("faction",)),
    Topic(
        "fate", "Fate", "What became of {object}?", ("person",), ("place", "faction"),
        _states(alive="alive", dead="dead", captured="captured", fled="fled", at="at a place"),
    ),
    Topic("responsibility", "Responsibility", "Who was responsible?", (), ("person", "faction")),
    Topic(
        "agreement", "Agreement", "Was there an agreement?", (), (),
        _states(reached="reached", broken="broken", offered="offered", refused="refused"),
    ),
    Topic("other", "Other", "What else was said?", ("person", "place", "faction"), is_compared=False),
)  # fmt: skip
TOPIC_OF: Mapping[str, Topic] = MappingProxyType({topic.key: topic for topic in TOPICS})

STATES: Mapping[str, str] = MappingProxyType(
    {key: label for topic in TOPICS for key, label in topic.states.items()}
)
"""The label of each value that is a word of a list."""

ACTS: Mapping[str, str] = MappingProxyType(
    {
        "asserts": "said",
        "denies": "denied",
        "confirms": "confirmed",
        "doubts": "doubted",
        "retracts": "took back",
        "predicts": "predicted",
    }
)
"""The word for each act, which suits one claimant and several: “residents said”."""
