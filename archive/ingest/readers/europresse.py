"""Pages of Europresse: the newer ones with `titreArticle` and `docOcurrContainer`, the older with `DocPublicationName`."""

from __future__ import annotations

import re
from pathlib import Path

from lxml.html import HtmlElement

from archive.dates import DateError, read_printed
from archive.ingest.html import parse as parse_markup
from archive.ingest.html import visible_lines
from archive.ingest.readers.bundles import EUROPRESSE
from archive.ingest.readers.exports import Cuttings, decoded, export_reader, page_cuttings
from archive.ingest.readers.fields import RecordError
from archive.ingest.readers.formats import PAGE

ARTICLE = re.compile(rb"<article\b", re.IGNORECASE)
NAME = re.compile(rb"<span[^<>]{0,200}\bclass=[\"']?docpublicationname\b", re.IGNORECASE)
NUMBER = re.compile(
    r"(?:numéro de document|document number|número de documento)? ?:? ?(news[·.](\d{4})(\d\d)(\d\d)[·.]\S{1,100})",
    re.IGNORECASE,
)
FOOT = re.compile(
    r"(?:numéro de document|document number|número de documento|certificat émis le|certificate issued on|cet article est paru|©|\(c\)|copyright|"
    r"tous droits réservés|all rights reserved|le présent document|this document|note\(s\) ?:|illustration\(s\) ?:|référence bibliographique).*",
    re.IGNORECASE | re.DOTALL,
)
DATE_PARTS = re.compile(r"[,;•|]\s*")


def _cut(path: Path, told: str) -> Cuttings:
    return page_cuttings(path, told, lambda head: ARTICLE if ARTICLE.search(head) else NAME)


def _parse(content: bytes, *, encoding: str) -> dict:
    markup, _, _ = decoded(content, told=encoding, markup=True)
    tree = parse_markup(markup)
    if tree is None:
        raise RecordError("holds no article that could be told apart: look at it by hand")
    number = next((found for line in visible_lines(tree) if (found := NUMBER.search(line[:300]))), None)
    header = _text(tree, "docheader")
    body = _first(tree, "dococurrcontainer")
    lines = visible_lines(body) if body is not None else _after_title(tree)
    return {
        "headline": _text(tree, "titrearticlevisu") or _text(tree, "titrearticle"),
        "source": re.split(r" ?[•|] ?|,? no\.? \d| \(site web\)", _text(tree, "docpublicationname"))[0].strip(
            " ,"
        ),
        "published": _day(header) or ("-".join(number.groups()[1:]) if number else ""),
        "byline": _text(tree, "docauthors") or _text(tree, "sm-margin-bottomnews") or _text(tree, "auteur"),
        "id": number[1] if number else "",
        "text": "\n\n".join(_without_foot(lines)),
    }


def _first(tree: HtmlElement, name: str) -> HtmlElement | None:
    return next(
        (
            element
            for element in tree.iter()
            if isinstance(element.tag, str)
            and name in element.get("class", "").lower().replace(" ", "|").split("|")
        ),
        None,
    )


def _text(tree: HtmlElement, name: str) -> str:
    element = _first(tree, name)
    return " ".join(element.text_content().split()) if element is not None else ""


def _after_title(tree: HtmlElement) -> list[str]:
    """Return the lines below the headline, where nothing marks the text."""
    lines = visible_lines(tree)
    title = _text(tree, "titrearticlevisu") or _text(tree, "titrearticle")
    at = next((at for at, line in enumerate(lines) if title and title in line), -1)
    rest = lines[at + 1 :]
    return [line for line in rest if line not in (_text(tree, "docauthors"), _text(tree, "auteur"))]


def _without_foot(lines: list[str]) -> list[str]:
    end = next(
        (at for at, line in enumerate(lines) if at and (FOOT.fullmatch(line) or NUMBER.match(line))),
        len(lines),
    )
    return lines[:end]


def _day(header: str) -> str:
    """Return the date in a header such as “Monde, jeudi 5 octobre 2013, p. 7”."""
    parts = DATE_PARTS.split(header)
    joined = [f"{one} {other}" for one, other in zip(parts, parts[1:], strict=False)]
    for part in (*parts, *joined):
        if len(part) <= 60 and any(map(str.isdigit, part)):
            try:
                if len(read_printed(part).edtf) == 10:
                    return part.strip()
            except DateError:
                continue
    return ""


READERS = (export_reader(EUROPRESSE, PAGE, "text/html; profile=europresse", _cut, _parse),)
