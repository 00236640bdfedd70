"""Give a record the values of an earlier version."""

from __future__ import annotations

from archive.curation.bring_back import columns_kept

NEVER = {"id", "created_at", "updated_at", "linked_digest"}


def put_back(obj, event, *, kept=()) -> None:
    """Give a record the values that it had in an event, and save it.

    Raises:
        ValidationError: where they are not valid any more, such as a slug that another record has by now.
    """
    for field in columns_kept(type(obj), event):
        if field.name not in NEVER and field.name not in kept:
            setattr(obj, field.attname, getattr(event, field.attname))
    obj.full_clean()
    obj.save()
