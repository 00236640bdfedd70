"""Reports as a Django developer would model them for PostgreSQL full-text search."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models


class Source(models.Model):
    name = models.CharField(max_length=200)

    def __str__(self):
        return self.name


class Entity(models.Model):
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    parent = models.ForeignKey("self", models.CASCADE, null=True)

    def __str__(self):
        return self.name


class Report(models.Model):
    headline = models.CharField(max_length=500)
    body = models.TextField()
    source = models.ForeignKey(Source, models.CASCADE)
    language = models.CharField(max_length=3, blank=True, db_index=True)
    year = models.PositiveSmallIntegerField(null=True, db_index=True)
    first_day = models.DateField(null=True, db_index=True)
    last_day = models.DateField(null=True)
    people = models.ManyToManyField(Entity, related_name="+")
    places = models.ManyToManyField(Entity, related_name="+", help_text="With the places that they lie in.")
    factions = models.ManyToManyField(Entity, related_name="+")
    vector = models.GeneratedField(
        expression=SearchVector("headline", weight="A", config="english")
        + SearchVector("body", weight="D", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        indexes = [GinIndex(fields=["vector"], name="report_vector")]

    def __str__(self):
        return self.headline
