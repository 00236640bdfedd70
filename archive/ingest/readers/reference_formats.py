"""What the fields of RIS, BibTeX and Zotero's RDF mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import bibtexparser
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware, MonthIntMiddleware
from lxml import etree

from archive.ingest.raw import MAX_FILE_BYTES, in_megabytes
from archive.ingest.readers.bundles import BIBTEX, RIS
from archive.ingest.readers.exports import decoded
from archive.ingest.readers.fields import RecordError
from archive.ingest.readers.formats import TEXT, ZOTERO
from archive.ingest.readers.references import Reference, ReferenceFormat, reference_readers
from archive.ingest.readers.slices import slices
from archive.ingest.readers.xml import local_name, xml_tree

SLASHED = re.compile(r"(\d{4})(?:/(\d{1,2})(?:/(\d{1,2})(?:/.*)?)?)?/*")


def _written_date(value: str) -> str:
    """Return 2012/02/24/ as 2012-02-24; anything else as it is."""
    found = SLASHED.fullmatch(value.strip())
    return "-".join(part.zfill(2) for part in found.groups() if part) if found else value.strip()


def _in_order(name: str) -> str:
    """Return “Varga, Ilse” as Ilse Varga."""
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and first.strip() and "," not in first else name.strip()


def _pieces(path: Path, mark: re.Pattern[bytes], wanted: re.Pattern[bytes]) -> Iterator[bytes | None]:
    with path.open("rb") as file:
        for piece in slices(file, mark):
            if piece is None or wanted.match(piece):
                yield piece.strip(b"\r\n") if piece else None


# RIS

RIS_BEGIN = re.compile(rb"^(?:\xef\xbb\xbf)?TY {1,2}- ?", re.MULTILINE)


def _cut_ris(path: Path) -> Iterator[bytes | None]:
    return _pieces(path, RIS_BEGIN, RIS_BEGIN)


def parse_ris(content: bytes) -> Reference:
    """Return what a RIS record says; raises RecordError."""
    text, _, _ = decoded(content)
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    text = re.sub(r"^([A-Z][A-Z0-9]) {1,2}- ?", r"\1  - ", text, flags=re.MULTILINE)
    if not re.search(r"^ER  -", text, re.MULTILINE):
        text += "\nER  - \n"
    try:
        found = rispy.loads(text)[0]
    except (OSError, ValueError, IndexError, KeyError) as error:
        raise RecordError(
            f"is a RIS record that cannot be read ({str(error)[:80]}): export it again"
        ) from error
    files = [*_listed(found, "file_attachments1"), *_listed(found, "file_attachments2")]
    return Reference(
        {
            "headline": _one(found, "title", "primary_title", "short_title"),
            "byline": ", ".join(map(_in_order, _listed(found, "authors") or _listed(found, "first_authors"))),
            "source": _one(
                found, "secondary_title", "journal_name", "alternate_title2", "alternate_title1", "publisher"
            ),
            "published": _written_date(_one(found, "date", "publication_year", "year")),
            "url": next((url for url in _listed(found, "urls") if url.startswith("http")), ""),
            "language": _one(found, "language"),
            "id": _one(found, "accession_number", "id"),
        },
        _one(found, "abstract", "notes_abstract"),
        [*_listed(found, "notes"), *_listed(found, "research_notes")],
        [name.removeprefix("file://").removeprefix("internal-pdf://") for name in files],
    )


def _listed(found: dict, name: str) -> list[str]:
    value = found.get(name) or []
    return [value] if isinstance(value, str) else [str(item) for item in value]


def _one(found: dict, *names: str) -> str:
    return next((value for name in names for value in _listed(found, name) if value.strip()), "")


# BibTeX

ENTRY = re.compile(rb"^[ \t]*@[A-Za-z]{3,40}[ \t]*[{(]", re.MULTILINE)
REPORT_ENTRY = re.compile(rb"\s*@(?!string\b|comment\b|preamble\b)", re.IGNORECASE)
# Zotero: "Full Text:files/12/x.html:text/html"; JabRef: ":files/x.pdf:PDF"
PARTS, FIELDS = re.compile(r"(?<!\\);"), re.compile(r"(?<!\\):")
BIBTEX_MONTHS = {
    month: f"{number:02}"
    for number, month in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}


def _cut_bibtex(path: Path) -> Iterator[bytes | None]:
    return _pieces(path, ENTRY, REPORT_ENTRY)


LATEX = (MonthIntMiddleware(), LatexDecodingMiddleware())


def parse_bibtex(content: bytes) -> Reference:
    """Return what a BibTeX entry says; raises RecordError."""
    text, _, _ = decoded(content)
    entries = bibtexparser.parse_string(text.lstrip("\ufeff"), append_middleware=LATEX).entries
    if not entries:
        raise RecordError("is a BibTeX entry that cannot be read: look for a brace that is not closed")
    entry = {name.lower(): str(one.value).strip() for name, one in entries[0].fields_dict.items()}
    entry = {name: re.sub(r"[{}]", "", value) if name != "file" else value for name, value in entry.items()}
    names = " ".join(entry["author"].split()).split(" and ") if entry.get("author") else []
    files = [_path_in(part) for part in PARTS.split(entry.get("file", ""))]
    return Reference(
        {
            "headline": entry.get("title", ""),
            "byline": ", ".join(map(_in_order, names)),
            "source": next(
                (
                    entry[name]
                    for name in ("journaltitle", "journal", "newspaper", "booktitle", "publisher")
                    if entry.get(name)
                ),
                "",
            ),
            "published": _written_date(entry.get("date") or _bibtex_date(entry)),
            "url": entry.get("url", ""),
            "language": entry.get("langid") or entry.get("language", ""),
            "id": str(entries[0].key),
        },
        entry.get("abstract", ""),
        [entry[name] for name in ("note", "annotation", "annote") if entry.get(name)],
        [name for name in files if name],
    )


def _path_in(part: str) -> str:
    """Return the path in “Full Text:files/12/x.html:text/html”, or in a path alone."""
    fields = FIELDS.split(part)
    return re.sub(r"\\(.)", r"\1", fields[1] if len(fields) > 1 else fields[0])


def _bibtex_date(entry: dict[str, str]) -> str:
    month = entry.get("month", "").lower()[:3]
    month = BIBTEX_MONTHS.get(month) or (month.zfill(2) if month.isdigit() else "")
    day = entry.get("day", "")
    return "-".join(
        filter(None, [entry.get("year", ""), month, day.zfill(2) if month and day.isdigit() else ""])
    )


# Zotero RDF

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
NOT_REPORTS = {
    "Attachment",
    "Memo",
    "Journal",
    "Newspaper",
    "Periodical",
    "Collection",
    "Series",
    "Website",
    "Blog",
}


def _cut_rdf(path: Path) -> Iterator[bytes]:
    if path.stat().st_size > MAX_FILE_BYTES:
        raise RecordError(
            f"is a Zotero export larger than {in_megabytes(MAX_FILE_BYTES)}: export its collections one by one"
        )
    tree = xml_tree(path.read_bytes())
    known = {element.get(f"{RDF}about"): element for element in tree if element.get(f"{RDF}about")}
    for item in tree:
        if (
            not isinstance(item.tag, str)
            or local_name(item) in NOT_REPORTS
            or _value(item, "itemType") in ("attachment", "note")
        ):
            continue
        referred = {
            place for element in item.iter(etree.Element) if (place := element.get(f"{RDF}resource")) in known
        }
        try:
            root = etree.Element(f"{RDF}RDF", nsmap=tree.nsmap)
        except ValueError as error:
            raise RecordError(f"is damaged XML ({error}): export it again") from error
        for element in (item, *(known[place] for place in sorted(referred))):
            root.append(deepcopy(element))
        yield etree.tostring(root, encoding="utf-8")


def parse_rdf(content: bytes) -> Reference:
    """Return what an item of a Zotero export says; raises RecordError."""
    tree = xml_tree(content)
    if not len(tree):
        raise RecordError("is an empty Zotero item: export it again")
    item, others = tree[0], list(tree[1:])
    about = item.get(f"{RDF}about", "")
    partof = next((element for element in item if local_name(element) == "isPartOf"), None)
    containers = [
        *(partof if partof is not None else []),
        *(other for other in others if local_name(other) in NOT_REPORTS - {"Attachment", "Memo"}),
    ]
    uri = next((_text(element) for element in item.iter(etree.Element) if local_name(element) == "URI"), "")
    files = [
        resource
        for other in others if local_name(other) == "Attachment"
        for element in other if local_name(element) == "resource" and (resource := element.get(f"{RDF}resource", ""))
    ]  # fmt: skip
    return Reference(
        {
            "headline": _value(item, "title"),
            "byline": ", ".join(filter(None, map(_person, _persons(item)))),
            "source": next(filter(None, (_value(one, "title") for one in containers)), "")
            or _value(item, "publisher"),
            "published": _value(item, "date"),
            "url": uri if uri.startswith("http") else about if about.startswith("http") else "",
            "language": _value(item, "language"),
            "id": about.removeprefix("#") if not about.startswith(("http", "urn")) else "",
        },
        _value(item, "abstract"),
        [_value(other, "value") for other in others if local_name(other) == "Memo"],
        files,
    )


def _persons(item) -> Iterator:
    authors = next((element for element in item if local_name(element) == "authors"), None)
    return (
        element
        for element in (authors.iter(etree.Element) if authors is not None else ())
        if local_name(element) == "Person"
    )


def _person(element) -> str:
    return (
        f"{_value(element, 'givenName') or _value(element, 'givenname')} {_value(element, 'surname')}".strip()
    )


def _text(element) -> str:
    return " ".join("".join(element.itertext()).split())


def _value(element, name: str) -> str:
    return next((_text(child) for child in element if local_name(child) == name), "")


READERS = (
    *reference_readers(
        ReferenceFormat(RIS, "application/x-research-info-systems", _cut_ris, parse_ris), TEXT, None
    ),
    *reference_readers(
        ReferenceFormat(BIBTEX, "application/x-bibtex", _cut_bibtex, parse_bibtex), TEXT, None
    ),
    *reference_readers(ReferenceFormat(ZOTERO, "application/rdf+xml", _cut_rdf, parse_rdf), None),
)
