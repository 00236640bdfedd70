"""The readable lines of a web page, one for each block, and the runs of text of which a line consists: one for each element in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from archive.ingest.page_body import BLOCKS, NOT_READ

EDGE = "\x1f"  # between the runs of a line
MAX_SHORT = 2_000  # characters


@dataclass(frozen=True)
class PageLine:
    """A line as a browser shows it, and its runs: a writer and a day that stand side by side may have nothing between them."""

    text: str
    runs: tuple[str, ...]

    @property
    def apart(self) -> str:
        """Return the line with a blank between its runs."""
        return " ".join(self.runs)


def page_lines(tree: HtmlElement) -> list[PageLine]:
    """Return the readable lines of a page, in reading order."""
    parts: list[str] = []
    _collect(tree, parts)
    lines = "".join(parts).split("\n")
    found = (PageLine(_tidy(line.replace(EDGE, "")), _runs(line)) for line in lines)
    return [line for line in found if line.text]


def visible_lines(tree: HtmlElement) -> list[str]:
    """Return the readable text of a page, one line for each block."""
    return [line.text for line in page_lines(tree)]


def first_line_like(lines: Sequence[str], text: str, *, same) -> int | None:
    """Return where the first line stands that is the same as a text by a comparison, or None."""
    return next((at for at, line in enumerate(lines) if same(line, text)), None)


def short_text(element: HtmlElement, *, between: str = "") -> str:
    """Return the text of an element on one line, or "" if it is long: pages may nest thousands that hold all of their text."""
    parts, size = [], 0
    for text in element.itertext():
        parts.append(text)
        size += len(text)
        if size > MAX_SHORT:
            return ""
    return _tidy(between.join(parts))


def _runs(line: str) -> tuple[str, ...]:
    return tuple(filter(None, (_tidy(run) for run in line.split(EDGE))))


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _collect(root: HtmlElement, parts: list[str]) -> None:
    """Collect text in reading order with a line break around each block; iteratively, as pages may be nested very deeply."""
    skipped = set(root.xpath(NOT_READ))
    stack: list[tuple[HtmlElement, bool]] = [(root, False)]
    while stack:
        element, left = stack.pop()
        edge = "\n" if element.tag in BLOCKS else EDGE
        if left or element in skipped:
            parts.append((edge if left else "") + (element.tail or "" if element is not root else ""))
            continue
        parts.append(edge + (element.text or ""))
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element))
