"""Find the standfirst of a saved page: what it marks or describes as such, where it is printed between the headline and the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lxml.html import HtmlElement

from archive.ingest.days import days_in
from archive.ingest.furniture import cost_of
from archive.ingest.head_lines import is_name, names_writer_or_day, same_words
from archive.ingest.page_lines import first_line_like, short_text

# Parts of class names in several languages; the second kind also marks the first paragraph of a text.
CERTAIN = re.compile(
    r"standfirst|(?:article|story)-summary|sub-?title|sub-?headline|sub-?heading|strapline|\bdek\b|\bdeck\b|[-_](?:dek|deck)\b|chapo|chapeau|vorspann|bajada|entradilla"
    r"|sumario|sommario|occhiello|excerpt|article(?:-|__)?(?:desc|intro)|sutitr|rotitr"
)
LIKELY = re.compile(r"lead|lede|intro|summary|abstract|subhead|description|sottotitolo|resumo")
CAPTIONS = re.compile("caption")
PROPERTIES = frozenset(("description", "alternativeheadline"))
HEADINGS = frozenset(("h2", "h3", "h4"))
MAX_NAME = 300  # characters of class names and id
MIN_WORDS, MAX_WORDS = 4, 80
MAX_BESIDE_DAY = 12  # words of a line that only names the day and the writer
REACH = 10  # lines between the headline and the standfirst
BELOW = 3  # lines below a standfirst in which the writer or the day stands
MAX_MARKED = 300


class MarkedStandfirsts:
    """The lines of a page that may be its standfirst, read before its tree is destroyed."""

    def __init__(self, tree: HtmlElement, described: Iterable[str]):
        self.certain: set[str] = set()
        self.likely: set[str] = set()
        self.captions: set[str] = set()
        self.apart: set[str] = set()  # likely, and in a container of its own
        self.described = [_line(text) for text in described if text]
        for element in tree.iter():
            kind = self._kind_of(element)
            if kind is not None and len(kind) < MAX_MARKED:
                kind.add(short_text(element))
                if kind is self.likely and _is_apart(element):
                    self.apart.add(short_text(element))

    def _kind_of(self, element: HtmlElement) -> set[str] | None:
        """Return the set to which the text of an element belongs, by its name, its class or its property."""
        if not isinstance(element.tag, str):
            return None
        name = f"{element.get('class', '')[:MAX_NAME]} {element.get('id', '')[:MAX_NAME]}".lower()
        if element.tag == "figcaption" or CAPTIONS.search(name) or _is_below_picture(element):
            return self.captions
        if CERTAIN.search(name) or element.get("itemprop", "").lower() in PROPERTIES:
            return self.certain
        return self.likely if element.tag in HEADINGS or LIKELY.search(name) else None

    def standfirst(self, lines: Sequence[str], headline: str) -> str:
        """Return the standfirst as printed on a line of the page below the headline, or "".

        What is only likely, or a heading, must be followed by the writer or the day, or be the page's description of itself.
        """
        start = first_line_like(lines, headline, same=_holds)
        if start is None:
            return ""
        within = [
            at
            for at in range(start + 1, min(start + 1 + REACH, len(lines)))
            if _has_form(lines[at], headline) and lines[at] not in self.captions
        ]
        for at in within:
            if lines[at] in self.certain | self.apart or (
                lines[at] in self.likely and self._is_confirmed(lines, at)
            ):
                return lines[at]
        first = within[0] if within and within[0] == start + 1 else None
        if first is None:
            return ""
        reach = BELOW if self._is_described(lines[first]) else 1
        if _is_above_head(lines, first, reach):
            return lines[first]
        return ""

    def is_plausible(self, text: str, lines: Sequence[str], headline: str) -> bool:
        """Return whether a line that is not marked may be the standfirst: directly below the headline, or above the writer or the day; no caption."""
        start = first_line_like(lines, headline, same=_holds)
        if start is None or text in self.captions:
            return False
        below = lines[start + 1 : start + 1 + REACH]
        return text in below and (text == below[0] or _is_above_head(lines, start + 1 + below.index(text)))

    def _is_confirmed(self, lines: Sequence[str], at: int) -> bool:
        return self._is_described(lines[at]) or _is_above_head(lines, at)

    def _is_described(self, line: str) -> bool:
        return any(same_words(line, text) for text in self.described)


def _is_apart(element: HtmlElement) -> bool:
    """Return whether a marked container holds a single paragraph, and the text of the report stands in another."""
    beside = [one for one in (element.getprevious(), element.getnext()) if one is not None]
    paragraphs = element.findall("p") if element.tag in ("div", "section") else []
    if element.tag == "p" and (parent := element.getparent()) is not None:
        paragraphs = parent.findall("p")
    return len(paragraphs) == 1 and not any(one.tag == "p" for one in beside)


def _is_below_picture(element: HtmlElement) -> bool:
    """Return whether a cell is that of a small table set into the text, with a picture in the row above it."""
    if element.tag != "td":
        return False
    row = element.getparent()
    above = row.getprevious() if row is not None else None
    table = next(element.iterancestors("table"), None)
    is_set_in = table is not None and table.get("align", "").lower() in ("left", "right")
    return is_set_in and above is not None and next(above.iter("img"), None) is not None


def _is_above_head(lines: Sequence[str], at: int, reach: int = BELOW) -> bool:
    below = lines[at + 1 : at + 1 + reach]
    return any(
        names_writer_or_day(line) or is_name(line) or (len(line) < 120 and bool(days_in(line)))
        for line in below
    )


def _has_form(line: str, headline: str) -> bool:
    return (
        MIN_WORDS <= len(line.split()) <= MAX_WORDS
        and not same_words(line, headline)
        and not names_writer_or_day(line)
        and not (len(line.split()) <= MAX_BESIDE_DAY and days_in(line))
        and not cost_of(line)
    )


def _holds(line: str, headline: str) -> bool:
    """Return whether a line is the headline, perhaps with words above it on the same line."""
    return same_words(line, headline) or (
        len(headline) > 20 and len(line) < 2 * len(headline) and line.endswith(headline)
    )


def _line(text: str) -> str:
    return " ".join(text.split())
