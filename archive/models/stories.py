"""Stories: which reports are copies of one another, and the fingerprints by which copies are found."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from archive.models.addresses import address_of
from archive.models.fields import pending_index
from archive.models.natural_keys import Keyed, KeyedQuerySet
from archive.models.triggers import kept_in_steps, pending_filed
from archive.models.visibility import is_published


class StoryQuerySet(KeyedQuerySet["Story"]):
    def with_copies(self):
        """Filter to the stories with several published copies, which have a page."""
        published = models.Count("articles", filter=is_published("articles__"))
        return self.alias(published=published).filter(published__gt=1)


class Story(Keyed):
    """A story printed in several places: the group of its copies."""

    NATURAL_KEY = ("uid",)

    id = models.AutoField(primary_key=True)
    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    note = models.CharField(
        max_length=300, blank=True, help_text="Where the story came from, if it is known."
    )

    objects = StoryQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "stories"
        triggers = kept_in_steps("story")

    def __str__(self):
        return self.note or f"story {self.pk}"

    def get_absolute_url(self):
        return address_of("story", self.pk)


class Fingerprint(models.Model):
    """The fingerprint by which copies are found: a hash of the words, a sketch of them in bands, and a sample.

    See archive/matching/sketch.py. Without a sample the text is read.
    """

    article = models.OneToOneField("Article", models.CASCADE, primary_key=True, related_name="fingerprint")
    text_hash = models.CharField(max_length=64)
    bands = ArrayField(models.BigIntegerField(), default=list, blank=True)
    sample = models.BinaryField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["text_hash"], name="fingerprint_text_hash"),
            pending_index("bands", name="fingerprint_bands"),
        ]
        triggers = [pending_filed("fingerprint_bands")]

    def __str__(self):
        return self.text_hash[:12]
