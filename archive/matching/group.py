"""Join reports that are copies of one story: reprints, shortened or extended, of the same text.

Candidates share a hash or a band of their fingerprints; they are copies when the shorter has at least `COPY_FROM` of its
passages in common with the other. Where a curator decided on the group of a report, it stays as it is: one that was
taken out of a group joins none, one that was put into a group draws its copies there.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from django.db import connection, transaction

from archive.matching.batches import batches, ids_of
from archive.matching.sketch import COPY_FROM, fingerprint, passages, shared, words_of
from archive.models import Article, Fingerprint, Story

ARTICLES_AT_ONCE = 200
CANDIDATES_COUNTED, CANDIDATES_COMPARED = 500, 40
LOCK = 7_420_117  # one writer of groups at a time, or two halves of a pair would miss each other

CANDIDATES = """
    SELECT made.article_id, near.article_id
    FROM archive_fingerprint made
    CROSS JOIN LATERAL (
        SELECT other.article_id FROM archive_fingerprint other
        WHERE other.text_hash = made.text_hash AND made.text_hash <> '' AND other.article_id <> made.article_id
        ORDER BY other.article_id LIMIT %(compared)s
    ) AS near
    WHERE made.article_id = ANY (%(ids)s)
    UNION
    SELECT made.article_id, near.article_id
    FROM archive_fingerprint made
    CROSS JOIN LATERAL (
        SELECT sharing.article_id
        FROM (
            SELECT other.article_id, other.bands FROM archive_fingerprint other
            WHERE other.bands && made.bands AND other.article_id <> made.article_id
            LIMIT %(counted)s
        ) AS sharing
        ORDER BY (SELECT count(*) FROM unnest(sharing.bands) AS band WHERE band = ANY (made.bands)) DESC, sharing.article_id
        LIMIT %(compared)s
    ) AS near
    WHERE made.article_id = ANY (%(ids)s) AND made.bands <> '{}'
"""


@dataclass
class GroupResult:
    """How many reports were looked at, how many joined a group, and how many groups are new."""

    articles: int = 0
    joined: int = 0
    stories: int = 0


def group(*, articles: Iterable[Article | int]) -> GroupResult:
    """Find the copies of these reports, among them and in the archive, and join them in stories.

    Fingerprints are written first. Each batch is a transaction of its own; a second run writes nothing.
    """
    result = GroupResult()
    for batch in batches(ids_of(articles), ARTICLES_AT_ONCE):
        with transaction.atomic():
            group_batch(batch, result)
    return result


def group_batch(ids: list[int], result: GroupResult) -> None:
    """Group one batch within a transaction, and add to the counts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    result.articles += write_fingerprints(ids)
    pairs = copies_among(ids)
    members = {
        a.pk: a for a in Article.objects.filter(pk__in={pk for pair in pairs for pk in pair}).defer("body")
    }
    pairs = [pair for pair in pairs if not any(stands_apart(members[pk]) for pk in pair)]
    for cluster in clusters(pairs):
        join([members[pk] for pk in sorted(cluster)], result)


def write_fingerprints(ids: list[int]) -> int:
    """Bring the fingerprints of these reports in line with their texts; return how many reports there are."""
    present = Fingerprint.objects.in_bulk(ids)
    made = []
    for pk, body in Article.objects.filter(pk__in=ids).values_list("pk", "body"):
        text_hash, bands = fingerprint(body)
        if pk not in present or present.pop(pk).text_hash != text_hash:
            made.append(Fingerprint(article_id=pk, text_hash=text_hash, bands=bands))
    Fingerprint.objects.bulk_create(
        made, update_conflicts=True, unique_fields=["article"], update_fields=["text_hash", "bands"]
    )
    return len(ids)


def copies_among(ids: list[int]) -> list[tuple[int, int]]:
    """Return the pairs of reports that are copies, at least one of each pair among these."""
    with connection.cursor() as cursor:
        cursor.execute(
            CANDIDATES, {"ids": ids, "counted": CANDIDATES_COUNTED, "compared": CANDIDATES_COMPARED}
        )
        pairs = sorted({(min(pair), max(pair)) for pair in cursor.fetchall()})
    wanted = {pk for pair in pairs for pk in pair}
    texts = {
        pk: words_of(body)
        for pk, body in Article.objects.filter(pk__in=wanted).values_list("pk", "body").iterator()
    }
    sets = {pk: passages(words) for pk, words in texts.items()}
    return [
        (a, b)
        for a, b in pairs
        if np.array_equal(texts[a], texts[b]) or shared(sets[a], sets[b]) >= COPY_FROM
    ]


def stands_apart(article: Article) -> bool:
    """Tell whether a curator took it out of its group."""
    return article.story_decided and article.story_id is None


def clusters(pairs: Iterable[tuple[int, int]]) -> Iterator[set[int]]:
    """Yield the sets of ids that hang together by these pairs."""
    neighbours = defaultdict(set)
    for a, b in pairs:
        neighbours[a].add(b)
        neighbours[b].add(a)
    seen: set[int] = set()
    for pk in neighbours:
        if pk not in seen:
            cluster, waiting = set(), [pk]
            while waiting:
                following = waiting.pop()
                if following not in cluster:
                    cluster.add(following)
                    waiting += neighbours[following]
            seen |= cluster
            yield cluster


def join(members: list[Article], result: GroupResult) -> None:
    """Bring the members of a cluster into one story, as far as curators have not decided otherwise."""
    stories = Counter(article.story_id for article in members if article.story_id)
    fixed = set(
        Article.objects.filter(story__in=stories, story_decided=True)
        .values_list("story_id", flat=True)
        .distinct()
    )
    target = min(stories, key=lambda story: (story not in fixed, -stories[story], story), default=None)
    if target is None:
        target = Story.objects.create().pk
        result.stories += 1
    moving = [a.pk for a in members if a.story_id is None and not a.story_decided]
    absorbed = [story for story in stories if story != target and story not in fixed]
    moved = Article.objects.filter(pk__in=moving).update(story=target)
    moved += Article.objects.filter(story__in=absorbed).update(story=target)
    Story.objects.filter(pk__in=absorbed).delete()
    result.joined += moved
