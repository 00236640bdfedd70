"""Load records into the archive: the only way in, for files, pastes and the demo.

Each record is loaded whole or not at all, independently of the others. Loading the same again changes nothing: a record is
recognised by its number at the source, its address or its bytes. One with changed content updates its report, unless a curator
has edited that report; what a curator wrote is never overwritten. A record not recognised so, but with the words of a report,
is that report only if nothing distinguishes the two (same_words.py).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol
from uuid import UUID

from django.utils.functional import cached_property

from archive.ingest.identity import (
    Wanted,
    bytes_of,
    edited_by_hand,
    find_present,
    known_bytes,
    news_in,
    uid_of,
)
from archive.ingest.keeping import Keeper, recorded_import
from archive.ingest.lots import in_lots, write_lot
from archive.ingest.outcome import ADDED, SAME, UPDATED, BecameOf, Outcome
from archive.ingest.page_copies import (
    add_moment,
    are_copies,
    capture_at,
    in_rounds,
    is_earlier,
    keep_earlier,
    lacks_moment,
    moment_of,
    version_like,
)
from archive.ingest.prepare import prepare
from archive.ingest.raw import PassedOver, RawArticle, Refusal
from archive.ingest.readers.fields import RecordError
from archive.ingest.rules import Rule, checked
from archive.ingest.same_words import Particulars, SameWords, Words
from archive.ingest.sources import SourceBook, UnknownSourceError
from archive.ingest.write import Ready, Writing, add_reports, change_report
from archive.matching.sketch import sketch
from archive.models import Article, BoilerplateRule, Capture, Source
from archive.text.words import split_words

EDITED = "was edited in the archive, so the new version was not applied: compare the two, and update the report by hand if need be"
AGAIN = "and no different number, address, date or headline: it was not added again"
EARLIER = "has the number, address or bytes of an earlier record of this import"
TWICE = (
    "has the number or address of another record of this import, with different content: give each its own"
)

COPY = "is another copy of the page of an earlier record of this import: it becomes a version of its report, or adds when it was copied"
SAME_PAGE = "is a copy of the page as the archive has it: it adds only when it was copied"
EARLIER_VERSION = "was copied before the report was: it goes into the history, as an earlier version"
NOTHING_TO_REPEAT = "says that its page was the same as before, but the archive has no report from there: import the file with the earlier copy, then this one again"


class Earlier(Protocol):
    """The records of a trial that were judged before."""

    def identities(self, uids: Collection[UUID]) -> set[UUID]: ...

    def with_words(self, words: Collection[Words]) -> Iterable[tuple[Words, Particulars]]: ...


@dataclass
class Loading:
    """The settings shared by every record of an import; a trial decides what would become of each and writes nothing."""

    book: SourceBook
    language: str
    writing: Writing
    new_sources: bool = False
    earlier: Earlier | None = None
    """In a trial, the records before, which no report shows."""
    rules: dict[int, tuple[Rule, ...]] = field(default_factory=dict)

    @property
    def is_trial(self) -> bool:
        return self.earlier is not None

    def expected(self, uids: Collection[UUID]) -> set[UUID]:
        """Return which of these identities an earlier record will have; none except in a trial."""
        return self.earlier.identities(uids) if self.earlier and uids else set()

    @cached_property
    def all_rules(self) -> list[tuple[int | None, Rule]]:
        rows = BoilerplateRule.objects.filter(active=True).order_by("pk")
        return [(source, Rule(*rule)) for source, *rule in rows.values_list("source_id", "kind", "text")]

    def rules_for(self, source: Source) -> tuple[Rule, ...]:
        """Return the rules for a source. They are read once: an import may span hundreds of sources."""
        if source.pk not in self.rules:
            self.rules[source.pk] = checked(
                rule for owner, rule in self.all_rules if owner in (None, source.pk)
            )
        return self.rules[source.pk]


def load(
    raws: Iterable[RawArticle | Refusal],
    *,
    label: str,
    source: Source | None = None,
    language: str = "",
    publish: bool = False,
    link: bool = True,
    user=None,
    dry_run: bool = False,
    new_sources: bool = False,
    same_sources: dict[str, Source] | None = None,
    options: dict | None = None,
    progress: Callable[[Outcome], None] | None = None,
    stop: Callable[[], bool] = bool,
) -> Outcome:
    """Load what readers yield, record it as a Batch, and return the counts and the lines.

    Args:
        raws: records, refusals and notices as readers yield them.
        label: what is imported, in a few words, for the list of batches.
        source: for records that name none.
        language: for records that give none.
        publish: readers see the reports at once; otherwise they are drafts.
        link: find the names in the reports.
        user: who runs the import, for the batch.
        dry_run: report what would happen and write nothing.
        new_sources: add the sources that records name and the archive lacks, unless they are likely one that it has.
        same_sources: names that records give to sources of the archive.
        options: the options given, stored with the batch.
        progress: called after each chunk of records with the counts so far.
        stop: called before each record; once it returns true, what was read is finished and the batch is marked as interrupted.

    Raises:
        RuleError: for a boilerplate rule that cannot be read.
    """
    status = Article.Status.PUBLISHED if publish and not dry_run else Article.Status.DRAFT
    with recorded_import(label=label, user=user, options=options, dry_run=dry_run) as keeper:
        writing = Writing(keeper.batch.pk, status, link=link and not dry_run)
        work = Loading(SourceBook(source, same=same_sources), language, writing, new_sources)
        lots = in_lots(raws, keeper.outcome, stop, lambda raw: len(raw.content))
        _load_lots(lots, work, keeper, progress)
    return keeper.outcome


def rules_for(source: Source | None) -> tuple[Rule, ...]:
    """Return the boilerplate rules for a source.

    Raises:
        RuleError: for one that cannot be read.
    """
    rows = BoilerplateRule.objects.for_source(source).order_by("pk")
    return checked(Rule(kind, text) for kind, text in rows.values_list("kind", "text"))


def _load_lots(lots: Iterable[list[RawArticle]], work: Loading, keeper: Keeper, progress) -> None:
    for lot in lots:
        if work.new_sources:
            # Before the transaction of the lot, so that a lot written again finds them.
            added = work.book.add_missing(raw.source for raw in lot if raw.source.strip())
            keeper.outcome.added_sources.extend(source.name for source in added)
        with keeper.lot() as done:
            done.add(write_lot(lot, lambda part: load_records(part, work), Outcome.refuse))
        if progress:
            progress(keeper.outcome)


def load_records(lot: list[RawArticle], work: Loading) -> Outcome:
    """Load a few records, in a transaction of the caller, and return what became of each."""
    outcome = Outcome()
    known = list(_not_yet_known(lot, work, outcome))
    for number, records in enumerate(in_rounds(_prepared(known, work, outcome))):
        if work.is_trial and number:
            _expect_versions(records, outcome)
            continue
        present = find_present(
            Wanted(r.uid, r.source.pk, r.raw.id, r.prepared.fields["url"]) for r in records
        )
        _change([(present[record.uid], record) for record in records if record.uid in present], work, outcome)
        _add([record for record in records if record.uid not in present], work, outcome)
    _repeat([(raw, source) for raw, source in known if raw.repeats], work, outcome)
    return outcome


def _not_yet_known(lot, work: Loading, outcome: Outcome) -> Iterator[tuple[RawArticle, Source]]:
    """Skip records whose bytes are exactly those of a report in their source: the fast path of a second run."""
    known = known_bytes(lot)
    for raw in lot:
        try:
            source = work.book.source_of(raw.source)
        except UnknownSourceError as error:
            outcome.refuse_once(raw, str(error))
            if error.given:
                outcome.miss_source(error.given, [source.slug for source in error.likely])
            continue
        if not raw.beside and any(each in known for each in bytes_of(raw, source)):
            _count_unchanged(outcome, raw, source)
        else:
            yield raw, source


def _prepared(records: Iterable[tuple[RawArticle, Source]], work: Loading, outcome: Outcome) -> list[Ready]:
    found = list(_found(records, work, outcome))
    expected = work.expected({record.uid for record in found})
    ready: dict[UUID, list[Ready]] = {}
    for record in found:
        before = ready.setdefault(record.uid, [])
        if record.uid in expected:
            _expect_again(record, outcome)
        elif not before or (moment_of(record.raw) and moment_of(before[0].raw)):
            before.append(record)
        elif before[0].prepared.fields == record.prepared.fields:
            _count_unchanged(outcome, record.raw, record.source)
        else:
            outcome.refuse(record.raw, TWICE, headline=record.prepared.fields["headline"])
    return [record for records in ready.values() for record in records]


def _found(records: Iterable[tuple[RawArticle, Source]], work: Loading, outcome: Outcome) -> Iterator[Ready]:
    """Yield the reports in records; one that holds none is refused."""
    for raw, source in records:
        if raw.repeats:
            continue
        try:
            prepared = prepare(raw, rules=work.rules_for(source), language=work.language, source=source.name)
        except RecordError as error:
            outcome.refuse(raw, str(error))
            continue
        parts = split_words(prepared.body)
        uid = uid_of(source, raw, url=prepared.fields["url"])
        yield Ready(raw, source, prepared, uid, sketch(prepared.body, parts), parts)


def _expect_again(record: Ready, outcome: Outcome) -> None:
    """In a trial, say that an earlier record of this import will add the report that a record belongs to."""
    if moment_of(record.raw):
        _expect_versions([record], outcome)
    else:
        _count_duplicate(outcome, record, EARLIER)


def _expect_versions(records: list[Ready], outcome: Outcome) -> None:
    for record in records:
        outcome.settle(_settled(record, UPDATED, reason=COPY), "updated")


def _repeat(records: list[tuple[RawArticle, Source]], work: Loading, outcome: Outcome) -> None:
    """Keep the moments at which pages were the same as before, in the captures that these records name."""
    uids = [(uid_of(source, raw), raw, source) for raw, source in records if raw.url]
    present = find_present(Wanted(uid, source.pk, "", raw.url) for uid, raw, source in uids)
    expected = work.expected({uid for uid, *_ in uids})
    for uid, raw, source in uids:
        report, moment = present.get(uid), moment_of(raw)
        capture = capture_at(report, moment_of(replace(raw, copied_at=raw.repeats))) if report else None
        if report is None and uid in expected:
            became = BecameOf(raw, UPDATED, COPY, source=source.pk)
        elif capture is None:
            outcome.note(
                PassedOver(
                    raw.origin,
                    raw.position,
                    NOTHING_TO_REPEAT,
                    "note of a page unchanged",
                    "notes of pages unchanged",
                )
            )
            outcome.settled.append(BecameOf(raw, SAME, NOTHING_TO_REPEAT, source=source.pk))
            continue
        elif lacks_moment(capture, moment):
            if not work.is_trial:
                add_moment(capture, moment)
            what = UPDATED if work.is_trial else SAME
            became = BecameOf(raw, what, SAME_PAGE, report.pk if report else None, source.pk)
        else:
            became = BecameOf(raw, SAME, source=source.pk)
        outcome.settle(became, "unchanged")


def _count_unchanged(outcome: Outcome, raw: RawArticle, source: Source) -> None:
    outcome.settle(BecameOf(raw, SAME, source=source.pk), "unchanged")


def _count_duplicate(outcome: Outcome, record: Ready, reason: str) -> None:
    outcome.settle(_settled(record, SAME, reason=reason), "duplicate")


def _settled(record: Ready, what: str, *, reason: str = "", article: int | None = None) -> BecameOf:
    return BecameOf(
        record.raw, what, reason, article, record.source.pk, record.prepared.fields, record.uid, record.sketch.text_hash
    )  # fmt: skip


def _change(records: list[tuple[Article, Ready]], work: Loading, outcome: Outcome) -> None:
    """Update reports that the archive already has."""
    edited = edited_by_hand(article for article, _ in records)
    for article, record in records:
        raw = record.raw
        if not news_in(record.prepared.fields, article):
            _count_copy(article, article.capture, record, work, outcome)
        elif is_earlier(article, raw):
            _keep_earlier(article, record, work, outcome)
        elif article.pk in edited or article.capture_id is None:
            why = f"its report {article.pk} {EDITED}"
            outcome.refuse(record.raw, why, headline=record.prepared.fields["headline"])
        elif article.batch_id == work.writing.batch_id and not are_copies(article, raw):
            outcome.refuse(record.raw, TWICE, headline=record.prepared.fields["headline"])
        else:
            if not work.is_trial:
                change_report(article, record, work.writing)
            outcome.settle(_settled(record, UPDATED, article=article.pk), "updated")
            _tell(record, outcome)


def _count_copy(
    article: Article, capture: Capture | None, record: Ready, work: Loading, outcome: Outcome
) -> None:
    """Count a record that says what the archive has, and keep its moment if that is new."""
    moment = moment_of(record.raw)
    if capture is None or not lacks_moment(capture, moment):
        _count_unchanged(outcome, record.raw, record.source)
        return
    if not work.is_trial:
        add_moment(capture, moment)
    what = UPDATED if work.is_trial else SAME
    outcome.settle(_settled(record, what, reason=SAME_PAGE, article=article.pk), "unchanged")


def _keep_earlier(article: Article, record: Ready, work: Loading, outcome: Outcome) -> None:
    if like := version_like(article, record.prepared.fields):
        _count_copy(article, like, record, work, outcome)
        return
    if not work.is_trial:
        keep_earlier(article, record, work.writing)
    outcome.settle(_settled(record, UPDATED, reason=EARLIER_VERSION, article=article.pk), "updated")


def _add(records: list[Ready], work: Loading, outcome: Outcome) -> None:
    """Add reports, except records that say no more than a report of their source with the same words."""
    known = {
        record.uid: (record.words_in_source, Particulars.of(record.prepared.fields)) for record in records
    }
    same, new = SameWords.as_records(known.values()), []
    if work.earlier:
        for words, own in work.earlier.with_words([words for words, _ in known.values()]):
            same.add(words, own)
    for record in records:
        words, own = known[record.uid]
        meant = same.report_meant(words, own)
        if meant is not None:
            reason = f"has the same text as {_named(meant, record)}, {AGAIN}"
            _count_duplicate(outcome, record, reason)
            outcome.notice(record.raw, reason)
            continue
        if first := same.first.get(words):
            outcome.notice(record.raw, _why_apart(record, own, *first))
        same.add(words, own)
        new.append(record)
    articles = [None] * len(new) if work.is_trial else add_reports(new, work.writing)
    for record, article in zip(new, articles, strict=True):
        outcome.settle(_settled(record, ADDED, article=article), "created")
        _tell(record, outcome)


def _named(pk: int, record: Ready) -> str:
    return (
        f"report {pk} of {record.source}" if pk else f"an earlier record of this import, of {record.source}"
    )


def _why_apart(record: Ready, own: Particulars, pk: int, kept: Particulars) -> str:
    telling = own.other_than(kept)
    listed = " and ".join(filter(None, [", ".join(telling[:-1]), *telling[-1:]]))
    return f"has the same text as {_named(pk, record)}, but its own {listed}: it was added as a report of its own"


def _tell(record: Ready, outcome: Outcome) -> None:
    for notice in record.prepared.notices:
        outcome.notice(record.raw, notice)
