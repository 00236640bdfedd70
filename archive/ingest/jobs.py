"""Clean long texts in the background, and remove what is no longer needed of uploads."""

from __future__ import annotations

from contextlib import suppress

from django.db import transaction
from django.db.models.functions import Now
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from archive.ingest.kept_uploads import MAX_AGE, remove_old
from archive.ingest.readers.fields import RecordError
from archive.ingest.rules import RuleError
from archive.ingest.single import PASTED, load_one, raw_from
from archive.models import LongText, Source

State = LongText.State


def clean_later(
    *, content: bytes, origin: str, encoding: str, known: dict[str, str], source: Source, user
) -> LongText:
    """Store a text that is too long to clean while somebody waits, and queue its cleaning."""
    with transaction.atomic():
        text = LongText.objects.create(
            content=content, size=len(content), origin=origin, encoding=encoding, known=known, source=source, user=user
        )  # fmt: skip
        clean_long_text.defer(long_text_id=text.pk)
    return text


@app.task(name="clean_long_text", queue="ingest", lock="clean_long_text", retry=3)
def clean_long_text(*, long_text_id: int) -> dict[str, str]:
    """Clean a long text and store it as a draft, all or nothing; one already done is left alone."""
    with transaction.atomic():
        waiting = LongText.objects.select_for_update(of=["self"]).select_related("source", "user")
        text = waiting.filter(pk=long_text_id, state=State.WAITING).first()
        if text is None:
            return {}
        _clean(text)
        text.content, text.cleaned_at = b"", Now()
        text.save()
    return {"state": text.state}


def _clean(text: LongText) -> None:
    content = bytes(text.content)
    received = content.decode(errors="replace") if text.origin == PASTED else content
    try:
        raw = raw_from(received, origin=text.origin, encoding=text.encoding, **text.known)
        loaded = load_one(raw, source=text.source, user=text.user)
    except (RecordError, RuleError) as error:
        text.state = State.REFUSED
        text.reason = error.sentence if isinstance(error, RecordError) else str(error)
        return
    text.article, text.reason = loaded.article, loaded.reason
    if loaded.outcome.created:
        text.state = State.KEPT
    else:
        text.state = State.PRESENT if loaded.article else State.REFUSED


def forget_kept_later() -> None:
    """Let the worker remove the files that forms keep once they are too old, unless it is to do so already."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        forget_kept_uploads.configure(schedule_in={"seconds": MAX_AGE + 60}).defer()


@app.task(name="forget_kept_uploads", queue="ingest", queueing_lock="forget_kept_uploads", retry=3)
def forget_kept_uploads() -> dict[str, int]:
    """Remove kept files that are too old."""
    removed, are_left = remove_old()
    if are_left:
        forget_kept_later()
    return {"removed": removed}
