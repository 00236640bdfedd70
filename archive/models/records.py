"""Data that the database derives for searching; only its triggers write it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from archive.models.articles import Article
from archive.models.fields import TransactionField, pending_index
from archive.models.search_triggers import RECORD_TRIGGERS, VECTOR_TRIGGERS


class SearchRecord(models.Model):
    """The packed record of a published report: its dates and every facet value, as described in archive/search/records/columns.py.

    Drafts and withdrawn reports have none, so that no search can find them.
    """

    article = models.OneToOneField(
        Article, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="search_record"
    )
    # Kept by archive_index, which article_added, article_changed, mention_added, mention_changed, mention_removed and entity_search call.
    record = models.BinaryField()

    class Meta:
        triggers = RECORD_TRIGGERS

    def __str__(self):
        return f"record of report {self.article_id}"


class SearchVector(models.Model):
    """The search vector of a published report, and the tokens derived from it.

    `tokens` are the frequencies of words that count more than once, and runs of common words: see archive_frequencies in
    archive/sql/vectors.sql and archive_runs in archive/sql/phrases.sql. Both are stored out of line, in one table: the heap is so narrow that reading the
    ids of many hits is cheap.
    """

    article = models.OneToOneField(
        Article, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="search_vector"
    )
    # Kept as SearchRecord.record is; tokens are also written where words are learnt (archive/search/matches/learn.py).
    vector = SearchVectorField()
    tokens = SearchVectorField()

    class Meta:
        indexes = [
            pending_index("vector", name="searchvector_vector"),
            pending_index("tokens", name="searchvector_tokens"),
        ]
        triggers = VECTOR_TRIGGERS

    def __str__(self):
        return f"vector of report {self.article_id}"


class SearchSignature(models.Model):
    """The sequence of a published report's words, two bytes each; empty for a very long text.

    It shows which reports may contain a phrase, and proves it unless a word shares its sign with another word of the report:
    `shared` are such signs. See archive/sql/phrases.sql.
    """

    article = models.OneToOneField(
        Article, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="search_signature"
    )
    # Kept by the triggers vector_added and vector_changed of SearchVector.
    signature = models.BinaryField(null=True)
    shared = models.BinaryField()

    def __str__(self):
        return f"signature of report {self.article_id}"


class CommonWord(models.Model):
    """A word in so many reports that phrases of it are indexed as tokens; `ready` once all reports have theirs."""

    lexeme = models.CharField(max_length=100, primary_key=True)
    ready = models.BooleanField(default=False)

    def __str__(self):
        return self.lexeme


class SearchChange(models.Model):
    """A change of the searchable data: its reports (NULL: all) and its transaction. See search/records/changes.py."""

    xid = TransactionField(db_index=True)
    articles = ArrayField(models.IntegerField(), null=True)

    def __str__(self):
        return f"change {self.pk}"
