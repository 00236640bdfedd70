"""Bulk changes in the background: what was requested, by whom and why, and how far it has got."""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.db.models.functions import Now

from archive.models.steps import Step

ADD_ROWS = """
    INSERT INTO archive_bulkrow (change_id, row_id)
    SELECT %s, row_id FROM unnest(%s::bigint[]) AS asked (row_id)
"""


class BulkChange(models.Model):
    """A change of many records. Its rows are those still to be done; each batch deletes its own."""

    class Verb(models.TextChoices):
        PUBLISH = "publish", "publish"
        WITHDRAW = "withdraw", "withdraw"
        DRAFT = "draft", "take back to draft"
        DELETE = "delete", "delete"
        EDIT = "edit", "edit"
        TAKE_BACK = "take back", "take back"
        CLEAN = "clean", "clean again"

    class Status(models.TextChoices):
        RUNNING = "running", "running"
        FINISHED = "finished", "finished"
        STOPPED = "stopped", "stopped"

    verb = models.CharField("what is done", max_length=10, choices=Verb)
    model = models.CharField("to", max_length=30, help_text="The kind of record: article, person, source …")
    reason = models.CharField(max_length=500, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.RUNNING)
    asked_at = models.DateTimeField("asked for", db_default=Now())
    finished_at = models.DateTimeField("ended", null=True, blank=True)
    chosen_count = models.PositiveIntegerField("chosen", default=0)
    changed_count = models.PositiveIntegerField("done", default=0)
    left_count = models.PositiveIntegerField("left as they were", default=0)
    values = models.JSONField(
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        blank=True,
        help_text="What an edit sets, by field; what a step is taken back as.",
    )
    step = models.ForeignKey(
        Step, models.SET_NULL, null=True, blank=True, related_name="+", help_text="The step that records it."
    )
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        verbose_name = "bulk change"
        default_permissions = ()

    def __str__(self):
        return f"{self.what()} ({self.status})"

    def what(self) -> str:
        """Say what is done to how many of what: "delete 2,380 reports"."""
        opts = apps.get_model("archive", self.model)._meta
        name = opts.verbose_name if self.chosen_count == 1 else opts.verbose_name_plural
        number = f"{self.chosen_count:,} {name}"
        if self.verb == self.Verb.TAKE_BACK:
            return "take a step back"
        if self.verb == self.Verb.CLEAN:
            return f"try rules on {number}" if self.values.get("dry_run") else f"clean {number} again"
        return f"take {number} back to draft" if self.verb == self.Verb.DRAFT else f"{self.verb} {number}"

    def add_rows(self, ids: Iterable[int]) -> None:
        """Store which records are to be changed."""
        with connection.cursor() as cursor:
            cursor.execute(ADD_ROWS, [self.pk, list(ids)])


class BulkRow(models.Model):
    """A record that a bulk change has not reached yet."""

    id = models.BigAutoField(primary_key=True)
    change = models.ForeignKey(BulkChange, models.CASCADE, related_name="rows")
    row_id = models.BigIntegerField()

    class Meta:
        ordering = ["id"]
        default_permissions = ()

    def __str__(self):
        return f"record {self.row_id}"
