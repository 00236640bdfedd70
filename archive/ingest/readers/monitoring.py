"""What was monitored and translated: BBC Monitoring, FBIS and World News Connection, and TREC's collections, FBIS among them.

The real source of a report of BBC Monitoring is in its last lines: “Source: Border Radio, Riverton, in Dari 1530 gmt 15 Aug 21”. The
year there has two digits: the century is that of the archive's own files, and said to be read so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from archive.dates import DateError, read_printed
from archive.ingest.character_references import text_decoded
from archive.ingest.readers.bundles import BBC_MONITORING, FBIS, TREC
from archive.ingest.readers.exports import Cuttings, decoded, export_reader, text_cut
from archive.ingest.readers.fields import RecordError
from archive.ingest.readers.formats import PAGE, TEXT, XML
from archive.ingest.readers.slices import HeldLines, lines_of, slices_of
from archive.reference.languages import code_of_name

MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"

# TREC

DOC = re.compile(rb"<doc>", re.IGNORECASE)
END_OF_DOC = re.compile(r"</doc>.*", re.IGNORECASE | re.DOTALL)
TREC_DAYS = ("date1", "date", "date_time", "datetime", "pub_date")
TREC_TITLES = ("ti", "headline", "hl", "head", "h3")
TAG = re.compile(r"<[^<>]{0,500}>")
BRACKETED = re.compile(r"^\s*\[(?:text|excerpts?|fbis [\w ]{1,40}|passage omitted)\]\s*", re.IGNORECASE)


def _trec_documents(path: Path, cuttings: Cuttings) -> Iterator[bytes | None]:
    for document in slices_of(path, DOC):
        yield document.strip(b"\r\n") if document else document


def _parse_trec(content: bytes, *, encoding: str) -> dict:
    text, _, _ = decoded(content, told=encoding)
    text = _without_comments(END_OF_DOC.sub("", text))
    body = _element(text, "text") or _element(text, "graphic")
    head = text.partition("<TEXT>")[0]
    title = next((found for name in TREC_TITLES if (found := _plain(_element(text, name)))), "")
    language = _plain(_element(text, "f p=105")) or _plain(_element(text, "language"))
    return {
        "headline": title,
        "published": next(
            (
                found
                for name in TREC_DAYS
                if (found := _plain(_element(head, name)) or _plain(_element(text, name)))
            ),
            "",
        ),
        "byline": _plain(_element(text, "byline")) or _plain(_element(text, "au")),
        "dateline": _plain(_element(text, "dateline")),
        "id": _plain(_element(text, "docno")) or _plain(_element(text, "docid")),
        "language": code_of_name(language),
        "text": "\n\n".join(_trec_paragraphs(body)),
    }


def _without_comments(text: str) -> str:
    parts, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        parts.append(text[at:start])
        at = end + 3
    return "".join([*parts, text[at:]])


def _element(text: str, name: str) -> str:
    """Return what stands between a tag and its end; FBIS closes <F P=105> by </F>."""
    lower = text.lower()
    start = lower.find(f"<{name}>")
    if start < 0:
        return ""
    end = lower.find(f"</{name.split(' ')[0]}>", start)
    return text[start + len(name) + 2 : end if end >= 0 else len(text)]


def _plain(markup: str) -> str:
    return " ".join(text_decoded(TAG.sub(" ", markup)).split())


def _trec_paragraphs(body: str) -> list[str]:
    # FBIS states language and article type above the text, each in <F>, and “[Text]” before it.
    body = re.sub(r"<f p=\d{1,4}>[^<>]{0,300}</f>|<h\d>|</h\d>", "\n\n", body, flags=re.IGNORECASE)
    body = re.sub(r"</?p>", "\n\n", body, flags=re.IGNORECASE)
    parts = (
        " ".join(text_decoded(TAG.sub(" ", part)).split())
        for part in re.split(r"\n[ \t]*\n|\n(?=[ \t]{2,}\S)", body)
    )
    kept = [BRACKETED.sub("", part) for part in parts]
    return [
        part
        for part in kept
        if part
        and not re.fullmatch(r"(?:language|article type|document type) ?:.{0,60}", part, re.IGNORECASE)
    ]


# BBC Monitoring

SOURCE = re.compile(
    rf"source: (?P<source>.{{3,160}}?),? in (?P<language>[A-Z][A-Za-z]{{2,20}}(?: [A-Z][a-z]{{2,20}})?)(?: (?P<clock>\d{{4}}) ?gmt)? (?P<day>\d{{1,2}}) (?P<month>{MONTHS})[a-z]* (?P<year>\d{{2,4}})\W*",
    re.IGNORECASE,
)
MAX_SOURCE, MAX_ABOVE = 300, 5
SIGN = re.compile(r"bbc mon(?:itoring)?(?: alert)? [a-z]{2,4}\d? .{2,40}", re.IGNORECASE)
SERVICE = re.compile(
    r"(?:by |(?:copyright|\(c\)|©) (?:\d{4} )?)?bbc monitoring(?: [a-z/& ]{3,60})?", re.IGNORECASE
)
INTRODUCED = re.compile(
    r"(?:text|excerpt|summary|transcript)s? (?:of|from) (?:a |the )?(?:\w+ )?(?:report|article|interview|statement|commentary)\b.{3,300}",
    re.IGNORECASE,
)
THIS_CENTURY = 2000


def _bbc_reports(path: Path, cuttings: Cuttings) -> Iterator[bytes | None]:
    """Cut after each source line and the sign of the service that may follow it."""
    held, ended = HeldLines(), False
    for line, text in _lines(path, cuttings):
        if ended and text and not (SIGN.fullmatch(text) or SERVICE.fullmatch(text)):
            yield held.take()
            ended = False
        held.add(line)
        ended = ended or bool(_source_at_end(text) or SIGN.fullmatch(text))
    if not held.is_blank:
        yield held.take()


def _lines(path: Path, cuttings: Cuttings) -> Iterator[tuple[bytes, str]]:
    """Yield the lines of a file with their texts."""
    for line in lines_of(path):
        yield line, line.decode(cuttings.encoding, errors="replace").strip("\ufeff \t\r\n")


def _parse_bbc(content: bytes, *, encoding: str) -> dict:
    text, _, _ = decoded(content, told=encoding)
    lines = _without_service([line.strip() for line in text.lstrip("\ufeff").splitlines()])
    parts = [" ".join(part.split()) for part in re.split(r"\n\s*\n", "\n".join(lines))]
    parts = [part for block in parts for part in _own_lines(block)]
    source = next((found for part in reversed(parts) if (found := SOURCE.fullmatch(part))), None)
    body = [part for part in parts if part and not SOURCE.fullmatch(part) and not SIGN.fullmatch(part)]
    if len(body) < 2:
        raise RecordError("holds no text: look at it by hand")
    headline, body = body[0], body[1:]
    introduced = next((at for at, part in enumerate(body[:4]) if INTRODUCED.match(part)), -1)
    return {
        "headline": headline if len(headline.split()) <= 40 else "",
        "source": source["source"].strip(" ,'‘’") if source else "",
        "published": f"{source['day']} {source['month']} {_year(source['year'])}" if source else "",
        "standfirst": body[introduced] if introduced >= 0 else "",
        "text": "\n\n".join(body[introduced + 1 :] if len(headline.split()) <= 40 else [headline, *body]),
        "notices": _doubts(source),
    }


def _without_service(lines: list[str]) -> list[str]:
    """Leave out the lines that name the service, and a day alone that stands above the text."""
    kept = [line for line in lines if not SERVICE.fullmatch(line)]
    return [line for at, line in enumerate(kept) if at >= MAX_ABOVE or not _is_day(line)]


def _is_day(line: str) -> bool:
    try:
        return len(line) <= 40 and len(read_printed(line).edtf) == len("2003-10-06")
    except DateError:
        return False


def _source_at_end(text: str) -> re.Match[str] | None:
    """Return the source that a line or paragraph ends with."""
    start = max(0, text.lower().rfind("source: ", max(0, len(text) - MAX_SOURCE)))
    return SOURCE.fullmatch(text, start)


def _own_lines(block: str) -> list[str]:
    found = _source_at_end(block)
    return [block[: found.start()].strip(), block[found.start() :]] if found else [block]


def _year(written: str) -> int:
    year = int(written)
    if len(written) == 4:
        return year
    # Nobody monitors the future.
    return THIS_CENTURY + year if THIS_CENTURY + year <= date.today().year else THIS_CENTURY - 100 + year


def _doubts(source: re.Match[str] | None) -> list[str]:
    if source is None:
        return ["names no source in its last lines: check source and date"]
    if len(source["year"]) == 2:
        return [f"its year is written “{source['year']}” and was read as {_year(source['year'])}"]
    return []


# FBIS and World News Connection

FBIS_LABEL = re.compile(
    r"(?P<label>document number|afs number|document id|city/?source|source ?line|source|report type|report number|report date|afs date|subslug|"
    r"headline|title|author|language|source language|date|document date|subdivision|country|region|subregion|topic|document type|word count|city|classification|"
    r"descriptors|geographic names|article id|insert date|wnc document number|publish date|section) ?: ?(?P<value>.*)",
    re.IGNORECASE,
)
FBIS_BEGIN = re.compile(
    r"(?:document number|afs number|document id|wnc document number) ?: ?\S.*", re.IGNORECASE
)


def _fbis_reports(path: Path, cuttings: Cuttings) -> Iterator[bytes | None]:
    """Cut before each line that begins a report."""
    held, begun = HeldLines(), False
    for line, text in _lines(path, cuttings):
        if FBIS_BEGIN.fullmatch(text):
            if begun:
                yield held.take()
            begun = True
        held.add(line)
    if begun:
        yield held.take()


def _parse_fbis(content: bytes, *, encoding: str) -> dict:
    text, _, _ = decoded(content, told=encoding)
    values: dict[str, str] = {}
    body: list[str] = []
    for line in text.lstrip("\ufeff").splitlines():
        found = FBIS_LABEL.fullmatch(line.strip()) if not any(body) else None
        if found:
            values.setdefault(
                found["label"].lower().replace(" ", "").replace("/", ""), found["value"].strip()
            )
        else:
            body.append(line.strip())
    paragraphs = [BRACKETED.sub("", " ".join(part.split())) for part in re.split(r"\n\s*\n", "\n".join(body))]
    paragraphs = [part for part in paragraphs if part]
    named = values.get("headline") or values.get("title") or values.get("subslug", "")
    return {
        "headline": named,
        "source": values.get("citysource") or values.get("sourceline") or values.get("source", ""),
        "published": values.get("reportdate")
        or values.get("documentdate")
        or values.get("publishdate")
        or values.get("date")
        or values.get("afsdate", ""),
        "byline": values.get("author", ""),
        "id": values.get("documentnumber")
        or values.get("wncdocumentnumber")
        or values.get("afsnumber")
        or values.get("documentid", ""),
        "text": "\n\n".join(paragraphs),
    }


READERS = (
    *(export_reader(TREC, kind, f"{media}; profile=trec", text_cut(_trec_documents), _parse_trec)
      for kind, media in ((TEXT, "text/plain"), (PAGE, "text/html"), (XML, "application/xml"))),
    export_reader(BBC_MONITORING, TEXT, "text/plain; profile=bbc-monitoring", text_cut(_bbc_reports), _parse_bbc),
    export_reader(FBIS, TEXT, "text/plain; profile=fbis", text_cut(_fbis_reports), _parse_fbis),
)  # fmt: skip
