"""A paragraph of a file: its text and its exact bytes."""

from __future__ import annotations

from typing import NamedTuple


class RawParagraph(NamedTuple):
    """A paragraph of a Word or RTF file."""

    text: str
    content: bytes
    is_heading: bool = False
