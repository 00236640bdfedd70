"""Which reports were read for claims."""

from __future__ import annotations

from django.db import models

from archive.models.articles import Article


class ClaimReading(models.Model):
    """That a report was read for claims, with a digest of all that the reading depends on: text, names, rules."""

    article = models.OneToOneField(Article, models.CASCADE, primary_key=True, related_name="claim_reading")
    digest = models.CharField(max_length=32)

    def __str__(self):
        return f"reading of report {self.article_id}"
