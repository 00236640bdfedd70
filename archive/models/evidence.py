"""Evidence: which passage, or which row of a data set, a statement, an event or a claim rests on."""

from __future__ import annotations

from django.db import models

from archive.models.articles import Article
from archive.models.claims import Claim
from archive.models.datasets import DatasetRow
from archive.models.events import Event
from archive.models.history import track_changes
from archive.models.natural_keys import Keyed, KeyedQuerySet
from archive.models.passages import Passage, is_readable
from archive.models.statements import Statement
from archive.models.triggers import kept_in_steps


class EvidenceQuerySet(KeyedQuerySet["Evidence"]):
    def public(self):
        """Filter to evidence that readers may see: a public passage, or a row of a data set that is not private."""
        return self.filter(is_readable("passage__") | models.Q(dataset_row__is_private=False))

    def of_reports(self):
        """Filter to passages of reports, with their report, its public wording and its source."""
        return self.filter(passage__isnull=False).with_reports()

    def with_reports(self):
        """Load with each the passage, its report, the report's public wording and source, or the row of a data set."""
        return self.select_related(
            "passage__article__source", "passage__article__wording", "dataset_row"
        ).defer("passage__article__note", "passage__article__removed", "dataset_row__values")


def _exactly_one(*columns: str) -> models.Q:
    found = models.Q()
    for chosen in columns:
        found |= models.Q(**{f"{column}__isnull": column != chosen for column in columns})
    return found


class Evidence(Keyed):
    """That a passage or a row of a data set supports or contradicts something."""

    NATURAL_KEY = ("statement", "event", "claim", "passage", "dataset_row")

    class Stance(models.TextChoices):
        SUPPORTS = "supports", "supports"
        CONTRADICTS = "contradicts", "contradicts"

    statement = models.ForeignKey(Statement, models.CASCADE, null=True, blank=True, related_name="evidence")
    event = models.ForeignKey(Event, models.CASCADE, null=True, blank=True, related_name="evidence")
    claim = models.ForeignKey(Claim, models.CASCADE, null=True, blank=True, related_name="evidence")
    passage = models.ForeignKey(Passage, models.CASCADE, null=True, blank=True, related_name="evidence")
    dataset_row = models.ForeignKey(
        DatasetRow, models.CASCADE, null=True, blank=True, related_name="evidence"
    )
    stance = models.CharField(max_length=11, choices=Stance, default=Stance.SUPPORTS)
    note = models.CharField(max_length=300, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=_exactly_one("statement", "event", "claim"), name="evidence_is_for_one_thing"
            ),
            models.CheckConstraint(
                condition=_exactly_one("passage", "dataset_row"), name="evidence_is_one_passage_or_row"
            ),
            models.UniqueConstraint(
                fields=["statement", "event", "claim", "passage", "dataset_row"],
                name="evidence_stands_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(stance__in=["supports", "contradicts"]), name="evidence_stance_is_known"
            ),
        ]
        triggers = kept_in_steps("evidence")

    def __str__(self):
        return str(self.passage or self.dataset_row)


track_changes()(Evidence)


class UnrelatedReport(Keyed):
    """That a report is not about an event, as a curator decided: it is not suggested for the event again."""

    NATURAL_KEY = ("event", "article")

    event = models.ForeignKey(Event, models.CASCADE, related_name="unrelated_reports")
    article = models.ForeignKey(
        Article, models.CASCADE, related_name="unrelated_events", verbose_name="report"
    )

    objects = KeyedQuerySet.as_manager()

    class Meta:
        ordering = ["event", "article"]
        verbose_name = "report that is not about an event"
        verbose_name_plural = "reports that are not about an event"
        constraints = [
            models.UniqueConstraint(fields=["event", "article"], name="unrelated_report_stands_once")
        ]
        triggers = kept_in_steps("unrelatedreport")

    def __str__(self):
        return f"{self.article} is not about {self.event}"


track_changes()(UnrelatedReport)
