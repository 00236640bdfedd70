"""The pictures and files of a report as readers get them: on its page, in its data, and at their own addresses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from archive.models import Article, Attachment, Rendition
from archive.models.wordings import in_public_words


@dataclass(frozen=True)
class PublicAttachment:
    """A picture or file that readers may see, with the addresses of its rendition and of a small picture of it."""

    attachment: Attachment
    rendition: Rendition
    url: str
    small_url: str

    @property
    def is_picture(self) -> bool:
        return self.rendition.ending != "pdf"


def public_attachments(article: Article) -> list[PublicAttachment]:
    """Return the pictures and files of a report for whoever may read it, in the order in which they were attached."""
    found = Attachment.objects.of_open_reports().filter(article=article)
    return [_shown(one) for one in without_names(found.with_renditions().order_by("pk"))]


def without_names(attachments: Iterable[Attachment]) -> list[Attachment]:
    """Leave out those whose own words contain a protected name: the picture shows what they say."""
    found = list(attachments)
    texts = ["\n".join((one.alt, one.caption, one.rights)) for one in found]
    public = in_public_words(texts, reports=[one.article_id for one in found])
    return [one for one, text, shown in zip(found, texts, public, strict=True) if text == shown]


def _shown(attachment: Attachment) -> PublicAttachment:
    rendition, key = attachment.capture.rendition, [attachment.article_id, attachment.pk]
    return PublicAttachment(
        attachment,
        rendition,
        reverse("attachment", args=[*key, rendition.ending]),
        reverse("attachment-small", args=key),
    )


def attachments_as_data(article: Article, *, root: str) -> list[dict]:
    """Return the pictures and files of a report as data; `root` is the address of the site, without a slash at its end."""
    return [
        {
            "url": f"{root}{one.url}",
            "small_url": f"{root}{one.small_url}",
            "media_type": one.rendition.media_type,
            "width": one.rendition.width,
            "height": one.rendition.height,
            "pages": one.rendition.pages,
            "alt": one.attachment.alt,
            "caption": one.attachment.caption,
            "rights": one.attachment.rights,
            "sha256": one.rendition.sha256,
            "original_sha256": one.attachment.capture.sha256,
        }
        for one in public_attachments(article)
    ]
