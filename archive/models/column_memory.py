"""What curators said of the columns of a table or the keys of a record, by its header: the next file with that header is read so."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class ColumnMemory(models.Model):
    header_key = models.CharField(
        max_length=64, unique=True, help_text="Hash of the labels, whatever their order and case."
    )
    labels = models.JSONField(default=list, help_text="The header as it was received.")
    columns = models.JSONField(
        default=list, help_text="Pairs of a label and the column of a report that it means."
    )
    said_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-said_at", "-id"]
        verbose_name = "memory of columns"
        verbose_name_plural = "memories of columns"

    def __str__(self):
        return ", ".join(map(str, self.labels))[:100]
