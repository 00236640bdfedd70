"""Which of the reports that have a name are unlike the rest: another country, another time, nobody in common.

The rest of these reports is the measure. A difference is a hint for whoever decides about all
of them at once; it decides nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import connection

from archive.models import Article, Entity

# A country is common if this share of the reports that name any has it; times are apart by more than these years.
COMMON_SHARE, YEARS_APART = 0.2, 8
MIN_NEIGHBOURS, MIN_REPORTS = 2, 4
SURROUNDINGS = """
    SELECT mention.article_id,
        coalesce(array_agg(DISTINCT coalesce(entity.lineage[1], entity.id)) FILTER (WHERE entity.kind = %(places)s), '{}'),
        coalesce(array_agg(DISTINCT entity.id) FILTER (WHERE entity.kind <> %(places)s), '{}')
    FROM archive_mention mention JOIN archive_entity entity ON entity.id = mention.entity_id
    WHERE mention.article_id = ANY (%(ids)s) AND archive_is_accepted(mention.status) AND entity.id <> ALL (%(bearers)s)
    GROUP BY mention.article_id
"""


@dataclass
class Surroundings:
    """What surrounds a name in a report: the outermost places named, other entries, and the first and last year of its date."""

    places: set[int] = field(default_factory=set)
    neighbours: set[int] = field(default_factory=set)
    years: tuple[int, int] | None = None


def unlike_reports(ids: Iterable[int], *, bearers: Iterable[int], nested: str) -> dict[int, list[str]]:
    """Return what sets reports apart from the others, in words, for those that differ.

    Args:
        ids: of the reports that have the name.
        bearers: ids of those whom it may mean: they are not neighbours of themselves.
        nested: the kind whose entries lie in each other.
    """
    around = surroundings(list(ids), list(bearers), nested)
    if len(around) < MIN_REPORTS:
        return {}
    names = dict(
        Entity.objects.filter(pk__in=set().union(*(one.places for one in around.values()))).values_list(
            "pk", "name"
        )
    )
    told: dict[int, list[str]] = {}
    for differing in (_other_places(around, names), _other_times(around), _other_company(around)):
        for pk, words in differing.items():
            told.setdefault(pk, []).append(words)
    return told


def surroundings(ids: list[int], bearers: list[int], nested: str) -> dict[int, Surroundings]:
    """Read what surrounds a name in these reports."""
    around = {pk: Surroundings() for pk in ids}
    with connection.cursor() as cursor:
        cursor.execute(SURROUNDINGS, {"ids": ids, "bearers": bearers, "places": nested})
        for pk, places, neighbours in cursor.fetchall():
            around[pk].places, around[pk].neighbours = set(places), set(neighbours)
    for pk, days in Article.objects.filter(pk__in=ids).values_list("pk", "date_range"):
        if days and days.lower and days.upper:
            around[pk].years = (days.lower.year, days.upper.year)
    return around


def _other_places(around: Mapping[int, Surroundings], names: Mapping[int, str]) -> dict[int, str]:
    placed = {pk: one.places for pk, one in around.items() if one.places}
    counted = Counter(place for places in placed.values() for place in places)
    common = {place for place, count in counted.items() if count >= COMMON_SHARE * len(placed)}
    differing = {pk: places for pk, places in placed.items() if not places & common} if common else {}
    return {
        pk: f"in {' and '.join(sorted(names[place] for place in places if place in names)[:2])}, unlike the others"
        for pk, places in differing.items()
    }


def _other_times(around: Mapping[int, Surroundings]) -> dict[int, str]:
    dated = {pk: one.years for pk, one in around.items() if one.years}
    if len(dated) < MIN_REPORTS:
        return {}
    firsts, lasts = sorted(years[0] for years in dated.values()), sorted(years[1] for years in dated.values())
    first, last = firsts[max(1, len(firsts) // 10)], lasts[-1 - max(1, len(lasts) // 10)]
    period = f"{first}" if first == last else f"{first} to {last}"
    return {
        pk: f"dated {years[0]}, while most are from {period}"
        for pk, years in dated.items()
        if years[1] < first - YEARS_APART or years[0] > last + YEARS_APART
    }


def _other_company(around: Mapping[int, Surroundings]) -> dict[int, str]:
    counted = Counter(one for report in around.values() for one in report.neighbours)
    alone = {
        pk: report.neighbours
        for pk, report in around.items()
        if len(report.neighbours) >= MIN_NEIGHBOURS and all(counted[one] == 1 for one in report.neighbours)
    }
    # Where hardly any two reports have anybody in common, this tells nothing.
    return dict.fromkeys(alone, "with nobody who is in the others") if len(alone) <= len(around) / 4 else {}
