"""Passages of reports: what statements, events and claims rest on."""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models

from archive.models.articles import Article
from archive.models.history import track_changes
from archive.models.natural_keys import Keyed, KeyedQuerySet
from archive.models.triggers import kept_in_steps
from archive.models.visibility import is_published


class IsWithheld(models.Func):
    """Whether words at this place of a report are withheld from readers, as defined in archive/sql/passages.sql."""

    function = "archive_is_withheld"
    output_field = models.BooleanField()


def is_readable(path: str = "") -> models.Q:
    """Return the condition that readers may see a passage: of a published report, in place, with no word withheld.

    The database asks for withheld words only where the report has a public wording of its own, which few have.
    """
    places = IsWithheld(*(f"{path}{column}" for column in ("article_id", "field", "start", "end")))
    placed = is_published(f"{path}article__") & models.Q(**{f"{path}start__isnull": False})
    return placed & (models.Q(**{f"{path}article__wording": None}) | ~models.Q(places))


class PassageQuerySet(KeyedQuerySet["Passage"]):
    def public(self):
        """Filter to passages that readers may see."""
        return self.filter(is_readable())

    def lost(self):
        """Filter to passages whose words their report no longer has."""
        return self.filter(start=None)

    def in_reading_order(self):
        return self.order_by("article", models.F("field").desc(), "start", "id")


class Passage(Keyed):
    """An exact place in a report, with its words. It moves with them, or is lost when the report no longer has them."""

    NATURAL_KEY = ("uid",)

    class Field(models.TextChoices):
        HEADLINE = "headline", "headline"
        STANDFIRST = "standfirst", "standfirst"
        BODY = "body", "body"

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    article = models.ForeignKey(Article, models.CASCADE, related_name="passages", verbose_name="report")
    field = models.CharField("found in", max_length=10, choices=Field, default=Field.BODY)
    # Placed by the trigger passage_placed, moved or emptied by article_passages_stand where the text changes.
    start = models.PositiveIntegerField(
        null=True, blank=True, help_text="Characters before it. Empty: the report no longer has these words."
    )
    end = models.PositiveIntegerField(null=True, blank=True)
    words = models.TextField("as printed", blank=True)

    objects = PassageQuerySet.as_manager()

    class Meta:
        ordering = ["article", "field", "start", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(start=None, end=None)
                | models.Q(start__isnull=False, end__isnull=False, start__lt=models.F("end")),
                name="passage_has_both_ends_in_order",
            ),
            models.CheckConstraint(condition=~models.Q(words=""), name="passage_has_words"),
            models.CheckConstraint(
                condition=models.Q(field__in=["headline", "standfirst", "body"]),
                name="passage_field_is_known",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="passage_placed",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert
                | pgtrigger.UpdateOf("article_id", "field", "start", "end", "words"),
                func="NEW := archive_placed(NEW, TG_OP = 'INSERT'); RETURN NEW;",
            ),
            *kept_in_steps("passage"),
        ]

    def __str__(self):
        return f"“{self.words[:80]}”"

    def is_lost(self) -> bool:
        """Return whether its report no longer has these words."""
        return self.start is None


track_changes(additions=False)(Passage)
