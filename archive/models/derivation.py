"""Which server and code made the derived data."""

from __future__ import annotations

from django.db import models

THE_ROW = 1


class DerivationQuerySet(models.QuerySet["Derivation"]):
    def the_one(self):
        """Return the only row, creating it if missing."""
        return self.get_or_create(pk=THE_ROW)[0]


class Derivation(models.Model):
    """Which server and code made the derived data, and the progress of an unfinished rebuild. There is one row.

    `made_by` and `rebuilding` are fingerprints (archive/matching/derivation.py); empty: unknown, and none under way.
    """

    id = models.SmallIntegerField(primary_key=True, default=THE_ROW)
    made_by = models.CharField(max_length=32, blank=True)
    server = models.CharField(
        max_length=20, blank=True, help_text="The version of PostgreSQL then, such as 18."
    )
    rebuilding = models.CharField(max_length=32, blank=True)
    reached = models.IntegerField(default=0, help_text="The last report that the rebuild has processed.")

    objects = DerivationQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=THE_ROW), name="derivation_is_one_row")]

    def __str__(self):
        return f"made by PostgreSQL {self.server or 'of an unknown version'}"
