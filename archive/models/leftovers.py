"""Names that occur in reports and that no entry has: where, how often in the archive, and what curators decided about them."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from archive.kinds import KINDS
from archive.models.articles import Article
from archive.models.fields import NameKey
from archive.models.history import track_changes
from archive.models.mentions import Mention
from archive.models.natural_keys import Keyed, KeyedQuerySet
from archive.models.rights import in_reports_open_to
from archive.models.triggers import SETTLING, after_statement, kept_in_steps

KIND_OF_NUMBER = {kind.number: kind.key for kind in KINDS}


class LeftoverQuerySet(models.QuerySet["Leftover"]):
    def visible_to(self, user):
        """Exclude those in reports that contain protected names, except for those who may see them, and in drafts out of reach."""
        return in_reports_open_to(self, user)


def counted_by_kind(sign: str = "") -> str:
    """Return SQL that counts rows of Leftover by their kind, in an array."""
    numbers = range(1, max(KIND_OF_NUMBER) + 1)
    return f"ARRAY[{', '.join(f'{sign}count(*) FILTER (WHERE kind = {number})' for number in numbers)}]::integer[]"


def counting(rows: str, sign: str) -> str:
    """Return SQL that adds the names in `rows` to the counts, or takes them off; one writer of counts at a time."""
    return f"""
        IF EXISTS (SELECT FROM {rows}) THEN
            PERFORM archive_lock_leftovers();
            INSERT INTO archive_leftovername AS known (key, text, reports, kinds, settled)
            SELECT name_key, min(text), {sign}count(*), {counted_by_kind(sign)}, archive_is_settled(name_key)
            FROM {rows} GROUP BY name_key ORDER BY name_key
            ON CONFLICT (key) DO UPDATE SET reports = known.reports + excluded.reports,
                kinds = archive_added(known.kinds, excluded.kinds);
        END IF;
    """


class Leftover(models.Model):
    """That a report has a name which no entry has: its first place there, and how often it occurs.

    Matching writes these with the mentions (archive/matching/link.py). Where a text changes, the database drops those that moved.
    """

    id = models.BigAutoField(primary_key=True)
    article = models.ForeignKey(Article, models.CASCADE, related_name="leftovers", db_index=False)
    name_key = models.CharField(max_length=400)
    text = models.CharField(max_length=120)
    field = models.CharField(max_length=10, choices=Mention.Field)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    times = models.PositiveIntegerField()
    kind = models.PositiveSmallIntegerField(help_text="The number of a likely kind; 0 if nothing tells.")

    objects = LeftoverQuerySet.as_manager()

    class Meta:
        ordering = ["article", "field", "start"]
        constraints = [
            models.UniqueConstraint(fields=["article", "name_key"], name="leftover_stands_once"),
        ]
        indexes = [models.Index(fields=["name_key", "article"], name="leftover_key")]
        triggers = [
            after_statement("leftover_added", pgtrigger.Insert, counting("new_rows", ""), new="new_rows"),
            after_statement("leftover_removed", pgtrigger.Delete, counting("old_rows", "-"), old="old_rows"),
            *kept_in_steps("leftover"),
        ]

    def __str__(self):
        return f"“{self.text}” in report {self.article_id}"


class LeftoverNameQuerySet(models.QuerySet["LeftoverName"]):
    def open(self):
        """Filter to names that occur, that no entry has and about which nothing is decided."""
        return self.filter(settled=False, reports__gt=0)


class LeftoverName(models.Model):
    """A name left over, counted over the archive. Triggers of Leftover, Name and NameVerdict keep it."""

    key = models.CharField(primary_key=True, max_length=400)
    text = models.CharField(max_length=120, help_text="As printed in one of the reports.")
    reports = models.IntegerField()
    kinds = ArrayField(
        models.IntegerField(), help_text="In how many reports the words around tell of each kind."
    )
    kind = models.GeneratedField(
        expression=models.Func("kinds", function="archive_likeliest"),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
    )
    settled = models.BooleanField(help_text="An entry has this name, or a curator decided about it.")

    objects = LeftoverNameQuerySet.as_manager()

    class Meta:
        ordering = ["-reports", "key"]
        indexes = [
            models.Index(
                fields=["-reports", "key"],
                name="leftover_name_open",
                condition=models.Q(settled=False, reports__gt=0),
            ),
            models.Index(
                fields=["kind", "-reports", "key"],
                name="leftover_name_kind",
                condition=models.Q(settled=False, reports__gt=0),
            ),
        ]

    def __str__(self):
        return self.text

    @property
    def likely_kind(self) -> str:
        """Return the key of the kind that the words around it suggest most often, or an empty string."""
        return KIND_OF_NUMBER.get(self.kind, "")


@track_changes(exclude=("key",))
class NameVerdict(Keyed):
    """What a curator decided about a name that no entry has; it is not asked about again."""

    NATURAL_KEY = ("key",)

    class Verdict(models.TextChoices):
        NO_NAME = "no name", "not a name"
        AMBIGUOUS = "ambiguous", "ambiguous"

    text = models.CharField(max_length=120)
    verdict = models.CharField(max_length=10, choices=Verdict)
    decided_at = models.DateTimeField(db_default=Now(), editable=False)
    key = models.GeneratedField(
        expression=NameKey(models.F("text")), output_field=models.CharField(max_length=400), db_persist=True
    )

    objects = KeyedQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = "decision about a name"
        verbose_name_plural = "decisions about names"
        constraints = [
            models.UniqueConstraint(fields=["key"], name="name_is_decided_once"),
            models.CheckConstraint(
                condition=models.Q(verdict__in=["no name", "ambiguous"]), name="name_verdict_is_known"
            ),
        ]
        triggers = [*SETTLING, *kept_in_steps("nameverdict")]

    def __str__(self):
        return f"“{self.text}”: {self.get_verdict_display()}"
