"""Measure the suggestions of claims on the labelled sentences: python -m bench.claims FOLDER [--half kept] [--wrong] [--draw]."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from bench.claims.draw import draw


def main() -> None:
    """Read the command line."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument(
        "folder", type=Path, help="the folder of the press reports, which are not in the repository"
    )
    parser.add_argument(
        "--draw", action="store_true", help="print the sentences that were drawn, to label them"
    )
    asked = parser.parse_args()
    if asked.draw:
        for number, (half, drawn) in enumerate(draw(asked.folder), 1):
            print(f"{number}\t{half}\t{drawn.report.part}\t{drawn.sentence.text}")


if __name__ == "__main__":
    main()
