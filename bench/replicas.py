"""Measure a primary and two replicas on one machine: the size of a report, the lag of replicas, the cost of losing one.

    python -m bench.replicas FILE [--reports 3000] [--requests 200]

FILE is a .jsonl.gz with a text and a year in each line; it is cut into reports of about 450 words. Everything happens in
a temporary directory, over unix sockets and the loopback, and is removed again.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from tests.hosting.archives import primary_and_replicas
from tests.hosting.servers import (
    Server,
    Visitor,
    addresses,
    await_that,
    manage,
    serving,
)

WORDS = 450
SOURCES = 30
QUERIES = (
    "peace",
    "security council",
    "mine*",
    "famine",
    "border AND river",
    "",
    '"human rights"',
    "ceasefire",
)
TABLES = (
    "archive_article", "archive_capture", "archive_fingerprint", "archive_mention", "archive_searchrecord", "archive_searchvector",
    "archive_searchsignature", "archive_articleevent", "archive_mentionevent",
)  # fmt: skip


def main() -> None:
    """Load, measure and print tables in Markdown."""
    options = _options()
    with primary_and_replicas(demo=True) as (primary, *replicas):
        measure_loading(primary, replicas, options)
        measure_sizes(primary)
        with serving(primary) as port:
            measure_pages("primary alone", port, options.requests)
        with serving(primary, DATABASE_REPLICA_URLS=addresses(replicas)) as port:
            measure_pages("two replicas", port, options.requests)
            measure_loss(replicas[0], port)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--reports", type=int, default=3000)
    parser.add_argument("--requests", type=int, default=200)
    return parser.parse_args()


def reports(file: Path, most: int) -> Iterator[dict]:
    """Cut texts into reports."""
    count = 0
    with gzip.open(file, "rt") as lines:
        for record in map(json.loads, lines):
            words = record["text"].split()
            for start in range(0, len(words) - WORDS, WORDS):
                if count == most:
                    return
                count += 1
                yield {
                    "id": str(count), "source": f"source-{count % SOURCES}", "published": f"{record['year']}-06-01",
                    "headline": " ".join(words[start : start + 8]), "text": " ".join(words[start : start + WORDS]),
                }  # fmt: skip


def measure_loading(primary: Server, replicas: list[Server], options: argparse.Namespace) -> None:
    """Load reports while the replicas follow; print the rate, the log that was sent, and the lag."""
    path = primary.home.parent / "reports.jsonl"
    path.write_text("".join(f"{json.dumps(report)}\n" for report in reports(options.file, options.reports)))
    named = [part for number in range(SOURCES) for part in ("--new-source", f"source {number}")]
    before, begun = position(primary), time.monotonic()
    with lags_of(primary, replicas) as lags:
        manage(primary, "ingest", str(path), "--publish", *named, "--verbosity=0", seconds=1800)
    taken, sent = time.monotonic() - begun, position(primary) - before
    count = primary.ask("SELECT count(*) FROM archive_searchrecord")
    print(f"\nLoaded {count} reports (demo included): {options.reports / taken:.0f} a second;")
    print(f"log sent to each replica: {sent / options.reports / 1000:.1f} kB a report.")
    print(
        f"Time until a replica showed a commit: median {statistics.median(lags) * 1000:.0f} ms, most {max(lags):.2f} s."
    )


class lags_of:  # noqa: N801
    """Measure repeatedly, in a thread, how long replicas take to reach the primary's position."""

    def __init__(self, primary: Server, replicas: list[Server]) -> None:
        self._servers, self._lags, self._ended = (primary, replicas), [], threading.Event()
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        primary, replicas = self._servers
        while not self._ended.wait(0.2):
            here, begun = position(primary), time.monotonic()
            for replica in replicas:
                while replica_position(replica) < here:
                    time.sleep(0.002)
                self._lags.append(time.monotonic() - begun)

    def __enter__(self) -> list[float]:
        self._thread.start()
        return self._lags

    def __exit__(self, *exception: object) -> None:
        self._ended.set()
        self._thread.join()


def position(primary: Server) -> int:
    """Return how far the log of the primary has been written, in bytes."""
    return primary.ask("SELECT (pg_current_wal_lsn() - '0/0')::bigint")


def replica_position(replica: Server) -> int:
    """Return how far a replica has replayed the log, in bytes."""
    return replica.ask("SELECT (pg_last_wal_replay_lsn() - '0/0')::bigint")


def measure_sizes(primary: Server) -> None:
    """Print the size of each table, in bytes a published report."""
    primary.ask("VACUUM ANALYZE", user="postgres")
    count = primary.ask("SELECT count(*) FROM archive_searchrecord")
    print("\n| table | rows, bytes a report | indexes, bytes a report |\n|---|---|---|")
    for table in TABLES:
        if primary.ask(f"SELECT to_regclass('{table}') IS NOT NULL"):
            sizes = [primary.ask(f"SELECT pg_{what}_size('{table}')") for what in ("table", "indexes")]
            print(f"| `{table}` | {sizes[0] / count:,.0f} | {sizes[1] / count:,.0f} |")
    whole = primary.ask("SELECT pg_database_size(current_database())") / count
    record = primary.ask("SELECT avg(pg_column_size(record))::int FROM archive_searchrecord")
    mentions = primary.ask("SELECT count(*) FROM archive_mention") / count
    print(
        f"| the whole database | {whole:,.0f} | |\n\nA packed record: {record} bytes; {mentions:.1f} mentions a report."
    )


def measure_pages(label: str, port: int, requests: int) -> None:
    """Print how long search pages take for one reader, with data already in memory."""
    visitor = Visitor(port)
    times = [_timed(visitor, number)[0] for number in range(requests + 2 * len(QUERIES))][2 * len(QUERIES) :]
    times.sort()
    print(
        f"\n{label}: p50 {times[len(times) // 2] * 1000:.1f} ms, p95 {times[int(len(times) * 0.95)] * 1000:.1f} ms"
    )


def _timed(visitor: Visitor, number: int) -> tuple[float, int]:
    begun = time.monotonic()
    status, _ = visitor.ask_for("/search/", q=QUERIES[number % len(QUERIES)])
    return time.monotonic() - begun, status


def measure_loss(replica: Server, port: int) -> None:
    """Send requests continuously while a replica is killed and restarted; print errors, the longest response, the recovery."""
    ended, answers = threading.Event(), []

    def ask() -> None:
        visitor = Visitor(port)
        while not ended.is_set():
            answers.append(_timed(visitor, len(answers)))

    asking = [threading.Thread(target=ask) for _ in range(2)]
    for thread in asking:
        thread.start()
    time.sleep(2)
    replica.kill()
    time.sleep(3)
    replica.begin()
    begun = time.monotonic()
    await_that(lambda: '"replica-1": "ok"' in Visitor(port).get("/healthz")[1])
    back = time.monotonic() - begun
    ended.set()
    for thread in asking:
        thread.join()
    errors = sum(status != 200 for _, status in answers)
    print(f"\nA replica killed under load: {len(answers)} answers, {errors} errors,")
    print(
        f"longest answer {max(taken for taken, _ in answers):.2f} s; used again {back:.1f} s after its start."
    )


if __name__ == "__main__":
    main()
