"""Count and report what became of each record of an import."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from uuid import UUID

from archive.ingest.raw import Notice, PassedOver, RawArticle, Refusal, headline_of

# What became of a record, in the words of ImportRecord.State.
ADDED, UPDATED, SAME, LACKING, REFUSED = "added", "updated", "same", "lacking", "refused"
COUNTS = ("read", "created", "updated", "duplicate", "rejected")
# This many lines are stored with a batch and printed; the counts stay exact beyond them.
MAX_LINES = 10_000


@dataclass(frozen=True)
class BecameOf:
    """What became of one record: its report, or why there is none; `fields`, `uid` and the hash of its words if it came so far.

    `headline` is that of a record which was refused, where it has one.
    """

    raw: RawArticle
    what: str
    reason: str = ""
    article: int | None = None
    source: int | None = None
    fields: dict | None = None
    uid: UUID | None = None
    words: str = ""
    headline: str = ""


@dataclass
class Outcome:
    """The counts of an import and its lines: refusals and notices.

    Every record read is created, updated, duplicate, doubtful (left to a curator) or rejected. `unchanged` are the duplicates that are exactly the record
    the archive already has; the others have the text of another report of the same source. Files skipped because their
    format is not read are counted by kind and are not records.
    """

    read: int = 0
    created: int = 0
    updated: int = 0
    duplicate: int = 0
    rejected: int = 0
    unchanged: int = 0
    doubtful: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    # (singular, plural) -> number
    passed_over: Counter[tuple[str, str]] = field(default_factory=Counter)
    # reason that is reported once -> how many records it applies to
    repeated: Counter[str] = field(default_factory=Counter)
    # names of sources that the archive lacks -> how many records give them, and the slugs of those that may be meant
    missing_sources: Counter[str] = field(default_factory=Counter)
    likely_sources: dict[str, list[str]] = field(default_factory=dict)
    added_sources: list[str] = field(default_factory=list)
    interrupted: bool = False
    batch_id: int | None = None
    # of the records of one chunk, for those who follow each; not kept beyond it
    settled: list[BecameOf] = field(default_factory=list)

    def settle(self, became: BecameOf, *counts: str) -> None:
        """Count a record as read, and as what else the counts name; an unchanged one is a duplicate too."""
        for name in ("read", *counts, *(["duplicate"] if "unchanged" in counts else [])):
            setattr(self, name, getattr(self, name) + 1)
        self.settled.append(became)

    def refuse(self, raw: RawArticle, reason: str, *, headline: str = "") -> None:
        """Count a record as read and refused; its headline is the one read in it, or given with it."""
        headline = headline or headline_of(raw)
        self.reject(Refusal(raw.origin, raw.position, reason, headline=headline))
        self.settled.append(BecameOf(raw, REFUSED, reason, headline=headline))

    def refuse_once(self, raw: RawArticle, reason: str) -> None:
        """Count a record as refused for a reason shared with others: reported with the first of them and only counted after."""
        self.settled.append(BecameOf(raw, LACKING, reason))
        self.read += 1
        self.rejected += 1
        self.repeated[reason] += 1
        if self.repeated[reason] == 1:
            refusal = Refusal(raw.origin, raw.position, reason, headline=headline_of(raw))
            _keep(self.refusals, refusal)

    def miss_source(self, name: str, likely: list[str]) -> None:
        """Count a record whose source the archive lacks; `likely` are the slugs of sources that may be meant."""
        self.missing_sources[name] += 1
        self.likely_sources[name] = likely

    def reject(self, refusal: Refusal) -> None:
        """Count a refusal that a reader gave in place of a record."""
        self.read += 1
        self.rejected += 1
        _keep(self.refusals, refusal)

    def notice(self, raw: RawArticle, reason: str) -> None:
        """Add a line about a record that is counted elsewhere."""
        _keep(self.notices, Notice(raw.origin, raw.position, reason))

    def note(self, notice: Notice) -> None:
        """Add a line from a reader."""
        if isinstance(notice, PassedOver):
            self.passed_over[notice.kind, notice.kinds] += 1
        _keep(self.notices, notice)

    def add(self, other: Outcome) -> None:
        """Add the counts and lines of a part of the import."""
        for name in (*COUNTS, "unchanged", "doubtful"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        refusals = [line for line in other.refusals if line.reason not in self.repeated]
        self.refusals.extend(refusals[: MAX_LINES - len(self.refusals)])
        self.notices.extend(other.notices[: MAX_LINES - len(self.notices)])
        self.passed_over.update(other.passed_over)
        self.repeated.update(other.repeated)
        self.missing_sources.update(other.missing_sources)
        self.likely_sources.update(other.likely_sources)
        self.added_sources.extend(other.added_sources)
        self.settled.extend(other.settled)

    def with_more(self, other: Outcome) -> Outcome:
        """Return this with the counts and lines of a part added; of what became of records, that of the part alone."""
        whole = replace(
            self,
            settled=[],
            refusals=[*self.refusals],
            notices=[*self.notices],
            passed_over=self.passed_over.copy(),
            repeated=self.repeated.copy(),
            missing_sources=self.missing_sources.copy(),
            likely_sources={**self.likely_sources},
            added_sources=[*self.added_sources],
        )
        whole.add(other)
        return whole

    def reported_refusals(self) -> list[Refusal]:
        """Return the refusals to report: one that applies to several records says to how many."""
        return [
            replace(
                line,
                reason=f"{line.reason} The same holds for {self.repeated[line.reason]:,} records in all.",
                headline="",
            )
            if self.repeated[line.reason] > 1
            else line
            for line in self.refusals
        ]

    def sources_lines(self) -> list[str]:
        """Return a line for each source that was added or that the archive lacks, those that most records name first."""
        lines = [f"added    source “{name}”" for name in self.added_sources]
        for name, number in self.missing_sources.most_common():
            likely = self.likely_sources.get(name)
            meant = f"; perhaps {' or '.join(likely)}" if likely else ""
            lines.append(f"lacking  source “{name}”: {number:,} record{'s' if number > 1 else ''}{meant}")
        return lines

    def passed_over_line(self) -> str:
        """Return the number of skipped files by kind; empty if none was."""
        counted = (
            f"{number:,} {kinds}" if number > 1 else kind
            for (kind, kinds), number in self.passed_over.most_common()
        )
        return ", ".join(counted)

    def line(self) -> str:
        """Return the counts in one line."""
        counts = ", ".join(f"{name} {getattr(self, name):,}" for name in COUNTS)
        doubtful = f", left to a curator {self.doubtful:,}" if self.doubtful else ""
        return f"{counts}{doubtful}{f' ({self.unchanged:,} of the duplicates unchanged)' if self.unchanged else ''}"

    def as_json(self) -> dict:
        """Return the counts and lines as numbers and lists."""
        return {
            **{name: getattr(self, name) for name in (*COUNTS, "unchanged", "doubtful", "interrupted")},
            "batch": self.batch_id,
            "passed_over": {kinds: number for (_, kinds), number in self.passed_over.items()},
            "added_sources": self.added_sources,
            "missing_sources": [
                {"name": name, "records": number, "likely": self.likely_sources.get(name, [])}
                for name, number in self.missing_sources.most_common()
            ],
            "refusals": [line.as_row() for line in self.reported_refusals()],
            "notices": [line.as_row() for line in self.notices],
        }


def _keep(lines: list, line) -> None:
    if len(lines) < MAX_LINES:
        lines.append(line)
