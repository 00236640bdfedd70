"""Damage scratch archives and print the outcome, as the table of docs/safety.md.

    python -m bench.safety [--only kill,fill,freeze,cut,lock,flood,markers]

Everything is created in temporary directories, over unix sockets and the loopback, and is removed again; it takes forty
minutes on a busy machine. Filling a disk needs root; without it that trial is skipped with a note.
"""

from __future__ import annotations

import argparse
import signal
import sys

from bench.safety.archive import TrialError
from bench.safety.trials import TRIALS


def main() -> None:
    """Run the requested trials and print the table; whatever was started has ended by then."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))
    print("| tried | result |\n|---|---|", flush=True)
    for name in _chosen():
        try:
            lines = TRIALS[name]()
        except TrialError as failure:
            lines = [(name, f"FAILED: {failure}")]
        for tried, result in lines:
            print(f"| {tried} | {result} |", flush=True)


def _chosen() -> list[str]:
    parser = argparse.ArgumentParser(
        description=__doc__.partition("\n")[0], formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default=",".join(TRIALS), help="names, with commas")
    chosen = parser.parse_args().only.split(",")
    if unknown := set(chosen) - TRIALS.keys():
        parser.error(f"there is no trial {', '.join(sorted(unknown))}: choose among {', '.join(TRIALS)}")
    return chosen


if __name__ == "__main__":
    main()
