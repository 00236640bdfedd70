"""Read the report out of the data that a page keeps in a script, from which a framework draws it in the browser: `__NEXT_DATA__`, the state
of Apollo, Redux and the like (those in forms of their own: page_streams.py). It counts only where it is plainly the page's own: the object says the title of the page, and holds prose.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import lxml.html
from lxml.etree import ParserError
from lxml.html import HtmlElement

from archive.ingest.character_references import line_decoded, text_decoded
from archive.ingest.page_body import as_pasted
from archive.ingest.page_streams import streamed, unflattened
from archive.ingest.paragraphs import paragraph_of

HEADLINES = frozenset(("headline", "title", "name", "heading", "displaytitle", "articletitle"))
# The likeliest first.
DAYS = (
    "publishedat", "datepublished", "firstpublished", "firstpublishedat", "firstpublisheddate", "publisheddate", "publishdate",
    "publicationdate", "published", "publishedon", "publishedtime", "publishtime", "pubdate", "displaydate", "firstpublishdate",
)  # fmt: skip
WRITERS = frozenset(("byline", "author", "authors", "contributors", "creators"))
TEXTS = frozenset((
    "text", "value", "content", "contents", "html", "children", "body", "bodyhtml", "contenthtml", "articlebody", "paragraphs",
    "blocks", "nodes", "elements", "items", "model", "data", "rawtext", "markup", "components", "paragraph", "document", "root",
    "fields", "story", "article", "maintext", "fulltext", "richtext", "rendered",
))  # fmt: skip
# Kinds of blocks found among paragraphs that are not paragraphs.
NO_TEXT = re.compile(
    r"image|photo|gallery|video|audio|embed|advert|\bad\b|related|newsletter|promo|caption|credit|button|script|link.?list",
    re.IGNORECASE,
)
STARTS = re.compile(r"""(?:=|\bJSON\.parse\()\s*(?=\{\s*["}]|\[\s*[\[{"]|["'][\[{])""")
UNDEFINED = re.compile(r"(?<=[:,\[])\s*undefined(?=[,}\]])")
QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'", re.DOTALL)
TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
ESCAPED_QUOTE = re.compile(r"\\(['\\])")
# Bounds: characters of scripts, values begun in one of them, objects looked at, and how deep they lie.
MAX_SCRIPT, MAX_NODES, MAX_DEPTH, MAX_CANDIDATES = 5_000_000, 50_000, 30, 40
# How many times the length of a script may be read without finding a value, and how often: an error counts lines from the start.
MAX_READ_IN_VAIN, MAX_FAILURES = 4, 300
MAX_NESTED = 10_000
MIN_WORDS, MIN_IN_PROSE = 60, 0.5
BLOCKS_IN_A_ROW = (
    0.6  # the share of items of a list that end a sentence, if they are paragraphs and not parts of one
)
FIRST_SECOND, LAST_SECOND = 10**8, 4 * 10**9


@dataclass(frozen=True)
class StateReport:
    """The report in a page's data; whatever it does not say is ""."""

    text: str = ""
    byline: str = ""
    day: str = ""


def report_in_scripts(tree: HtmlElement, titles: Sequence[str]) -> StateReport:
    """Return the report that the data of a page's scripts hold, whose title is one of the page's, or an empty one."""
    wanted = {tuple(paragraph_of(title).words) for title in titles if title} - {()}
    if not wanted:
        return StateReport()
    best = StateReport()
    for data in _data_of(tree):
        references = data if isinstance(data, dict) else {}
        for node, parent in _titled(data, wanted):
            text = _text_of(node, references) or (_text_of(parent, references) if parent else "")
            if len(text) > len(best.text):
                byline, day = _writer(node), _day(node)
                best = StateReport(text, byline or _writer(parent), day or _day(parent))
    return best


# The data


def _data_of(tree: HtmlElement) -> Iterator[object]:
    """Yield the values in a page's scripts that are JSON, or given as such to a variable or to JSON.parse."""
    yield from streamed(tree)
    yield from unflattened(tree)
    left = MAX_SCRIPT
    for script in tree.xpath('//script[not(@src) and not(contains(@type, "ld+json"))]'):
        text = (script.text or "")[:left]
        left -= len(text)
        if not left:
            return
        if script.get("type", "").endswith("json"):
            yield from _loaded(text)
        elif "{" in text:
            yield from _assigned(text)


def _assigned(script: str) -> Iterator[object]:
    """Yield what a script gives to variables: objects as written, or texts that JSON.parse reads.

    A value is read from where the one before it ended, so that no part is read twice but by those that fail.
    """
    script, end = UNDEFINED.sub("null", script), 0
    failures = 0
    decoder, left = json.JSONDecoder(strict=False), MAX_READ_IN_VAIN * len(script)
    for found in STARTS.finditer(script):
        start = found.end()
        if start < end:
            continue
        if left < 0 or failures == MAX_FAILURES:
            return
        try:
            if script[start] == "'":
                quoted = QUOTED.match(script, start)
                value, end = (
                    (ESCAPED_QUOTE.sub(r"\1", quoted[1]), quoted.end()) if quoted else ("", len(script))
                )
            else:
                value, end = decoder.raw_decode(script, start)
        except (ValueError, RecursionError) as error:
            # An open string is said to be wrong at its start, and was read to the end.
            failures += 1
            open_string = "Unterminated" in str(error)
            left -= (
                len(script) - start if open_string else getattr(error, "pos", start + MAX_NESTED) - start + 1
            )
            continue
        if not isinstance(value, str):
            yield value
        elif value[:1] in ("{", "["):
            yield from _loaded(value)


def _loaded(text: str) -> Iterator[object]:
    try:
        yield json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return


# The object of the report


def _titled(data: object, wanted: set[tuple[str, ...]]) -> Iterator[tuple[dict, dict | None]]:
    """Yield the objects with a title of the page, each with the object around it, up to a limit."""
    stack: list[tuple[object, dict | None, int]] = [(data, None, 0)]
    seen = found = 0
    while stack and seen < MAX_NODES and found < MAX_CANDIDATES:
        node, parent, depth = stack.pop()
        seen += 1
        if isinstance(node, dict) and _title_of(node) in wanted:
            found += 1
            yield node, parent
        if depth == MAX_DEPTH or not isinstance(node, dict | list):
            continue
        around = node if isinstance(node, dict) else parent
        inside = list(node.values() if isinstance(node, dict) else node)
        stack += [(value, around, depth + 1) for value in reversed(inside) if isinstance(value, dict | list)]


def _title_of(node: dict) -> tuple[str, ...]:
    for key, value in node.items():
        if _plain(key) not in HEADLINES:
            continue
        if isinstance(value, dict):
            value = value.get("rendered") or value.get("text") or value.get("basic")
        if isinstance(value, str) and len(value) < 500 and value.strip():
            return tuple(paragraph_of(line_decoded(TAG.sub("", value))).words)
    return ()


def _plain(key: str) -> str:
    return re.sub(r"[\W_]+", "", key.partition("(")[0]).lower()


# Its text


def _text_of(node: dict, references: dict) -> str:
    """Return the longest text under an object that is prose, or ""."""
    best = ""
    stack: list[tuple[object, int]] = [(node, 0)]
    seen = 0
    own = _title_of(node)
    while stack and seen < MAX_NODES // 10:
        value, depth = stack.pop()
        seen += 1
        if isinstance(value, dict):
            if depth and (title := _title_of(value)) and title != own and _plain_text(value):
                continue  # another report
            stack += [(one, depth + 1) for key, one in value.items() if _plain(key) in TEXTS and depth < 6]
        elif isinstance(value, list) and depth < 6:
            text = _joined(value, references)
            best = max(best, text, key=len)
            if not text:
                stack += [(one, depth + 1) for one in value]
        elif isinstance(value, str):
            best = max(best, _in_paragraphs(value), key=len)
    return best if _is_prose(best) else ""


def _plain_text(node: dict) -> bool:
    return any(_plain(key) in TEXTS and isinstance(value, str | list) for key, value in node.items())


def _joined(items: list, references: dict) -> str:
    """Return the text of a list of blocks, a paragraph for each."""
    return "\n\n".join(filter(None, (_block(item, references, 0) for item in items)))


def _block(item: object, references: dict, depth: int) -> str:
    """Return the text of a block: of a paragraph with its parts, of a section with its paragraphs."""
    if isinstance(item, str):
        return _in_paragraphs(item)
    if isinstance(item, list):
        return _of_parts([_block(one, references, depth + 1) for one in item]) if depth < MAX_DEPTH else ""
    if not isinstance(item, dict) or depth >= MAX_DEPTH:
        return ""
    if isinstance(name := item.get("__ref"), str):
        item = references.get(name, {})
        if not isinstance(item, dict):
            return ""
    kind = next(
        (value for key in ("type", "_type", "__typename", "kind") if isinstance(value := item.get(key), str)),
        "",
    )
    if NO_TEXT.search(kind):
        return ""
    texts = (_block(value, references, depth + 1) for key, value in item.items() if _plain(key) in TEXTS)
    return max(texts, key=len, default="")


def _of_parts(parts: list[str]) -> str:
    """Join parts: paragraphs if most of them end a sentence, else stretches of one paragraph."""
    parts = [part for part in parts if part]
    ending = sum(paragraph_of(part[-300:]).ends_a_sentence for part in parts)
    are_paragraphs = len(parts) > 1 and ending >= BLOCKS_IN_A_ROW * len(parts)
    return ("\n\n" if are_paragraphs else "").join(parts)


def _in_paragraphs(text: str) -> str:
    """Return a text without tags; what was set as paragraphs is set so."""
    if not TAG.search(text):
        return text_decoded(text)
    try:
        return as_pasted(lxml.html.fragment_fromstring(text, create_parent="div")).strip("\n")
    except (ParserError, ValueError):
        return ""


def _is_prose(text: str) -> bool:
    paragraphs = [paragraph_of(line) for line in text.split("\n") if line.strip()]
    words = [paragraph.length for paragraph in paragraphs]
    prose = sum(length for length, one in zip(words, paragraphs, strict=True) if one.is_prose)
    return sum(words) >= MIN_WORDS and prose >= MIN_IN_PROSE * sum(words)


# What it says of itself


def _writer(node: dict | None) -> str:
    for key, value in (node or {}).items():
        if _plain(key) in WRITERS and (names := _names(value)):
            return ", ".join(dict.fromkeys(names))
    return ""


def _names(value: object) -> list[str]:
    if isinstance(value, list):
        return [name for one in value[:20] for name in _names(one)]
    if isinstance(value, dict):
        value = next(
            (
                one
                for key, one in value.items()
                if _plain(key) in ("name", "fullname", "displayname", "title")
            ),
            "",
        )
    return [line_decoded(value)] if isinstance(value, str) and 0 < len(value.strip()) <= 200 else []


def _day(node: dict | None) -> str:
    said = {_plain(key): value for key, value in (node or {}).items()}
    value = next((said[key] for key in DAYS if said.get(key)), "")
    if isinstance(value, int | float) and not isinstance(value, bool):
        seconds = value / 1000 if value > LAST_SECOND else value
        if FIRST_SECOND < seconds < LAST_SECOND:
            return datetime.fromtimestamp(seconds, UTC).date().isoformat()
    return value if isinstance(value, str) else ""
