"""Exports of Factiva: pages, RTF and text with codes of two letters, and XML.

A page marks headline and paragraphs and leaves the lines between them without names: words, day, time, source, its code, page,
language, copyright, in this order, in the language of the interface. Text and RTF write `HD`, `BY`, `PD`, `SN`, `LP`, `TD`, `AN`
before each; the lead paragraph and the text after it are the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree
from lxml.html import HtmlElement

from archive.dates import DateError, read_printed
from archive.ingest.html import parse as parse_markup
from archive.ingest.raw import MAX_RECORD_BYTES
from archive.ingest.readers.bundles import FACTIVA
from archive.ingest.readers.exports import Cuttings, decoded, export_reader, page_cuttings, text_cut
from archive.ingest.readers.fields import RecordError
from archive.ingest.readers.formats import PAGE, RTF, TEXT, XML
from archive.ingest.readers.paragraphs import RawParagraph
from archive.ingest.readers.rtf import RtfReader, rtf_paragraphs
from archive.ingest.readers.slices import lines_of, slices_of
from archive.ingest.readers.xml import local_name, xml_tree
from archive.reference.languages import code_of_name

ARTICLE = re.compile(rb"<div[^<>]{0,200}\bclass=[\"']?article [a-z]{2}article\b", re.IGNORECASE)
XML_ARTICLE = re.compile(rb"<(?:distdoc|ppsarticle|archivedoc)\b", re.IGNORECASE)
NUMBER = re.compile(r"(?:\w+ )?([A-Z][A-Z0-9]{3,9}(?:19|20)\d{6}[0-9a-z]{9})")
CODE = re.compile(r"(?P<code>[A-Z]{2})(?P<rest>(?:\t|\s{2,}|$).*)", re.DOTALL)
CODES = frozenset(
    [
        "SE",
        "HD",
        "CR",
        "WC",
        "PD",
        "ET",
        "SN",
        "SC",
        "ED",
        "PG",
        "LA",
        "CY",
        "LP",
        "TD",
        "CT",
        "RF",
        "CO",
        "IN",
        "NS",
        "RE",
        "PUB",
        "AN",
        "BY",
        "CX",
        "VOL",
        "ART",
        "IPD",
        "IPC",
        "CLM",
        "DLN",
        "HLP",
        "CRF",
    ]
)
BY = re.compile(r"^(?:by|von|par|por|di|da)\s+", re.IGNORECASE)
WORDS = re.compile(r"[\d.,\u00a0\u202f ]{1,12}\s?[^\W\d]\w{0,30}")
CLOCK = re.compile(r"\d{1,2}[:.]\d{2}(?: ?[AP]M)?(?: ?[A-Z]{2,4})?")
MAX_DATE = 60


# Pages


def _cut_page(path: Path, told: str) -> Cuttings:
    return page_cuttings(path, told, lambda head: ARTICLE)


def _parse_page(content: bytes, *, encoding: str) -> dict:
    markup, _, _ = decoded(content, told=encoding, markup=True)
    tree = parse_markup(markup)
    article = next(iter(tree.xpath('//div[contains(@class, "rticle")]')), None) if tree is not None else None
    if article is None:
        raise RecordError("holds no article that could be told apart: look at it by hand")
    headline = _first(article, './/span[contains(@class, "Headline")] | .//*[@id="hd"]')
    author = _first(article, './/div[contains(@class, "author")]')
    named = set(article.xpath('.//div[@id="hd"] | .//div[contains(@class, "author")]'))
    lines = [
        _line(div)
        for div in article.iter("div")
        if div is not article and div not in named and not len(div.xpath("./div | ./p"))
    ]
    paragraphs = [_line(p) for p in article.xpath('.//p[contains(@class, "rticleParagraph")]')]
    number = next(
        (found for text in reversed([_line(p) for p in article.xpath(".//p")]) if (found := number_in(text))),
        "",
    )
    return {
        **_unnamed([line for line in lines if line]),
        "headline": headline,
        "byline": BY.sub("", author),
        "text": "\n\n".join(filter(None, paragraphs)),
        "id": number,
        "notices": () if headline else ("no headline was found in it: check it",),
    }


def _unnamed(lines: list[str]) -> dict:
    """Tell the lines without names apart: the day is the first that is a date, the source follows it, or the time of day."""
    at = next((at for at, line in enumerate(lines) if is_day(line)), None)
    if at is None:
        return {}
    after = [line for line in lines[at + 1 :] if not CLOCK.fullmatch(line)]
    language = next(
        (code for line in after[1:] if (code := code_of_name(line)) and len(line.split()) <= 3), ""
    )
    return {"published": lines[at], "source": after[0] if after else "", "language": language}


def is_day(line: str) -> bool:
    """Return whether a line is a date and nothing else."""
    if not (len(line) <= MAX_DATE and any(map(str.isdigit, line)) and not WORDS.fullmatch(line)):
        return False
    try:
        return bool(read_printed(line).edtf)
    except DateError:
        return False


def number_in(text: str) -> str:
    """Return Factiva's own number of an article from its last line, "Document BORCOU0020120224e82o00001"."""
    found = NUMBER.fullmatch(text.strip())
    return found[1] if found else ""


