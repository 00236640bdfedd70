"""Digitised newspapers: TEI texts; METS issues with their ALTO pages, of which each article of the logical structure is a report.

An ALTO page alone is read as one report, and says that its articles are not told apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from archive.ingest.raw import MAX_FILE_BYTES, MAX_RECORD_BYTES, RawArticle, Refusal, in_megabytes
from archive.ingest.readers.exports import Cuttings, export_reader
from archive.ingest.readers.fields import RecordError
from archive.ingest.readers.formats import ALTO, METS, TEI, Reader
from archive.ingest.readers.options import ReadingOptions
from archive.ingest.readers.slices import slices_of
from archive.ingest.readers.xml import local_name, xml_tree
from archive.reference.languages import code_of_name

XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
HREF = "{http://www.w3.org/1999/xlink}href"


def _local(element) -> str:
    return local_name(element).lower()


def _all(tree, *names: str) -> list:
    return [element for element in tree.iter(etree.Element) if _local(element) in names]


def _text(element) -> str:
    return " ".join("".join(element.itertext()).split())


def _first(tree, *names: str) -> str:
    return next((text for name in names for element in _all(tree, name) if (text := _text(element))), "")


def _date(tree, *names: str) -> str:
    found = [element for name in names for element in _all(tree, name)]
    return next(
        (
            said
            for element in found
            if (said := element.get("when") or element.get("when-iso") or _text(element))
        ),
        "",
    )


# TEI

DOCUMENT = re.compile(rb"<(?:\w+:)?TEI(?:\.2)?[\s>]", re.IGNORECASE)
ARTICLE = re.compile(rb"<(?:\w+:)?div\d?\b[^<>]{0,300}\btype=[\"'](?:news)?article[\"']", re.IGNORECASE)
HEADER_END = re.compile(rb"</(?:\w+:)?teiHeader>", re.IGNORECASE)
PARAGRAPHS = ("p", "ab", "l", "item", "head")


def _cut_tei(path: Path, told: str) -> Cuttings:
    return Cuttings(_tei_texts(path))


def _tei_texts(path: Path) -> Iterator[bytes | None]:
    """Yield each TEI document of a corpus or, of an issue, each article behind the header."""
    with path.open("rb") as file:
        head = file.read(MAX_RECORD_BYTES)
    ends = HEADER_END.search(head)
    is_issue = len(ARTICLE.findall(head)) > 1 and ends is not None and len(DOCUMENT.findall(head)) == 1
    header = head[: ends.end()] if is_issue and ends else b""
    for piece in slices_of(path, ARTICLE if is_issue else DOCUMENT):
        yield header + piece if piece else None


def _leave_out(root) -> None:
    """Remove what is no text of a TEI document, and close up words that a line or page end parts; what follows in the line stays."""
    corrected = [
        one
        for choice in _all(root, "choice")
        for one in _all(choice, "sic", "orig", "abbr")
        if len(choice) > 1
    ]
    for left_out in [*_all(root, "note", "fw", "figure", "del"), *corrected]:
        if left_out is not root:
            _remove(left_out)
    for end in _all(root, "lb", "pb", "cb"):
        if (end.get("break") or "").lower() != "no":
            end.tail = f" {end.tail or ''}"


def _remove(element) -> None:
    """Remove an element, but not the text after it."""
    parent, tail = element.getparent(), element.tail or ""
    if parent is None:
        return
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _parse_tei(content: bytes, *, encoding: str) -> dict:
    tree = xml_tree(content)
    header = next(iter(_all(tree, "teiheader")), None)
    body = next(iter(_all(tree, "body")), None)
    articles = [
        div for div in _all(tree, "div", "div1", "div2") if "article" in (div.get("type") or "").lower()
    ]
    root = articles[0] if articles else body if body is not None else tree
    _leave_out(root)
    inside = [
        element
        for element in _all(root, *PARAGRAPHS)
        if not any(_local(one) in PARAGRAPHS for one in element.iterancestors())
    ]
    inside = [element for element in inside if header is None or header not in element.iterancestors()]
    heading = next((_text(element) for element in inside if _local(element) == "head"), "")
    texts = [
        _text(element) for element in inside if not (_local(element) == "head" and _text(element) == heading)
    ]
    described = header if header is not None else tree
    statement = next(iter(_all(described, "titlestmt")), described)
    sources = next(iter(_all(described, "sourcedesc")), None)
    titles = _all(sources, "title") if sources is not None else []
    address = next(
        (_text(one) for one in _all(described, "idno") if (one.get("type") or "").lower() in ("url", "uri")),
        "",
    )
    return {
        "headline": heading if articles and heading else _first(statement, "title") or heading,
        "byline": ", ".join(_text(one) for one in _all(statement, "author")),
        "source": next((_text(one) for one in titles if one.get("level", "j") in ("j", "m")), ""),
        "published": (_date(sources, "date") if sources is not None else "") or _date(described, "date"),
        "language": (
            tree.get(XML_LANGUAGE) or next((one.get("ident", "") for one in _all(described, "language")), "")
        ).split("-")[0],
        "url": address if address.startswith("http") else "",
        "text": "\n\n".join(filter(None, texts)),
    }


# ALTO


def block_text(block) -> str:
    """Return the text of a block of an ALTO page, with words that a line end parts put together."""
    words: list[str] = []
    joins = False
    for element in block.iter(etree.Element):
        name = _local(element)
        if name == "hyp":
            joins = bool(words) and not words[-1].endswith("\0")
        elif name == "string":
            part, whole = element.get("SUBS_TYPE") or "", element.get("SUBS_CONTENT") or ""
            if part == "HypPart2" and whole:
                joins = False
                continue
            said = whole if part == "HypPart1" and whole else element.get("CONTENT") or ""
            if joins and words and not whole:
                words[-1] += said
            else:
                words.append(said)
            joins = False
    return " ".join(words)


def _cut_alto(path: Path, told: str) -> Cuttings:
    if path.stat().st_size > MAX_FILE_BYTES:
        raise RecordError("is larger than any page of a newspaper")
    return Cuttings([path.read_bytes()])


def _parse_alto(content: bytes, *, encoding: str) -> dict:
    blocks = [block_text(block) for block in _all(xml_tree(content), "textblock")]
    told = "is one page of a newspaper, which does not say where its articles begin and end: give the METS file of its issue instead"
    return {"text": "\n\n".join(filter(None, blocks)), "notices": (told,)}


# METS


class _Issue:
    """An issue in a METS file: its articles, the files of its pages, what is said of it."""

    def __init__(self, path: Path):
        if path.stat().st_size > MAX_FILE_BYTES:
            raise RecordError(
                f"is a METS file larger than {in_megabytes(MAX_FILE_BYTES)}: it cannot be that of one issue"
            )
        self.folder = path.parent.resolve()
        self.tree = xml_tree(path.read_bytes())
        self.files = {one.get("ID"): one for one in _all(self.tree, "file")}
        self.described = {one.get("ID"): one for one in _all(self.tree, "dmdsec")}
        self.pages: set[Path] = set()
        self.blocks = lru_cache(maxsize=8)(self._blocks)

    def articles(self) -> Iterator[bytes]:
        """Yield each article of the logical structure as XML: what is said of it and of the issue, and its blocks."""
        logical = [
            one
            for one in _all(self.tree, "structmap")
            if (one.get("TYPE") or "").lower().startswith("logical")
        ]
        for structure in logical:
            for div in _all(structure, "div"):
                if "article" in (div.get("TYPE") or "").lower():
                    yield self._article(div)

    def _article(self, div) -> bytes:
        root = etree.Element("article", headline=div.get("LABEL") or "")
        own = self._said(div)
        for name, sections in (
            ("own", own),
            ("issue", [one for outer in div.iterancestors() for one in self._said(outer)]),
        ):
            part = etree.SubElement(root, name)
            part.extend(deepcopy(section) for section in sections)
        for area in _all(div, "area"):
            if not area.get("BEGIN"):
                continue  # a part of a picture of the page
            block = self.blocks(area.get("FILEID") or "").get(area.get("BEGIN") or "")
            if block is not None:
                root.extend(deepcopy(one) for one in (_all(block, "textblock") or [block]))
        return etree.tostring(root, encoding="utf-8")

    def _said(self, div) -> list:
        names = (div.get("DMDID") or "").split() if isinstance(div.tag, str) else []
        return [self.described[name] for name in names if name in self.described]

    def _blocks(self, file: str) -> dict:
        path = self._page(file)
        if path is None:
            raise RecordError(
                f"its page {file[:60]} does not lie beside it: give the METS file with the pages of its issue"
            )
        self.pages.add(path)
        return {one.get("ID"): one for one in _all(xml_tree(path.read_bytes()), "textblock", "composedblock")}

    def _page(self, file: str) -> Path | None:
        places = (
            [one.get(HREF) or "" for one in _all(self.files[file], "flocat")] if file in self.files else []
        )
        for place in (place.replace("\\", "/") for place in places):
            path = (self.folder / re.sub(r"^file:/*(?:\./)?", "", unquote(place)).lstrip("/")).resolve()
            if path.is_relative_to(self.folder) and path.is_file() and path.stat().st_size <= MAX_FILE_BYTES:
                return path
        return None


def _parse_mets(content: bytes, *, encoding: str) -> dict:
    tree = xml_tree(content)
    if len(tree) < 2:
        raise RecordError("is not an article of an issue")
    own, issue = tree[0], tree[1]
    written = _first(own, "languageterm") or _first(issue, "languageterm")
    return {
        "headline": _first(own, "title") or tree.get("headline", ""),
        "byline": ", ".join(_text(one) for one in _all(own, "namepart") or _all(own, "displayform")),
        "source": _first(issue, "title"),
        "published": _date(own, "dateissued") or _date(issue, "dateissued"),
        "language": written.lower()[:3] if len(written) <= 3 else code_of_name(written),
        "text": "\n\n".join(filter(None, (block_text(block) for block in tree[2:]))),
    }


_ARTICLES = export_reader(
    METS, None, "application/mets+xml", lambda path, told: Cuttings(_Issue(path).articles()), _parse_mets
)


def _read_mets(path: Path, origin: str, options: ReadingOptions) -> Iterator[RawArticle | Refusal]:
    """Read the articles of an issue; its pages are not read again by themselves."""
    yield from _ARTICLES.read(path, origin, options)
    try:
        files = _Issue(path)
        options.attached.update(page for file in files.files if (page := files._page(file)))
    except RecordError:
        return


READERS = (
    export_reader(TEI, None, "application/tei+xml", _cut_tei, _parse_tei),
    export_reader(ALTO, None, "application/alto+xml", _cut_alto, _parse_alto),
    Reader(METS, _ARTICLES.media_type, _read_mets, _ARTICLES.reread),
)
