"""Run one part in a separate process, as its settings need the home of one archive.

python -m bench.speed.part PART SIZE [--home DIR] ...
"""

from __future__ import annotations

import os
import sys

from bench.speed import plan as plans
from bench.speed.plan import Plan

MISSING = 3  # exit code if a tool is unavailable


def main() -> None:
    """Read which part of which size to run, and run it."""
    options = plans.parser(__doc__.partition("\n")[0])
    options.add_argument("part")
    options.add_argument("size", type=int)
    chosen = options.parse_args()
    plan = plans.plan_of(chosen, chosen.size)
    os.environ.update(plan.environment())
    do(plan, chosen.part)


def do(plan: Plan, part: str) -> None:
    """Do a part; rivals have a part each."""
    from archive.hosting.database import server

    server.ensure(plan.archive)
    if part.startswith("rival-"):
        from bench.speed.rivals.measure import MissingRivalError, measure

        try:
            measure(plan, part.removeprefix("rival-"))
        except MissingRivalError as error:
            print(error, file=sys.stderr)
            sys.exit(MISSING)
        return
    if part == "pages":
        from bench.speed.pages import measure
    elif part == "ingest":
        from bench.speed.ingest import measure
    elif part == "sizes":
        from bench.speed.sizes import measure
    else:
        from bench.speed.choose import measure
    measure(plan)


if __name__ == "__main__":
    main()
