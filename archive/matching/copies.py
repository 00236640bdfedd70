"""Find reports that are copies of each other: reprints of the same text, perhaps shortened or extended.

Candidates share a hash or a band of their sketches; same_story.py decides which of them are copies. The texts of candidates
are read only if their samples leave it open.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from django.db import connection

from archive.matching.same_story import Printing, are_one_story, days_of
from archive.matching.sketch import Sketch, are_apart, sketch
from archive.models import Article

CANDIDATES_COUNTED, CANDIDATES_COMPARED = 500, 40

CANDIDATES = """
    WITH made AS MATERIALIZED (
        SELECT id, text_hash, bands::bigint[] AS bands
        FROM unnest(%(ids)s::integer[], %(hashes)s::text[], %(bands)s::text[]) AS given (id, text_hash, bands)
    )
    SELECT made.id, near.article_id, near.sample
    FROM made
    CROSS JOIN LATERAL (
        SELECT other.article_id, other.sample FROM archive_fingerprint other
        WHERE other.text_hash = made.text_hash AND other.article_id <> made.id
        ORDER BY other.article_id LIMIT %(compared)s
    ) AS near
    WHERE made.text_hash <> ''
    UNION
    SELECT made.id, near.article_id, near.sample
    FROM made
    CROSS JOIN LATERAL (
        SELECT sharing.article_id, sharing.sample
        FROM (
            SELECT other.article_id, other.bands, other.sample FROM archive_fingerprint other
            WHERE other.bands && made.bands AND other.article_id <> made.id
            LIMIT %(counted)s
        ) AS sharing
        ORDER BY (SELECT count(*) FROM unnest(sharing.bands) AS band WHERE band = ANY (made.bands)) DESC, sharing.article_id
        LIMIT %(compared)s
    ) AS near
    WHERE made.bands <> '{}'
"""

Pair = tuple[int, int]  # two ids of reports, the smaller first


class Comparison:
    """A set of reports and what is known about their copies; no pair is compared twice."""

    def __init__(self, printings: Mapping[int, Printing]):
        self.printings = dict(printings)
        self._seen = ""
        self._verdicts = {
            (a, b): are_one_story(self.printings[a], self.printings[b])
            for a, b in near_in_hand(self.sketches)
        }

    @property
    def sketches(self) -> dict[int, Sketch]:
        return {pk: printing.sketch for pk, printing in self.printings.items()}

    def copies(self) -> list[Pair]:
        """Return the pairs of copies in the archive as it is now, at least one of each pair among these."""
        snapshot = current_snapshot()
        if snapshot != self._seen:
            self._judge(near_in_archive(self.sketches))
            self._seen = snapshot
        return sorted(pair for pair, same in self._verdicts.items() if same)

    def _judge(self, candidates: Iterable[tuple[int, int, bytes | None]]) -> None:
        pairs = set()
        for pk, other, kept in candidates:
            pair = ordered(pk, other)
            if pair not in self._verdicts and kept and are_apart(self.printings[pk].sketch.sample, kept):
                self._verdicts[pair] = False
            elif pair not in self._verdicts:
                pairs.add(pair)
        others = {pk for pair in pairs for pk in pair} - self.printings.keys()
        known = self.printings | (printings_of(others) if others else {})
        for first, second in pairs:
            # A report deleted a moment ago is not a copy of anything.
            both = first in known and second in known
            self._verdicts[first, second] = both and are_one_story(known[first], known[second])


def printings_of(articles: Iterable[int]) -> dict[int, Printing]:
    """Read what decides the stories of these reports."""
    rows = Article.objects.filter(pk__in=articles).values_list("pk", "body", "date_edtf", "source_id")
    return {pk: Printing(sketch(body), days_of(edtf), source) for pk, body, edtf, source in rows.iterator()}


def current_snapshot() -> str:
    """Return a text that changes whenever another writer's transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        return cursor.fetchone()[0]


def near_in_archive(sketches: Mapping[int, Sketch]) -> list[tuple[int, int, bytes | None]]:
    """Return, for each candidate pair, one of these reports, one of the archive's, and the sample of the latter."""
    told: dict = {
        "ids": list(sketches),
        "hashes": [made.text_hash for made in sketches.values()],
        "bands": ["{" + ",".join(map(str, made.bands)) + "}" for made in sketches.values()],
        "counted": CANDIDATES_COUNTED,
        "compared": CANDIDATES_COMPARED,
    }
    with connection.cursor() as cursor:
        cursor.execute(CANDIDATES, told)
        return cursor.fetchall()


def near_in_hand(sketches: Mapping[int, Sketch]) -> Iterator[Pair]:
    """Yield pairs among these reports that may be copies, whether or not they are stored yet."""
    by_hash: dict[str, int] = {}
    by_band: dict[int, list[int]] = {}
    for pk, made in sketches.items():
        if made.text_hash and (same := by_hash.setdefault(made.text_hash, pk)) != pk:
            yield ordered(pk, same)
        shared = [by_band[band][:CANDIDATES_COUNTED] for band in made.bands if band in by_band]
        near = Counter(chain.from_iterable(shared))
        yield from (ordered(pk, other) for other, _ in near.most_common(CANDIDATES_COMPARED))
        for band in made.bands:
            by_band.setdefault(band, []).append(pk)


def ordered(first: int, second: int) -> Pair:
    """Return two ids as a pair."""
    return (first, second) if first < second else (second, first)


def clusters(pairs: Iterable[Pair]) -> Iterator[set[int]]:
    """Yield the sets of ids connected by these pairs."""
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
