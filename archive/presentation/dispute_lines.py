"""A dispute in one line: the question, the time, each value with the number of its origins, and a passage for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext

from archive import dates
from archive.evidence.accounts import Made, origins_of
from archive.evidence.side_by_side import AnsweredQuestion
from archive.models import Event
from archive.presentation.accounts import QuotedWords, places
from archive.presentation.claims import claimant_label, question_label, value_label
from archive.text.localised import counted


@dataclass(frozen=True)
class DisputeSide:
    """One side of a dispute: its value, whether it only denies, how many origins it has, who gives it first, and where."""

    label: str
    origins: int
    who: str
    is_denial: bool
    place: QuotedWords | None
    others: int


@dataclass(frozen=True)
class DisputeLine:
    """A dispute: "Who held Mazar-i-Sharif, 8 to 10 August 1998", with its sides, on the page of its event."""

    question: str
    topic: str
    url: str
    event: Event
    sides: list[DisputeSide]

    @property
    def in_words(self) -> str:
        """The whole line: "Who held Mazar-i-Sharif, 8 to 10 August 1998: Taliban (2 origins) · Northern Alliance (1 origin)"."""
        sides = (f"{side.label} ({counted(side.origins, 'origin')})" for side in self.sides)
        return f"{self.question}: {' · '.join(sides)}"


def dispute_line(block: AnsweredQuestion, event: Event) -> DisputeLine:
    """Put a dispute into a line; only the values that are disputed are its sides."""
    question = _question(block, event)
    when = _when(block, event)
    disputed = [value for value in block.values if value.is_disputed]
    sides = [_side(value_label(value.example), value.claims) for value in disputed]
    denials = {claim.pk: claim for value in disputed for claim in value.denials}
    sides += _denials(list(denials.values()))
    url = f"{event.get_absolute_url()}#claim-{block.example.pk}"
    return DisputeLine(f"{question}, {when}" if when else question, block.topic, url, event, sides)


def _question(block: AnsweredQuestion, event: Event) -> str:
    """Return the question without its mark; of words that somebody denies, the words."""
    if block.topic == "other":
        return gettext("Said and denied: {value}").format(value=value_label(block.example))
    return question_label(block.example, event).rstrip("?")


def _side(label: str, claims: list[Made], *, is_denial: bool = False) -> DisputeSide:
    found = places(each for one in claims for each in one.accounts if not each.contradicts)
    who = claimant_label(claims[0].claim)
    return DisputeSide(
        label, len(origins_of(claims)), who, is_denial, found[0] if found else None, max(len(found) - 1, 0)
    )


def _denials(denials: list[Made]) -> list[DisputeSide]:
    """Return a side for each value that is denied."""
    by_value: dict[str, list[Made]] = {}
    for one in denials:
        by_value.setdefault(value_label(one.claim), []).append(one)
    return [_side(_denied(label), found, is_denial=True) for label, found in by_value.items()]


def _denied(label: str) -> str:
    if label == gettext("no value given"):
        return gettext("denied")
    return gettext("denied: {value}").format(value=label)


def _when(block: AnsweredQuestion, event: Event) -> str:
    """Say for which days a dispute is: those that its claims name, or else those of its event."""
    spans = [one.claim.scope_range for value in block.values for one in value.claims]
    if spans and all(span and span.lower and span.upper for span in spans):
        return span_label(
            min(span.lower for span in spans), max(span.upper for span in spans) - timedelta(days=1)
        )
    return over(dates.label(event.date_edtf))


def span_label(first: date, last: date) -> str:
    """Put a span of days into words: "8 to 10 August 1998"."""
    return over(dates.label(f"{first}/{last}" if first != last else f"{first}"))


def over(label: str) -> str:
    """Say of a span that something lasted over it: "8 to 10 August 1998" for "between 8 and 10 August 1998"."""
    start, middle, _ = gettext("between {} and {}").split("{}")
    first, found, last = label.removeprefix(start).partition(middle)
    return (
        gettext("{first} to {last}").format(first=first, last=last)
        if label.startswith(start) and found
        else label
    )
