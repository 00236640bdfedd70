"""What the database derives for searching. Nothing but its own triggers writes here."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from archive.models.articles import Article
from archive.models.triggers import RECORD_TRIGGERS


class SearchRecord(models.Model):
    """The narrow row of a published report: its vector and its packed record.

    Drafts and withdrawn reports have none, so that no search can find them. The packed record is described in
    archive/search/columns.py. A table of its own keeps the heap narrow and spares the indexes when a report
    changes in what is not searched.
    """

    article = models.OneToOneField(
        Article, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="search_record"
    )
    record = models.BinaryField()
    vector = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["vector"], name="searchrecord_vector", fastupdate=False)]
        triggers = RECORD_TRIGGERS

    def __str__(self):
        return f"record of report {self.article_id}"


class SearchLead(models.Model):
    """The vector of headline, standfirst and first lines alone: the upper tier, from which the best hits are ranked."""

    article = models.OneToOneField(
        Article, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="search_lead"
    )
    vector = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["vector"], name="searchlead_vector", fastupdate=False)]

    def __str__(self):
        return f"lead of report {self.article_id}"


class DataVersionQuerySet(models.QuerySet):
    def current(self):
        """Return the version of the searchable data as this transaction sees it: a short string, good as a key."""
        return ",".join(str(token) for token in self.order_by("shard").values_list("token", flat=True))


class DataVersion(models.Model):
    """Random tokens that together are the version of the searchable data.

    A writer puts a new token into one row, in its own transaction. So a reader sees new tokens exactly when it sees
    the data they were written with, in whatever order writers commit; and a transaction that was rolled back leaves no
    version behind that another could take for its own. Several rows keep writers from waiting for each other.
    """

    shard = models.SmallIntegerField(primary_key=True)
    token = models.BigIntegerField()

    objects = DataVersionQuerySet.as_manager()

    def __str__(self):
        return f"shard {self.shard}: {self.token}"
