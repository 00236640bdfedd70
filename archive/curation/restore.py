"""Restore an earlier version of a record."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from archive.curation.bring_back import restorable_columns
from archive.curation.match_again import MatchedAgain, match_again

NEVER = {"id", "created_at", "updated_at", "linked_digest"}


def restore(*, record, event, kept: Collection[str] = ()) -> MatchedAgain:
    """Give a record the values that it had in an event of its history, save it, and match again what that affects.

    Args:
        kept: names of fields that keep their present values.

    Raises:
        ValidationError: the values are no longer valid, such as a slug that another record now has.
    """
    with transaction.atomic():
        for column in restorable_columns(type(record), event):
            if column.name not in NEVER and column.name not in kept:
                setattr(record, column.attname, getattr(event, column.attname))
        record.full_clean()
        record.save()
        return match_again(record=record)
