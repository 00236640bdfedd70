"""Texts too long to clean while somebody waits: they are cleaned in the background and saved as drafts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class LongText(models.Model):
    """A long text or page with what was filled in about it, and its outcome. Its bytes are dropped once it is cleaned."""

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        KEPT = "kept", "kept as a draft"
        PRESENT = "present", "in the archive already"
        REFUSED = "refused", "refused"

    origin = models.CharField("text", max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    content = models.BinaryField()
    size = models.PositiveIntegerField("bytes")
    encoding = models.CharField(max_length=40, blank=True)
    known = models.JSONField(default=dict, blank=True)
    source = models.ForeignKey("Source", models.CASCADE, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    received_at = models.DateTimeField("received", db_default=Now())
    cleaned_at = models.DateTimeField("cleaned", null=True, blank=True)
    reason = models.TextField("why", blank=True)
    article = models.ForeignKey("Article", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-received_at", "-id"]
        verbose_name = "long text"
        default_permissions = ()

    def __str__(self):
        return f"{self.origin} ({self.get_state_display()})"
