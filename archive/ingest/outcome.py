"""What became of each record of an import, counted and told."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace

from archive.ingest.raw import Notice, RawArticle, Refusal

COUNTS = ("read", "created", "updated", "duplicate", "rejected")
# So many lines are kept with a batch and printed; the counts stay exact beyond them.
MOST_LINES = 10_000


@dataclass
class Outcome:
    """The counts of an import and its lines: refusals and what else should be known.

    Every record that was read is created, updated, duplicate or rejected. `unchanged` are those duplicates that are the
    very record that the archive has already; the others have the text of another report of the same source.
    """

    read: int = 0
    created: int = 0
    updated: int = 0
    duplicate: int = 0
    rejected: int = 0
    unchanged: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    interrupted: bool = False
    batch_id: int | None = None

    def refuse(self, raw: RawArticle, reason: str) -> None:
        """Count a record as read and refused."""
        self.reject(Refusal(raw.origin, raw.position, reason))

    def reject(self, refusal: Refusal) -> None:
        """Count a refusal that a reader gave in place of a record."""
        self.read += 1
        self.rejected += 1
        _keep(self.refusals, refusal)

    def notice(self, raw: RawArticle, reason: str) -> None:
        """Keep a line on a record that is counted elsewhere."""
        _keep(self.notices, Notice(raw.origin, raw.position, reason))

    def note(self, notice: Notice) -> None:
        """Keep a line that came from a reader."""
        _keep(self.notices, notice)

    def add(self, other: Outcome) -> None:
        """Take over the counts and lines of a part of the import."""
        for name in (*COUNTS, "unchanged"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for mine, theirs in ((self.refusals, other.refusals), (self.notices, other.notices)):
            mine.extend(theirs[: MOST_LINES - len(mine)])

    def with_more(self, other: Outcome) -> Outcome:
        """Return what this would be with the counts and lines of a part."""
        whole = replace(self, refusals=list(self.refusals), notices=list(self.notices))
        whole.add(other)
        return whole

    def line(self) -> str:
        """Return the counts in one line."""
        counts = ", ".join(f"{name} {getattr(self, name):,}" for name in COUNTS)
        return f"{counts}{f' ({self.unchanged:,} of the duplicates unchanged)' if self.unchanged else ''}"

    def as_json(self) -> dict:
        """Return the same as numbers and lists."""
        rows = {"refusals": self.refusals, "notices": self.notices}
        return {
            **{name: getattr(self, name) for name in (*COUNTS, "unchanged", "interrupted")},
            "batch": self.batch_id,
            **{name: [asdict(row) for row in lines] for name, lines in rows.items()},
        }


def _keep(lines: list, line) -> None:
    if len(lines) < MOST_LINES:
        lines.append(line)
