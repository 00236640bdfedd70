"""Markdown as plain text: the signs of emphasis, links and headings go, the words stay. Paragraph by paragraph, in one pass."""

from __future__ import annotations

import re

from archive.ingest.character_references import text_decoded

LINK = re.compile(
    r"!?\[([^\[\]\n]{0,500})\]\((?:[^()\s]|\([^()\s]{0,200}\)){0,2000}(?: \"[^\"\n]{0,200}\")?\)"
)
REFERENCE = re.compile(r"^ {0,3}\[[^\]\n]{1,100}\]: ?\S{1,2000}.*$", re.MULTILINE)
HEADING = re.compile(r"^ {0,3}#{1,6} +(.*?)(?: +#+)? *$")
UNDERLINE = re.compile(r"^ {0,3}(?:=+|-{3,}|\*{3,}|_{3,}) *$")
LEAD = re.compile(r"^ {0,3}(?:> ?)+")
ITEM = re.compile(r"^( *)[*+-] +")
EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3}|_{1,3})(?=\S)([^*_\n]{1,1000}?)(?<=\S)\1(?![\w*])")
FRONT = re.compile(r"\A---[ \t]*\n(?:.{0,2000}\n){0,100}?---[ \t]*\n")
BLANK_LINES = re.compile(r"(?<!\n)\n{3,}")
ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!>~-])")


def plain_text(markdown: str) -> str:
    """Return the words of a Markdown text; lines of one paragraph stay lines."""
    text = REFERENCE.sub("", markdown.replace("\r\n", "\n"))
    lines = [_plain_line(line) for line in text.split("\n")]
    text = "\n".join(line for line in lines if line is not None)
    return text_decoded(BLANK_LINES.sub("\n\n", text)).strip()


def front_matter(markdown: str) -> tuple[dict[str, str], str]:
    """Return the simple values in the block between --- at the start, in lower case, and the rest of the text."""
    found = FRONT.match(markdown.replace("\r\n", "\n"))
    if not found:
        return {}, markdown
    values = {}
    for line in found[0].split("\n")[1:-2]:
        name, colon, value = line.partition(":")
        if colon and name.strip() and not name.startswith((" ", "-")):
            values[name.strip().lower()] = value.strip().strip("\"'")
    return values, markdown.replace("\r\n", "\n")[found.end() :]


def _plain_line(line: str) -> str | None:
    if UNDERLINE.match(line):
        return None
    if heading := HEADING.match(line):
        return f"{_inline(heading[1])}\n"
    line = LEAD.sub("", line)
    return _inline(ITEM.sub(r"\1- ", line))


def _inline(line: str) -> str:
    line = LINK.sub(r"\1", line)
    line = EMPHASIS.sub(r"\2", EMPHASIS.sub(r"\2", line))
    return ESCAPED.sub(r"\1", line.replace("`", ""))
