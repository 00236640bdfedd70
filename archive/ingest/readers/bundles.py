"""Recognise exports of press databases: files and pastes that hold many reports, by marks that occur in each of them.

A mark is a whole line, or a tag. A single mark proves nothing, as a report may quote it: an export shows two different marks,
one of them twice, or three. BUNDLES is the registry; a reader for such a format goes into `readers.READERS`.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from archive.ingest.readers.fields import RecordError
from archive.ingest.readers.formats import Format

MAX_LINE = 200
TAG = re.compile(r"<[^<>]*>")
INLINE_TAG = re.compile(
    r"</?(?:span|b|i|u|em|strong|font|a|mark|small|sup|sub|wbr|w:t|w:r|w:rPr)\b[^<>]*>", re.IGNORECASE
)
COUNTED = r"\d[\d.,\u00a0\u202f ]{0,9} ?(?:words?|w(?:ö|oe)rter|wort|mots?|palabras?|parole|palavras|woorden|ord|слов\w{0,2}|字|語)"
MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"

# Whole lines, ignoring case.
LINES = {
    # Nexis and Lexis, classic and Uni, in the languages of their pages
    "nexis_of": r"\d{1,5} (?:of|von|de|di|van|из) \d{1,6} (?:documents?|dokumente?n?|documentos?|documenti|documenten)"
    r"|(?:dokument|documento?) \d{1,5} (?:von|de|di|van) \d{1,6}",
    "nexis_length": rf"(?:length|länge|longueur|longitud|extensión|lengte|lunghezza|comprimento|tamanho|längd|længde) ?: ?{COUNTED}",
    "nexis_loaded": r"(?:load-?date|update|ladedatum|date-chargement|date de chargement|fecha-carga|fecha de carga|laaddatum"
    r"|data-caricamento) ?: ?.{0,30}\d{4}.{0,10}",
    "nexis_kind": r"(?:publication-type|zeitungs-code|type-publication|tipo-publicación|journal-code|language|sprache|langue"
    r"|idioma|taal|lingua) ?: ?\S.{0,60}",
    "nexis_end": r"end of document|ende des dokuments|dokumentende|fin du document|fin del documento|fine del documento"
    r"|einde van (?:het )?document|fim do documento",
    # Factiva
    "factiva_number": r"(?:an\s+)?(?:(?:document|dokument|documento|документ|文件|文档|文書|ドキュメント) )?[a-z][a-z0-9]{3,9}(?:19|20)\d{6}[0-9a-z]{9}",
    "factiva_words": rf"(?:wc\s+)?{COUNTED}",
    "factiva_field": r"(?:hd|pd|sn|sc|lp|td|cy|la)(?:\s{2,}\S.*|\t.*|)",
    # Europresse
    "europresse_number": r"(?:numéro de document|document number|número de documento)? ?:? ?news[·.]\d{8}[·.]\S+",
    "europresse_certificate": r"(?:certificat émis le|certificate issued on) .{4,}",
    # ProQuest
    "proquest_of": r"documento? \d{1,5} (?:of|de|von) \d{1,6}",
    "proquest_number": r"(?:proquest document id|id (?:du |del )?document[eo]? proquest|proquest-dokument-id) ?: ?\d.*",
    "proquest_text": r"(?:full text|texte intégral|texto completo|volltext) ?:.*",
    "proquest_rule": r"_{20,}",
    # FBIS and World News Connection
    "fbis_number": r"(?:document number|afs number|document id) ?: ?(?:f[bt]|[a-z]{2}p|afs)\S{6,}.*",
    "fbis_field": r"(?:city/?source|source ?line|report type|report number|subslug|subdivision|afs date) ?: ?\S.*",
    # BBC Monitoring
    "bbc_source": rf"source: .{{3,120}},? in [a-z][a-z ]{{2,30}}(?: \d{{4}} ?gmt)? \d{{1,2}} (?:{MONTHS})[a-z]* \d{{2,4}}\W*",
    "bbc_sign": r"bbc mon(?:itoring)?(?: alert)? [a-z]{2,4}\d? .{2,40}",
    "bbc_service": r"(?:by |(?:copyright|\(c\)|©) (?:\d{4} )?)?bbc monitoring(?: [a-z/& ]{3,60})?",
    "bbc_text": r"(?:text|excerpts?|summary|transcript) (?:of|from) (?:a |the )?(?:\w+ )?(?:report|article|interview|statement|commentary)\b.{3,180}",
    # Integrum
    "integrum_source": r"\^ис ?:.*",
    "integrum_headline": r"\^зг ?:.*",
    "integrum_day": r"\^дт ?:.*",
    # Others
    "gale_number": r"gale document number ?: ?gale.*",
    "gale_source": r"source citation ?:?.*",
    "newsbank_number": r"(?:record number|record) ?: ?[0-9a-f]{12,}",
    "newsbank_link": r"openurl link|(?:section|edition) ?: ?\S.{0,60}",
    "ebsco_number": r"accession number ?: ?\S.*",
    "ebsco_database": r"(?:database|persistent link to this record.{0,20}) ?: ?\S.*",
    "ris_begin": r"ty {1,2}- ?\S.*",
    "ris_end": r"er {1,2}-.{0,5}",
    "bibtex_entry": r"@(?:article|misc|book|online|newspaper|techreport|inproceedings|incollection|report) ?\{.*",
    "bibtex_field": r"(?:title|author|year|date|journal|journaltitle|url) ?= ?[{\"\d].*",
}
TAGS = {
    "nexis_tag": r"<a name=[\"']?doc_id_\d",
    "nexis_doc": r"<doc number=",
    "factiva_article": r"<div[^<>]*\bclass=[\"']?article [a-z]{2}article\b",
    "factiva_paragraph": r"<p[^<>]*\bclass=[\"']?articleparagraph\b",
    "factiva_xml": r"<(?:distdoc|ppsarticle)\b",
    "factiva_xml_field": r"<(?:accessionno|leadparagraph|tailparagraphs|publisherdetails|sourcecode)\b",
    "europresse_name": r"<span[^<>]*\bclass=[\"']?docpublicationname\b",
    "europresse_title": r"<\w+[^<>]*\bclass=[\"']?(?:[\w-]+ )?titrearticlevisu\b",
    "europresse_text": r"<\w+[^<>]*\bclass=[\"']?(?:dococurrcontainer|docheader|titrearticle)\b",
    "kikuzo_topic": r"<table[^<>]*\bclass=[\"']?topic-detail\b",
    "kikuzo_text": r"<div[^<>]*\bclass=[\"']?detail001\b",
    "yomidasu_contents": r"<table[^<>]*\bclass=[\"']?contentstable\b",
    "yomidasu_text": r"<(?:p[^<>]*\bclass=[\"']?mb10|div[^<>]*\bid=[\"']?heiseidetailarea)\b",
    "trec_number": r"<(?:docno|docid)>",
    "trec_doc": r"<doc>",
    "trec_text": r"<text>",
    "reuters_doc": r"<reuters [^<>]*\bnewid=",
    "reuters_text": r"<(?:text|body)\b",
}  # fmt: skip


def _one_of(patterns: dict[str, str]) -> re.Pattern:
    return re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in patterns.items()), re.IGNORECASE)


LINE, TAG_MARK = _one_of(LINES), _one_of(TAGS)


@dataclass(frozen=True)
class Bundle:
    """A format that holds many reports: the marks that occur once in each, and its other marks."""

    format: Format
    each: tuple[str, ...]
    also: tuple[str, ...] = ()
    sure: bool = False  # a single mark is enough if it occurs twice

    def count(self, marks: Counter) -> int:
        """Return how many reports these marks show, 0 if they do not prove this format."""
        number = max(marks[name] for name in self.each)
        kinds = sum(marks[name] > 0 for name in (*self.each, *self.also))
        return number if number and (kinds >= 3 or number >= 2 and (kinds >= 2 or self.sure)) else 0


def _export(name: str, unit: str = "article") -> Format:
    return Format(
        f"{name} export",
        unit=unit,
        advice=f"Save each {unit} as a text file of its own, or make a table of them, one in each row (CSV or JSON lines)",
    )


NEXIS, FACTIVA, EUROPRESSE = _export("a Nexis"), _export("a Factiva"), _export("a Europresse")
PROQUEST, TREC, FBIS = _export("a ProQuest"), _export("a TREC", "document"), _export("an FBIS", "report")
BBC_MONITORING, INTEGRUM = _export("a BBC Monitoring", "report"), _export("an Integrum")
KIKUZO, YOMIDASU, REUTERS = _export("a Kikuzo"), _export("a Yomidasu"), _export("a Reuters")
GALE, NEWSBANK, EBSCO = _export("a Gale"), _export("a NewsBank"), _export("an EBSCO", "record")
RIS, BIBTEX = _export("a RIS", "record"), _export("a BibTeX", "record")

BUNDLES = (
    Bundle(NEXIS, ("nexis_of", "nexis_length", "nexis_loaded", "nexis_end", "nexis_tag", "nexis_doc"), ("nexis_kind",)),
    Bundle(FACTIVA, ("factiva_number", "factiva_article", "factiva_xml"),
           ("factiva_words", "factiva_field", "factiva_paragraph", "factiva_xml_field"), sure=True),
    Bundle(EUROPRESSE, ("europresse_number", "europresse_name", "europresse_title", "europresse_certificate"),
           ("europresse_text",)),
    Bundle(PROQUEST, ("proquest_of", "proquest_number", "proquest_text"), ("proquest_rule",)),
    Bundle(TREC, ("trec_number",), ("trec_doc", "trec_text")),
    Bundle(REUTERS, ("reuters_doc",), ("reuters_text",)),
    Bundle(FBIS, ("fbis_number",), ("fbis_field",)),
    Bundle(BBC_MONITORING, ("bbc_source", "bbc_sign"), ("bbc_service", "bbc_text"), sure=True),
    Bundle(INTEGRUM, ("integrum_source", "integrum_headline", "integrum_day")),
    Bundle(KIKUZO, ("kikuzo_topic", "kikuzo_text")),
    Bundle(YOMIDASU, ("yomidasu_contents",), ("yomidasu_text",)),
    Bundle(GALE, ("gale_number",), ("gale_source",)),
    Bundle(NEWSBANK, ("newsbank_number",), ("newsbank_link",)),
    Bundle(EBSCO, ("ebsco_number",), ("ebsco_database",)),
    Bundle(RIS, ("ris_begin", "ris_end")),
    Bundle(BIBTEX, ("bibtex_entry",), ("bibtex_field",)),
)  # fmt: skip


def find_bundle(text: str) -> tuple[Format, int] | None:
    """Return the format of an export and the number of reports in this text or markup; None if it is not an export."""
    marks = marks_of(text)
    counted = [(bundle.format, bundle.count(marks)) for bundle in BUNDLES] if marks else []
    best = max(counted, key=lambda pair: pair[1], default=None)
    return best if best and best[1] else None


def check_is_one(text: str, kind: str) -> None:
    """Refuse a text that is an export of many reports, in a kind of file from which exports are not read.

    Raises:
        RecordError: naming the export and how many reports it holds.
    """
    if found := find_bundle(text):
        format, count = found
        unit = format.unit if count == 1 else f"{format.unit}s"
        raise RecordError(
            f"holds {count:,} {unit} of {format.name} in {kind}: export them from there again, as Word, RTF, HTML or text"
        )


def marks_of(text: str) -> Counter:
    """Count the marks of exports in a text or markup, in one pass over its lines and one over its tags."""
    marks: Counter = Counter()
    if "<" in text:
        marks.update(_names(TAG_MARK.match, (tag.group() for tag in TAG.finditer(text))))
        text = html.unescape(TAG.sub("\n", INLINE_TAG.sub("", text)))
    marks.update(_names(LINE.fullmatch, _short_lines(text)))
    return marks


def _short_lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        line = line.strip()
        if 0 < len(line) <= MAX_LINE:
            yield line.replace("\u00a0", " ")


def _names(match: Callable[[str], re.Match | None], pieces: Iterator[str]) -> Iterator[str]:
    for piece in pieces:
        if (found := match(piece)) and found.lastgroup:
            yield found.lastgroup
