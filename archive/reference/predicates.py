"""The predicates of statements: what can be said of an entity over time, each described once.

The direction is from subject to object: a person "commands" a faction, which is "commanded by" the person. To add a predicate, add an
entry; keys are stored and never change their meaning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Value = Literal["entity", "edtf", "words"]


@dataclass(frozen=True)
class Predicate:
    """One predicate: its key, its words in both directions, and what it may join."""

    key: str
    words: str
    """Between subject and object: "commands"."""
    inverse: str
    """Between object and subject: "commanded by"; the same word if it is symmetric. Empty if it has no object."""
    subjects: tuple[str, ...]
    """The keys of the kinds that it can be said of."""
    objects: tuple[str, ...] = ()
    """The keys of the kinds that it can lead to; none if it has a value instead."""
    value: Value = "entity"
    is_side: bool = False
    """Whether the subject stands on the side of the object while it holds."""
    lasts: bool = True
    """Whether it holds over a time; what happens once, such as a birth, does not last."""

    @property
    def is_symmetric(self) -> bool:
        """Return whether it reads the same in both directions, so that it is stored once."""
        return self.words == self.inverse


PERSON, PLACE, FACTION = ("person",), ("place",), ("faction",)

PREDICATES: tuple[Predicate, ...] = (
    Predicate("member-of", "member of", "members", PERSON, FACTION, is_side=True),
    Predicate("leads", "leads", "led by", PERSON, FACTION, is_side=True),
    Predicate("commands", "commands for", "commanders", PERSON, FACTION, is_side=True),
    Predicate("office", "holds office in", "office holders", PERSON, FACTION, is_side=True),
    Predicate("detained-by", "detained by", "holds", PERSON, FACTION),
    Predicate("part-of", "part of", "includes", FACTION, FACTION, is_side=True),
    Predicate("allied-with", "allied with", "allied with", FACTION, FACTION),
    Predicate("fighting", "fighting", "fighting", FACTION, FACTION),
    Predicate("talks-with", "in talks with", "in talks with", FACTION, FACTION),
    Predicate("split-from", "split from", "split off", FACTION, FACTION, lasts=False),
    Predicate("merged-into", "merged into", "absorbed", FACTION, FACTION, lasts=False),
    Predicate("renamed-to", "renamed to", "formerly", FACTION, FACTION, lasts=False),
    Predicate("born", "born", "", PERSON, value="edtf", lasts=False),
    Predicate("died", "died", "", PERSON, value="edtf", lasts=False),
    Predicate("founded", "founded", "", FACTION, value="edtf", lasts=False),
    Predicate("dissolved", "dissolved", "", FACTION, value="edtf", lasts=False),
    Predicate("rank", "rank", "", PERSON, value="words"),
    Predicate("origin", "from", "", PERSON, value="words", lasts=False),
    Predicate("type", "is", "", FACTION, value="words"),
    Predicate("description", "described as", "", (*PERSON, *PLACE, *FACTION), value="words"),
)
PREDICATE_OF: Mapping[str, Predicate] = MappingProxyType({one.key: one for one in PREDICATES})

AFFILIATIONS: tuple[str, ...] = tuple(one.key for one in PREDICATES if one.objects and one.subjects == PERSON)
RELATIONS: tuple[str, ...] = tuple(one.key for one in PREDICATES if one.objects and one.subjects == FACTION)
FACTS: tuple[str, ...] = tuple(one.key for one in PREDICATES if not one.objects)
SIDES: tuple[str, ...] = tuple(one.key for one in PREDICATES if one.is_side)
