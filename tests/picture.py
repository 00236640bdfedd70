"""The diagram of the packages in docs/architecture.md; `python -m tests.picture`, or `make picture`, redraws it."""

from __future__ import annotations

import re
from pathlib import Path

import grimp

PAGE = Path(__file__).resolve().parents[1] / "docs" / "architecture.md"
PLACE = re.compile(r"(<!-- picture of (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)
Edges = set[tuple[str, str]]


def drawn(page: str) -> str:
    """Return a page with its diagrams redrawn from the present imports."""
    graph = grimp.build_graph("archive", cache_dir=None)
    return PLACE.sub(lambda found: f"{found[1]}{_picture(graph, found[2])}{found[3]}", page)


def _picture(graph: grimp.ImportGraph, package: str) -> str:
    """Draw the direct contents of a package in Mermaid's syntax."""
    inside = sorted(child for child in graph.find_children(package) if not child.endswith(".migrations"))
    edges = {
        (one, other)
        for one in inside
        for other in inside
        if one != other and graph.direct_import_exists(importer=one, imported=other, as_packages=True)
    }
    arrows = [f"{_short(one)} --> {_short(other)}" for one, other in sorted(reduced(edges))]
    alone = [_short(name) for name in inside if not any(name in edge for edge in edges)]
    return "\n".join(["```mermaid", "flowchart TD", *(f"    {line}" for line in arrows + alone), "```", ""])


def reduced(edges: Edges) -> Edges:
    """Omit each arrow implied by others: the transitive reduction of a graph without cycles."""
    return {edge for edge in edges if not _reaches(*edge, edges - {edge})}


def _reaches(start: str, end: str, edges: Edges) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        now = waiting.pop()
        found = {other for one, other in edges if one == now} - seen
        seen |= found
        waiting.extend(found)
    return end in seen


def _short(name: str) -> str:
    return name.rpartition(".")[2]


if __name__ == "__main__":
    PAGE.write_text(drawn(PAGE.read_text()))
