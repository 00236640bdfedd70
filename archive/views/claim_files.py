"""The list of claims as a table and as a feed: each claim with the question it answers, and how the origins of its value were counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop

from archive import dates
from archive.disputes.listed import members
from archive.evidence.accounts import Account, Made, made
from archive.evidence.drawn import withhold
from archive.evidence.side_by_side import AnsweredQuestion, Value, side_by_side
from archive.models import Claim, DatasetRow, Event
from archive.models.among import among
from archive.presentation.accounts import attributed, dataset_label, rows_of
from archive.presentation.claims import (
    claimant_label,
    in_a_sentence,
    question_label,
    scope_label,
    value_label,
)
from archive.presentation.dispute_lines import dispute_line
from archive.presentation.passages import passage_address
from archive.views.claims import ClaimSet, ClaimsListed
from archive.views.exports import MAX_ROWS
from archive.views.list_feeds import FeedEntry, feed_response, newest
from archive.views.list_files import cut_notice, table_response
from archive.views.notices import refusal

BATCH_SIZE = 500
COLUMNS = (
    "id",
    "dispute",
    "chosen",
    "question",
    "event",
    "event_id",
    "event_date",
    "event_date_in_words",
    "topic",
    "act",
    "claimant",
    "claimant_entity",
    "claimant_sort",
    "said",
    "said_in_words",
    "hedges",
    "answers",
    "object",
    "value",
    "value_entity",
    "state",
    "low",
    "high",
    "about",
    "counted",
    "counted_entity",
    "holds_for",
    "disputed",
    "origins",
    "origins_counted",
    "rests_on",
    "words",
    "read_at",
    "contradicted_by",
    "note",
    "url",
)
CUT = gettext_noop("These are the first {number} of {total} claims.")
ORDER_OF_ENTRIES = "Claims in the order in which readers could first see them, the last one first."


def claim_list_csv(request: HttpRequest) -> HttpResponse:
    """Serve the list of claims as a table, up to 10,000 rows: disputes first, each with all its sides, then other claims."""
    listed = ClaimsListed(request)
    if listed.chosen.complaints:
        return refusal(listed.chosen.complaints)
    ids = list(
        dict.fromkeys([*(pk for one in listed.disputes for pk in sorted(members(one))), *listed.others])
    )
    table = ClaimRows(ids[:MAX_ROWS], listed, root=request.build_absolute_uri("/").rstrip("/"))
    rows = table.rows()
    notices = [
        *listed.notices,
        *cut_notice(min(len(ids), MAX_ROWS), len(ids), CUT),
        *attributed(table.data_sets.values()),
    ]
    return table_response(
        "dateline-claims", COLUMNS, rows, notices=notices, page=listed.chosen.url(), request=request
    )


class ClaimRows:
    """The rows of some claims, made event by event, as origins are counted over all that is said of an event."""

    def __init__(self, ids: list[int], listed: ClaimsListed, *, root: str) -> None:
        self.ids, self.listed, self.root = ids, listed, root
        self.wanted = set(ids)
        self.data_sets: dict[tuple[str, str], DatasetRow] = {}
        """A row of each version of a data set that the claims rest on."""

    def rows(self) -> list[list]:
        """Return the cells of each claim, in the order of the list and of COLUMNS."""
        cells = dict(self._cells())
        return [cells[pk] for pk in self.ids if pk in cells]

    def _cells(self) -> Iterator[tuple[int, list]]:
        for claims in batches(self.ids):
            for event, found in claims:
                shown = (one for one in found if one.pk in self.wanted)
                self.data_sets |= {(row.dataset, row.version): row for row in rows_of(shown)}
                if event is None:
                    yield from self._without_event(found)
                    continue
                for block in side_by_side(event, found):
                    yield from self._of_block(block, event)

    def _without_event(self, found: Iterable[Made]) -> Iterator[tuple[int, list]]:
        for one in found:
            yield one.pk, self._row(one, None, None, question_label(one.claim, None))

    def _of_block(self, block: AnsweredQuestion, event: Event) -> Iterator[tuple[int, list]]:
        wanted = [one for one in block.claims if one.pk in self.wanted]
        if not wanted:
            return
        dispute = dispute_line(block, event).in_words if block.is_disputed else ""
        question, values = question_label(block.example, event), values_of(block)
        for one in wanted:
            yield one.pk, self._row(one, event, values.get(one.pk), question, dispute)

    def _row(
        self, one: Made, event: Event | None, value: Value | None, question: str, dispute: str = ""
    ) -> list:
        claim = one.claim
        origins = value.origins if value else []
        return [
            claim.pk,
            dispute,
            yes(one.pk in self.listed.matching),
            question,
            *event_cells(event),
            claim.topic,
            claim.act,
            *claim_cells(one),
            yes(value and value.is_disputed),
            len(origins) if value else "",
            "; ".join(map(str, origins)),
            "; ".join(dict.fromkeys(name for origin in origins for name in origin.rests_on)),
            *evidence_cells(one.accounts, self.root),
            claim.note,
            f"{self.root}{self.listed.chosen.address}?claim={claim.pk}",
        ]


def yes(is_so) -> str:
    """Return yes or no."""
    return "yes" if is_so else "no"


def event_cells(event: Event | None) -> list:
    """Return the cells of the event that a claim is about."""
    return [event.title, event.pk, event.date_edtf, event.date_label()] if event else [""] * 4


def claim_cells(one: Made) -> list:
    """Return the cells of what is claimed, by whom and when."""
    claim = one.claim
    return [
        claimant_label(claim, one.reports[0].source.name if one.reports else ""),
        slug_of(claim.claimant),
        claim.claimant_sort,
        one.said_edtf,
        dates.label(one.said_edtf),
        "; ".join(claim.hedges),
        claim.answers_id,
        slug_of(claim.object),
        value_label(claim),
        slug_of(claim.value_entity),
        claim.state,
        claim.low,
        claim.high,
        yes(claim.is_about) if claim.figures else "",
        claim.counted,
        slug_of(claim.counted_entity),
        scope_label(claim),
    ]


def slug_of(entity) -> str:
    """Return the part of an entity's address that names it; empty for none."""
    return entity.slug if entity else ""


