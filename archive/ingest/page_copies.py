"""Several copies of one page, as web archives hold them: each that differs is a version of its report, each that does not adds its moment.

The latest copy is the report. One that was made earlier and arrives later goes into the history, as the version that it was; the report
stays as it is. A version keeps its bytes as a capture of its own; a copy that says the same is kept as the moment at which it was made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

from django.apps import apps
from django.utils.dateparse import parse_datetime
from pghistory.models import Context

from archive.ingest.identity import CONTENT, EARLIER_COPY
from archive.ingest.raw import RawArticle
from archive.ingest.write import Ready, Writing, capture_key, keep_captures
from archive.models import Article, Capture


def moment_of(raw: RawArticle) -> datetime | None:
    """Return when the page of a record was copied, if it says so."""
    return _moment(raw.copied_at)


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text) if text else None
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found and found.tzinfo is None else found


def in_rounds(records: Iterable[Ready]) -> list[list[Ready]]:
    """Return records in rounds, each report at most once in each, its copies in the order in which they were made."""
    by_report: dict[UUID, list[Ready]] = defaultdict(list)
    for record in records:
        by_report[record.uid].append(record)
    rounds: list[list[Ready]] = []
    for copies in by_report.values():
        copies.sort(key=_when)
        for number, record in enumerate(copies):
            if number == len(rounds):
                rounds.append([])
            rounds[number].append(record)
    return rounds


def _when(record: Ready) -> datetime:
    return moment_of(record.raw) or datetime.min.replace(tzinfo=UTC)


def are_copies(article: Article, raw: RawArticle) -> bool:
    """Return whether a report and a record are copies of a page at two moments."""
    return bool(moment_of(raw) and article.capture and article.capture.copied_at)


def is_earlier(article: Article, raw: RawArticle) -> bool:
    """Return whether a record was copied before the report was."""
    moment = moment_of(raw)
    kept = article.capture.copied_at if article.capture else None
    return bool(moment and kept and moment < kept)


def lacks_moment(capture: Capture | None, moment: datetime | None) -> bool:
    """Return whether a capture does not know yet that its page was the same at a moment."""
    if capture is None or moment is None:
        return False
    return moment not in (capture.copied_at, *map(_moment, capture.copied_again))


def add_moment(capture: Capture, moment: datetime | None) -> None:
    """Keep that the page of a capture was the same at a moment."""
    held = Capture.objects.select_for_update().defer("content").get(pk=capture.pk)
    if moment is None or not lacks_moment(held, moment):
        return
    moments = {moment, *filter(None, map(_moment, held.copied_again))}
    Capture.objects.filter(pk=held.pk).update(copied_again=[each.isoformat() for each in sorted(moments)])


def version_like(article: Article, fields: dict) -> Capture | None:
    """Return the capture of an earlier version of a report that says what these fields say."""
    events = _events().filter(pgh_obj=article.pk, capture__isnull=False).select_related("capture")
    for event in events.defer("capture__content"):
        if all(getattr(event, name) == fields[name] for name in CONTENT):
            return event.capture
    return None


def capture_at(article: Article, moment: datetime | None) -> Capture | None:
    """Return the capture of the version of a report that was copied at a moment; of the report itself, if that is not known."""
    past = Capture.objects.filter(
        pk__in=_events().filter(pgh_obj=article.pk, capture__isnull=False).values("capture"), copied_at=moment
    )
    return (past.defer("content").first() if moment else None) or article.capture


def keep_earlier(article: Article, record: Ready, writing: Writing) -> None:
    """Keep an earlier copy as a version in the history of its report."""
    capture = keep_captures([record.raw], writing)[capture_key(record.raw)]
    event = _events()
    kept = {
        column.attname: getattr(article, column.attname)
        for column in event.model._meta.fields
        if not column.name.startswith("pgh_")
    }
    said = {name: record.prepared.fields[name] for name in (*CONTENT, "removed", "unsure")}
    why = Context.objects.create(metadata={"reason": f"{EARLIER_COPY} {writing.batch_id}"})
    event.create(
        **(kept | said | {"capture_id": capture}), pgh_obj=article, pgh_label="changed", pgh_context=why
    )


def _events():
    return apps.get_model("archive", "ArticleEvent").objects
