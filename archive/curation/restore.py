"""Go back to an earlier version of a record."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from archive.curation.bring_back import columns_kept
from archive.curation.match_again import Matched, match_again

NEVER = {"id", "created_at", "updated_at", "linked_digest"}


def restore(*, record, event, kept: Collection[str] = ()) -> Matched:
    """Give a record the values that it had in an event of its history, save it, and match again what that touches.

    Args:
        kept: names of fields that stay as they are.

    Raises:
        ValidationError: the values are not valid any more, such as a slug that another record has by now.
    """
    with transaction.atomic():
        for column in columns_kept(type(record), event):
            if column.name not in NEVER and column.name not in kept:
                setattr(record, column.attname, getattr(event, column.attname))
        record.full_clean()
        record.save()
        return match_again(record=record)
