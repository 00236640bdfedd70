"""Measure the suggestions of claims on the labelled sentences: python -m bench.claims FOLDER [--wrong] [--draw]."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from bench.claims.draw import TUNED, draw
from bench.claims.measure import Measured, measure


def main() -> None:
    """Read the command line."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument(
        "folder", type=Path, help="the folder of the press reports, which are not in the repository"
    )
    parser.add_argument(
        "--draw", action="store_true", help="print the sentences that were drawn, to label them"
    )
    parser.add_argument(
        "--wrong", action="store_true", help="print what is wrong in the half that rules are tuned on"
    )
    asked = parser.parse_args()
    if asked.draw:
        for number, (half, drawn) in enumerate(draw(asked.folder), 1):
            print(f"{number}\t{half}\t{drawn.report.part}\t{drawn.sentence.text}")
        return
    halves = measure(asked.folder)
    if asked.wrong:
        print("\n".join(halves[TUNED].wrong))
    for half, measured in halves.items():
        print(half, *_lines(measured), sep="\n  ")


def _lines(measured: Measured) -> list[str]:
    lines = [f"{measured.labelled} claims labelled, {measured.suggested} suggested"]
    for words, right in (("found", measured.found), ("in full", measured.in_full)):
        precision, recall = measured.rates(right)
        lines.append(f"{words}: {right}, precision {precision:.2f}, recall {recall:.2f}")
    for topic, counts in sorted(measured.by_topic.items()):
        lines.append(
            f"{topic}: {counts['labelled']} labelled, {counts['suggested']} suggested, {counts['found']} found, {counts['in full']} in full"
        )
    return lines


if __name__ == "__main__":
    main()
