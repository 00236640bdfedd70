"""Write docs/benchmarks.md and its pictures from the raw results of a run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bench.speed import sections
from bench.speed.chart import Line, chart
from bench.speed.plan import ROOT
from bench.speed.results import OTHERS, Results, read, share_of
from bench.speed.rivals.measure import LIMIT
from bench.speed.timing import tell

DOCUMENT = ROOT / "docs" / "benchmarks.md"
IMAGES = ROOT / "docs" / "images"
HEAD = """# How fast it is

Written by `make bench`, part by part on the same reports; not by hand.

Reports are made of passages of speeches to the United Nations: about 450 words, dates from 1979 to 2024, 300 sources, and
eight mentions of 20,000 people, places and factions, which are named as unevenly as in newspapers (`bench/speed/corpus.py`).
They are in English whatever their language says, and no language but English is one with a stemmer. Questions are chosen from the
reports with a fixed seed. Other questions of the same kinds warm everything up first.
Times are in milliseconds.
"""


def write(home: Path, command: str) -> None:
    """Write the document and the pictures of all sizes that were measured."""
    every = read(home)
    if not every:
        raise SystemExit("Nothing has been measured yet.")
    parts = [HEAD, sections.in_short(every), sections.targets_reached(every), _growth(every)]
    parts += [sections.pages(every), sections.beside_others(every), sections.agreement(every)]
    parts += [sections.ingest(every), sections.sizes(every), sections.memory(every)]
    parts += [sections.conditions(every, command)]
    DOCUMENT.write_text("\n".join(part for part in parts if part))
    tell(f"wrote {DOCUMENT.relative_to(ROOT)}")
    print(sections.in_short(every))
    print(sections.targets_reached(every))


def _growth(every: list[Results]) -> str:
    """Draw how everything grows; return the section that shows the pictures."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    shown = []
    for share in (50, 95):
        picture = chart(f"A search page: p{share}", "milliseconds", _lines(every, share))
        shown.append(
            _keep(f"speed-p{share}.svg", picture, f"p{share} of a search page over the number of reports")
        )
    loads = [
        Line(name, [(one.size, _rate(one, name)) for one in every if one.part("ingest")])
        for name in ("one process", "two processes")
    ]
    picture = chart("Ingest, end to end", "reports a second", loads)
    shown.append(_keep("speed-ingest.svg", picture, "ingest over the number of reports"))
    return "\n\n".join(["## How it grows\n\nBoth axes are logarithmic.", *filter(None, shown)]) + "\n"


def _lines(every: list[Results], share: float) -> list[Line]:
    def line(label: str, rows: Callable[[Results], list[dict]]) -> Line:
        values = [(one.size, share_of(rows(one), share)) for one in every]
        return Line(label, [(size, 1000 * min(value, LIMIT)) for size, value in values if value])

    lines = [
        line("Dateline, whole page", lambda one: one.stage("new")),
        line("Dateline, in-process", lambda one: one.asked("archive")),
    ]
    labels = {name: tool["label"] for one in every for name, tool in one.tools.items()}
    return lines + [
        line(labels[name], lambda one, name=name: one.asked(name)) for name in OTHERS if name in labels
    ]


def _rate(one: Results, name: str) -> float:
    run = one.part("ingest")[name]
    return run["read"] / run["seconds"]


def _keep(name: str, picture: str, description: str) -> str:
    if not picture:
        return ""
    (IMAGES / name).write_text(picture)
    return f"![{description}](images/{name})"
