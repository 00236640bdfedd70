"""Rows of data sets on conflicts, such as those of UCDP and ACLED: evidence beside the passages of reports."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db import models

from archive.models.batches import Batch
from archive.models.captures import Capture
from archive.models.entities import Entity
from archive.models.fields import EdtfField, EdtfRange, edtf_is_valid
from archive.models.history import track_changes
from archive.models.natural_keys import Keyed, KeyedQuerySet
from archive.models.triggers import kept_in_steps


class DatasetRowQuerySet(KeyedQuerySet["DatasetRow"]):
    def public(self):
        """Filter to rows whose terms of use let readers see them."""
        return self.filter(is_private=False)

    def of_event(self, event):
        """Filter to the rows that an event rests on."""
        return self.filter(evidence__event=event)


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
        help_text="The file as received, where it was uploaded.",
    )
    origin = models.CharField(
        "file", max_length=1000, blank=True, help_text="The name of the file it came in."
    )
    row = models.PositiveIntegerField("line", null=True, blank=True, help_text="Its line in the file.")
    batch = models.ForeignKey(
        Batch,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="dataset_rows",
        verbose_name="import",
        help_text="The import that added or last changed it.",
    )
    values = models.JSONField(default=dict, help_text="The row, column by column, as received.")
    is_private = models.BooleanField(
        "private",
        default=False,
        help_text="Its terms of use forbid publishing the row: curators alone see it.",
    )
    vanished_at = models.DateTimeField(
        null=True, blank=True, help_text="When a newer file of the data set no longer had it."
    )

    objects = DatasetRowQuerySet.as_manager()

    sources: tuple[str, ...] = ()
    """What it rests on, in words that readers may see, where that was looked up."""

    class Meta:
        ordering = ["dataset", "number"]
        verbose_name = "row of a data set"
        verbose_name_plural = "rows of data sets"
        constraints = [models.UniqueConstraint(fields=["dataset", "number"], name="dataset_row_stands_once")]
        triggers = kept_in_steps("datasetrow")

    def __str__(self):
        return f"{self.dataset} {self.number}"


track_changes(additions=False)(DatasetRow)


class DatasetActor(Keyed):
    """What an actor of a data set means, as a curator decided: a faction, for all its events or those of a time, or none."""

    NATURAL_KEY = ("family", "words", "within_edtf")

    family = models.CharField(
        "data sets of", max_length=20, help_text="ucdp or acled: their data sets share one list of actors."
    )
    words = models.CharField("as the data set has it", max_length=300)
    within_edtf = EdtfField("for events of", help_text="EDTF: 2001-11/2021-08-15. Empty: whenever.")
    within_range = models.GeneratedField(
        expression=EdtfRange(models.F("within_edtf")), output_field=DateRangeField(), db_persist=True
    )
    entity = models.ForeignKey(
        Entity,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="dataset_actors",
        verbose_name="faction",
        limit_choices_to={"kind": "faction"},
        help_text="Empty: it has no entry, and its words are kept.",
    )

    objects = KeyedQuerySet.as_manager()

    class Meta:
        ordering = ["family", "words", "within_edtf"]
        verbose_name = "actor of a data set"
        verbose_name_plural = "actors of data sets"
        constraints = [
            models.UniqueConstraint(
                fields=["family", "words", "within_edtf"], name="dataset_actor_stands_once"
            ),
            models.CheckConstraint(condition=~models.Q(words=""), name="dataset_actor_has_words"),
            models.CheckConstraint(
                condition=models.Q(within_edtf="") | edtf_is_valid("within_edtf"),
                name="dataset_actor_time_is_valid",
            ),
        ]
        triggers = kept_in_steps("datasetactor")

    def __str__(self):
        return f"{self.words} ({self.family})"


track_changes(exclude=("within_range",))(DatasetActor)
