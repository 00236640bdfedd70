"""What the columns of a table and the keys of a record mean: proposed from the header, by the programs that write it, or as told.

The archive's own names come first, then those of a program whose header is recognised, then names that mean one thing wherever
they occur. Somebody's own word for one outranks them all, and is remembered for that header (`ColumnMapping`).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from archive.ingest.readers.fields import ALSO_CALLED, COLUMNS, CONTENT, RecordError

Pairs = tuple[tuple[str, str], ...]  # (label, column); an empty column leaves the label out
NOTHING: Pairs = ()


@dataclass(frozen=True)
class RecordProgram:
    """A program or database that writes tables and records: how its header is known, and what its labels mean.

    A label of a nested value joins its keys with dots: `source.name`. A column may have several labels, the first that is
    there counts. An empty column leaves a label out that would otherwise be taken for something else.
    """

    name: str
    shown_by: tuple[str, ...]
    columns: Mapping[str, str]
    advice: str = ""
    """What to do about its records without a text."""

    def wrote(self, labels: frozenset[str]) -> bool:
        return all(label in labels for label in self.shown_by)


NO_TEXTS = "it lists reports without their texts: save the pages it points to (HTML, WARC), and load those"
# In this order: the first that fits counts.
PROGRAMS = (
    RecordProgram("ReliefWeb", ("fields.title",), {
        "fields.title": "headline", "fields.body": "text", "fields.body-html": "html", "fields.date.original": "published",
        "fields.date.created": "published", "fields.source.name": "source", "fields.source.shortname": "source",
        "fields.language.code": "language", "fields.url_alias": "url", "fields.url": "url", "fields.origin": "url", "id": "id",
    }, "ask the interface for the field body"),
    RecordProgram("NewsAPI", ("publishedat", "urltoimage"), {
        "source.name": "source", "source.id": "", "source": "", "publishedat": "published", "title": "headline", "content": "text",
        "description": "standfirst", "author": "byline", "url": "url",
    }, NO_TEXTS),
    RecordProgram("NewsAPI", ("publishedat", "source.name"), {
        "source.name": "source", "source.id": "", "publishedat": "published", "content": "text", "description": "standfirst",
    }, NO_TEXTS),
    RecordProgram("Media Cloud", ("media_name", "publish_date"), {
        "media_name": "source", "media_url": "", "media_id": "", "publish_date": "published", "title": "headline", "story_text": "text",
        "text": "text", "stories_id": "id", "id": "id", "url": "url", "language": "language", "indexed_date": "",
    }, NO_TEXTS),
    RecordProgram("news-please", ("maintext", "date_publish"), {
        "maintext": "text", "date_publish": "published", "date_download": "", "date_modify": "", "authors": "byline",
        "source_domain": "source", "title": "headline", "title_page": "", "title_rss": "", "description": "standfirst", "url": "url",
        "language": "language", "filename": "", "localpath": "",
    }),
    RecordProgram("Newscatcher", ("published_date", "clean_url"), {
        "published_date": "published", "clean_url": "source", "link": "url", "title": "headline", "summary": "text", "content": "text",
        "excerpt": "standfirst", "author": "byline", "authors": "byline", "_id": "id", "id": "id", "language": "language",
    }),
    RecordProgram("Newscatcher", ("published_date", "domain_url"), {
        "published_date": "published", "name_source": "source", "domain_url": "source", "link": "url", "title": "headline",
        "content": "text", "description": "standfirst", "author": "byline", "authors": "byline", "id": "id", "language": "language",
    }),
    RecordProgram("The Guardian", ("webtitle", "weburl"), {
        "fields.headline": "headline", "webtitle": "headline", "webpublicationdate": "published", "weburl": "url", "id": "id",
        "fields.bodytext": "text", "fields.body": "html", "fields.trailtext": "standfirst", "fields.byline": "byline",
        "fields.publication": "source", "fields.lang": "language", "type": "", "fields.wordcount": "",
    }, "ask the interface for the field bodyText (show-fields)"),
    RecordProgram("The New York Times", ("web_url", "pub_date"), {
        "headline.main": "headline", "headline": "headline", "pub_date": "published", "web_url": "url", "_id": "id", "source": "source",
        "byline.original": "byline", "byline": "byline", "lead_paragraph": "abstract", "abstract": "abstract", "snippet": "abstract",
        "news_desk": "", "section_name": "",
    }, NO_TEXTS),
    RecordProgram("WordPress", ("title.rendered", "content.rendered"), {
        "title.rendered": "headline", "content.rendered": "html", "date": "published", "date_gmt": "", "link": "url", "id": "id",
        "guid.rendered": "", "author": "", "excerpt.rendered": "",
    }),
    RecordProgram("CC-News", ("domain", "image_url", "text"), {
        "title": "headline", "text": "text", "domain": "source", "date": "published", "url": "url", "description": "", "image_url": "",
    }),
    RecordProgram("All the News", ("title", "article", "publication"), {
        "title": "headline", "article": "text", "publication": "source", "author": "byline", "date": "published", "url": "url",
        "year": "", "month": "", "day": "", "section": "",
    }),
    RecordProgram("GDELT", ("seendate", "domain"), {
        "seendate": "published", "domain": "source", "title": "headline", "url": "url", "url_mobile": "", "language": "language",
    }, NO_TEXTS),
    RecordProgram("trafilatura", ("source-hostname",), {
        "source": "url", "source-hostname": "source", "hostname": "source", "sitename": "source", "date": "published", "filedate": "",
        "title": "headline", "author": "byline", "text": "text", "raw_text": "", "language": "language", "id": "", "excerpt": "",
        "description": "", "url": "url", "fingerprint": "",
    }),
    RecordProgram("trafilatura", ("hostname", "fingerprint"), {
        "source": "url", "hostname": "source", "sitename": "source", "date": "published", "title": "headline", "author": "byline",
        "text": "text", "raw_text": "", "language": "language", "id": "", "excerpt": "", "description": "", "url": "url",
    }),
    RecordProgram("newspaper4k", ("publish_date", "authors"), {
        "publish_date": "published", "authors": "byline", "text": "text", "title": "headline", "url": "url", "source_url": "",
        "summary": "", "meta_lang": "language", "language": "language", "canonical_link": "url", "meta_description": "",
        "top_image": "", "html": "", "article_html": "", "link_hash": "id",
    }),
    RecordProgram("Zotero", ("key", "item type", "publication title"), {
        "key": "id", "title": "headline", "author": "byline", "publication title": "source", "date": "published", "url": "url",
        "abstract note": "abstract", "language": "language", "publication year": "", "notes": "", "publisher": "",
    }),
    RecordProgram("ProQuest", ("title", "pubtitle", "pubdate"), {
        "title": "headline", "pubtitle": "source", "pubdate": "published", "authors": "byline", "documenturl": "url", "storeid": "id",
        "language": "language", "abstract": "abstract", "fulltext": "text", "full text": "text", "year": "", "entrydate": "",
    }),
    RecordProgram("CSL-JSON", ("type", "title", "issued"), {
        "title": "headline", "author": "byline", "container-title": "source", "issued": "published", "url": "url", "abstract": "abstract",
        "language": "language", "id": "id", "note": "", "publisher": "source", "source": "", "accessed.date-parts": "",
    }),
    RecordProgram("quanteda or readtext", ("doc_id", "text"), {"doc_id": "id", "text": "text"}),
)  # fmt: skip
# Labels that mean the same wherever they occur, besides those in `fields.ALSO_CALLED`.
ANYWHERE = {
    "text": "maintext story_text full_text fulltext article_text text_body body_text plain_text article_body articlebody bodytext news_text volltext "
    "artikeltext texte texto contenu contenido inhalt testo corpo tekst inhoud conteúdo conteudo treść metin текст содержание матн متن نص النص 正文 内容 本文",
    "headline": "titel titre título titulo überschrift schlagzeile encabezado titular heading article_title news_title hl titolo kop tytuł başlık заголовок "
    "название عنوان العنوان تیتر سرخط 标题 タイトル 見出し",
    "published": "publish_date published_date publishedat date_publish date_published pub_date pubdate published_at publication_date published_on "
    "date_of_publication article_date publicationdate datepublished datum fecha seendate veröffentlicht erscheinungsdatum date_de_publication "
    "date_de_parution fecha_de_publicación data data_di_pubblicazione data_de_publicação publicatiedatum data_publikacji tarih дата дата_публикации "
    "تاریخ التاريخ تاريخ 日期 日付",
    "byline": "authors author_name author_names creator writer autor autoren autora autores auteur auteurs verfasser reporter autore yazar "
    "автор авторы نویسنده الكاتب 作者",
    "source": "media_name publication publication_name publication_title newspaper newspaper_name outlet source_name source.name media_outlet news_source "
    "quelle zeitung medium journal fuente medio periódico source-hostname sitename site_name fonte testata jornal krant bron źródło kaynak gazete "
    "источник издание منبع المصدر روزنامه 来源",
    "url": "permalink web_url article_url source_url_full canonical_url adresse lien enlace ссылка لینک الرابط bağlantı",
    "language": "language_code sprache langue idioma lingua taal język dil язык زبان اللغة",
    "id": "doc_id article_id stories_id document_id docid guid accession_number",
    "standfirst": "lead subtitle sub_title teaser subheading sub_headline untertitel unterzeile chapeau entradilla",
}
MEANING = {label: column for column, labels in ANYWHERE.items() for label in labels.split()}
OWN = frozenset(COLUMNS)


@dataclass(frozen=True)
class Proposal:
    """What each label of a header means, and which program wrote it, if that is known."""

    program: RecordProgram | None
    columns: Mapping[str, tuple[str, ...]]
    """Column -> the labels that give it, the first with a value counts."""
    ignored: tuple[str, ...] = ()

    @property
    def has_content(self) -> bool:
        return any(column in self.columns for column in (*CONTENT, "abstract"))

    def sentence(self) -> str:
        """Say what was read from which label, for the notice of a file."""
        pairs = ", ".join(f"{column} from {' or '.join(labels)}" for column, labels in self.columns.items())
        by = f"as {self.program.name} writes them" if self.program else "by their names"
        left = f"; not used: {', '.join(self.ignored[:30])}" if self.ignored else ""
        return f"its columns were read {by}: {pairs}{left}. To read them otherwise, use --columns"


@dataclass(frozen=True)
class ColumnMapping:
    """What somebody said about columns: column -> label, for this import; and what the archive remembers of a header."""

    given: Mapping[str, str] = field(default_factory=dict)
    remembered: Callable[[tuple[str, ...]], Pairs] = lambda labels: NOTHING
    met: dict[tuple[str, ...], Pairs] = field(default_factory=dict)
    """The headers for which the columns given were used."""

    def pairs_for(self, labels: Iterable[str]) -> Pairs:
        """Return the pairs that hold for a header: those given now, else those remembered.

        Raises:
            RecordError: when a label given is not in the header.
        """
        labels = tuple(labels)
        if not self.given:
            return self.remembered(labels)
        there = {key_of(label) for label in labels}
        missing = next((label for label in self.given.values() if label and key_of(label) not in there), "")
        if missing:
            raise RecordError(
                f"has no column “{missing}”, which --columns names; its columns are: {', '.join(labels[:30])}"
            )
        self.met[labels] = self.pairs_there(labels)
        return self.met[labels]

    def pairs_there(self, labels: tuple[str, ...]) -> Pairs:
        """Return the pairs whose labels are in a header."""
        if not self.given:
            return self.remembered(labels)
        by_key = {key_of(label): label for label in labels}
        said = (
            (by_key.get(key_of(label), "") if label else "", column) for column, label in self.given.items()
        )
        return tuple((label, column) for label, column in said if label or not self.given[column])


def read_columns(text: str) -> dict[str, str]:
    """Return column -> label from “text=body, headline=kop”; “byline=” leaves a column out.

    Raises:
        RecordError: when it is written otherwise, or names a column that reports do not have.
    """
    given = {}
    for part in filter(str.strip, re.split(r"[,;](?=\s*\w+\s*=)", text)):
        column, sign, label = part.partition("=")
        column = column.strip().lower()
        column = ALSO_CALLED.get(column, column)
        if not sign or column not in OWN:
            raise RecordError(
                f"columns holds “{part.strip()[:60]}”: write column=label, such as text=body; the columns are {', '.join(COLUMNS)}"
            )
        given[column] = label.strip()
    return given


def key_of(label: str) -> str:
    """Return a label without what makes no difference: case, blanks around it."""
    return " ".join(label.split()).casefold()


def header_key(labels: Iterable[str]) -> str:
    """Return the key by which a header is remembered; the order of its labels makes no difference."""
    return hashlib.sha256(json.dumps(sorted({key_of(label) for label in labels})).encode()).hexdigest()


@lru_cache(maxsize=2_000)
def propose(labels: tuple[str, ...], told: Pairs = NOTHING) -> Proposal:
    """Return what the labels of a header mean.

    Args:
        labels: as they were received; those of nested values joined with dots.
        told: what somebody said of some of them.
    """
    keys = frozenset(map(key_of, labels))
    program = next((program for program in PROGRAMS if program.wrote(keys)), None)
    said = {label: column for label, column in told if label}
    settled = {column for _, column in told}
    ranked: dict[str, list[tuple[int, str]]] = {}
    for label in labels:
        rank, column = (0, said[label]) if label in said else _meaning(label, program)
        if column and (label in said or column not in settled):
            ranked.setdefault(column, []).append((rank, label))
    columns = {
        column: tuple(label for _, label in sorted(found, key=lambda pair: pair[0]))
        for column, found in ranked.items()
    }
    used = {label for found in columns.values() for label in found}
    return Proposal(program, columns, tuple(label for label in labels if label not in used and label))


def _meaning(label: str, program: RecordProgram | None) -> tuple[int, str]:
    """Return the column that a label means, and its rank among several for one column: low counts first."""
    key = key_of(label)
    name = re.sub(r"[ -]", "_", key)
    if program and key in program.columns:
        return 1 + [*program.columns].index(key), program.columns[key]
    if name in OWN:
        return 0, name
    if name in ALSO_CALLED:
        return 100, ALSO_CALLED[name]
    if name in MEANING or key in MEANING:
        return 200, MEANING.get(name) or MEANING[key]
    return 0, ""
