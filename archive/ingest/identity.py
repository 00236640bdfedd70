"""Identify the report in the archive that a record is, if any: by its number at the source, its address or its bytes."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model

from archive.ingest.raw import RawArticle
from archive.models import Article, Capture, Source
from archive.models.among import among
from archive.models.fields import AddressKey

# Namespace of this project: the uids of reports are derived from it, the same on every machine.
NAMESPACE = uuid.UUID("5a0c8d0e-7c1b-5f5e-9a55-6f1f6a3f2b10")
# Prefix of the reason in the history of a change made by an import.
IMPORTED = ("import batch", "derived again")
# Of a version that is older than the report, and was put into its history by an import.
EARLIER_COPY = "earlier copy, of import batch"
REPLACED = re.compile(rf"(?:import batch|{EARLIER_COPY}) \d+")
CONTENT = (
    "headline",
    "standfirst",
    "body",
    "byline",
    "dateline",
    "language",
    "url",
    "date_printed",
    "date_edtf",
    "date_basis",
)
OWNED = (*CONTENT, "source_id", "source_ref")
DATE = ("date_printed", "date_edtf", "date_basis")

# The same rules as in archive/sql/addresses.sql, which the index of addresses follows.
ADDRESS = re.compile(
    r"(?:https?://)?(?:www\.)?([^/?#]*)([^?#]*)(\?[^#]*)?(?:(#[!/].*)|#.*)?", re.IGNORECASE | re.DOTALL
)
USUAL_PORT = re.compile(r":(?:80|443)$")
TRACKING = re.compile(
    r"([?&])(?:(?:utm_[a-z_]+|mc_[ce]id|fbclid|gclid|dclid|msclkid|yclid|igshid|ocid|cmpid|at_[a-z_]+|xtor|smid|ftag)"
    r"=[^&]*(?:&|$))+",
    re.IGNORECASE,
)


def address_key(url: str) -> str:
    """Normalise an address: scheme, www, fragment and tracking parameters make no difference."""
    return ADDRESS.sub(_key, url.strip(" "), count=1)


def _key(address: re.Match[str]) -> str:
    host, path, query, fragment = address.groups("")
    return (
        USUAL_PORT.sub("", host.lower())
        + path.rstrip("/")
        + TRACKING.sub(r"\1", query).rstrip("?&")
        + fragment
    )


def uid_of(source: Source, raw: RawArticle, *, url: str = "") -> uuid.UUID:
    """Return the identity of a record: the same source and the same number, address or bytes give the same report.

    Metadata given in the form where a record was pasted counts as part of its bytes.
    """
    if raw.id:
        key: tuple[str, ...] = ("id", raw.id)
    elif raw.url or url:
        key = ("url", address_key(raw.url or url))
    else:
        key = ("bytes", raw.sha256, *filter(None, [raw.beside]))
    return uuid.uuid5(NAMESPACE, "\x1f".join((source.slug, *key)))


@dataclass(frozen=True)
class Wanted:
    """The keys by which a record may be known in the archive."""

    uid: uuid.UUID
    source_id: int
    source_ref: str
    url: str


def find_present(records: Iterable[Wanted]) -> dict[uuid.UUID, Article]:
    """Return uid -> the existing report, found by uid, by number in its source, or by address there.

    Reports that curators typed in have uids of their own, so uid alone would add them a second time.
    """
    records = list(records)
    by_uid = {a.uid: a for a in _loaded(uid__in=among([record.uid for record in records], "uuid"))}
    by_ref = _by_number([record for record in records if record.source_ref])
    by_url = _by_address([record for record in records if record.url and not record.source_ref])
    found = {}
    for record in records:
        article = by_uid.get(record.uid) or by_ref.get((record.source_id, record.source_ref))
        if article is None and not record.source_ref:
            article = by_url.get((record.source_id, address_key(record.url)))
        if article is not None:
            found[record.uid] = article
    return found


def _by_number(records: list[Wanted]) -> dict[tuple, Article]:
    if not records:
        return {}
    numbers = among({record.source_ref for record in records}, "text")
    found = _loaded(source_id__in=_sources_of(records), source_ref__in=numbers).exclude(source_ref="")
    return {(a.source_id, a.source_ref): a for a in found}


def _by_address(records: list[Wanted]) -> dict[tuple, Article]:
    """Return (source, address) -> its report. An address shared by several reports of a source, such as a list's, is ignored."""
    if not records:
        return {}
    keys = among({address_key(record.url) for record in records}, "text")
    found = _loaded(source_id__in=_sources_of(records)).exclude(url="").annotate(address=AddressKey("url"))
    articles = list(found.filter(address__in=keys))
    bearers = Counter((a.source_id, a.address) for a in articles)
    return {key: a for a in articles if bearers[key := (a.source_id, a.address)] == 1}


