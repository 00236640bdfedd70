"""Where a source usually writes about: the countries and provinces that most of its reports name.

It is evidence between places of one name, and read again as the reports of a source grow, so that an import learns as it goes.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field

from django.db import connection

MIN_REPORTS, USUAL = 20, 0.5  # reports that name a place; share of them
MAX_READ = 1_000  # reports, the latest of a source
# A place of writing says nothing here.
READ = """
    WITH read AS (
        SELECT id FROM archive_article WHERE source_id = %(source)s ORDER BY id DESC LIMIT %(most)s
    ), named AS (
        SELECT DISTINCT mention.article_id, area
        FROM read JOIN archive_mention mention ON mention.article_id = read.id AND mention.role = 'told'
            AND archive_is_accepted(mention.status)
            JOIN archive_entity place ON place.id = mention.entity_id AND place.kind = 'place'
            CROSS JOIN LATERAL unnest(place.id || place.lineage) AS area
    ), total AS (
        SELECT count(DISTINCT article_id) AS reports FROM named
    )
    SELECT array(
        SELECT area FROM named GROUP BY area HAVING count(*) >= %(share)s * (SELECT reports FROM total)
    ), reports FROM total
"""


@dataclass(frozen=True)
class Habits:
    """The places and areas named in at least half of a source's reports that name a place, if these are not few."""

    usual: Set[int] = frozenset()


NO_HABITS = Habits()


@dataclass
class KnownHabits:
    """The habits of the sources met so far, each read again once as many reports more have been asked about as it was read from."""

    habits: dict[int, Habits] = field(default_factory=dict)
    left: dict[int, int] = field(default_factory=dict)  # reports until it is read again

    def of(self, source: int) -> Habits:
        """Return the habits of a source, for one report of it."""
        if self.left.get(source, 0) <= 0:
            self.habits[source], reports = read_habits(source)
            self.left[source] = min(max(reports, MIN_REPORTS), MAX_READ)
        self.left[source] -= 1
        return self.habits[source]


def read_habits(source: int) -> tuple[Habits, int]:
    """Read the habits of a source, and from how many reports that name a place."""
    with connection.cursor() as cursor:
        cursor.execute(READ, {"source": source, "most": MAX_READ, "share": USUAL})
        areas, reports = cursor.fetchone()
    return (Habits(frozenset(areas)) if reports >= MIN_REPORTS else NO_HABITS), reports
