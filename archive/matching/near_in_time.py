"""Keep an undated report from joining copies that are far apart in time.

Three releases in the same words, from May, June and September, are three stories. A fourth, undated, may be a copy of any, and
is assigned to one: the story it is in already, else the first it was compared with.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db import connection

from archive.matching.same_story import UNDATED, Days, are_far_apart

Pair = tuple[int, int]

SPANS = """
    SELECT story_id, min(lower(date_range)), max(upper(date_range) - 1) FROM archive_article
    WHERE story_id = ANY (%s) AND date_range IS NOT NULL GROUP BY story_id
"""


class Member(NamedTuple):
    """The properties of a report that decide its story."""

    pk: int
    story_id: int | None
    decided: bool
    days: Days = UNDATED


def near_in_time(pairs: Iterable[Pair], members: Mapping[int, Member]) -> list[Pair]:
    """Return the pairs whose reports, with the stories they are in, can be close in time."""
    pairs = list(pairs)
    spans = spans_of({story for pair in pairs for pk in pair if (story := members[pk].story_id)})
    days = {pk: _days_of(members[pk], spans) for pair in pairs for pk in pair}
    near = [pair for pair in pairs if not are_far_apart(*(days[pk] for pk in pair))]
    partners = defaultdict(list)
    for pair in near:
        for pk, other in (pair, pair[::-1]):
            if days[pk] == UNDATED and days[other] != UNDATED:
                partners[pk].append(other)
    home = {pk: days[min(others)] for pk, others in partners.items()}
    return [(a, b) for a, b in near if _is_at_home(a, b, days, home) and _is_at_home(b, a, days, home)]


def _days_of(member: Member, spans: Mapping[int, Days]) -> Days:
    return spans.get(member.story_id, member.days) if member.story_id else member.days


def _is_at_home(pk: int, other: int, days: Mapping[int, Days], home: Mapping[int, Days]) -> bool:
    return pk not in home or not are_far_apart(home[pk], home.get(other, days[other]))


def spans_of(stories: Iterable[int]) -> dict[int, Days]:
    """Return the first and last day of the dated reports of these stories."""
    stories = list(stories)
    if not stories:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(SPANS, [stories])
        return {story: (lower, upper) for story, lower, upper in cursor.fetchall()}
