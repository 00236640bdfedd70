"""Write prepared reports: captures, mentions, reports and groups, so that each report is indexed once.

Mentions go first, with ids that were set aside for their reports: the triggers that index a report look at its mentions,
and foreign keys are looked at when the transaction ends. A report that came after its mentions is indexed with them.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from archive.ingest.identity import NAMESPACE
from archive.ingest.prepare import Prepared
from archive.ingest.raw import RawArticle
from archive.matching.group import group
from archive.matching.link import link, mentions_for, text_digest
from archive.matching.names import known_names
from archive.models import Article, Capture, Mention, Source, Story

ROWS_AT_ONCE = 2000


@dataclass
class Ready:
    """A record that may be written: what was received, what it gave, and which report it is."""

    raw: RawArticle
    source: Source
    prepared: Prepared
    uid: uuid.UUID
    text_hash: str = ""
    present: Article | None = None


@dataclass(frozen=True)
class Writing:
    """How reports are written: in which batch, with which status, and whether names are looked for."""

    batch_id: int | None
    status: str
    link: bool = True


def add_reports(records: list[Ready], writing: Writing) -> list[int]:
    """Add new reports and return their ids."""
    if not records:
        return []
    ids = _set_ids_aside(len(records))
    captures = keep_captures([record.raw for record in records], writing)
    stories = _stories(record.raw for record in records)
    articles = [
        _article(pk, record, captures, stories, writing) for pk, record in zip(ids, records, strict=True)
    ]
    if writing.link:
        _link_first(articles)
    Article.objects.bulk_create(articles, batch_size=ROWS_AT_ONCE)
    group(articles=ids)
    return ids


def change_report(record: Ready, writing: Writing) -> None:
    """Bring a report in line with a new capture of it; its status and its group stay."""
    article = record.present
    for name, value in record.prepared.fields.items():
        setattr(article, name, value)
    article.batch_id = writing.batch_id
    article.capture_id = keep_captures([record.raw], writing)[capture_key(record.raw)]
    article.save(update_fields=[*record.prepared.fields, "batch", "capture"])
    if writing.link:
        link(articles=[article.pk])
    group(articles=[article.pk])


def keep_captures(raws: Iterable[RawArticle], writing: Writing) -> dict[tuple, int]:
    """Keep the bytes of these records, each once, and return capture_key -> id."""
    wanted = {capture_key(raw): raw for raw in raws}
    found = Capture.objects.filter(sha256__in={sha for sha, *_ in wanted})
    ids = {
        (sha, origin, position): pk
        for pk, sha, origin, position in found.values_list("pk", "sha256", "origin", "position")
    }
    missing = [_capture(raw, writing) for key, raw in wanted.items() if key not in ids]
    for capture in Capture.objects.bulk_create(missing, batch_size=ROWS_AT_ONCE):
        ids[capture.sha256, capture.origin, capture.position] = capture.pk
    return ids


def capture_key(raw: RawArticle) -> tuple:
    """Return what no two captures have in common."""
    return (raw.sha256, raw.origin, raw.position)


def _capture(raw: RawArticle, writing: Writing) -> Capture:
    return Capture(
        sha256=raw.sha256,
        content=raw.content,
        media_type=raw.media_type,
        encoding=raw.encoding,
        origin=raw.origin,
        position=raw.position,
        batch_id=writing.batch_id,
    )


def _article(pk: int, record: Ready, captures: dict, stories: dict, writing: Writing) -> Article:
    return Article(
        pk=pk,
        uid=record.uid,
        source_id=record.source.pk,
        status=writing.status,
        capture_id=captures[capture_key(record.raw)],
        batch_id=writing.batch_id,
        story_id=stories.get(story_key(record.raw)),
        **record.prepared.fields,
    )


def _set_ids_aside(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('archive_article', 'id')) FROM generate_series(1, %s)",
            [count],
        )
        return [pk for (pk,) in cursor.fetchall()]


def _link_first(articles: list[Article]) -> None:
    """Write the mentions of reports that are about to be added, and mark the reports as matched."""
    names = known_names()
    mentions = [mention for article in articles for mention in mentions_for(article, names=names)]
    Mention.objects.bulk_create(mentions, batch_size=ROWS_AT_ONCE)
    for article in articles:
        article.linked_digest = text_digest(article)


def story_key(raw: RawArticle) -> tuple[str, str]:
    """Return what the records of one story have in common: the group that they name, within their file."""
    return (raw.origin, raw.story)


def _stories(raws: Iterable[RawArticle]) -> dict[tuple[str, str], int]:
    """Return the groups that records name for themselves: story_key -> id, added where they are new."""
    keys = {story_key(raw) for raw in raws if raw.story}
    uids = {uuid.uuid5(NAMESPACE, "\x1f".join(("story", *key))): key for key in keys}
    if not uids:
        return {}
    Story.objects.bulk_create(
        [Story(uid=uid, note=key[1]) for uid, key in uids.items()], ignore_conflicts=True
    )
    return {uids[story.uid]: story.pk for story in Story.objects.filter(uid__in=uids)}
