"""Measure the effect of each mechanism of the search: the same questions with it and without it, in separate processes.

    python -m bench.speed.mechanisms [--sizes 300000] [--runs 3] [--home DIR] [--speeches FILE] [--only "NAME,NAME"]

Warm: all files of the database are in memory. Cold: the server has just started, and the system has none of its files in memory.
Every way of searching must find the same totals; the run stops where one does not.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time

from bench.speed import plan as plans
from bench.speed.disk import forget, read_once
from bench.speed.plan import ROOT, Plan
from bench.speed.question import in_turns, sets_of
from bench.speed.results import megabytes, ms, table
from bench.speed.timing import by_kind, seconds_of, summary, tell

AS_IT_IS = "as it is"
# Thresholds of archive.search.engine that leave a mechanism out.
VARIANTS: dict[str, dict[str, object]] = {
    AS_IT_IS: {},
    "no signatures": {"has_signatures": False},
    "no tokens of phrases": {"has_runs": False},
    "neither": {"has_signatures": False, "has_runs": False},
    "no gap-coded sets": {"has_gaps": False},
    "no prefixes from words": {"has_prefixes": False},
    "no inverted index": {"gathered": 0},
    "no impacts": {"has_impacts": False},
    "no warm words": {"warm_words": 0},
    "400 warm words": {"warm_words": 400},
}
STATES = ("warm", "cold")
WORST_KINDS = 3


def main() -> None:
    """Measure all variants in turns, or one of them in a separate run."""
    options = plans.parser(__doc__.partition("\n")[0])
    options.add_argument("--sizes", default="300000", help="numbers of reports, with commas")
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--only", default=",".join(VARIANTS), help="variants, with commas")
    options.add_argument("--one", choices=VARIANTS, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    for size in map(int, chosen.sizes.split(",")):
        plan = plans.plan_of(chosen, size)
        if chosen.one:
            os.environ.update(plan.environment())
            print(json.dumps(ask_all(plan, chosen.one)))
        else:
            measure(plan, chosen.only.split(","), runs=chosen.runs)


def measure(plan: Plan, variants: list[str], *, runs: int) -> None:
    """Measure each variant several times, cold and warm, in turns; keep the raw results and print the table."""
    from bench.speed.__main__ import build, choose

    build(plan)
    choose(plan)
    kept = plan.result("mechanisms") or {}
    for run in range(runs):
        for state in STATES:
            for variant in variants:
                key = f"{variant}, {state}, {run}"
                if key not in kept:
                    kept[key] = _in_a_process(plan, variant, state)
                    plan.keep("mechanisms", kept)
                    tell(f"{plan.size:,} {key}: {_line(kept[key])}")
    compare(kept)
    print(report(kept))


def _in_a_process(plan: Plan, variant: str, state: str) -> dict:
    from archive.hosting.database import server

    if state == "cold":
        server.release(plan.archive)
        forget(plan.archive)
    server.ensure(plan.archive)
    try:
        if state == "warm":
            read_once(plan.archive)
        command = [
            sys.executable,
            "-m",
            "bench.speed.mechanisms",
            "--one",
            variant,
            "--sizes",
            str(plan.size),
        ]
        command += [
            "--home",
            str(plan.home),
            "--questions",
            str(plan.questions),
            "--seconds",
            str(plan.seconds),
        ]
        done = subprocess.run(
            command, cwd=ROOT, env=plan.environment(), check=True, stdout=subprocess.PIPE, text=True
        )
    finally:
        server.release(plan.archive)
    return json.loads(done.stdout.splitlines()[-1])


def ask_all(plan: Plan, variant: str) -> dict:
    """Ask all questions in this process; return each time and total, the seconds of preparation, and the memory in bytes."""
    import django
    import psutil

    django.setup()

    from archive.search import engine
    from archive.search.page.warm import warm_up
    from bench.speed.rivals.archive import Archive

    with engine.using(**VARIANTS[variant]):
        begun = time.monotonic()
        warm_up()
        ready = time.monotonic() - begun
        archive, rows = Archive(plan), []
        archive.answer(in_turns(sets_of(plan.result("questions"))["warm-up"])[0])
        for question in in_turns(sets_of(plan.result("questions"))["measured"]):
            begun = time.perf_counter()
            total = archive.answer(question).total
            rows.append(
                {
                    "kind": question.kind,
                    "address": question.address(),
                    "seconds": time.perf_counter() - begun,
                    "total": total,
                }
            )
    return {"ready": ready, "rss": psutil.Process().memory_info().rss, "rows": rows}


def _line(result: dict) -> str:
    told = summary(seconds_of(result["rows"]))
    return f"{ms(told['p50'])} / {ms(told['p95'])} / {ms(told['max'])}, ready in {result['ready']:.0f} s, {megabytes(result['rss'])}"


def compare(kept: dict[str, dict]) -> None:
    """Stop if two variants do not find the same."""
    first = {row["address"]: row["total"] for row in next(iter(kept.values()))["rows"]}
    for key, result in kept.items():
        wrong = [row["address"] for row in result["rows"] if first[row["address"]] != row["total"]]
        if wrong:
            raise SystemExit(f"{key} finds other totals: {', '.join(wrong[:3])}")


def report(kept: dict[str, dict]) -> str:
    """Return the table of all runs: medians over the runs of p50, p95 and the worst, and the kinds that take longest."""
    rows = []
    for variant, state in ((variant, state) for state in STATES for variant in VARIANTS):
        runs = [result for key, result in kept.items() if key.startswith(f"{variant}, {state}, ")]
        if not runs:
            continue
        told = [summary(seconds_of(run["rows"])) for run in runs]
        cells = [
            _middle([ms(one[share]) for one in sorted(told, key=lambda one: one[share])])
            for share in ("p50", "p95", "max")
        ]
        ready = sorted(run["ready"] for run in runs)
        rows.append(
            [
                f"{variant}, {state}",
                *cells,
                _worst_kinds(runs),
                f"{_middle(ready):.0f} s",
                megabytes(_middle(sorted(run["rss"] for run in runs))),
            ]
        )
    return table(["", "p50", "p95", "worst", "slowest kinds, p50 / worst", "ready", "memory"], rows)


def _middle(ordered: list):
    return ordered[len(ordered) // 2]


def _worst_kinds(runs: list[dict]) -> str:
    kinds = {
        kind: summary(seconds_of(rows))
        for kind, rows in by_kind(row for run in runs for row in run["rows"]).items()
    }
    slowest = sorted(kinds, key=lambda kind: -kinds[kind]["max"])[:WORST_KINDS]
    return "; ".join(f"{kind} {ms(kinds[kind]['p50'])} / {ms(kinds[kind]['max'])}" for kind in slowest)


if __name__ == "__main__":
    main()