def _first(article: HtmlElement, path: str) -> str:
    found = article.xpath(path)
    return _line(found[0]) if found else ""


def _line(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


# Text and RTF


def _text_articles(path: Path, cuttings: Cuttings) -> Iterator[bytes | None]:
    lines = (RawParagraph(line.decode(cuttings.encoding, errors="replace"), line) for line in lines_of(path))
    for held in _articles(lines):
        content = b"".join(one.content for one in held).strip(b"\r\n")
        yield content if len(content) <= MAX_RECORD_BYTES else None


def _parse_text(content: bytes, *, encoding: str) -> dict:
    text, _, _ = decoded(content, told=encoding)
    return fields_of(text.lstrip("\ufeff").splitlines())


def _cut_rtf(path: Path, told: str) -> Cuttings:
    return Cuttings(_rtf_articles(path))


def _rtf_articles(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        reader = RtfReader(file)
        for held in _articles(reader.paragraphs()):
            yield b"".join([reader.header, *(one.content for one in held)])


def _parse_rtf(content: bytes, *, encoding: str) -> dict:
    return fields_of([line for one in rtf_paragraphs(content) for line in one.text.splitlines() or [""]])


def _articles(paragraphs) -> Iterator[list[RawParagraph]]:
    """Group lines into articles: each ends with its number, after which only a blank line or the next begins."""
    held: list[RawParagraph] = []
    ended = False
    for paragraph in paragraphs:
        text = paragraph.text.strip("\ufeff \t\r\n")
        code, _ = _coded(paragraph.text)
        if ended and text:
            yield held
            held, ended = [], False
        if not held and not text:
            continue
        held.append(paragraph)
        ended = ended or (bool(number_in(text)) or (code == "AN" and bool(number_in(text[2:].strip()))))
    if ended or any(_coded(one.text)[0] in ("HD", "LP", "TD") for one in held):
        yield held


def _coded(line: str) -> tuple[str, str]:
    found = CODE.match(line.strip("\ufeff\r\n"))
    return (found["code"], found["rest"].strip()) if found and found["code"] in CODES else ("", line.strip())


def fields_of(lines: list[str]) -> dict:
    """Return the fields of a report from lines that begin with codes; lines without one go on with the last."""
    values: dict[str, list[str]] = {}
    code = own_number = ""
    for line in lines:
        found, text = _coded(line)
        own_number = number_in(text) or own_number
        if found:
            code = found
            values.setdefault(code, [])
        elif not text and code in ("LP", "TD", "HLP"):
            values[code].append("")
        if text and code:
            values[code].append(text)
    if not values.get("HD") and not (values.get("LP") or values.get("TD")):
        return _uncoded(lines)
    one = {code: " ".join(parts).strip() for code, parts in values.items()}
    return {
        "headline": one.get("HD", ""),
        "byline": BY.sub("", one.get("BY", "")),
        "published": one.get("PD", ""),
        "source": one.get("SN", "") or one.get("PUB", ""),
        "language": code_of_name(one.get("LA", "")),
        "id": own_number or one.get("AN", ""),
        "text": "\n\n".join([*_paragraphs(values.get("LP", [])), *_paragraphs(values.get("TD", []))]),
    }


def _paragraphs(lines: list[str]) -> list[str]:
    """Return the paragraphs of a field: parted by blank lines if there are any, else a line each."""
    if "" in lines[1:-1]:
        text = "\n".join(lines)
        return [" ".join(part.split("\n")).strip() for part in re.split(r"\n{2,}", text) if part.strip()]
    return [line for line in lines if line]


def _uncoded(lines: list[str]) -> dict:
    """Read an article without codes, in the order of a page: headline, byline, words, day, time, source, …, text."""
    lines = [line.strip() for line in lines if line.strip()]
    day = next((at for at, line in enumerate(lines) if is_day(line)), None)
    if day is None:
        raise RecordError("holds no article that could be told apart: look at it by hand")
    above = [line for line in lines[:day] if not WORDS.fullmatch(line)]
    rest = [line for line in lines[day + 1 :] if not number_in(line)]
    start = next(
        (at for at, line in enumerate(rest) if line.lower().startswith(("(c)", "©", "copyright"))), 3
    )
    number = next((number for line in reversed(lines) if (number := number_in(line))), "")
    by = next((line for line in above[1:] if BY.match(line)), "")
    title = [line for line in above if line != by]
    return {**_unnamed(lines[day : day + 2 + start]), "headline": title[-1] if title else "", "byline": BY.sub("", by),
            "text": "\n\n".join(rest[start + 1 :]), "id": number}  # fmt: skip


# XML


def _cut_xml(path: Path, told: str) -> Cuttings:
    return Cuttings(slices_of(path, XML_ARTICLE))


def _parse_xml(content: bytes, *, encoding: str) -> dict:
    tree = xml_tree(content)
    texts = {
        name: _texts(tree, name)
        for name in ("leadparagraph", "tailparagraphs", "paragraph", "hd", "lp", "td")
    }
    number = (
        _one(tree, "accessionno") or _one(tree, "an") or next(iter(tree.xpath("//@accessionNo | //@ref")), "")
    )
    body = texts["leadparagraph"] + texts["tailparagraphs"] or texts["lp"] + texts["td"] or texts["paragraph"]
    return {
        "headline": " ".join(_texts(tree, "headline") or texts["hd"]),
        "byline": BY.sub("", _one(tree, "byline") or _one(tree, "by")),
        "published": _one(tree, "publicationdate") or _one(tree, "pd") or _one(tree, "date"),
        "source": _one(tree, "sourcename") or _one(tree, "sn") or _one(tree, "publishername"),
        "language": _language(tree),
        "dateline": _one(tree, "dateline"),
        "id": number.rpartition("/")[2].strip(),
        "text": "\n\n".join(body),
    }


def _elements(tree, name: str) -> list:
    return [element for element in tree.iter(etree.Element) if local_name(element).lower() == name]


def _texts(tree, name: str) -> list[str]:
    """Return the paragraphs in the elements of a name: those inside each, or the element itself."""
    texts = []
    for element in _elements(tree, name):
        inner = [
            child
            for child in element.iter(etree.Element)
            if local_name(child).lower() in ("para", "p", "paragraph")
        ]
        texts += [
            " ".join("".join(one.itertext()).split())
            for one in (inner or [element])
            if one is not element or not inner
        ]
    return [text for text in texts if text]


def _one(tree, name: str) -> str:
    return next(iter(_texts(tree, name)), "")


def _language(tree) -> str:
    code = _one(tree, "baselanguage") or _one(tree, "language") or _one(tree, "la")
    return code.lower() if re.fullmatch(r"[A-Za-z]{2}", code) else code_of_name(code)


READERS = (
    export_reader(FACTIVA, PAGE, "text/html; profile=factiva", _cut_page, _parse_page),
    export_reader(FACTIVA, TEXT, "text/plain; profile=factiva", text_cut(_text_articles), _parse_text),
    export_reader(FACTIVA, RTF, "application/rtf; profile=factiva", _cut_rtf, _parse_rtf),
    export_reader(FACTIVA, XML, "application/xml; profile=factiva", _cut_xml, _parse_xml),
)
