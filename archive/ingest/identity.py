"""Which report of the archive a record is, if it is one: by its number at the source, its address, or its bytes."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps

from archive.ingest.raw import RawArticle
from archive.models import Article, Capture, Fingerprint, Source
from archive.models.among import among

# Made once for this project: the names of reports are worked out from it, the same on every machine.
NAMESPACE = uuid.UUID("5a0c8d0e-7c1b-5f5e-9a55-6f1f6a3f2b10")
# What the reason in the history begins with where an import made the change.
IMPORTED = ("import batch", "derived again")
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


def uid_of(source: Source, raw: RawArticle, *, url: str = "") -> uuid.UUID:
    """Return the identity of a record: the same source and the same number, address or bytes give the same report."""
    if raw.id:
        key = ("id", raw.id)
    elif raw.url or url:
        key = ("url", raw.url or url)
    else:
        key = ("bytes", raw.sha256)
    return uuid.uuid5(NAMESPACE, "\x1f".join((source.slug, *key)))


@dataclass(frozen=True)
class Wanted:
    """How one record may be known in the archive."""

    uid: uuid.UUID
    source_id: int
    source_ref: str
    url: str


def find_present(records: Iterable[Wanted]) -> dict[uuid.UUID, Article]:
    """Return uid -> the report that the archive has, found by uid, by number in its source, or by address there.

    Reports that curators typed in have uids of their own, so uid alone would add them a second time.
    """
    records = list(records)
    by_uid = {a.uid: a for a in _loaded(uid__in=among([record.uid for record in records], "uuid"))}
    by_ref = _by(("source_id", "source_ref"), [record for record in records if record.source_ref])
    by_url = _by(("source_id", "url"), [record for record in records if record.url and not record.source_ref])
    found = {}
    for record in records:
        article = by_uid.get(record.uid) or by_ref.get((record.source_id, record.source_ref))
        if article is None and not record.source_ref:
            article = by_url.get((record.source_id, record.url))
        if article is not None:
            found[record.uid] = article
    return found


def _by(columns: tuple[str, str], records: list[Wanted]) -> dict[tuple, Article]:
    if not records:
        return {}
    source, column = columns
    values = {getattr(record, column) for record in records}
    sources = {record.source_id for record in records}
    conditions = {f"{source}__in": among(sources, "integer"), f"{column}__in": among(values, "text")}
    found = _loaded(**conditions).exclude(**{column: ""})
    return {(a.source_id, getattr(a, column)): a for a in found.order_by("-id")}


def _loaded(**conditions):
    return Article.objects.filter(**conditions).select_related("capture").defer("capture__content")


def known_bytes(shas: Iterable[str]) -> set[tuple[str, int]]:
    """Return (hash of the bytes, source) of the reports whose capture has one of these hashes."""
    found = Capture.objects.filter(sha256__in=among(set(shas), "text"), articles__isnull=False)
    return set(found.values_list("sha256", "articles__source_id"))


def same_texts(hashes: Iterable[str]) -> dict[tuple[int, str], int]:
    """Return (source, hash of the words) -> id of the first report in that source that has exactly these words."""
    found = Fingerprint.objects.filter(text_hash__in=among(set(hashes) - {""}, "text")).order_by(
        "-article_id"
    )
    return {
        (source, text_hash): pk
        for pk, source, text_hash in found.values_list("article_id", "article__source_id", "text_hash")
    }


def edited_by_hand(articles: Iterable[Article]) -> set[int]:
    """Return the ids of those reports whose text or date somebody changed since an import wrote it.

    The history holds each version before a change, with the reason of that change; those of imports are known by it.
    """
    articles = {article.pk: article for article in articles}
    events = apps.get_model("archive", "ArticleEvent").objects.filter(pgh_obj_id__in=articles)
    edited, after = set(), dict(articles)
    for event in events.select_related("pgh_context").order_by("-pgh_id"):
        later = after[event.pgh_obj_id]
        if not _is_of_an_import(event) and any(
            getattr(event, name) != getattr(later, name) for name in OWNED
        ):
            edited.add(event.pgh_obj_id)
        after[event.pgh_obj_id] = event
    return edited


def _is_of_an_import(event) -> bool:
    reason = (event.pgh_context.metadata if event.pgh_context else {}).get("reason") or ""
    return reason.startswith(IMPORTED)
