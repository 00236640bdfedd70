"""Texts of ProQuest: articles parted by a line of underscores, labelled lines, the text after “Full text:”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from archive.ingest.placeholders import is_no_value
from archive.ingest.readers.bundles import PROQUEST
from archive.ingest.readers.exports import Cuttings, decoded, export_reader, text_cut
from archive.ingest.readers.fields import RecordError
from archive.ingest.readers.formats import TEXT
from archive.ingest.readers.slices import HeldLines, lines_of
from archive.reference.languages import code_of_name

PLACE = re.compile(r"(?: \(\d{4}-(?:current file|\d{4})\))?(?:; [^;]{2,60})?$", re.IGNORECASE)
RULE = re.compile(rb"(?m)^[ \t\xef\xbb\xbf]*_{20,}[ \t\r]*$")
NUMBER = re.compile(r"documento? \d{1,5} (?:of|de|von) (\d{1,6})", re.IGNORECASE)
LABELS = {
    "title": "title|titel|titre|título",
    "byline": "author|authors|autor|autoren|auteur|auteurs|autores",
    "source": "publication title|publikationstitel|titel der publikation|titre de la publication|título de publicación|título de la publicación",
    "published": "publication date|publikationsdatum|veröffentlichungsdatum|erscheinungsdatum|date de publication|fecha de publicación",
    "text": "full text|volltext|texte intégral|texte complet|texto completo",
    "abstract": "abstract|zusammenfassung|résumé|resumen",
    "language": "language of publication|publikationssprache|sprache der publikation|langue de la publication|langue de publication|"
    "idioma de la publicación|idioma de publicación|language|sprache|langue|idioma",
    "url": "document url|dokument-url|url du document|url del documento",
    "id": "proquest document id|proquest-dokument-id|id du document proquest|id de documento de proquest|id del documento de proquest|id de documento proquest",
    "dateline": "dateline|datumszeile",
    "other": "publication info|publication information|links|subject|location|place|people|company|company / organization|person|pages|publication year|year|"
    "section|publisher|place of publication|country of publication|publication subject|issn|e-issn|eissn|source type|document type|document feature|"
    "proquest document link|copyright|last updated|database|identifier / keyword|classification|column|edition|volume|issue|isbn|accession number|"
    "first page|source|companies|credit|contact|terms and conditions|schlagwort|ort|seiten|erscheinungsjahr|verlag|erscheinungsort|quellentyp|"
    "dokumenttyp|letzte aktualisierung|datenbank|sujet|lieu|année de publication|éditeur|lieu de publication|pays de publication|type de source|"
    "type de document|dernière mise à jour|base de données|materia|lugar|páginas|año de publicación|editorial|lugar de publicación|"
    "país de publicación|tipo de fuente|tipo de documento|última actualización|base de datos|enlaces|liens",
}  # fmt: skip
FIELD_OF = {label: field for field, labels in LABELS.items() for label in labels.split("|")}
MAX_LABEL = max(map(len, FIELD_OF))


def _pieces(path: Path, cuttings: Cuttings) -> Iterator[bytes | None]:
    held = HeldLines()
    for line in lines_of(path):
        if RULE.fullmatch(line.rstrip(b"\n")):
            yield from _articles(held, cuttings)
            held = HeldLines()
        else:
            held.add(line)
    yield from _articles(held, cuttings)


def _articles(held: HeldLines, cuttings: Cuttings) -> Iterator[bytes | None]:
    """Yield a piece that is an article: not the head of the file, its foot, or its list of contents."""
    content = held.content
    lines = content.decode(cuttings.encoding, errors="replace").splitlines()
    fields = {named[0] for line in lines if (named := _labelled(line.strip()))}
    for line in lines[:10]:
        if found := NUMBER.fullmatch(line.strip("\ufeff \t")):
            cuttings.stated = int(found[1])
    if fields & {"text", "id", "abstract"}:
        yield None if held.is_too_large else _without_number(content, cuttings.encoding)


def _without_number(content: bytes, encoding: str) -> bytes:
    """Drop “Document 1 of 2”, which is not the article's own."""
    first, _, rest = content.partition(b"\n")
    is_number = NUMBER.fullmatch(first.decode(encoding, errors="replace").strip("\ufeff \t\r"))
    return rest.strip(b"\r\n") if is_number else content


def _labelled(line: str) -> tuple[str, str] | None:
    label, colon, value = line[: MAX_LABEL + 2].partition(":")
    field = FIELD_OF.get(label.strip().casefold()) if colon else None
    return (field, line.partition(":")[2].strip()) if field else None


def _parse(content: bytes, *, encoding: str) -> dict:
    text, _, _ = decoded(content, told=encoding)
    lines = [line.strip() for line in text.lstrip("\ufeff").splitlines()]
    values: dict[str, list[str]] = {}
    field = "above"
    for line in lines:
        if named := _labelled(line):
            field = named[0]
            if field in values and field != "other":
                field = "again"  # title and author stand above the text and below it
            values.setdefault(field, []).append(named[1])
        else:
            values.setdefault(field, []).append(line)
    one = {name: " ".join(" ".join(parts).split()) for name, parts in values.items()}
    body = _unless_nothing(_paragraphs(values.get("text", [])))
    abstract = "" if body else _unless_nothing(one.get("abstract", ""))
    if not (body or abstract):
        raise RecordError("has neither a full text nor an abstract: look at it in ProQuest")
    return {
        "headline": one.get("title") or next(filter(None, values.get("above", [])), ""),
        "byline": one.get("byline", ""),
        "source": PLACE.sub("", one.get("source", "")),
        "published": one.get("published", ""),
        "dateline": one.get("dateline", ""),
        "language": code_of_name(one.get("language", "")),
        "url": one.get("url", "") if one.get("url", "").startswith("http") else "",
        "id": one.get("id", ""),
        "text": body or abstract,
        "notices": () if body else ("has no full text: its abstract was taken instead",),
    }


def _unless_nothing(text: str) -> str:
    return "" if is_no_value(text) else text


def _paragraphs(lines: list[str]) -> str:
    """Join the lines of a text: parted by blank lines if there are any between, else a paragraph each."""
    text = "\n".join(lines).strip()
    if "\n\n" in text:
        return "\n\n".join(" ".join(part.split()) for part in re.split(r"\n{2,}", text))
    return text.replace("\n", "\n\n")


READERS = (export_reader(PROQUEST, TEXT, "text/plain; profile=proquest", text_cut(_pieces), _parse),)
