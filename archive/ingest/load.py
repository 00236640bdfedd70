"""Load records into the archive: the only way in, for files, pastes and the demo.

Each record is loaded whole or not at all, independently of the others. Loading the same again changes nothing: a record is
recognised by its number at the source, its address or its bytes. One with changed content updates its report, unless a curator
has edited that report; what a curator wrote is never overwritten. A record not recognised so, but with the words of a report,
is that report only if nothing distinguishes the two (same_words.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.functional import cached_property

from archive.ingest.identity import (
    Wanted,
    edited_by_hand,
    find_present,
    known_bytes,
    news_in,
    uid_of,
)
from archive.ingest.keeping import Keeper, recorded_import
from archive.ingest.lots import in_lots, write_lot
from archive.ingest.outcome import ADDED, SAME, UPDATED, BecameOf, Outcome
from archive.ingest.prepare import prepare
from archive.ingest.raw import RawArticle, Refusal
from archive.ingest.readers.fields import RecordError
from archive.ingest.rules import Rule, checked
from archive.ingest.same_words import Particulars, SameWords
from archive.ingest.sources import SourceBook, UnknownSourceError
from archive.ingest.write import Ready, Writing, add_reports, change_report
from archive.matching.sketch import sketch
from archive.models import Article, BoilerplateRule, Source
from archive.text.words import split_words

EDITED = "was edited in the archive, so the new version was not applied: compare the two, and update the report by hand if need be"
AGAIN = "and no different number, address, date or headline: it was not added again"
EARLIER = "has the number, address or bytes of an earlier record of this import"
TWICE = (
    "has the number or address of another record of this import, with different content: give each its own"
)


@dataclass
class Loading:
    """The settings shared by every record of an import; a trial decides what would become of each and writes nothing."""

    book: SourceBook
    language: str
    writing: Writing
    new_sources: bool = False
    seen: set[UUID] | None = None
    """In a trial, the identities of the records before, which no report shows."""
    rules: dict[int, tuple[Rule, ...]] = field(default_factory=dict)

    @property
    def is_trial(self) -> bool:
        return self.seen is not None

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
    records = _prepared(_not_yet_known(lot, work, outcome), work, outcome)
    present = find_present(Wanted(r.uid, r.source.pk, r.raw.id, r.prepared.fields["url"]) for r in records)
    _change([(present[record.uid], record) for record in records if record.uid in present], work, outcome)
    _add([record for record in records if record.uid not in present], work, outcome)
    return outcome


def _not_yet_known(lot, work: Loading, outcome: Outcome) -> Iterator[tuple[RawArticle, Source]]:
    """Skip records whose bytes are exactly those of a report in their source: the fast path of a second run."""
    known = known_bytes(raw.sha256 for raw in lot)
    for raw in lot:
        try:
            source = work.book.source_of(raw.source)
        except UnknownSourceError as error:
            outcome.refuse_once(raw, str(error))
            if error.given:
                outcome.miss_source(error.given, [source.slug for source in error.likely])
            continue
        if not raw.beside and (raw.sha256, source.pk, raw.encoding, raw.columns) in known:
            _count_unchanged(outcome, raw, source)
        else:
            yield raw, source


def _prepared(records: Iterable[tuple[RawArticle, Source]], work: Loading, outcome: Outcome) -> list[Ready]:
    ready: dict = {}
    for raw, source in records:
        try:
            prepared = prepare(raw, rules=work.rules_for(source), language=work.language, source=source.name)
        except RecordError as error:
            outcome.refuse(raw, str(error))
            continue
        parts = split_words(prepared.body)
        record = Ready(
            raw,
            source,
            prepared,
            uid_of(source, raw, url=prepared.fields["url"]),
            sketch(prepared.body, parts),
            parts,
        )
        first = ready.setdefault(record.uid, record)
        if work.seen is not None and record.uid in work.seen:
            del ready[record.uid]
            _count_duplicate(outcome, record, EARLIER)
        elif first is not record and first.prepared.fields == record.prepared.fields:
            _count_unchanged(outcome, raw, source)
        elif first is not record:
            outcome.refuse(raw, TWICE)
    return list(ready.values())


def _count_unchanged(outcome: Outcome, raw: RawArticle, source: Source) -> None:
    outcome.read += 1
    outcome.duplicate += 1
    outcome.unchanged += 1
    outcome.settled.append(BecameOf(raw, SAME, source=source.pk))


def _count_duplicate(outcome: Outcome, record: Ready, reason: str) -> None:
    outcome.read += 1
    outcome.duplicate += 1
    outcome.settled.append(_settled(record, SAME, reason=reason))


def _settled(record: Ready, what: str, *, reason: str = "", article: int | None = None) -> BecameOf:
    return BecameOf(record.raw, what, reason, article, record.source.pk, record.prepared.fields, record.uid)


def _change(records: list[tuple[Article, Ready]], work: Loading, outcome: Outcome) -> None:
    """Update reports that the archive already has."""
    edited = edited_by_hand(article for article, _ in records)
    for article, record in records:
        if not news_in(record.prepared.fields, article):
            _count_unchanged(outcome, record.raw, record.source)
        elif article.pk in edited or article.capture_id is None:
            outcome.refuse(record.raw, f"its report {article.pk} {EDITED}")
        elif article.batch_id == work.writing.batch_id:
            outcome.refuse(record.raw, TWICE)
        else:
            if not work.is_trial:
                change_report(article, record, work.writing)
            outcome.read += 1
            outcome.updated += 1
            outcome.settled.append(_settled(record, UPDATED, article=article.pk))
            _tell(record, outcome)


def _add(records: list[Ready], work: Loading, outcome: Outcome) -> None:
    """Add reports, except records that say no more than a report of their source with the same words."""
    known = {
        record.uid: (record.words_in_source, Particulars.of(record.prepared.fields)) for record in records
    }
    same, new = SameWords.as_records(known.values()), []
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
        outcome.read += 1
        outcome.created += 1
        outcome.settled.append(_settled(record, ADDED, article=article))
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
