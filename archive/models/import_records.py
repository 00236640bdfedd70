"""The records of an import as they were read: curators look through and mend them before they are written, and those refused afterwards too."""

from __future__ import annotations

from collections.abc import Iterable

import pgtrigger
from django.db import models
from django.db.models import Case, ExpressionWrapper, Q, Value, When

from archive import dates
from archive.models.articles import Article
from archive.models.batches import Batch
from archive.models.sources import Source


class Standing(models.TextChoices):
    """What has become of a refusal."""

    OPEN = "open", "open"
    MENDED = "mended", "mended"
    ASIDE = "aside", "set aside"


class ImportRecordQuerySet(models.QuerySet["ImportRecord"]):
    def to_be_written(self):
        """Filter to the records that the import has still to write."""
        return self.filter(state__in=ImportRecord.TO_BE_WRITTEN)

    def refusals(self):
        """Filter to the records that were refused and not in a trial, each with its `standing`, and whether it `holds` what was received."""
        done = Q(state__in=ImportRecord.IN_A_REPORT) | Q(verdict__verdict=Standing.MENDED)
        aside = Q(state=ImportRecord.State.LEFT_OUT) | Q(verdict__verdict=Standing.ASIDE)
        standing = Case(
            When(done, then=Value(Standing.MENDED)),
            When(aside, then=Value(Standing.ASIDE)),
            default=Value(Standing.OPEN),
            output_field=models.CharField(),
        )
        found = self.exclude(refused="").exclude(batch__options__contains={"dry_run": True})
        held = ExpressionWrapper(~Q(said={}), output_field=models.BooleanField())
        return found.annotate(standing=standing, holds=held)

    def for_lists(self):
        """Leave out what was received: it may be large."""
        return self.defer("content", "said")

    def counted(self) -> dict[str, int]:
        """Return how many records there are in each state."""
        found = self.order_by().values_list("state").annotate(number_of=models.Count("*"))
        return dict(found)


class ImportRecord(models.Model):
    """A record that an import has read, or a refusal given in its place. Its bytes are dropped once a report keeps them."""

    class State(models.TextChoices):
        NEW = "new", "to be added"
        CHANGED = "changed", "changes a report"
        SAME = "same", "already there"
        LACKING = "lacking", "source not known"
        REFUSED = "refused", "refused"
        AGAIN = "again", "looked at again"
        LEFT_OUT = "left out", "left out"
        ADDED = "added", "added"
        UPDATED = "updated", "changed a report"

    standing: str  # of those that `refusals` gives
    holds: bool

    TO_BE_WRITTEN = (State.NEW, State.CHANGED)
    IN_A_REPORT = (State.ADDED, State.UPDATED, State.SAME)

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="records")
    number = models.PositiveIntegerField(help_text="Its place among the records of the import.")
    state = models.CharField(max_length=10, choices=State)
    is_unsure = models.BooleanField(default=False, db_default=False)
    origin = models.CharField("file", max_length=1000, blank=True)
    position = models.PositiveIntegerField("line", null=True, blank=True)
    headline = models.CharField(max_length=500, blank=True)
    date_edtf = models.CharField("date", max_length=100, blank=True)
    source = models.ForeignKey(Source, models.SET_NULL, null=True, blank=True, related_name="+")
    given_source = models.CharField(max_length=300, blank=True, help_text="As the record names it.")
    unsure = models.JSONField(default=list, blank=True, help_text="What is not certain: what, and why.")
    reason = models.TextField("why", blank=True, help_text="Why it was refused, or is already there.")
    refused = models.TextField(
        blank=True,
        db_default="",
        editable=False,
        help_text="Why it was refused, whatever became of it since; empty if it never was.",
    )
    uid = models.UUIDField(null=True, blank=True, help_text="The identity of its report.")
    words = models.CharField(
        max_length=64, blank=True, db_default="", help_text="Hash of the words of its report."
    )
    telling = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
        blank=True,
        help_text="What distinguishes it from records with its words: number, address, day, headline.",
    )
    content = models.BinaryField(default=b"", help_text="The bytes as received.")
    said = models.JSONField(default=dict, blank=True, help_text="What its reader made of them, by field.")
    edits = models.JSONField(
        default=dict, blank=True, help_text="What somebody changed on the import’s page."
    )
    article = models.ForeignKey(Article, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ImportRecordQuerySet.as_manager()

    class Meta:
        ordering = ["batch", "number"]
        verbose_name = "record of an import"
        verbose_name_plural = "records of imports"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="import_record_has_its_place"),
        ]
        indexes = [
            models.Index(
                "batch", "state", models.F("is_unsure").desc(), "number", name="import_record_listed"
            ),
            models.Index("batch", "given_source", name="import_record_source"),
            models.Index("batch", "uid", name="import_record_identity"),
            models.Index("batch", "words", name="import_record_words"),
            models.Index(
                fields=["origin", "position"], name="import_record_refused", condition=~Q(refused="")
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="refusal_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__state__in=["refused", "lacking"]),
                func="NEW.refused := coalesce(nullif(NEW.reason, ''), 'refused'); RETURN NEW;",
            ),
        ]

    def __str__(self):
        return self.headline or f"record {self.number}"

    @property
    def is_held(self) -> bool:
        """Return whether its bytes are still here, so that it can be mended."""
        return bool(self.said)

    def date_label(self) -> str:
        """Return the date in words; one that cannot be read, as it was given."""
        try:
            return dates.report_label(self.date_edtf, "stated" if self.date_edtf else "")
        except dates.DateError:
            return self.date_edtf

    def settle(self, state: str, *, reason: str = "", article: int | None = None) -> None:
        """Set what became of it; a report keeps its bytes from now on."""
        self.state, self.reason, self.article_id = state, reason, article
        if article is not None:
            self.content, self.said = b"", {}


SETTLED = ("state", "reason", "article", "content", "said")


def save_settled(records: Iterable[ImportRecord]) -> None:
    """Store what became of records."""
    ImportRecord.objects.bulk_update(records, SETTLED, batch_size=500)
