"""What was received, byte for byte. A capture is never changed and never deleted."""

from __future__ import annotations

from datetime import datetime

import pgtrigger
from django.db import models
from django.db.models.functions import Now
from django.utils.dateparse import parse_datetime

from archive.models.natural_keys import Keyed, KeyedQuerySet


class CaptureQuerySet(KeyedQuerySet["Capture"]):
    def without_content(self):
        return self.defer("content")


class Capture(Keyed):
    NATURAL_KEY = ("sha256", "origin", "position")

    sha256 = models.CharField(max_length=64, help_text="Hash of the content, in hexadecimal.")
    content = models.BinaryField(help_text="The bytes as received.")
    media_type = models.CharField(max_length=100, default="text/plain")
    encoding = models.CharField(
        max_length=40,
        blank=True,
        help_text="The character encoding it was read in. Only this may be corrected later.",
    )
    origin = models.CharField(
        max_length=1000, blank=True, help_text="The name of the file, or the address, it came from."
    )
    position = models.PositiveIntegerField(
        null=True, blank=True, help_text="Line, row or number in a file of many reports."
    )
    container_sha256 = models.CharField(
        "hash of the file given",
        max_length=64,
        blank=True,
        db_default="",
        help_text="Of the file of many reports, or the archive, that this was taken from; in hexadecimal.",
    )
    columns = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
        blank=True,
        help_text="What somebody said of its columns: pairs of a label and what it means. May be corrected later.",
    )
    copied_at = models.DateTimeField(
        "copied from the web",
        null=True,
        blank=True,
        help_text="When its page was copied, as the copy states.",
    )
    copied_again = models.JSONField(
        "copied again",
        default=list,
        db_default=models.Value([], models.JSONField()),
        blank=True,
        help_text="When its page was copied again and was the same, as the copies state.",
    )
    received_at = models.DateTimeField(db_default=Now())
    batch = models.ForeignKey("Batch", models.SET_NULL, null=True, blank=True, related_name="captures")

    objects = CaptureQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sha256", "origin", "position"], name="capture_is_kept_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"), name="capture_has_a_hash"
            ),
            models.CheckConstraint(
                condition=models.Q(container_sha256__regex=r"^([0-9a-f]{64})?$"), name="container_has_a_hash"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="keep_capture", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="freeze_capture",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["batch", "encoding", "columns", "copied_again"]),
                func="RAISE EXCEPTION 'A capture is never changed: it is what was received. Add a new one.' "
                "USING ERRCODE = 'integrity_constraint_violation';",
            ),
        ]

    @property
    def moments_again(self) -> list[datetime]:
        """Return when its page was copied again and was the same, the earliest first."""
        return sorted(filter(None, map(parse_datetime, self.copied_again)))

    def __str__(self):
        return self.origin or self.sha256[:12]
