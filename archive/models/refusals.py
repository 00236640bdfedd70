"""What curators decided about records that an import refused: set aside, with a reason, or mended by a report."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from archive.models.articles import Article
from archive.models.import_records import ImportRecord
from archive.models.triggers import kept_in_steps


class RefusalVerdict(models.Model):
    """That a refused record needs no more work, and why; a record without one waits, unless its import now has it in a report."""

    record = models.OneToOneField(ImportRecord, models.CASCADE, related_name="verdict")
    verdict = models.CharField(max_length=10, choices=[("aside", "set aside"), ("mended", "mended")])
    reason = models.CharField(max_length=300, blank=True)
    article = models.ForeignKey(
        Article,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="report",
        help_text="The report that says what the record was to say.",
    )

    class Meta:
        verbose_name = "decision about a refusal"
        verbose_name_plural = "decisions about refusals"
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="aside", article=None) & ~Q(reason="")
                | Q(verdict="mended", article__isnull=False),
                name="refusal_verdict_says_why",
            ),
        ]
        triggers = kept_in_steps("refusalverdict")

    def __str__(self):
        return f"{self.record}: {self.get_verdict_display()}"
