"""Reports to read beside a report: those of the same days, and others that name the same entities.

Both are bounded whatever the size of the archive. Reports dated to a day have an index; forty of its entries are read. The names looked up
are the rarest that the report has, as many as have MAX_PAIRS reports together, so that a country which half of the archive names is
left out where it would tell nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import log

from django.utils.translation import gettext

from archive import dates
from archive.models import Article, Entity, Mention

MAX_SHOWN = 5
MAX_LOOKED_AT = 20  # copies of one story stand for one report
NEAR_DAYS = 3
MAX_DAYS = 7  # a date of more days than these is too vague to be near another
MAX_PAIRS = 1_000
MAX_NAMES = 3


@dataclass(frozen=True)
class SameDays:
    """Reports dated within NEAR_DAYS days of a report, the nearest first; `first` and `last` are the days of the search for all of them."""

    reports: list[Article]
    first: str
    last: str


def same_days(article: Article) -> SameDays | None:
    """Return what else was reported in the days of a report, None if its date is none of a few days; one statement."""
    first, last = dates.to_range(article.date_edtf) if article.date_edtf else (None, None)
    if first is None or last is None or (last - first).days >= MAX_DAYS:
        return None
    found = _others(article).dated_around(first, last, days=NEAR_DAYS, most=MAX_LOOKED_AT)
    reports = sorted(found, key=lambda one: (_distance(one, first, last), one.date_edtf, one.pk))
    window = (first - timedelta(NEAR_DAYS), last + timedelta(NEAR_DAYS))
    return SameDays(_one_of_each_story(reports), *(day.isoformat() for day in window)) if reports else None


@dataclass(frozen=True)
class NamesToo:
    """Another report, and which names it shares."""

    report: Article
    names: str


def naming_the_same(article: Article, counts: dict[Entity, int], *, total: int) -> list[NamesToo]:
    """Return the reports that share the most telling names with a report: a rare name tells more; two statements.

    `counts` are the numbers of reports that name each entity that this one names, and `total` is the number of all reports.
    """
    weights = {one: log(1 + total / count) for one, count in _rarest(counts)}
    shared = defaultdict(list)
    by_pk = {entity.pk: entity for entity in weights}
    pairs = Mention.objects.counted().told().in_published().filter(entity__in=by_pk).exclude(article=article)
    for pk, entity in pairs.order_by().values_list("article", "entity").distinct():
        shared[pk].append(by_pk[entity])
    best = sorted(shared, key=lambda pk: (-sum(weights[one] for one in shared[pk]), -pk))[:MAX_LOOKED_AT]
    found = _others(article).in_bulk(best)
    reports = _one_of_each_story([found[pk] for pk in best if pk in found])
    return [NamesToo(one, _listed(shared[one.pk], weights)) for one in reports]


def _rarest(counts: dict[Entity, int]) -> Iterable[tuple[Entity, int]]:
    """Yield the entities with the fewest reports, as long as these are not too many together."""
    pairs = 0
    for entity, count in sorted(counts.items(), key=lambda one: (one[1], one[0].pk)):
        pairs += count
        if pairs > MAX_PAIRS:
            return
        if count > 1:
            yield entity, count


def _others(article: Article):
    """Return the reports that readers see, without a report and the copies of its story."""
    others = Article.objects.published().for_lists().exclude(pk=article.pk)
    return others.exclude(story=article.story_id) if article.story_id else others


def _distance(article: Article, first: date, last: date) -> int:
    day = dates.to_range(article.date_edtf)[0] or first
    return max((first - day).days, (day - last).days, 0)


def _one_of_each_story(reports: Iterable[Article]) -> list[Article]:
    seen: dict[object, Article] = {}
    for one in reports:
        seen.setdefault(("story", one.story_id) if one.story_id else one.pk, one)
    return list(seen.values())[:MAX_SHOWN]


def _listed(entities: Iterable[Entity], weights: dict[Entity, float]) -> str:
    names = [one.name for one in sorted(entities, key=lambda one: (-weights[one], one.name))]
    more = len(names) - MAX_NAMES
    listed = ", ".join(names[:MAX_NAMES])
    return gettext("{names} and {number} more").format(names=listed, number=more) if more > 0 else listed
