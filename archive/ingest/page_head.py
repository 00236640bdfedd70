"""Read headline, writers and day as printed on a web page, where its metadata does not state them.

A wrong value is worse than none: a line counts only between the headline and the text, or where the page marks it and all
such marks agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from archive.dates import DateError, is_machine_form, read_printed
from archive.ingest.days import PrintedDay, day_of_publication, days_in
from archive.ingest.head_lines import PARTS, day_in, is_byline, is_date, is_name, same_words, writers_in
from archive.ingest.page_dates import MARGINS
from archive.ingest.page_lines import PageLine, short_text
from archive.ingest.paragraphs import paragraph_of
from archive.ingest.placeholders import Names, is_no_headline, writers

# A run of spaces is matched from its start only: otherwise each space would be tried.
TITLE_PARTS = re.compile(r"(?<!\s)\s+(?:[|»·•]|[-–—]|::?)\s+|:\s+")
DAY_AT_END = re.compile(r"(?:(?<!\s)\s+)?[(\[]\s*([^()\[\]]{6,40})\s*[)\]]\s*$")
BEFORE_DAY = re.compile(r"(?<=\w)[,;.]?\s(?:[-–—]\s)?(?=\w)")
LINES_OF_HEAD = 12
MIN_PRINTED, MAX_CUTS, MAX_SIGNS = 3, 4, 20
MAX_BESIDE_DAY, MAX_NAME = 12, 4  # words
MAX_RUNS = 12
MAX_LINE = 200
OTHERS = f'[not({MARGINS} or ancestor-or-self::*[contains(@class, "comment") or contains(@id, "comment") or contains(@class, "related")])]'
WRITERS = f'//*[@rel="author" or @itemprop="author" or contains(@class, "byline") or contains(@class, "author")]{OTHERS}'
DAYS = (
    '//*[self::time or @itemprop="datePublished" or contains(@class, "date") or contains(@class, "published")'
    ' or contains(@class, "timestamp") or contains(@class, "posted")][not(contains(@class, "updat") or contains(@class, "modif"))]'
    + OTHERS
)
# Words that appear beside writers' names and look like one: "View Profile".
WORDS_OF_LABELS = """
    about all article articles author authors biography by comments contact editor editors email facebook follow latest mail
    more news newsletter post posts print profile read related reporter reporters share staff stories story subscribe topics
    twitter view writer
