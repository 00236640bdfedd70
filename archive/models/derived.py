"""The models that can be derived from the rest, so that no copy of an archive needs them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model
from pghistory.models import Event

from archive.models.bulk_changes import BulkChange, BulkRow
from archive.models.claim_readings import ClaimReading
from archive.models.derivation import Derivation
from archive.models.duplicates import LikelyPair, PendingComparison
from archive.models.import_records import ImportRecord
from archive.models.leftovers import Leftover, LeftoverName
from archive.models.lexicon import LexiconWord
from archive.models.long_texts import LongText
from archive.models.records import (
    CommonWord,
    SearchChange,
    SearchRecord,
    SearchSignature,
    SearchVector,
)
from archive.models.refusals import RefusalVerdict
from archive.models.steps import Step, StepRow
from archive.models.stories import Fingerprint
from archive.models.wordings import PublicWording

DERIVED_MODELS: tuple[type[Model], ...] = (
    ClaimReading,
    CommonWord,
    PendingComparison,
    Derivation,
    Fingerprint,
    Leftover,
    LeftoverName,
    LexiconWord,
    LikelyPair,
    PublicWording,
    SearchChange,
    SearchRecord,
    SearchSignature,
    SearchVector,
)


def history_models() -> list[type[Model]]:
    """Return the models of past versions, steps and background work: they refer to rows by ids valid only in this archive."""
    events = [model for model in apps.get_app_config("archive").get_models() if issubclass(model, Event)]
    return [*events, Step, StepRow, BulkChange, BulkRow, LongText, ImportRecord, RefusalVerdict]


@contextmanager
def each_indexed_once(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Index reports at the end of this, or when deferred constraints are first checked; call it in a transaction.

    If their parts are written one by one, each report is then indexed once rather than once for each part. The database
    guarantees that nothing is committed unindexed (archive/sql/indexing.sql).
    """
    with connections[using].cursor() as cursor:
        cursor.execute("SET LOCAL archive.index_at_commit = on")
        yield
        cursor.execute("SET CONSTRAINTS index_waiting IMMEDIATE; SET CONSTRAINTS index_waiting DEFERRED")
        cursor.execute("SET LOCAL archive.index_at_commit = off")
