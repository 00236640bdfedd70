"""Imports: who, what, when, how many of each outcome, and the refusals line by line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pgtrigger
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, models, transaction
from django.db.models.functions import Now

# A lock held by the session that runs a batch, by its id. The server releases it when the session ends, however it ends.
WORKING = 7_420_118
KEY = "%s, (id %% 2147483647)::integer"
ABANDONED = f"""
    UPDATE archive_batch SET status = 'interrupted'
    WHERE id = ANY (ARRAY(SELECT id FROM archive_batch WHERE status = 'running'))
      AND pg_try_advisory_xact_lock({KEY})
"""
HOLD = f"SELECT pg_advisory_lock({KEY}) FROM archive_batch WHERE id = %s"
LET_GO = f"SELECT pg_advisory_unlock({KEY}) FROM archive_batch WHERE id = %s"
# Imports by a command, of registers and of data sets keep lines and not records: once one has ended, each line is a record to be decided on.
# A line that was refused before is not asked about again, nor is one whose record is kept until its source is known.
LINES_BECOME_RECORDS = """
    INSERT INTO archive_importrecord (batch_id, number, state, origin, position, reason, headline, date_edtf, given_source, unsure, content, said, edits)
    SELECT NEW.id, line.number, 'refused', left(line.told ->> 'file', 1000), (line.told ->> 'line')::integer, line.told ->> 'reason',
        left(coalesce(line.told ->> 'headline', ''), 500), '', '', '[]', '', '{}', '{}'
    FROM jsonb_array_elements(NEW.errors) WITH ORDINALITY AS line (told, number)
    WHERE NOT EXISTS (
        SELECT FROM archive_importrecord known WHERE known.refused <> '' AND known.origin = left(line.told ->> 'file', 1000)
            AND known.position IS NOT DISTINCT FROM (line.told ->> 'line')::integer AND (known.reason = line.told ->> 'reason' OR known.state = 'lacking')
    )
    ON CONFLICT (batch_id, number) DO NOTHING;
    RETURN NULL;
"""


class BatchQuerySet(models.QuerySet["Batch"]):
    def mark_abandoned(self):
        """Mark batches as interrupted whose process has died, and return how many."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(ABANDONED, [WORKING])
            return cursor.rowcount


class Batch(models.Model):
    class Status(models.TextChoices):
        WAITING = "waiting", "waiting"
        RUNNING = "running", "running"
        FINISHED = "finished", "finished"
        INTERRUPTED = "interrupted", "interrupted"

    label = models.CharField("import", max_length=300, help_text="What was imported, in a few words.")
    status = models.CharField(max_length=20, choices=Status, default=Status.RUNNING)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    started_at = models.DateTimeField("began", db_default=Now())
    finished_at = models.DateTimeField("ended", null=True, blank=True)
    options = models.JSONField(default=dict, blank=True)
    read_count = models.PositiveIntegerField("records read", default=0)
    created_count = models.PositiveIntegerField("added", default=0)
    updated_count = models.PositiveIntegerField("changed", default=0)
    duplicate_count = models.PositiveIntegerField("already there", default=0)
    doubtful_count = models.PositiveIntegerField("left to a curator", default=0, db_default=0)
    rejected_count = models.PositiveIntegerField("refused", default=0)
    errors = models.JSONField(
        default=list,
        blank=True,
        help_text="One entry for each refusal: file, line, reason, and headline where there is one.",
    )

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-id"]
        verbose_name = "import"
        verbose_name_plural = "imports"
        triggers = [
            pgtrigger.Trigger(
                name="refusals_recorded",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("status"),
                condition=pgtrigger.Condition(
                    "NEW.status IN ('finished', 'interrupted') AND NEW.errors <> '[]' AND NOT NEW.options ? 'phase'"
                    " AND NOT NEW.options @> '{\"dry_run\": true}'"
                ),
                func=LINES_BECOME_RECORDS,
            ),
        ]

    def __str__(self):
        return f"{self.label} ({self.status})"

    @classmethod
    @contextmanager
    def at_work(cls, *, batch: Batch | None = None, **values) -> Iterator[Batch]:
        """Add a batch, or start one that waits, and hold its lock while this lasts: it counts as running only while the process lives."""
        with transaction.atomic(), connection.cursor() as cursor:
            batch = batch or cls(**values)
            batch.status = cls.Status.RUNNING
            batch.save()
            cursor.execute(HOLD, [WORKING, batch.pk])  # before anybody else can see it
        try:
            yield batch
        finally:
            # If the session is lost, so is the lock.
            with suppress(DatabaseError, InterfaceError), connection.cursor() as cursor:
                cursor.execute(LET_GO, [WORKING, batch.pk])
