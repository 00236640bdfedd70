"""Pictures and files that belong to a report: a scan of its page, a photograph, a PDF.

A capture keeps what was received, for curators alone. Readers get a rendition, drawn anew from what it shows, if the attachment says so.
"""

from __future__ import annotations

from django.db import models

from archive.models.articles import Article
from archive.models.captures import Capture
from archive.models.history import track_changes
from archive.models.natural_keys import Keyed, KeyedQuerySet
from archive.models.triggers import kept_in_steps

ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}


class Rendition(Keyed):
    """What a captured picture or PDF shows, drawn anew: without the place and camera, scripts or hidden text.

    What takes long is drawn in the background; until then it is empty, and stays so if it cannot be drawn.
    """

    class State(models.TextChoices):
        READY = "ready", "ready"
        WAITING = "waiting", "being prepared"
        REFUSED = "refused", "cannot be shown"

    NATURAL_KEY = ("capture",)

    capture = models.OneToOneField(Capture, models.PROTECT, related_name="rendition")
    state = models.CharField(max_length=10, choices=State, default=State.READY, db_default=State.READY)
    problem = models.CharField("why", max_length=300, blank=True, db_default="")
    media_type = models.CharField(max_length=20, choices=[(key, key) for key in ENDINGS], blank=True)
    content = models.BinaryField(default=b"")
    sha256 = models.CharField(max_length=64, blank=True)
    width = models.PositiveIntegerField(default=0, help_text="Pixels; of a PDF, those of its first page.")
    height = models.PositiveIntegerField(default=0)
    pages = models.PositiveSmallIntegerField(default=1, db_default=1)
    small = models.BinaryField(default=b"", help_text="A small picture of it, or of its first page: JPEG.")
    small_width = models.PositiveIntegerField(default=0)
    small_height = models.PositiveIntegerField(default=0)

    objects = KeyedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(media_type__in=list(ENDINGS)) | ~models.Q(state="ready"),
                name="rendition_is_of_a_known_type",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["ready", "waiting", "refused"]), name="rendition_state_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["id"], name="rendition_waiting", condition=models.Q(state="waiting")),
        ]

    def __str__(self):
        return (
            f"{self.media_type}, {self.width} × {self.height}" if self.is_ready else self.get_state_display()
        )

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY

    @property
    def ending(self) -> str:
        return ENDINGS[self.media_type]


class AttachmentQuerySet(KeyedQuerySet["Attachment"]):
    def of_open_reports(self):
        """Filter to those for readers that can be shown, of reports in which no name is withheld, as a picture of the page would tell it.

        Their own words may still hold such a name: see archive/presentation/attached.py.
        """
        ready = models.Q(capture__rendition__state=Rendition.State.READY)
        return self.filter(ready, is_for_readers=True, article__wording=None)

    def with_renditions(self):
        """Load what pages say of them, without any bytes."""
        found = self.select_related("capture", "capture__rendition")
        return found.defer("capture__content", "capture__rendition__content", "capture__rendition__small")


class Attachment(Keyed):
    """A picture or file of a report, what it shows in words, who holds the rights, and whether readers may see it."""

    NATURAL_KEY = ("article", "capture")

    article = models.ForeignKey(
        Article, models.CASCADE, related_name="attachments", verbose_name="report", db_index=False
    )
    capture = models.ForeignKey(Capture, models.PROTECT, related_name="attachments")
    alt = models.CharField(
        "what it shows",
        max_length=500,
        blank=True,
        help_text="For readers who cannot see it: “Front page with a photograph of a bridge”.",
    )
    caption = models.CharField(max_length=500, blank=True, help_text="As printed, or in your words.")
    rights = models.CharField(
        max_length=300, blank=True, help_text="Who holds the rights, and the licence or permission."
    )
    is_for_readers = models.BooleanField(
        "readers may see it",
        default=False,
        db_default=False,
        help_text="Only with the rights, and with words that say what it shows.",
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["article", "id"]
        verbose_name = "picture or file"
        verbose_name_plural = "pictures and files"
        constraints = [
            models.UniqueConstraint(fields=["article", "capture"], name="attachment_stands_once"),
            models.CheckConstraint(
                condition=models.Q(is_for_readers=False) | (~models.Q(alt="") & ~models.Q(rights="")),
                name="attachment_for_readers_says_its_rights",
                violation_error_message="Readers may see it only if its rights are given and words say what it shows.",
            ),
        ]
        triggers = kept_in_steps("attachment")

    def __str__(self):
        return self.caption or self.alt or f"{self._meta.verbose_name} {self.pk}"


track_changes()(Attachment)
