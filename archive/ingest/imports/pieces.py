"""Lay out a text as received in one column: what is kept as the report, and what was cut, in the order in which it was printed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from archive.ingest.html import parse, visible_lines
from archive.ingest.prepare import Prepared
from archive.ingest.raw import RawArticle

# Consecutive pieces are joined beyond this many: each is a box to tick, and forms have a limit.
MAX_PIECES = 600
# So many pieces are looked for from the start of the text, where they do not follow the one before.
MAX_LOOKED_FOR = 200


@dataclass(frozen=True)
class TextPiece:
    """A paragraph, whether it is kept, and why not."""

    text: str
    is_kept: bool
    reason: str = ""


def pieces_of(raw: RawArticle, prepared: Prepared | None) -> list[TextPiece]:
    """Return a text in pieces, in its order: those of the report, and those that were cut; all of it cut where it holds no report."""
    if prepared is None:
        return _joined(TextPiece(line, False, "nothing of it reads like a report") for line in lines_of(raw))
    body = [TextPiece(text, True) for text in prepared.body.split("\n\n") if text.strip()]
    gone = [TextPiece(piece["text"], False, piece["reason"]) for piece in prepared.fields["removed"]]
    return _joined(_in_order("".join(lines_of(raw)), [body, gone]))


def body_of(pieces: list[TextPiece], kept: Collection[int]) -> str:
    """Return the body that the pieces of these numbers make."""
    return "\n\n".join(piece.text for number, piece in enumerate(pieces) if number in kept)


def lines_of(raw: RawArticle) -> list[str]:
    """Return the readable lines of a text or page."""
    if not raw.html:
        return [line for line in raw.text.split("\n") if line.strip()]
    tree = parse(raw.html)
    return [] if tree is None else visible_lines(tree)


def _in_order(text: str, lists: list[list[TextPiece]]) -> list[TextPiece]:
    """Put pieces in the order in which they are in a text; one that is not found follows the one before it in its list."""
    unspaced = _unspaced(text)
    placed: list[tuple[int, int, TextPiece]] = []
    tries = 0
    for pieces in lists:
        at = 0
        for piece in pieces:
            words = _unspaced(piece.text)
            found = unspaced.find(words, at, at + 20 * len(words) + 20_000)
            if found < 0 and tries < MAX_LOOKED_FOR:
                tries += 1
                found = unspaced.find(words)
            at = found + len(words) if found >= 0 else at
            placed.append((found if found >= 0 else at, len(placed), piece))
    return [piece for *_, piece in sorted(placed, key=lambda each: each[:2])]


def _unspaced(text: str) -> str:
    return "".join(text.split())


def _joined(pieces: Iterable[TextPiece]) -> list[TextPiece]:
    """Join consecutive pieces of one kind, as few as it takes to have no more than MAX_PIECES."""
    pieces = list(pieces)
    size = 1
    while len(pieces) > MAX_PIECES and size < 1_000_000:
        size *= 2
        pieces = _join_runs(pieces)
    return pieces[:MAX_PIECES]


def _join_runs(pieces: list[TextPiece]) -> list[TextPiece]:
    result: list[TextPiece] = []
    is_joined = False
    for piece in pieces:
        if result and not is_joined and result[-1].is_kept == piece.is_kept:
            result[-1] = replace(result[-1], text=f"{result[-1].text}\n\n{piece.text}")
            is_joined = True
        else:
            result.append(piece)
            is_joined = False
    return result
