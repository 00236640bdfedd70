"""The lines of a page that shows claims: who says what, when, in what words, and where to read them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext, gettext_noop

from archive import dates
from archive.evidence.accounts import Account, Made
from archive.evidence.side_by_side import AnsweredQuestion, Value
from archive.models import Claim, DatasetRow, Event
from archive.presentation.claims import (
    claimant_label,
    question_label,
    scope_label,
    value_label,
)
from archive.presentation.figures import FiguresPicture, picture
from archive.presentation.passages import passage_address
from archive.presentation.shortened import WHOLE, PageLimits, heaviest
from archive.reference.datasets import DATASET_OF, attribution_of
from archive.reference.topics import ACTS, TOPIC_OF

ORIGINS_COUNTED = gettext_noop(
    "A party that has an entry in the archive, and whoever speaks for it, is one origin, however many reports carry what it says. Claimants who are not named, witnesses, and what a report says itself are one origin for each story: its copies count once, and so do two stories of one source on one day that quote the same eight words. A data set is one origin."
)
"""How independent origins are counted: docs/claims.md says why."""


class ReadAt(NamedTuple):
    """Where words are read: the address that leads to them, whose report it is, and its date."""

    url: str
    source: str
    date: str


@dataclass(frozen=True)
class QuotedWords:
    """The words of one claim, and where they are read: in a report, and in others that have the same; or a row of a data set."""

    words: str
    language: str
    contradicts: bool
    readings: list[ReadAt] = field(default_factory=list)

    @property
    def first(self) -> ReadAt:
        """The first report that has them."""
        return self.readings[0]


@dataclass(frozen=True)
class ClaimLine:
    """One claim: who says it, what they do in saying it, when, with which hedges, for what, and where."""

    pk: int
    who: str
    who_url: str
    act: str
    said: str
    hedges: str
    value: str
    scope: str
    note: str
    places: list[QuotedWords]


class ClaimLines(NamedTuple):
    """Claims that a page shows at one place, how many it leaves out there, and the first of these."""

    lines: list[ClaimLine]
    left_out: int = 0
    first_left_out: int = 0


@dataclass(frozen=True)
class ValueLines:
    """A value with its origins, the claims that put it forward, and those that deny it."""

    label: str
    url: str
    origins: list[str]
    rests_on: list[str]
    claims: ClaimLines
    denials: ClaimLines
    is_disputed: bool


@dataclass(frozen=True)
class BlockLines:
    """A question with its values, and what stands beside them; of figures also a picture and what each counts.

    `number` counts all its claims, `values_left_out` and `figures_left_out` what the page does not show.
    """

    anchor: str
    topic: str
    question: str
    number: int
    values: list[ValueLines]
    values_left_out: int
    beside: ClaimLines
    is_disputed: bool
    picture: FiguresPicture | None
    figures: list[ClaimLine]
    figures_left_out: int

    @property
    def ids(self) -> set[int]:
        """The ids of the claims shown."""
        lists = [self.beside, *(one for value in self.values for one in (value.claims, value.denials))]
        return {line.pk for one in lists for line in one.lines}


def block_lines(
    blocks: Iterable[AnsweredQuestion], event: Event, shown: PageLimits = WHOLE
) -> list[BlockLines]:
    """Put the questions of an event into lines, as many of each as a page shows."""
    return [_block(block, event, number, shown) for number, block in enumerate(blocks, start=1)]


def _block(block: AnsweredQuestion, event: Event, number: int, shown: PageLimits) -> BlockLines:
    topic = TOPIC_OF[block.topic]
    values = heaviest(block.values, lambda value: len(value.origins), shown.values)
    figures = [one for one in block.claims if one.claim.figures] if topic.is_number else []
    figures.sort(key=lambda one: (dates.sort_key(one.said_edtf), one.pk))
    return BlockLines(
        anchor=f"question-{number}",
        topic=topic.label,
        question=question_label(block.example, event),
        number=len(block.claims),
        values=[_value(value, shown) for value in values],
        values_left_out=len(block.values) - len(values),
        beside=_lines(block.beside, shown),
        is_disputed=block.is_disputed,
        picture=picture(figures, shown.rows),
        figures=[claim_line(one) for one in figures[: shown.rows]],
        figures_left_out=len(figures) - len(figures[: shown.rows]),
    )


def _value(value: Value, shown: PageLimits) -> ValueLines:
    entity = value.example.value_entity
    return ValueLines(
        label=value_label(value.example),
        url=entity.get_absolute_url() if entity else "",
        origins=[str(origin) for origin in value.origins],
        rests_on=list(dict.fromkeys(name for origin in value.origins for name in origin.rests_on)),
        claims=_lines(value.claims, shown),
        denials=_lines(value.denials, shown),
        is_disputed=value.is_disputed,
    )


def _lines(claims: Sequence[Made], shown: PageLimits) -> ClaimLines:
    lines = [claim_line(one) for one in claims[: shown.claims]]
    left = claims[len(lines) :]
    return ClaimLines(lines, len(left), left[0].pk if left else 0)


def claim_line(one: Made) -> ClaimLine:
    """Put one claim into a line."""
    claim = one.claim
    return ClaimLine(
        pk=claim.pk,
        who=claimant_label(claim, one.reports[0].source.name if one.reports else ""),
        who_url=claim.claimant.get_absolute_url() if claim.claimant else "",
        act=ACTS[claim.act],
        said=dates.label(claim.said_edtf),
        hedges=", ".join(claim.hedges),
        value=value_label(claim),
        scope=_own_scope(claim),
        note=claim.note,
        places=places(one.accounts),
    )


def _own_scope(claim: Claim) -> str:
    """Return what a claim holds for, where its question and its event do not say so already."""
    if claim.topic == "casualties":
        return ""
    is_of_event = claim.event and claim.event.date_edtf == claim.scope_edtf
    return scope_label(claim, without_time=bool(is_of_event))


def places(accounts: Iterable[Account]) -> list[QuotedWords]:
    """Return the places where a claim is made, or an event told of; reports with the same words stand together."""
    found: dict[tuple[str, bool], QuotedWords] = {}
    for one in accounts:
        words, language, reading = _row_read(one.row) if one.row else _passage_read(one)
        said = found.setdefault((words, one.contradicts), QuotedWords(words, language, one.contradicts))
        said.readings.append(reading)
    return list(found.values())


def _passage_read(account: Account) -> tuple[str, str, ReadAt]:
    report, passage = account.report, account.passage
    assert report is not None and passage is not None
    reading = ReadAt(passage_address(passage), report.source.name, report.date_label())
    return passage.words, report.language, reading


def _row_read(row: DatasetRow) -> tuple[str, str, ReadAt]:
    return "", "", ReadAt("", dataset_label(row), "")


def dataset_label(row: DatasetRow) -> str:
    """Return what a row of a data set is called: "UCDP GED 24.1, no. 12345", and whether a newer file no longer had it."""
    known = DATASET_OF.get(row.dataset)
    name = " ".join(part for part in (known.short if known else row.dataset, row.version) if part)
    label = gettext("{name}, no. {number}").format(name=name, number=row.number)
    if not row.vanished_at:
        return label
    gone = gettext("{row}, no longer in a file of {date}")
    return gone.format(row=label, date=dates.label(f"{row.vanished_at:%Y-%m-%d}"))


def attributions(rows: Iterable[DatasetRow]) -> list:
    """Return what has to be said of the data sets of some rows, each once."""
    keys = dict.fromkeys((row.dataset, row.version) for row in rows)
    return [found for key in keys if (found := attribution_of(*key))]


def attributed(rows: Iterable[DatasetRow]) -> list[str]:
    """Return what has to be said of the data sets of some rows as sentences: who made them, how to cite them, under which licence."""
    found = attributions(rows)
    return [
        " ".join(filter(None, [one.text, one.citation, f"{one.licence}: {one.licence_url}"])) for one in found
    ]


def rows_of(claims: Iterable[Made]) -> list[DatasetRow]:
    """Return the rows of data sets that some claims rest on."""
    return [account.row for one in claims for account in one.accounts if account.row]
