"""Entries that may be one: pairs likely to be the same, and pairs that a curator has told apart."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.functions import Now

from archive.models.entities import Entity
from archive.models.history import track_changes
from archive.models.natural_keys import Keyed, KeyedQuerySet
from archive.models.rights import may_see_protected
from archive.models.sources import Source
from archive.models.triggers import kept_in_steps


def in_order(name: str) -> models.CheckConstraint:
    """Return the constraint that a pair is stored once, the lower id first."""
    return models.CheckConstraint(condition=models.Q(one__lt=models.F("other")), name=name)


class DistinctPair(Keyed):
    """That two records are not the same, as a curator decided; a model has it for each kind of record that may be merged."""

    NATURAL_KEY = ("one", "other")

    one: Any  # keys to records of one kind
    other: Any

    objects = KeyedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-id"]

    def __str__(self):
        return f"{self.one} is not {self.other}"


@track_changes()
class Apart(DistinctPair):
    """That two entries are not the same, as a curator decided: they are not proposed as duplicates again."""

    one = models.ForeignKey(Entity, models.CASCADE, related_name="+")
    other = models.ForeignKey(Entity, models.CASCADE, related_name="+")
    decided_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta(DistinctPair.Meta):
        verbose_name = "pair of entries told apart"
        verbose_name_plural = "pairs of entries told apart"
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="apart_stands_once"),
            in_order("apart_is_in_order"),
        ]
        triggers = kept_in_steps("apart")


@track_changes()
class ApartSources(DistinctPair):
    """That two sources are not the same, as a curator decided."""

    one = models.ForeignKey(Source, models.CASCADE, related_name="+")
    other = models.ForeignKey(Source, models.CASCADE, related_name="+")
    decided_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta(DistinctPair.Meta):
        verbose_name = "pair of sources told apart"
        verbose_name_plural = "pairs of sources told apart"
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="apart_sources_stand_once"),
            in_order("apart_sources_are_in_order"),
        ]
        triggers = kept_in_steps("apartsources")


class PendingComparison(models.Model):
    """That an entry must be compared with others, as its names or identifiers are new or have changed. Triggers of both add it."""

    entity = models.OneToOneField(Entity, models.CASCADE, primary_key=True, related_name="pending_comparison")

    def __str__(self):
        return f"comparison of {self.entity_id}"


class LikelyPairQuerySet(models.QuerySet["LikelyPair"]):
    def open(self):
        """Filter to pairs that nobody has told apart."""
        told = Apart.objects.filter(one=models.OuterRef("one"), other=models.OuterRef("other"))
        return self.exclude(models.Exists(told))

    def visible_to(self, user):
        """Exclude pairs with a protected entry, except for those who may see them."""
        if may_see_protected(user):
            return self
        hidden = Entity.Visibility.PROTECTED
        return self.exclude(one__visibility=hidden).exclude(other__visibility=hidden)


class LikelyPair(models.Model):
    """Two entries of one kind that may be the same, with the reason. Derived from names and identifiers by matching/duplicates.py."""

    id = models.BigAutoField(primary_key=True)
    one = models.ForeignKey(Entity, models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey(Entity, models.CASCADE, related_name="+")
    chance = models.FloatField(help_text="How likely their nearest names are spellings of one, from 0 to 1.")
    reason = models.CharField(max_length=600)

    objects = LikelyPairQuerySet.as_manager()

    class Meta:
        ordering = ["-chance", "id"]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="likely_pair_stands_once"),
            in_order("likely_pair_is_in_order"),
        ]
        indexes = [models.Index(fields=["-chance", "id"], name="likely_pair_order")]

    def __str__(self):
        return f"{self.one_id} and {self.other_id}: {self.reason}"
