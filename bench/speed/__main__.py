"""Build archives of several sizes, measure them beside other tools, and write docs/benchmarks.md.

    python -m bench.speed [--sizes 10000,100000,300000,1000000] [--home DIR] [--speeches FILE] [--rivals NAMES]
                          [--only PART] [--again]

Complete builds and measurements are reused, so that an interrupted run continues from there; --again or --only measures again.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterator

from bench.speed import plan as plans
from bench.speed.conditions import conditions
from bench.speed.part import MISSING
from bench.speed.plan import PARTS, RIVALS, ROOT, Plan
from bench.speed.timing import tell

SIZES = "10000,100000,300000,1000000"


def main() -> None:
    """Measure each size, then write the report of all results."""
    options = _options()
    sizes = [int(size) for size in options.sizes.split(",")]
    if options.only != "report":
        if not options.speeches.exists():
            raise SystemExit(
                f"{options.speeches} is not there: name a .jsonl.gz of speeches with --speeches."
            )
        for size in sizes:
            measure(plans.plan_of(options, size), options)
    from bench.speed.report import write

    write(options.home.resolve(), " ".join(["python -m bench.speed", *_told(sys.argv[1:])]))


def _options() -> argparse.Namespace:
    options = plans.parser(__doc__.partition("\n")[0])
    options.add_argument("--sizes", default=SIZES, help="numbers of reports, with commas")
    options.add_argument("--rivals", default=",".join(RIVALS), help="which tools, with commas")
    options.add_argument("--only", choices=PARTS, help="measure this again, and nothing else")
    options.add_argument("--again", action="store_true", help="measure everything again; builds are reused")
    chosen = options.parse_args()
    unknown = set(filter(None, chosen.rivals.split(","))) - set(RIVALS)
    if unknown:
        options.error(f"unknown tools: {', '.join(sorted(unknown))}; known are {', '.join(RIVALS)}")
    return chosen


def _told(arguments: list[str]) -> Iterator[str]:
    """Yield the arguments with which everything is made from nothing: without paths of this machine, and all parts."""
    left_out = ("--home", "--speeches", "--only")
    hidden = False
    for argument in arguments:
        if not hidden and not argument.startswith((*left_out, "--again")):
            yield argument
        hidden = argument in left_out


def measure(plan: Plan, options: argparse.Namespace) -> None:
    """Build an archive if missing, and measure what has not been measured."""
    from archive.hosting.database import server

    tell(f"{plan.size:,} reports")
    build(plan)
    server.ensure(plan.archive)  # the server runs from here on, so that every part finds it warm
    try:
        choose(plan)
        for part in parts(options):
            if options.again or options.only or not plan.result(part):
                if part == "pages":
                    plan.keep("conditions", conditions(plan))
                run(plan, part)
    finally:
        server.release(plan.archive)


def parts(options: argparse.Namespace) -> list[str]:
    """Return the parts to measure, ingest last: it restores the tables, but has written to them."""
    rivals = [f"rival-{name}" for name in options.rivals.split(",") if name]
    every = {"pages": ["pages"], "rivals": rivals, "sizes": ["sizes"], "ingest": ["ingest"]}
    return every[options.only] if options.only else sum(every.values(), [])


def build(plan: Plan) -> None:
    """Build the archive, unless it exists and is complete."""
    if plan.is_built:
        return
    shutil.rmtree(plan.archive, ignore_errors=True)
    tell(f"building the archive of {plan.size:,} reports")
    command = [sys.executable, "-m", "bench.speed.build", plan.archive, plan.speeches, plan.size]
    subprocess.run(list(map(str, command)), cwd=ROOT, env=plan.environment(), check=True)


def choose(plan: Plan) -> None:
    """Choose the questions; with other questions, what was measured before is no longer comparable."""
    questions = plan.result("questions")
    if questions and questions["number"] == plan.questions:
        return
    for part in ("pages", *(f"rival-{name}" for name in RIVALS)):
        plan.result_path(part).unlink(missing_ok=True)
    tell("choosing the questions")
    run(plan, "questions")


def run(plan: Plan, part: str) -> None:
    """Run a part in a separate process; an unavailable tool is skipped."""
    arguments = {
        "--home": plan.home, "--speeches": plan.speeches, "--seconds": plan.seconds, "--questions": plan.questions,
        "--reports": plan.reports,
    }  # fmt: skip
    command = [sys.executable, "-m", "bench.speed.part", part, plan.size]
    command += [piece for pair in arguments.items() for piece in pair]
    done = subprocess.run(list(map(str, command)), cwd=ROOT, env=plan.environment(), check=False)
    if done.returncode not in (0, MISSING):
        raise SystemExit(f"{part} at {plan.size:,} reports failed; the same command goes on from there.")


if __name__ == "__main__":
    main()
