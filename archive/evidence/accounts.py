"""Claims with the places where they are made, as readers may see them, loaded for pages that show hundreds at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple

from django.utils.functional import cached_property

from archive import dates
from archive.disputes.comparing import COLUMNS, ComparedClaim
from archive.evidence.citations import citations_of
from archive.evidence.drawn import withhold
from archive.evidence.origins import Origin, Telling, origins
from archive.models import Article, Claim, DatasetRow, Entity, Event, Evidence, Source
from archive.models.among import among
from archive.models.claims import ENTITIES
from archive.models.wordings import in_public_words
from archive.reference.dataset_columns import cells_of

PASSAGE = (
    "passage",
    "passage__article",
    "passage__field",
    "passage__start",
    "passage__end",
    "passage__words",
)
REPORT = ("headline", "body", "language", "date_edtf", "date_basis", "story", "status", "source")


class Quoted(NamedTuple):
    """The columns of a passage that pages show; a page shows hundreds, and models would cost as much as all else there."""

    article: Article
    field: str
    start: int | None
    end: int | None
    words: str


class Account(NamedTuple):
    """One place where a claim is made: a passage of a report, or a row of a data set. It may also contradict the claim."""

    passage: Quoted | None
    report: Article | None
    """The report of the passage, in its public wording."""
    row: DatasetRow | None
    contradicts: bool = False


@dataclass
class Made:
    """A claim with the places where it is made, in order of the dates of their reports."""

    claim: Claim
    accounts: list[Account] = field(default_factory=list)

    @property
    def pk(self) -> int:
        return self.claim.pk

    @cached_property
    def said_edtf(self) -> str:
        """When it was said: as it says itself, or the date of the first report that has it."""
        dated = (one.report.date_edtf for one in self.accounts if one.report and one.report.date_edtf)
        return self.claim.said_edtf or next(dated, "")

    @cached_property
    def reports(self) -> list[Article]:
        """The reports that carry it, each once."""
        return list({one.report.pk: one.report for one in self.accounts if one.report}.values())


def made(claims: Iterable[Claim]) -> list[Made]:
    """Return public claims with the places where they are made, in the order in which they were said; undated ones come last."""
    found = {claim.pk: Made(claim) for claim in claims}
    _name_entities(claim.claim for claim in found.values())
    for pk, account in _accounts("claim", found):
        found[pk].accounts.append(account)
    for one in found.values():
        one.accounts.sort(key=_order_of_account)
    withhold([one.claim for one in found.values()])
    return sorted(found.values(), key=lambda one: (dates.sort_key(one.said_edtf), one.pk))


def _order_of_account(account):
    edtf = account.report.date_edtf if account.report else ""
    return account.contradicts, dates.sort_key(edtf)


def _name_entities(claims: Iterable[Claim]) -> None:
    """Attach the entities that claims name: each is read once."""
    claims = list(claims)
    ids = {pk for claim in claims for column in ENTITIES if (pk := getattr(claim, f"{column}_id"))}
    entities = Entity.objects.only("kind", "slug", "name").in_bulk(ids) if ids else {}
    for claim in claims:
        for column in ENTITIES:
            if pk := getattr(claim, f"{column}_id"):
                claim._state.fields_cache[column] = entities[pk]


def accounts_of(event: Event) -> list[Account]:
    """Return the places that tell of an event, those of reports in order of their dates, then the rows of data sets."""
    found = [account for _, account in _accounts("event", [event.pk])]
    return sorted(found, key=lambda one: (one.row is not None, _order_of_account(one)))


def _accounts(column: str, ids: Iterable[int]) -> Iterable[tuple[int, Account]]:
    """Yield (id of a claim or event, one place where it is made or told of), of those that readers may see."""
    public = Evidence.objects.public().filter(**{f"{column}__in": among(ids, "bigint")}).order_by("pk")
    rows = list(public.values_list(column, "stance", "dataset_row", *PASSAGE))
    reports = reports_of({row[4] for row in rows if row[4]})
    sets = _rows({row[2] for row in rows if row[2]})
    for pk, stance, row, passage, report, *place in rows:
        said_there = Quoted(reports[report], *place) if passage else None
        yield (
            pk,
            Account(said_there, reports.get(report), sets.get(row), stance == Evidence.Stance.CONTRADICTS),
        )


def reports_of(ids: Iterable[int]) -> dict[int, Article]:
    """Return {id: report} of published reports in their public wording, with what a line about each needs."""
    found = Article.objects.published().only(*REPORT).in_bulk(set(ids))
    sources = Source.objects.only("slug", "name").in_bulk({report.source_id for report in found.values()})
    for report in found.values():
        report._state.fields_cache["source"] = sources[report.source_id]
    return found


# For comparing and counting

_columns_of = attrgetter(*COLUMNS)


def compared_claim(claim: Claim, days=None) -> ComparedClaim:
    """Return what comparing needs of a claim; `days` are those of its event."""
    return ComparedClaim._make((*_columns_of(claim), days))


def origins_of(found: Iterable[Made]) -> list[Origin]:
    """Return the independent origins behind some claims: those of the places that support them."""
    return origins(
        _telling(one.claim, account) for one in found for account in one.accounts if not account.contradicts
    )


def _telling(claim: Claim, account: Account) -> Telling:
    report, row = account.report, account.row
    return Telling(
        entity=claim.claimant_id,
        name=claim.claimant.name if claim.claimant else "",
        words=claim.claimant_words,
        dataset=row.dataset if row else "",
        rests_on=row.sources if row else (),
        report=report.pk if report else None,
        story=report.story_id if report else None,
        source=report.source_id if report else None,
        source_name=report.source.name if report else "",
        date_edtf=report.date_edtf if report else "",
        quoted=account.passage.words if account.passage else "",
    )


def rests_on(row: DatasetRow) -> tuple[str, ...]:
    """Return the offices whose reports a row of a data set rests on, and whom these name as theirs."""
    named = [one.office or one.text for one in citations_of(row)]
    return tuple(
        dict.fromkeys([*named, *filter(None, [cells_of(row.values).get("source_original", "").strip()])])
    )


def _rows(ids: set[int]) -> dict[int, DatasetRow]:
    """Return rows of data sets with `sources`, what each rests on, protected names withheld."""
    rows = DatasetRow.objects.in_bulk(ids) if ids else {}
    told = [(row, words) for row in rows.values() for words in rests_on(row)]
    public = in_public_words(words for _, words in told)
    for row in rows.values():
        row.sources = ()
    for (row, _), words in zip(told, public, strict=True):
        row.sources = (*row.sources, words)
    return rows