def evidence_cells(accounts: Iterable[Account], root: str) -> list[str]:
    """Return the words that make a claim, where they are read, and what contradicts it."""
    accounts = list(accounts)
    for_it = [one for one in accounts if not one.contradicts]
    words = dict.fromkeys(f"“{one.passage.words}”" for one in for_it if one.passage)
    against = (place_of(one, root) for one in accounts if one.contradicts)
    return [" ".join(words), "; ".join(place_of(one, root) for one in for_it), "; ".join(against)]


def place_of(account: Account, root: str) -> str:
    """Say where a claim is made: source, date and address of a report, or a row of a data set."""
    if account.row:
        return dataset_label(account.row)
    report, passage = account.report, account.passage
    assert report is not None and passage is not None
    return f"{report.source.name}, {report.date_label()}: {root}{passage_address(passage)}"


def values_of(block: AnsweredQuestion) -> dict[int, Value]:
    """Return {id of a claim: the value that it puts forward or denies}; the first, where it denies several."""
    found: dict[int, Value] = {}
    for value in block.values:
        for one in (*value.claims, *value.denials):
            found.setdefault(one.pk, value)
    return found


def batches(ids: list[int]) -> Iterator[list[tuple[Event | None, list[Made]]]]:
    """Yield the public claims about the events that some claims are about, a few hundred at a time, each event whole.

    Those of `ids` that are about no event come last, with None.
    """
    chosen = Claim.objects.filter(pk__in=among(ids, "bigint")).order_by()
    events = set(chosen.filter(event__isnull=False).values_list("event", flat=True))
    number = Counter(
        Claim.objects.filter(event__in=among(events, "bigint")).order_by().values_list("event", flat=True)
    )
    waiting: list[int] = []
    for event in sorted(events):
        waiting.append(event)
        if sum(number[pk] for pk in waiting) >= BATCH_SIZE:
            yield _by_event(waiting)
            waiting = []
    yield _by_event(waiting)
    loose = made(Claim.objects.public().filter(pk__in=among(ids, "bigint"), event=None))
    yield [(None, loose)] if loose else []


def _by_event(ids: list[int]) -> list[tuple[Event | None, list[Made]]]:
    events = Event.objects.select_related("place").in_bulk(ids)
    withhold([], events.values())
    claims = list(Claim.objects.public().filter(event__in=ids))
    for claim in claims:
        claim.event = events[claim.event_id]
    found: dict[int, list[Made]] = defaultdict(list)
    for one in made(claims):
        if one.claim.event_id:
            found[one.claim.event_id].append(one)
    return [(events[pk], told) for pk, told in found.items()]


def claim_list_atom(request: HttpRequest) -> HttpResponse:
    """Serve the claims of a list that readers could see last as a feed."""
    chosen = ClaimSet(request.GET)
    if chosen.complaints:
        return refusal(chosen.complaints)
    since = newest(chosen.rows())
    found = {one.pk: one for claims in batches(list(since)) for _, told in claims for one in told}
    root = request.build_absolute_uri("/").rstrip("/")
    shown = [found[pk] for pk in since if pk in found]
    entries = [
        FeedEntry(
            title=in_a_sentence(one.claim),
            url=f"{chosen.address}?claim={one.pk}",
            words=in_words(one, root),
            uid=one.claim.uid,
            since=since[one.pk],
            categories=[one.claim.topic, one.claim.act],
        )
        for one in shown
    ]
    notices = [*chosen.time_notices(), *attributed(rows_of(shown))]
    return feed_response(
        "Claims", entries, chosen=chosen, order=ORDER_OF_ENTRIES, notices=notices, request=request
    )


def in_words(one: Made, root: str) -> str:
    """Say of which event a claim is, when it was made and with which hedges, in which words, and where these are read."""
    claim, event = one.claim, one.claim.event
    words, read_at, against = evidence_cells(one.accounts, root)
    return " ".join(
        filter(
            None,
            [
                f"{event.title} ({event.date_label()})." if event else "",
                f"Said {dates.when(one.said_edtf)}." if one.said_edtf else "",
                f"Hedged: {', '.join(claim.hedges)}." if claim.hedges else "",
                words,
                f"{read_at}." if read_at else "",
                f"Contradicted: {against}." if against else "",
            ],
        )
    )