def _sources_of(records: list[Wanted]):
    return among({record.source_id for record in records}, "integer")


def _loaded(**conditions):
    return Article.objects.filter(**conditions).select_related("capture").defer("capture__content")


def known_bytes(raws: Iterable[RawArticle]) -> set[tuple]:
    """Return what identifies the bytes that the archive has of these records, as `bytes_of` gives it: of reports, and of the versions that imports replaced."""
    captures = Capture.objects.filter(sha256__in=among({raw.sha256 for raw in raws}, "text"))
    rows = captures.values_list(
        "pk", "sha256", "encoding", "columns", "origin", "position", "articles__source_id"
    )
    found = {
        pk: (sha, encoding, as_pairs(columns), origin, position)
        for pk, sha, encoding, columns, origin, position, _ in rows
    }
    known: set[tuple] = {(*found[row[0]][:3], row[-1]) for row in rows if row[-1]}
    return known | {(*found[pk], source) for pk, source in _replaced(found)} if found else known


def _replaced(captures: Iterable[int]) -> Iterable[tuple[int, int]]:
    """Return the captures of versions that an import has replaced by newer ones, with the sources of their reports.

    The same file read again must not bring them back.
    """
    events = apps.get_model("archive", "ArticleEvent").objects.filter(
        capture_id__in=[*captures], pgh_obj__source__isnull=False
    )
    rows = events.values_list("capture_id", "pgh_obj__source_id", "pgh_context__metadata")
    return {(pk, source) for pk, source, why in rows if REPLACED.fullmatch((why or {}).get("reason") or "")}


def bytes_of(raw: RawArticle, source: Source) -> tuple[tuple, tuple]:
    """Return what identifies the bytes of a record: wherever they came from, and as a place in a file."""
    read = (raw.sha256, raw.encoding, raw.columns)
    return (*read, source.pk), (*read, raw.origin, raw.position, source.pk)


def as_pairs(columns: list) -> tuple:
    """Return the pairs of a JSON column as a record has them."""
    return tuple((label, column) for label, column in columns)


def news_in(fields: dict, article: Article) -> dict:
    """Return the fields of a record that change its report: one that is empty, or says less, changes nothing."""
    said = {name: fields[name] for name in CONTENT if fields[name] or name in DATE}
    if is_made_up(fields["headline"]) and not is_made_up(article.headline):
        del said["headline"]
    if address_key(fields["url"]) == address_key(article.url):
        said.pop("url", None)
    if not any(fields[name] for name in DATE) or _is_less_exact(fields["date_edtf"], article.date_edtf):
        for name in DATE:
            del said[name]
    return {name: value for name, value in said.items() if getattr(article, name) != value}


def _is_less_exact(edtf: str, known: str) -> bool:
    return bool(edtf) and len(edtf) < len(known) and known.startswith(f"{edtf}-")


def is_made_up(headline: str) -> bool:
    """Return whether a headline is only the first words of the report, in brackets."""
    return headline.startswith("[") and headline.endswith("]")


def edited_by_hand(articles: Iterable[Article], *, fields: Iterable[str] = OWNED) -> set[int]:
    """Return the ids of the reports in which somebody has changed one of these fields since an import wrote it.

    The history holds each version before a change, with the reason for the change, which identifies imports.
    """
    after: dict[int, Model] = {article.pk: article for article in articles}
    events = apps.get_model("archive", "ArticleEvent").objects.filter(pgh_obj_id__in=[*after])
    edited = set()
    for event in events.select_related("pgh_context").order_by("-pgh_id"):
        if _reason(event).startswith(EARLIER_COPY):
            continue  # the report was never changed to it
        later = after[event.pgh_obj_id]
        if not _is_of_an_import(event) and any(
            getattr(event, name) != getattr(later, name) for name in fields
        ):
            edited.add(event.pgh_obj_id)
        after[event.pgh_obj_id] = event
    return edited


def _is_of_an_import(event) -> bool:
    return _reason(event).startswith(IMPORTED)


def _reason(event) -> str:
    return (event.pgh_context.metadata if event.pgh_context else {}).get("reason") or ""
