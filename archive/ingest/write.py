"""Write prepared reports: captures, mentions, reports and stories, so that each report is indexed once.

Mentions are written first, with ids reserved for their reports: the triggers that index a report read its mentions, and
foreign keys are checked when the transaction ends. A report written after its mentions is indexed with them. For the same
reason the story of a report is looked up before the report is added.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Model

from archive.ingest.identity import NAMESPACE, as_pairs, news_in
from archive.ingest.prepare import Prepared
from archive.ingest.raw import RawArticle
from archive.matching.group import Newcomers, check_constraints, group
from archive.matching.link import NamesInReport, add_leftovers, add_readings, digest_of, link, names_in
from archive.matching.names import known_names
from archive.matching.same_story import Printing, days_of
from archive.matching.sketch import Sketch
from archive.models import Article, Capture, Source, Story
from archive.models.among import among
from archive.models.bulk import copy_rows

CAPTURE = (
    "id",
    "sha256",
    "content",
    "media_type",
    "encoding",
    "origin",
    "position",
    "container_sha256",
    "columns",
    "copied_at",
    "batch_id",
)


@dataclass
class Ready:
    """A record ready to be written: what was received, the fields derived from it, and its identity."""

    raw: RawArticle
    source: Source
    prepared: Prepared
    uid: uuid.UUID
    sketch: Sketch
    parts: list[str]  # of the body, as split_words gives them

    @property
    def printing(self) -> Printing:
        return Printing(self.sketch, days_of(self.prepared.fields["date_edtf"]), self.source.pk)

    @property
    def words_in_source(self) -> tuple[int, str]:
        return self.source.pk, self.sketch.text_hash


@dataclass(frozen=True)
class Writing:
    """How reports are written: in which batch, with which status, and whether names are matched."""

    batch_id: int | None
    status: str
    link: bool = True


def add_reports(records: list[Ready], writing: Writing) -> list[int]:
    """Add new reports and return their ids."""
    if not records:
        return []
    new = dict(zip(set_ids_aside(Article, len(records)), records, strict=True))
    captures = keep_captures([record.raw for record in records], writing)
    named = _stories(record.raw for record in records)
    keys = {pk: story_key(record.raw) for pk, record in new.items()}
    newcomers = Newcomers(
        {pk: record.printing for pk, record in new.items()},
        {pk: named[key] for pk, key in keys.items() if key in named},
    )
    stories = newcomers.choose_stories()
    found = _names_of(new) if writing.link else {}
    add_readings({pk: names.readings for pk, names in found.items()})
    columns = ("id", "uid", "source_id", "status", "batch_id", "capture_id", "story_id", "linked_digest")
    fields = tuple(records[0].prepared.fields)
    rows = (
        (
            *(pk, record.uid, record.source.pk, writing.status, writing.batch_id),
            *(captures[capture_key(record.raw)], stories.get(pk)),
            digest_of(record.prepared.fields) if writing.link else "",
            *(record.prepared.fields[name] for name in fields),
        )
        for pk, record in new.items()
    )
    copy_rows(Article, (*columns, *fields), rows)
    newcomers.keep_fingerprints()
    check_constraints()
    # Others who count names or group copies wait from here to the end of the transaction, so all else comes before.
    add_leftovers((pk, left) for pk, names in found.items() for left in names.leftovers)
    newcomers.settle()
    return list(new)


def change_report(article: Article, record: Ready, writing: Writing) -> None:
    """Update a report from a new capture; its status, number and story stay."""
    fields = record.prepared.fields
    changed = news_in(fields, article) | {name: fields[name] for name in ("removed", "unsure")}
    for name, value in changed.items():
        setattr(article, name, value)
    article.batch_id = writing.batch_id
    article.capture_id = keep_captures([record.raw], writing)[capture_key(record.raw)]
    article.save(update_fields=[*changed, "batch", "capture"])
    if writing.link:
        link(articles=[article.pk])
    group(articles=[article.pk])


def keep_captures(raws: Iterable[RawArticle], writing: Writing) -> dict[tuple, int]:
    """Store the bytes of these records, each once, and return capture_key -> id. A wrong encoding or meaning of columns is corrected."""
    wanted = {capture_key(raw): raw for raw in raws}
    found = Capture.objects.filter(sha256__in=among({sha for sha, *_ in wanted}, "text"))
    ids = {}
    for pk, encoding, columns, *key in found.values_list(
        "pk", "encoding", "columns", "sha256", "origin", "position"
    ):
        ids[tuple(key)] = pk
        raw = wanted.get(tuple(key))
        if raw and (raw.encoding, raw.columns) != (encoding, as_pairs(columns)):
            Capture.objects.filter(pk=pk).update(encoding=raw.encoding, columns=raw.columns)
    missing = {key: raw for key, raw in wanted.items() if key not in ids}
    added = dict(zip(missing, set_ids_aside(Capture, len(missing)), strict=True))
    rows = (
        (
            pk,
            raw.sha256,
            raw.content,
            raw.media_type,
            raw.encoding,
            raw.origin,
            raw.position,
            raw.container_sha256,
            raw.columns,
            raw.copied_at or None,
            writing.batch_id,
        )
        for pk, raw in zip(added.values(), missing.values(), strict=True)
    )
    if missing:
        copy_rows(Capture, CAPTURE, rows)
    return ids | added


def capture_key(raw: RawArticle) -> tuple:
    """Return the unique key of a capture."""
    return (raw.sha256, raw.origin, raw.position)


def set_ids_aside(model: type[Model], count: int) -> list[int]:
    """Reserve ids from the sequence."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [pk for (pk,) in cursor.fetchall()]


def _names_of(new: dict[int, Ready]) -> dict[int, NamesInReport]:
    """Return the names of reports about to be added."""
    names = known_names()
    return {
        pk: names_in(
            record.prepared.fields,
            names,
            language=record.prepared.fields["language"],
            parts={"body": record.parts},
            habits=names.habits_of(record.source.pk),
        )
        for pk, record in new.items()
    }


def story_key(raw: RawArticle) -> tuple[str, str]:
    """Return the key shared by the records of one story: the story they name, within their file."""
    return (raw.origin, raw.story)


def _stories(raws: Iterable[RawArticle]) -> dict[tuple[str, str], int]:
    """Return the stories that records name: story_key -> id, adding new ones."""
    keys = {story_key(raw) for raw in raws if raw.story}
    uids = {uuid.uuid5(NAMESPACE, "\x1f".join(("story", *key))): key for key in keys}
    if not uids:
        return {}
    Story.objects.bulk_create(
        [Story(uid=uid, note=key[1]) for uid, key in uids.items()], ignore_conflicts=True
    )
    return {uids[story.uid]: story.pk for story in Story.objects.filter(uid__in=uids)}
