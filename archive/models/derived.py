"""What the archive can make anew from the rest: no copy of an archive needs to hold it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model
from pghistory.models import Event

from archive.models.articles import Fingerprint
from archive.models.bulk_changes import BulkChange, BulkRow
from archive.models.derivation import Derivation
from archive.models.lexicon import LexiconWord
from archive.models.long_texts import LongText
from archive.models.records import (
    CommonWord,
    DataVersion,
    SearchChange,
    SearchRecord,
    SearchSignature,
    SearchVector,
)
from archive.models.steps import Step, StepRow
from archive.models.wordings import PublicWording

DERIVED_MODELS: tuple[type[Model], ...] = (
    CommonWord,
    DataVersion,
    Derivation,
    Fingerprint,
    LexiconWord,
    PublicWording,
    SearchChange,
    SearchRecord,
    SearchSignature,
    SearchVector,
)


def history_models() -> list[type[Model]]:
    """Return the models of past versions, steps and work in the background: they name rows by their numbers, which hold in this archive alone."""
    events = [model for model in apps.get_app_config("archive").get_models() if issubclass(model, Event)]
    return [*events, Step, StepRow, BulkChange, BulkRow, LongText]


@contextmanager
def each_indexed_once(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Index reports at the end of this, or at the first look at deferred constraints; call it in a transaction.

    Where their parts are written one by one, each report is indexed once then and not once for each part. The database sees
    to it: whatever else happens, nothing is committed that was not indexed (archive/sql/indexing.sql).
    """
    with connections[using].cursor() as cursor:
        cursor.execute("SET LOCAL archive.index_at_commit = on")
        yield
        cursor.execute("SET CONSTRAINTS index_waiting IMMEDIATE; SET CONSTRAINTS index_waiting DEFERRED")
        cursor.execute("SET LOCAL archive.index_at_commit = off")
