"""Imports: who, what, when, how many of each outcome, and the errors row by row."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class Batch(models.Model):
    class Status(models.TextChoices):
        RUNNING = "running", "running"
        FINISHED = "finished", "finished"
        INTERRUPTED = "interrupted", "interrupted"

    label = models.CharField(max_length=300, help_text="What was imported, in a few words.")
    status = models.CharField(max_length=20, choices=Status, default=Status.RUNNING)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)
    options = models.JSONField(default=dict, blank=True)
    read_count = models.PositiveIntegerField(default=0)
    created_count = models.PositiveIntegerField(default=0)
    updated_count = models.PositiveIntegerField(default=0)
    duplicate_count = models.PositiveIntegerField(default=0)
    rejected_count = models.PositiveIntegerField(default=0)
    errors = models.JSONField(
        default=list, blank=True, help_text="One entry for each refusal: file, line, reason."
    )

    class Meta:
        ordering = ["-started_at", "-id"]
        verbose_name_plural = "batches"

    def __str__(self):
        return f"{self.label} ({self.status})"
