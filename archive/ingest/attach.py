"""Attach a picture or file to a report: keep what was received as a capture, and draw from it what readers may see."""

from __future__ import annotations

import hashlib

from django.db import transaction

from archive.ingest.pictures import Redrawn
from archive.models import Article, Attachment, Capture, Rendition

MAX_ATTACHED = 50


class AttachError(Exception):
    """Raised for a file that cannot be attached; the message says why."""


def attach(
    *,
    article: Article,
    drawn: Redrawn,
    content: bytes,
    origin: str,
    alt: str = "",
    caption: str = "",
    rights: str = "",
    is_for_readers: bool = False,
) -> Attachment:
    """Attach a file to a report, in one transaction; the same bytes under the same name are kept once.

    Args:
        drawn: what `draw_anew` made of the content.
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
            raise AttachError(f"The report has {MAX_ATTACHED} pictures and files: a report takes no more.")
        return Attachment.objects.create(
            article=article, capture=capture, alt=alt, caption=caption, rights=rights, is_for_readers=is_for_readers,
        )  # fmt: skip


def _kept(content: bytes, drawn: Redrawn, origin: str) -> Capture:
    capture, _ = Capture.objects.defer("content").get_or_create(
        sha256=hashlib.sha256(content).hexdigest(),
        origin=origin,
        position=None,
        defaults={"content": content, "media_type": drawn.given_type},
    )
    values = {
        "media_type": drawn.media_type, "content": drawn.content, "sha256": drawn.sha256, "pages": drawn.pages, "small": drawn.small,
        "width": drawn.size[0], "height": drawn.size[1], "small_width": drawn.small_size[0], "small_height": drawn.small_size[1],
    }  # fmt: skip
    Rendition.objects.get_or_create(capture=capture, defaults=values)
    return capture
