"""What is said of an event, laid side by side: each question, the values given in answer, and who gives each of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from archive.disputes.comparing import Position, Question, questions
from archive.disputes.listed import members
from archive.evidence.accounts import Made, compared_claim, made, origins_of
from archive.evidence.origins import Origin
from archive.models import Claim, Event
from archive.reference.topics import TOPICS

ORDER_OF_TOPICS = {topic.key: place for place, topic in enumerate(TOPICS)}


@dataclass(frozen=True)
class Value:
    """One value given in answer to a question: the claims that put it forward, their origins, and the claims that deny it."""

    claims: list[Made]
    denials: list[Made]
    origins: list[Origin]
    is_disputed: bool

    @property
    def example(self) -> Claim:
        """A claim that puts it forward."""
        return self.claims[0].claim


@dataclass(frozen=True)
class AnsweredQuestion:
    """One question: its values in the order in which they were first given, and what stands beside them, against nothing."""

    topic: str
    values: list[Value]
    beside: list[Made]
    is_disputed: bool

    @property
    def example(self) -> Claim:
        """A claim that answers it."""
        return (self.values[0].claims if self.values else self.beside)[0].claim

    @property
    def claims(self) -> list[Made]:
        """All claims of the question, those that put a value forward first."""
        found = [claim for value in self.values for claim in (*value.claims, *value.denials)]
        return list({claim.pk: claim for claim in [*found, *self.beside]}.values())


def claims_of(event: Event) -> list[Made]:
    """Return the public claims about an event, with the places where they are made, in order of time."""
    claims = list(Claim.objects.public().filter(event=event).defer("uid", "rule", "status", "created_at"))
    for claim in claims:
        claim.event = event
    return made(claims)


def side_by_side(event: Event, claims: Sequence[Made]) -> list[AnsweredQuestion]:
    """Return the claims about an event by question, in the order of the topics."""
    known = {one.pk: one for one in claims}
    compared = [compared_claim(one.claim, event.date_range) for one in claims]
    blocks = [_block(question, known) for question in questions(compared)]
    return sorted(blocks, key=lambda block: ORDER_OF_TOPICS[block.topic])


def as_block(question: Question, claims: Iterable[Made], event: Event) -> AnsweredQuestion:
    """Return a dispute with its claims as loaded for a page."""
    wanted = members(question)
    found = side_by_side(event, [one for one in claims if one.pk in wanted])
    return next(block for block in found if block.is_disputed)


def _block(question: Question, known: Mapping[int, Made]) -> AnsweredQuestion:
    values = [_value(position, known) for position in question.positions]
    return AnsweredQuestion(question.topic, values, _made(question.beside, known), question.is_disputed)


def _value(position: Position, known: Mapping[int, Made]) -> Value:
    claims = _made(position.claims, known)
    return Value(claims, _made(position.denials, known), origins_of(claims), position.is_disputed)


def _made(compared: Iterable, known: Mapping[int, Made]) -> list[Made]:
    return [known[one.pk] for one in compared]
