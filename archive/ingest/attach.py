"""Attach a picture or file to a report: keep what was received as a capture, and draw from it what readers may see."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from archive.ingest.drawing import IN_THE_BACKGROUND, TooLongError, draw_within
from archive.ingest.pictures import PictureError, Redrawn, type_of
from archive.models import Article, Attachment, Capture, Rendition

MAX_ATTACHED = 50
TAKES_TOO_LONG = "It takes too long to draw: save it with less detail, or attach fewer of its pages."


class AttachError(Exception):
    """Raised for a file that cannot be attached; the message says why."""


def attach(
    *,
    article: Article,
    drawn: Redrawn | None,
    content: bytes,
    origin: str,
    alt: str = "",
    caption: str = "",
    rights: str = "",
    is_for_readers: bool = False,
) -> Attachment:
    """Attach a file to a report, in one transaction; the same bytes under the same name are kept once.

    Args:
        drawn: what `draw_within` made of the content; None to draw it in the background.
        origin: the name of the file.
        alt, caption, rights, is_for_readers: as in Attachment.

    Raises:
        AttachError: the report has it already, or has very many.
    """
    with transaction.atomic():
        Article.objects.select_for_update(no_key=True).get(pk=article.pk)
        capture = _kept(content, drawn, origin)
        own = Attachment.objects.filter(article=article)
        if own.filter(capture__sha256=capture.sha256).exists():
            raise AttachError("The report has this file already.")
        if own.count() >= MAX_ATTACHED:
            raise AttachError(f"The report has {MAX_ATTACHED} pictures and files: a report can have no more.")
        return Attachment.objects.create(
            article=article, capture=capture, alt=alt, caption=caption, rights=rights, is_for_readers=is_for_readers,
        )  # fmt: skip


def _kept(content: bytes, drawn: Redrawn | None, origin: str) -> Capture:
    capture, _ = Capture.objects.defer("content").get_or_create(
        sha256=hashlib.sha256(content).hexdigest(),
        origin=origin,
        position=None,
        defaults={"content": content, "media_type": drawn.given_type if drawn else type_of(content)},
    )
    values = drawn_values(drawn) if drawn else {"state": Rendition.State.WAITING}
    rendition, _ = Rendition.objects.get_or_create(capture=capture, defaults=values)
    if drawn and not rendition.is_ready:
        Rendition.objects.filter(pk=rendition.pk).update(**values)
    elif not drawn:
        draw_later()
    return capture


def drawn_values(drawn: Redrawn) -> dict[str, Any]:
    """Return the columns of a rendition that is ready."""
    return {
        "state": Rendition.State.READY, "problem": "",
        "media_type": drawn.media_type, "content": drawn.content, "sha256": drawn.sha256, "pages": drawn.pages, "small": drawn.small,
        "width": drawn.size[0], "height": drawn.size[1], "small_width": drawn.small_size[0], "small_height": drawn.small_size[1],
    }  # fmt: skip


def draw_later() -> None:
    """Let the worker draw what waits for it, unless it is about to."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        draw_waiting.defer()


@app.task(name="draw_waiting", queue="ingest", lock="draw_waiting", queueing_lock="draw_waiting", retry=3)
def draw_waiting() -> dict[str, int]:
    """Draw the pictures and files that wait for it, each within its time; say of those that cannot be drawn why."""
    counts = {"drawn": 0, "refused": 0}
    waiting = Rendition.objects.filter(state=Rendition.State.WAITING).order_by("pk")
    while (rendition := waiting.defer("content", "small").select_related("capture").first()) is not None:
        try:
            values = drawn_values(draw_within(bytes(rendition.capture.content), IN_THE_BACKGROUND))
            counts["drawn"] += 1
        except (PictureError, TooLongError) as error:
            problem = str(error) or TAKES_TOO_LONG
            values = {"state": Rendition.State.REFUSED, "problem": problem[:300]}
            counts["refused"] += 1
        Rendition.objects.filter(pk=rendition.pk).update(**values)
    return counts
