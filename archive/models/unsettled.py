"""Records of an import that may be an entity of the archive or a new one: a curator decides."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from archive.models.batches import Batch
from archive.models.entities import KIND_CHOICES, Entity
from archive.models.natural_keys import Keyed, KeyedQuerySet


class UnsettledQuerySet(KeyedQuerySet["UnsettledRecord"]):
    def waiting(self):
        """Filter to the records that wait for a curator."""
        return self.filter(decision=UnsettledRecord.Decision.WAITING)


class UnsettledRecord(Keyed):
    """A record that an import could not tell from an entity of the archive, and what a curator decided."""

    NATURAL_KEY = ("scheme", "value")

    class Decision(models.TextChoices):
        WAITING = "waiting", "waits for a curator"
        SAME = "same", "is an entry of the archive"
        NEW = "new", "added as a new entry"
        LEFT = "left", "left out"

    scheme = models.CharField("register", max_length=20)
    value = models.CharField("its own number", max_length=200)
    kind = models.CharField(max_length=10, choices=KIND_CHOICES)
    name = models.CharField(max_length=200)
    values = models.JSONField(default=dict, help_text="The record, as it was understood.")
    origin = models.CharField("file", max_length=1000, blank=True)
    row = models.PositiveIntegerField("line", null=True, blank=True)
    batch = models.ForeignKey(
        Batch, models.SET_NULL, null=True, blank=True, related_name="unsettled_records", verbose_name="import"
    )
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.WAITING)
    entity = models.ForeignKey(
        Entity,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="What it was decided to be.",
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = UnsettledQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = "unsettled record"
        constraints = [
            models.UniqueConstraint(fields=["scheme", "value"], name="unsettled_record_stands_once"),
            models.CheckConstraint(
                condition=models.Q(decision__in=["waiting", "same", "new", "left"]),
                name="unsettled_decision_is_known",
            ),
        ]
        indexes = [
            models.Index(fields=["batch"], name="unsettled_waiting", condition=models.Q(decision="waiting"))
        ]

    def __str__(self):
        return self.name