"""
NO_NAMES = frozenset(WORDS_OF_LABELS.split())
MAX_MARKED = 40


@dataclass(frozen=True)
class PrintedHead:
    """What is printed above the text of a page, each "" if absent; `body` is the text without these lines."""

    byline: str = ""
    day: str = ""
    body: str = ""
    lines: tuple[str, ...] = ()


# The headline


def headline_of(
    tree: HtmlElement, stated: str, titles: list[str], names: Names, *, printed: Sequence[str] = ()
) -> str:
    """Return the headline of a page.

    It is the heading that also occurs in its titles, the only <h1>, the headline in its metadata, the beginning of its title that the page
    prints as a line, or its title without the name of the site; never that name alone.

    Args:
        tree: the page.
        stated: the headline that JSON-LD states.
        titles: those of <meta> and <title>.
        names: the names of the site.
        printed: the lines of the page and their runs.
    """
    headings = [
        (element, _line(element.text_content())) for element in tree.xpath("//h1 | //h2 | //h3")[:200]
    ]
    titles = [title for title in titles if title]
    agreeing = [text for _, text in headings if text and any(_is_within(text, title) for title in titles)]
    first = [
        text
        for element, text in headings
        if element.tag == "h1" and text and not is_no_headline(text, names) and not _leads_home(element)
    ]
    agreeing = [text for text in agreeing if not is_no_headline(text, names)]
    if stated := title_alone(stated, names) if _has_site(stated, names) else stated:
        is_printed = any(same_words(text, stated) for _, text in headings)
        return first[0] if not is_printed and len(first) == 1 and _is_within(first[0], stated) else stated
    if agreeing:
        return agreeing[0]
    if len(first) == 1 and not _names_site(first[0], titles):
        return first[0]
    if part := _printed_part(titles, printed, names):
        return part
    return next((bare for title in titles if (bare := title_alone(title, names))), "")


def _has_site(stated: str, names: Names) -> bool:
    """Return whether a stated headline is, or ends with, the name of the site."""
    return is_no_headline(stated, names) or any(part in names for part in TITLE_PARTS.split(stated)[1:])


def _printed_part(titles: Iterable[str], printed: Sequence[str], names: Names) -> str:
    """Return the longest part of a title, from its start, that the page prints as a line of its own, in at least some words."""
    wanted: dict[tuple[str, ...], str] = {}
    for title in titles:
        for cut in list(TITLE_PARTS.finditer(title))[-MAX_CUTS:]:
            part = title[: cut.start()]
            if len(part.split()) >= MIN_PRINTED and not is_no_headline(part, names):
                wanted[tuple(paragraph_of(part).words)] = part
    if not wanted:
        return ""
    longest = max(map(len, wanted.values()))
    known = {tuple(paragraph_of(line).words) for line in printed if len(line) <= longest + MAX_SIGNS}
    return max((part for words, part in wanted.items() if words in known), key=len, default="")


def title_alone(title: str, names: Names) -> str:
    """Return a title without the name of the site before or after it, and without a day in brackets."""
    title = DAY_AT_END.sub("", title)
    if is_no_headline(title, names):
        return ""
    cuts = list(TITLE_PARTS.finditer(title))
    if not cuts:
        return title
    before, last, after = title[: cuts[0].start()], title[: cuts[-1].start()], title[cuts[-1].end() :]
    if is_no_headline(after, names) or (not names.keys and _is_short(after)):
        return title_alone(last, names)
    if is_no_headline(before, names):
        return title_alone(title[cuts[0].end() :], names)
    return title


def days_in_titles(titles: Iterable[str]) -> Iterator[str]:
    """Yield the days in brackets at the end of titles."""
    for title in titles:
        if (found := DAY_AT_END.search(title)) and is_date(found[1], later=False):
            yield found[1]


def _is_short(part: str) -> bool:
    return 0 < len(part.split()) <= 4


def _is_within(heading: str, title: str) -> bool:
    """Return whether a title begins or ends with the whole of a heading of some length."""
    words, others = paragraph_of(heading).words, paragraph_of(DAY_AT_END.sub("", title)).words
    if len(words) < 2 or len(words) > len(others):
        return words == others != []
    return words in (others[: len(words)], others[-len(words) :]) and 2 * len(words) >= len(others)


def _leads_home(element: HtmlElement) -> bool:
    """Return whether a heading links to the front page, as the name of a site does."""
    links = element.xpath(".//a/@href | ancestor::a/@href")
    return any(re.fullmatch(r"(?:https?://[^/]+)?/?(?:index\.\w+|#)?", href.strip()) for href in links)


def _names_site(heading: str, titles: list[str]) -> bool:
    """Return whether a heading begins like the first or last part of a title that says more besides."""
    words = paragraph_of(heading).words
    for title in titles:
        parts = TITLE_PARTS.split(title)
        ends = [paragraph_of(part).words for part in (parts[0], parts[-1])] if len(parts) > 1 else []
        if any(part and len(part) <= 4 and words[: len(part)] == part for part in ends):
            return True
    return False


# Writers and day


def read_printed_head(
    marked: MarkedElements, lines: Sequence[PageLine], headline: str, body: str, names: Names
) -> PrintedHead:
    """Read the lines between the headline and the text of a page, then whatever it marks as its writer and day."""
    above, body = _front_of(body, headline)
    head = [*_lines_above(lines, headline, body), *(PageLine(line, (line,)) for line in above)]
    parts = [part for line in head for part in _parts_of(line)]
    byline = next((by for part in parts if is_byline(part) and (by := writers(writers_in(part), names))), "")
    day = next(
        (day_in(part) for line in head for part in _parts(line.text) if is_date(part, later=False)), ""
    )
    day = day or next((found.text for line in head if (found := _day_on(line))), "") or marked.day()
    byline = byline or marked.byline(names) or _name_alone(head, body, names)
    read = tuple(
        line.text for line in head if all(_is_known(part, byline, day) for part in _parts(line.text))
    )
    return PrintedHead(byline, "" if is_machine_form(day) else day, body, (*above, *read))


def _day_on(line: PageLine) -> PrintedDay | None:
    """Return the day of publication on a line with little besides: one said to be that, else one not said to be that of a change."""
    days = days_in(line.apart)
    words = len(line.apart.split()) - sum(len(day.text.split()) for day in days)
    return day_of_publication([line.apart]) if days and words <= MAX_BESIDE_DAY else None


def _name_alone(head: Sequence[PageLine], body: str, names: Names) -> str:
    """Return the only line between headline and text, or run beside the day, that is a name of which no word occurs in the text, as that of a place would."""
    beside_day = [
        run for line in head if len(line.runs) > 1 and days_in(line.apart) for run in line.runs[:MAX_RUNS]
    ]
    shown = [line.text for line in head] + beside_day
    found = {text for text in shown if is_name(text) and not _is_label(text) and not days_in(text)}
    if len(found) != 1 or len((name := found.pop()).split()) > MAX_NAME:
        return ""
    words = set(paragraph_of(name).words)
    return writers(name, names) if words.isdisjoint(paragraph_of(body).words) else ""


def _is_known(part: str, byline: str, day: str) -> bool:
    return (
        part in (byline, day)
        or bool(byline and writers_in(part) == byline)
        or bool(day and day_in(part) == day)
    )


# "Posted by" in weblogs, "Submitted by" in content management systems.
SENT_IN = re.compile(r"^(?:posted|submitted|published|written|added) (?=by )", re.IGNORECASE)


class MarkedElements:
    """The marked elements of a page, read before its tree is destroyed."""

    def __init__(self, tree: HtmlElement):
        self.writers = [short_text(element, between=" ") for element in tree.xpath(WRITERS)[:MAX_MARKED]]
        self.days = [short_text(element, between=" ") for element in tree.xpath(DAYS)[:MAX_MARKED]]

    def byline(self, names: Names) -> str:
        """Return the writers that the page marks: one line with "By", or one name."""
        lines = [
            SENT_IN.sub("", part) for line in self.writers if len(line) <= MAX_LINE for part in _parts(line)
        ]
        named = {writers(writers_in(line), names) for line in lines if is_byline(line)} - {""}
        if len(named) != 1:
            named = {line for line in lines if is_name(line) and not _is_label(line) and writers(line, names)}
        return named.pop() if len(named) == 1 else ""

    def day(self) -> str:
        """Return the day that the page marks, if all such marks agree."""
        days = {day_in(part) for line in self.days for part in _parts(line) if is_date(part, later=False)}
        read = {_edtf(day) for day in days}
        return min(days, key=len) if len(read) == 1 else ""


def _is_label(line: str) -> bool:
    return not NO_NAMES.isdisjoint(paragraph_of(line).words)


def _front_of(body: str, headline: str) -> tuple[list[str], str]:
    """Strip lines of the head from the start of a text: the headline repeated, writers, a day."""
    paragraphs = body.split("\n\n")
    end = 0
    for at, paragraph in enumerate(paragraphs[:-1][:LINES_OF_HEAD]):
        if paragraph_of(paragraph).is_prose:
            break
        if (
            same_words(paragraph, headline)
            or all(is_byline(part) or is_date(part) for part in _parts(paragraph))
            or _day_on(PageLine(paragraph, (paragraph,)))
        ):
            end = at + 1
    return paragraphs[:end], "\n\n".join(paragraphs[end:])


def _lines_above(lines: Sequence[PageLine], headline: str, body: str) -> list[PageLine]:
    """Return the lines of a page between its headline and its text, if the two are close together."""
    first = body[:60]
    end = next(
        (
            at
            for at, line in enumerate(lines)
            if line.text[:60] == first[: len(line.text[:60])] and len(line.text) > 20
        ),
        None,
    )
    if end is None:
        return []
    start = next((at for at in range(end - 1, -1, -1) if _is_headline(lines[at], headline)), None)
    if start is None or end - start > LINES_OF_HEAD:
        return []
    return list(lines[start + 1 : end])


def _is_headline(line: PageLine, headline: str) -> bool:
    """Return whether a line, or a run of it, is the headline."""
    return len(line.text) <= 3 * len(headline) + MAX_SIGNS and any(
        same_words(text, headline) for text in (line.text, *line.runs)
    )


def _parts_of(line: PageLine) -> list[str]:
    """Return the parts of a line, then its runs, one that is only "By" with the next."""
    runs = line.runs[:MAX_MARKED] if len(line.runs) > 1 else ()
    joined = [
        f"{one} {other}" for one, other in zip(runs, runs[1:], strict=False) if is_byline(f"{one} {other}")
    ]
    return [part for text in (line.text, *joined, *runs) for part in _parts(text)]


def _parts(line: str) -> list[str]:
    """Split a line at | and the like, and a byline from the day after it."""
    parts = [part for part in PARTS.split(line[:MAX_LINE]) if part.strip() and not PARTS.fullmatch(part)]
    return [piece for part in parts for piece in _byline_and_day(part.strip())]


def _byline_and_day(part: str) -> list[str]:
    for cut in BEFORE_DAY.finditer(part):
        if is_byline(part[: cut.start()]) and is_date(part[cut.end() :]):
            return [part[: cut.start()], part[cut.end() :]]
    return [part]


def _edtf(day: str) -> str:
    try:
        return read_printed(day).edtf
    except DateError:
        return day


def _line(text: str) -> str:
    return " ".join(text.split())
