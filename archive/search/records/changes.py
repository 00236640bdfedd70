"""The changes of the searchable data since it was last read, from the log in the database.

Every change of a record adds a row to SearchChange in its own transaction: the reports it affected, and the number of that
transaction. A reader remembers a `floor`, below which every transaction had ended at its last read, and the rows above it that it
has seen. Whatever it now sees and had not seen is what changed, in whatever order writers commit.

`pg_visible_in_snapshot` would say the same on a primary. A standby, however, names no transaction in progress in
pg_current_snapshot(), and would take those for visible (docs/decisions/0021).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from archive.models.compiled import planned_cursor

# At least one row, with the state of the server; without rows of the log that a restored dump brought from another server, where
# transactions had higher numbers.
LOOK = """
    SELECT server.identity, server.lowest, server.is_writing, server.oldest, log.id, log.xid::text::bigint, log.articles
    FROM (
        SELECT system_identifier::text || ' ' || 'archive_searchchange'::regclass::oid::text AS identity,
            pg_snapshot_xmin(now)::text::bigint AS lowest, pg_snapshot_xmax(now) AS next,
            pg_current_xact_id_if_assigned() IS NOT NULL AS is_writing,
            (SELECT min(xid) FROM archive_searchchange WHERE xid < pg_snapshot_xmax(now))::text::bigint AS oldest,
            coalesce(
                %s::text::xid8,
                least(pg_snapshot_xmin(now), (SELECT max(xid) FROM archive_searchchange WHERE xid < pg_snapshot_xmax(now)))
            ) AS floor
        FROM pg_current_snapshot() AS now, pg_control_system()
    ) AS server
    LEFT JOIN LATERAL (
        SELECT id, xid, CASE WHEN id = ANY (%s::bigint[]) THEN '{}' ELSE articles END AS articles
        FROM archive_searchchange WHERE xid >= server.floor AND xid < server.next
    ) AS log ON true
"""


@dataclass(frozen=True)
class Version:
    """A reader's knowledge of the log: its server, every row below `floor`, and {id: transaction} of the others it has seen."""

    identity: str
    floor: int
    seen: dict[int, int]


@dataclass(frozen=True)
class Look:
    """The log as a server now shows it: rows are {id: (transaction, reports affected, None for all)}."""

    identity: str
    lowest: int  # no transaction below it is in progress
    is_writing: bool  # this transaction has itself written something invisible to others
    oldest: int | None  # the lowest transaction of the log
    rows: dict[int, tuple[int, list[int] | None]] = field(default_factory=dict)

    def version(self) -> Version:
        """Return the Version of a reader of everything now visible."""
        last = max((xid for xid, _ in self.rows.values()), default=self.lowest)
        floor = min(self.lowest, last)
        return Version(self.identity, floor, {pk: xid for pk, (xid, _) in self.rows.items() if xid >= floor})


@dataclass(frozen=True)
class Changes:
    """The ids of the affected reports, None if any may have been."""

    articles: set[int] | None


def look(known: Version | None = None) -> Look:
    """Return the log from the known floor, or from the last change if nothing is known."""
    with planned_cursor() as cursor:
        cursor.execute(LOOK, [str(known.floor) if known else None, list(known.seen) if known else []])
        rows = cursor.fetchall()
    logged = {pk: (xid, articles) for *_, pk, xid, articles in rows if pk is not None}
    identity, lowest, is_writing, oldest, *_ = rows[0]
    return Look(identity, lowest, is_writing, oldest, logged)


def changes_since(known: Version, now: Look) -> Changes | None:
    """Return what has changed since, None if nothing has.

    A server that lags shows less than is known, which is not a change, as nobody goes back in time.
    """
    missing = {pk: xid for pk, xid in known.seen.items() if now.rows.get(pk, (None,))[0] != xid}
    unseen = [articles for pk, (_, articles) in now.rows.items() if pk not in known.seen or pk in missing]
    is_trimmed = now.oldest is not None and now.oldest > known.floor
    is_other = any(xid < now.lowest for xid in missing.values()) or (missing and unseen)
    if now.identity != known.identity or is_trimmed or is_other or None in unseen:
        return Changes(None)
    return Changes({pk for articles in unseen for pk in articles or ()}) if unseen else None
