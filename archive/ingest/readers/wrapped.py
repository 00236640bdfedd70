"""Join the lines of texts that were wrapped at a fixed width, as mail and old files are."""

from __future__ import annotations

import re

MIN_WIDTH, MAX_WIDTH = 50, 100
BLANK = re.compile(r"\n[ \t]*\n")
QUOTE = re.compile(r"^>+ ?", re.MULTILINE)


def unwrapped_lines(text: str) -> str:
    """Return a text with each wrapped paragraph on one line; lists and verse stay as they are."""
    return "\n\n".join(_joined(block) for block in BLANK.split(QUOTE.sub("", text)) if block.strip())


def _joined(block: str) -> str:
    lines = [line.strip() for line in block.strip("\n").split("\n")]
    wrapped = len(lines) > 1 and all(MIN_WIDTH <= len(line) <= MAX_WIDTH for line in lines[:-1])
    return " ".join(lines) if wrapped else "\n".join(lines)
