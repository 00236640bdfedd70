"""Measure ingest end to end, as `manage.py ingest` does it: read, clean, match names, find copies, index.

One process loads a file, then two processes load a file each. What they added is removed afterwards.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from bench.speed.build import address
from bench.speed.corpus import Corpus, Report
from bench.speed.disk import read_once
from bench.speed.plan import ROOT, Plan
from bench.speed.timing import tell

DELETED_AT_ONCE = 500


def measure(plan: Plan) -> None:
    """Load new reports with one process and with two, and store the raw results."""
    import django

    django.setup()
    read_once(plan.archive)
    with TemporaryDirectory(prefix="dateline-bench-") as directory:
        plan.keep("ingest", _measure(plan, Path(directory)))


def _measure(plan: Plan, directory: Path) -> dict[str, dict]:
    """Return what each run took and found."""
    files, named = _write(plan, directory)
    runs = {"start alone": files[:1], "one process": files[1:2], "two processes": files[2:4]}
    results = {}
    with taken_back(plan):
        for label, paths in runs.items():
            results[label] = _load(plan, paths) | {"named": sum(named[path] for path in paths)}
            tell(
                f"ingest at {plan.size:,}, {label}: {results[label]['created']:,} in {results[label]['seconds']:.1f} s"
            )
    return results


def _write(plan: Plan, directory: Path) -> tuple[list[Path], dict[Path, int]]:
    """Write a file with one report and three with many; return them, and how many names were inserted into each."""
    reports = Corpus(plan.speeches).reports(plan.size + 1, plan.size + 1 + 3 * plan.reports)
    files, named = [], {}
    for place, number in enumerate((1, plan.reports, plan.reports, plan.reports)):
        path = directory / f"{plan.size}-{place}.jsonl"
        written = [next(reports) for _ in range(number)]
        path.write_text("".join(f"{json.dumps(record(report), ensure_ascii=False)}\n" for report in written))
        files.append(path)
        named[path] = sum(len(report.headline_names) + len(report.body_names) for report in written)
    return files, named


def record(report: Report) -> dict[str, str]:
    """Return a report as a record of an import."""
    fields = {
        "id": str(report.number), "source": f"Source {report.source}", "headline": report.headline, "text": report.body,
        "language": report.language, "date_edtf": report.date, "date_basis": "stated" if report.date else "",
    }  # fmt: skip
    return {name: value for name, value in fields.items() if value}


def _load(plan: Plan, paths: list[Path]) -> dict:
    """Load each file in a separate process, all at once."""
    begun = time.monotonic()
    processes = [
        subprocess.Popen(
            [sys.executable, "manage.py", "ingest", str(path), "--publish", "--json"],
            cwd=ROOT, env=plan.environment(), stdout=subprocess.PIPE, text=True,
        )
        for path in paths
    ]  # fmt: skip
    outcomes = [json.loads(process.communicate()[0]) for process in processes]
    seconds = time.monotonic() - begun
    counts = {
        name: sum(outcome[name] for outcome in outcomes)
        for name in ("read", "created", "duplicate", "rejected")
    }
    if counts["rejected"]:
        raise SystemExit(f"Reports were refused: {outcomes[0]['refusals'][:3]}")
    return {"seconds": seconds, **counts, "mentions": _mentions([outcome["batch"] for outcome in outcomes])}


def _mentions(batches: list[int]) -> int:
    from archive.models import Mention

    return Mention.objects.filter(article__batch__in=batches).count()


# Cleaning up


@contextmanager
def taken_back(plan: Plan) -> Iterator[None]:
    """Remove whatever is added to the archive within the block; before that, what a killed run left behind."""
    _take_back(plan, _when_added(plan))
    begun = _when_added(plan)
    try:
        yield
    finally:
        _take_back(plan, begun)


def _when_added(plan: Plan) -> datetime:
    """Return when the first report was added after the archive was built; now if there is none."""
    with psycopg.connect(address(plan.archive)) as connection:
        statement = "SELECT coalesce(min(created_at), now()) FROM archive_article WHERE id > %s"
        return connection.execute(statement, [plan.size]).fetchone()[0]


def _take_back(plan: Plan, begun: datetime) -> None:
    _delete_articles(plan.size)
    with psycopg.connect(address(plan.archive), autocommit=True) as connection:
        connection.execute("UPDATE archive_article SET story_id = NULL WHERE story_id > %s", [plan.size])
        _delete_rest(connection, plan.size, begun)
        connection.execute("VACUUM ANALYZE")


def _delete_articles(size: int) -> None:
    """Delete through the models and with all triggers, which delete what belongs to a report."""
    from archive.models import Article

    ids = list(Article.objects.filter(pk__gt=size).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), DELETED_AT_ONCE):
        Article.objects.filter(pk__in=ids[start : start + DELETED_AT_ONCE]).delete()


def _delete_rest(connection: psycopg.Connection, size: int, begun: datetime) -> None:
    """Delete what the archive normally keeps for ever: captures, batches, history; ids are reused."""
    connection.execute("SET session_replication_role = replica")
    histories = connection.execute(
        "SELECT table_name FROM information_schema.columns WHERE column_name = 'pgh_created_at' AND table_schema = 'public'"
    ).fetchall()
    for (table,) in histories:
        connection.execute(f'DELETE FROM "{table}" WHERE pgh_created_at >= %s', [begun])
    for table in ("archive_capture", "archive_batch"):
        connection.execute(f"DELETE FROM {table}")  # an archive that was built has none
    connection.execute("DELETE FROM archive_story WHERE id > %s", [size])
    for table in ("archive_article", "archive_story"):
        connection.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), %s)", [size])
