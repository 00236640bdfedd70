"""From the pieces of text on the pages of a PDF file to its paragraphs: columns, running heads, hyphens at line ends.

A page is cut at what runs across it, and between two such lines into columns, where a gap runs down between them. What recurs at
the top or the foot of pages, figures aside, is a running head. Everything is decided by places and sizes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

HYPHENS = ("-", "\u2010", "\u00ad", "\ufffe", "\x02")
FIGURES = re.compile(r"\d+")
PAGE_NUMBER = re.compile(
    r"[\W_]*(?:page |p\. ?|seite |página |стр\. ?)?(?:\d{1,4}|[ivxlc]{1,6})(?: ?(?:of|/|von|de|из) ?\d{1,4})?[\W_]*",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"[.!?…:][\"'”’)\]]*$")
WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)+|[^\W\d_]+")
MARGIN = 0.1  # of the height of a page, where running heads are
MIN_RECURRING = 2  # pages on which a running head stands: of left and right pages each has its own
MAX_GAP_IN_LINE = 1.6  # of the size of the type: more is a gap between columns
MIN_COLUMN_LINES = 4
HEADLINE_SIZE = 1.25  # of the size of the body


@dataclass(frozen=True)
class PdfLine:
    """A line of type: its text and its place, from the left and from the top, in points."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float


@dataclass(frozen=True)
class PdfPageText:
    """The lines of a page and its height."""

    lines: tuple[PdfLine, ...]
    height: float


def paragraphs_of(pages: list[PdfPageText]) -> list[str]:
    """Return the paragraphs of a document, without running heads and page numbers, in reading order."""
    kept = _without_running_heads(pages)
    known = frozenset(
        word.lower() for page in kept for line in page.lines for word in WORD.findall(line.text)
    )
    result: list[str] = []
    for page in kept:
        for block in _blocks(list(page.lines)):
            for number, lines in enumerate(_parted(block)):
                text = _joined(lines, known)
                if number == 0 and result and _goes_on(result[-1], text):
                    result[-1] = _join(result[-1], text, known)
                elif text:
                    result.append(text)
    return result


def headline_of(pages: list[PdfPageText]) -> str:
    """Return the largest type on the first page if it is clearly larger than the body, and reads as a line; else ""."""
    lines = [line for page in _without_running_heads(pages)[:1] for line in page.lines]
    if len(lines) < 3:
        return ""
    body = median(line.size for page in pages[:3] for line in page.lines)
    largest = max(line.size for line in lines[:40])
    if largest < body * HEADLINE_SIZE:
        return ""
    title = [line for line in lines if line.size >= largest * 0.95]
    text = " ".join(line.text.strip() for line in title)
    return text if len(title) <= 4 and 2 <= len(text.split()) <= 40 else ""


def merged(pieces: Iterable[PdfLine]) -> list[PdfLine]:
    """Join the pieces of a line that stand beside each other; a wide gap parts columns."""
    lines: list[PdfLine] = []
    for piece in sorted(pieces, key=lambda piece: (round(piece.bottom / max(piece.size, 1) * 2), piece.left)):
        last = lines[-1] if lines else None
        if (
            last
            and _on_one_line(last, piece)
            and -last.size < piece.left - last.right < last.size * MAX_GAP_IN_LINE
        ):
            space = " " if piece.left - last.right > last.size * 0.12 and not last.text.endswith(" ") else ""
            lines[-1] = replace(
                last,
                text=f"{last.text}{space}{piece.text}",
                right=max(last.right, piece.right),
                top=min(last.top, piece.top),
                bottom=max(last.bottom, piece.bottom),
                size=max(last.size, piece.size),
            )
        else:
            lines.append(piece)
    return lines


def _on_one_line(one: PdfLine, other: PdfLine) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    return overlap > 0.5 * min(one.bottom - one.top, other.bottom - other.top)


# Running heads


def _without_running_heads(pages: list[PdfPageText]) -> list[PdfPageText]:
    seen = Counter(
        key for page in pages for key in {_head_key(line) for line in page.lines if _in_margin(line, page)}
    )
    recurring = {key for key, count in seen.items() if count >= MIN_RECURRING}
    return [
        replace(
            page,
            lines=tuple(
                line for line in page.lines if not (_in_margin(line, page) and _is_head(line, recurring))
            ),
        )
        for page in pages
    ]


def _is_head(line: PdfLine, recurring: set[str]) -> bool:
    return _head_key(line) in recurring or bool(PAGE_NUMBER.fullmatch(line.text.strip()))


