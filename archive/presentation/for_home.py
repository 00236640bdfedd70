"""A dispute and a change of side in words, for the home page: who says what, and the passages that say so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext, ngettext

from archive import dates
from archive.evidence.accounts import Made, origins_of
from archive.evidence.cited import Cited
from archive.evidence.for_home import HomeChange, HomeDispute
from archive.models import Entity, Event, Evidence
from archive.presentation.accounts import QuotedWords, ReadAt, claim_line
from archive.presentation.claims import value_label
from archive.presentation.dispute_lines import dispute_line
from archive.presentation.passages import passage_address
from archive.text.words import excerpt

MAX_QUOTED = 260  # characters of a passage


@dataclass(frozen=True)
class QuotedSide:
    """One side of a dispute: who says it, what they do in saying it, and the words."""

    who: str
    who_url: str
    does: str
    said: QuotedWords


@dataclass(frozen=True)
class DisputeInWords:
    """A dispute: the question, its two sides, how many stand behind each, and the event whose page has all of it."""

    question: str
    event: Event
    url: str
    sides: list[QuotedSide]
    behind: str


@dataclass(frozen=True)
class ChangeStage:
    """One stage of a change of side: when, what is said of it, with which faction, and the words."""

    when: str
    says: str
    faction: Entity | None
    said: QuotedWords


@dataclass(frozen=True)
class ChangeInWords:
    """A change of side: whose, from which faction to which, and its stages."""

    person: Entity
    before: Entity
    after: Entity
    stages: list[ChangeStage]


def tell_dispute(told: HomeDispute) -> DisputeInWords:
    """Put a dispute into words."""
    line = dispute_line(told.block, told.event)
    return DisputeInWords(
        question=f"{line.question}?",
        event=told.event,
        url=line.url,
        sides=[_side(told.one), _side(told.other)],
        behind=_behind(told),
    )


def _side(made: Made) -> QuotedSide:
    claim, line = made.claim, claim_line(made)
    who = str(claim.claimant or line.who)
    return QuotedSide(who[:1].upper() + who[1:], line.who_url, line.act, _first_in_report(line.places))


def _first_in_report(said: Iterable[QuotedWords]) -> QuotedWords:
    """Return the first words that a report has, shortened."""
    first = next(one for one in said if one.words and one.first.url)
    return replace(first, words=excerpt(first.words, MAX_QUOTED))


def _behind(told: HomeDispute) -> str:
    """Say how many independent origins stand behind each side: "Taliban: 4 independent origins; denied by 2"."""
    value = told.value
    said = f"{value_label(value.example)}: {_number(value.claims)}"
    if value.denials:
        return gettext("{said}; denied by {number}").format(said=said, number=len(origins_of(value.denials)))
    return f"{said}; {value_label(told.other.claim)}: {_number([told.other])}"


def _number(claims: Iterable[Made]) -> str:
    number = len(origins_of(claims))
    words = ngettext("{number} independent origin", "{number} independent origins", number)
    return words.format(number=number)


def tell_change(told: HomeChange) -> ChangeInWords:
    """Put a change of side into words: with one faction, then with the other, and that they left it, if they did."""
    change = told.change
    before, after = change.before, change.after
    stages = [_stage("with", before, _first(before.evidence)), _stage("with", after, _first(after.evidence))]
    if after.statement.end_is_real and len(_quotes(after.evidence)) > 1:
        last = _quotes(after.evidence)[-1]
        stages.append(
            ChangeStage(
                gettext("from {date}").format(date=dates.label(after.statement.end)),
                "no longer with",
                after.other,
                _place(last),
            )
        )
    assert before.other and after.other
    return ChangeInWords(told.person, before.other, after.other, stages)


def _stage(says: str, cited: Cited, given: Evidence) -> ChangeStage:
    statement = cited.statement
    when = (
        gettext("from {date}").format(date=dates.label(statement.start))
        if statement.start_is_real
        else dates.label(statement.first_cited)
    )
    return ChangeStage(when, says, cited.other, _place(given))


def _quotes(evidence: Sequence[Evidence]) -> list[Evidence]:
    return [one for one in evidence if one.passage_id and one.stance == Evidence.Stance.SUPPORTS]


def _first(evidence: Sequence[Evidence]) -> Evidence:
    return (_quotes(evidence) or [one for one in evidence if one.passage_id])[0]


def _place(given: Evidence) -> QuotedWords:
    passage = given.passage
    assert passage is not None
    report = passage.article
    reading = ReadAt(passage_address(passage), report.source.name, report.date_label())
    return QuotedWords(excerpt(passage.words, MAX_QUOTED), report.language, False, [reading])
