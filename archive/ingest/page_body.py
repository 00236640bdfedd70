"""Choose the text of the report on a web page from three: what trafilatura finds, the page read as if it had been copied in a browser,
and the text in its JSON-LD.

Trafilatura goes by the marks of a page, and is taken where it has any. Where it has none (old pages, laid out in tables or <pre>), where
nothing is found, or where only a part of the report is (one of several containers), the page as copied is read instead: no report
is lost because its page is unusual.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from lxml.html import HtmlElement

from archive.ingest.character_references import text_decoded
from archive.ingest.clean import Cleaned, clean
from archive.ingest.head import BODY
from archive.ingest.inside import without_ends, without_furniture, without_links_out, without_note_of_agency
from archive.ingest.paragraphs import paragraph_of
from archive.ingest.rules import Rule

# Below the element asked, not in the whole page: it is asked of each entry of a live blog.
NOT_READ = "descendant-or-self::*[self::script or self::style or self::noscript or self::template or self::svg or self::iframe or self::head or self::select] | descendant::comment()"
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "button",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "label",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    ]
)
APART = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote"))
# Marks by which a program finds the report; pages made before 2005 hardly have any.
MARKS = (
    '//article | //main | //*[@itemprop="articleBody"] | //*[@role="main"]'
    ' | //*[self::div or self::section or self::td][contains(@class, "article") or contains(@class, "content") or contains(@class, "story")'
    ' or contains(@class, "post") or contains(@class, "entry") or contains(@class, "text") or contains(@class, "body")'
    ' or contains(@id, "article") or contains(@id, "content") or contains(@id, "story") or contains(@id, "main")]'
)
SHOWN_REFERENCE = re.compile(r"&(?=(?:amp|lt|gt|quot);)")
# Persian, Urdu and Hindi part or join letters by these within a word; no page prints the signs that stand in for them.
STAND_INS = {0x200C: "⧘", 0x200D: "⧙"}
JOINERS = {ord(sign): chr(code) for code, sign in STAND_INS.items()}
TO_PROTECT = re.compile("[&\u200c\u200d]")
MUCH_MORE = 1.5  # how much longer another text must be for that found to be only a part of it
WITHIN = 0.8  # the share of its paragraphs that must then be in the other
MIN_STATED, MIN_ALONE = 60, 20  # words of a text in JSON-LD, beside another and where there is no other
TOO_LITTLE = 0.5
MUCH_IN_CELLS = 0.3


def as_pasted(tree: HtmlElement) -> str:
    """Return the text of a page as a browser copies it: a line for each block, an empty one around paragraphs."""
    parts: list[str] = []
    skipped = set(tree.xpath(NOT_READ))
    stack: list[tuple[HtmlElement, bool, bool]] = [(tree, False, False)]
    while stack:
        element, left, is_set = stack.pop()
        edge = "\n\n" if element.tag in APART else "\n" if element.tag in BLOCKS else ""
        tail = element.tail or "" if element is not tree else ""
        if left or element in skipped:
            parts.append((edge if left else "") + _spaced(tail, is_set=is_set))
            continue
        inside = is_set or element.tag == "pre"
        parts.append(edge + _spaced(element.text or "", is_set=inside))
        stack.append((element, True, is_set))
        stack.extend((child, False, inside) for child in reversed(element))
    lines = [" ".join(line.split()) for line in "".join(parts).split("\n")]
    return "\n".join(lines)


def _spaced(text: str, *, is_set: bool) -> str:
    """Return a text with its line ends as blanks, unless it is set as typed (<pre>)."""
    return text if is_set else text.replace("\n", " ").replace("\r", " ")


def read_as_pasted(tree: HtmlElement, rules: Iterable[Rule]) -> Cleaned:
    """Return the report in a page read as if it had been copied in a browser, without whatever the page says of itself."""
    cleaned = clean(as_pasted(tree), rules=rules)
    return without_own_words(replace(cleaned, pieces=tuple(without_furniture(cleaned.pieces))))


def is_marked(tree: HtmlElement) -> bool:
    """Return whether a page marks where its report is."""
    return bool(tree.xpath(MARKS))


def extracted_text(tree: HtmlElement) -> str:
    """Return the text that trafilatura finds, or ""; it destroys the tree."""
    # Imported here, as loading it takes long and hardly any command reads web pages.
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    _protect(tree)
    found = bare_extraction(tree, favor_precision=True, include_comments=False, with_metadata=False)
    return (found.text or "").translate(JOINERS) if isinstance(found, Document) else ""


def _protect(tree: HtmlElement) -> None:
    """Encode a literal "&amp;" on the page once more, which trafilatura decodes, and keep the joiners between letters, which it drops."""
    for element in tree.iter():
        for name in ("text", "tail"):
            if (text := getattr(element, name)) and isinstance(element.tag, str) and TO_PROTECT.search(text):
                setattr(element, name, SHOWN_REFERENCE.sub("&amp;", text).translate(STAND_INS))


def choose(
    extracted: str, pasted: Cleaned, stated: str, *, marked: bool, headline: str, rules: Iterable[Rule]
) -> Cleaned:
    """Return the report in the text that holds most of it with least besides.

    Args:
        extracted: what trafilatura found.
        pasted: the report in the page as copied.
        stated: the text in JSON-LD.
        marked: the page marks where its report is.
        headline: as stated by the page.
        rules: what curators know of the source.
    """
    if _is_table(extracted) and pasted.body:
        extracted = ""
    found = clean(extracted, headline=headline, rules=rules) if extracted.strip() else Cleaned(())
    found = without_own_words(found)
    if _is_better(pasted, found, marked=marked):
        found = pasted
    words = len(stated.split())
    if words >= (MIN_STATED if found.body else MIN_ALONE) and len(found.body.split()) < TOO_LITTLE * words:
        return clean(text_decoded(stated), headline=headline, rules=rules)
    return found


def _is_table(extracted: str) -> bool:
    """Return whether much of a text was taken for the cells of a table, as in old layouts, where a cell holds the whole report."""
    rows = (line for line in extracted.split("\n") if line.startswith("|"))
    return sum(map(len, rows)) > MUCH_IN_CELLS * len(extracted)


def without_own_words(cleaned: Cleaned) -> Cleaned:
    """Remove what a page says of itself and of the writer below its text; a short line that ends no sentence is kept.

    Lines that lead to other reports go wherever they stand, and other furniture above and below the paragraphs.
    """
    pieces = without_note_of_agency(without_links_out(cleaned.pieces))
    result = without_ends(pieces)
    last = max((at for at, piece in enumerate(result) if piece.kind == BODY), default=-1)
    kept = [
        new if at > last and (paragraph_of(new.text).is_prose or new.text.endswith(":")) else old
        for at, (old, new) in enumerate(zip(pieces, result, strict=True))
    ]
    return replace(cleaned, pieces=tuple(kept))


def _is_better(pasted: Cleaned, found: Cleaned, *, marked: bool) -> bool:
    """Return whether the page as copied is the better source: the other is empty, unmarked, or only a part of it."""
    if not pasted.body or not pasted.is_sure_of_its_extent:
        return not found.body
    if not found.body or not marked:
        return True
    if len(pasted.body) < MUCH_MORE * len(found.body):
        return False
    whole = _unspaced(pasted.body)
    paragraphs = [_unspaced(paragraph) for paragraph in found.body.split("\n\n")[:2_000]]
    within = sum(len(paragraph) for paragraph in paragraphs if paragraph in whole)
    return within >= WITHIN * sum(map(len, paragraphs))


def _unspaced(text: str) -> str:
    return "".join(text.split())