def _head_key(line: PdfLine) -> str:
    return FIGURES.sub("0", " ".join(line.text.lower().split()))


def _in_margin(line: PdfLine, page: PdfPageText) -> bool:
    return line.top < page.height * MARGIN or line.bottom > page.height * (1 - MARGIN)


# Columns


def _blocks(lines: list[PdfLine]) -> list[list[PdfLine]]:
    """Return the lines in reading order: what runs across the page, then column by column what stands between."""
    gutter = _gutter(lines)
    if gutter is None:
        return [sorted(lines, key=lambda line: (line.top, line.left))] if lines else []
    blocks: list[list[PdfLine]] = []
    left: list[PdfLine] = []
    right: list[PdfLine] = []
    for line in sorted(lines, key=lambda line: line.top):
        if line.left < gutter < line.right:
            blocks += [*_blocks(left), *_blocks(right), [line]]
            left, right = [], []
        else:
            (left if line.right <= gutter else right).append(line)
    return [block for block in [*blocks, *_blocks(left), *_blocks(right)] if block]


def _gutter(lines: list[PdfLine]) -> float | None:
    """Return where a gap runs down between two columns: few lines cross it, and both sides have several, beside each other."""
    if len(lines) < 2 * MIN_COLUMN_LINES:
        return None
    edges = sorted({line.left for line in lines})
    best: tuple[int, float] | None = None
    for edge in edges[1:]:
        place = edge - 1
        crossing = sum(line.left < place < line.right for line in lines)
        left = [line for line in lines if line.right <= place]
        right = [line for line in lines if line.left >= place]
        if (
            min(len(left), len(right)) < MIN_COLUMN_LINES
            or crossing > len(lines) * 0.3
            or not _beside(left, right)
        ):
            continue
        if best is None or crossing < best[0]:
            best = (crossing, place)
    return best[1] if best else None


def _beside(left: list[PdfLine], right: list[PdfLine]) -> bool:
    """Return whether two groups of lines stand beside each other, and both are columns of prose rather than cells."""
    height = min(max(line.bottom for line in left), max(line.bottom for line in right)) - max(
        min(line.top for line in left), min(line.top for line in right)
    )
    spread = min(max(line.bottom for line in side) - min(line.top for line in side) for side in (left, right))
    words = [median(len(line.text.split()) for line in side) for side in (left, right)]
    return height > 0.5 * spread and min(words) >= 3


# Paragraphs


def _parted(lines: list[PdfLine]) -> list[list[PdfLine]]:
    """Part the lines of a column into paragraphs: by a wider gap, another size of type, an indent, or a short last line."""
    if not lines:
        return []
    gaps = sorted(after.top - before.top for before, after in pairwise(lines) if after.top > before.top)
    spacing = gaps[len(gaps) // 4] if gaps else 0  # within paragraphs, as most lines are
    edge, width = min(line.left for line in lines), max(line.right for line in lines)
    parts = [[lines[0]]]
    for before, after in pairwise(lines):
        gap = after.top - before.top
        wider = bool(spacing) and gap > spacing * 1.35
        other_type = abs(after.size - before.size) > 0.15 * max(after.size, before.size)
        indented = after.left - edge > after.size * 0.8 and before.left - edge < after.size * 0.5
        short = before.right < edge + (width - edge) * 0.8 and bool(SENTENCE_END.search(before.text.strip()))
        if wider or other_type or indented or short:
            parts.append([])
        parts[-1].append(after)
    return parts


def _joined(lines: list[PdfLine], known: frozenset[str]) -> str:
    text = ""
    for line in lines:
        text = _join(text, " ".join(line.text.split()), known)
    return text


def _join(before: str, after: str, known: frozenset[str]) -> str:
    """Join two lines; a word that a hyphen parts is closed up, unless the document writes it with a hyphen elsewhere."""
    if not before or not after:
        return before or after
    if not before.endswith(HYPHENS) or not before[-2:-1].isalpha():
        return f"{before} {after}"
    stem = before[:-1]
    first = WORD.findall(stem[-60:])[-1:] or [""]
    rest = WORD.match(after)
    if rest is None or not after[:1].islower():
        return f"{stem}-{after}"
    hyphened = f"{first[0]}-{rest[0]}".lower()
    closed = f"{first[0]}{rest[0]}".lower()
    return f"{stem}-{after}" if hyphened in known and closed not in known else f"{stem}{after}"


def _goes_on(before: str, after: str) -> bool:
    """Return whether a paragraph goes on in the next column or on the next page."""
    return bool(after) and after[:1].islower() and not SENTENCE_END.search(before) and len(before.split()) > 5
