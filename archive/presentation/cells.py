"""Cells of tables that a spreadsheet may open."""

from __future__ import annotations

from archive.presentation.references import one_line


def safe(cell) -> str:
    """Return a cell on one line; anything a spreadsheet would take for a formula is prefixed with an apostrophe."""
    text = one_line(cell)
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
