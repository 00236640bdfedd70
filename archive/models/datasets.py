"""Rows of data sets on conflicts, such as those of UCDP and ACLED: evidence beside the passages of reports."""

from __future__ import annotations

from django.db import models

from archive.models.captures import Capture
from archive.models.history import track_changes
from archive.models.natural_keys import Keyed, KeyedQuerySet
from archive.models.triggers import kept_in_steps


class DatasetRow(Keyed):
    """One row of a data set, as received: evidence like a passage, never shown as a report."""

    NATURAL_KEY = ("dataset", "number")

    dataset = models.CharField(max_length=40, help_text="The key of the data set: ucdp-ged, acled.")
    number = models.CharField(
        "its own number", max_length=100, help_text="The row's identifier in the data set."
    )
    version = models.CharField(max_length=40, blank=True, help_text="The version of the data set: 24.1.")
    capture = models.ForeignKey(
        Capture,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="dataset_rows",
        help_text="What was received.",
    )
    row = models.PositiveIntegerField(null=True, blank=True, help_text="Its row in the file.")
    values = models.JSONField(default=dict, help_text="The row, column by column, as received.")
    is_private = models.BooleanField(
        "private",
        default=False,
        help_text="Its terms of use forbid publishing the row: curators alone see it.",
    )
    vanished_at = models.DateTimeField(
        null=True, blank=True, help_text="When a newer file of the data set no longer had it."
    )

    objects = KeyedQuerySet.as_manager()

    class Meta:
        ordering = ["dataset", "number"]
        verbose_name = "row of a data set"
        verbose_name_plural = "rows of data sets"
        constraints = [models.UniqueConstraint(fields=["dataset", "number"], name="dataset_row_stands_once")]
        triggers = kept_in_steps("datasetrow")

    def __str__(self):
        return f"{self.dataset} {self.number}"


track_changes(additions=False)(DatasetRow)
