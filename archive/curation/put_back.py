"""Restore one row: a name, an identifier or a mention to its state before a change, or one deleted on its own."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from archive.curation.bring_back import has_room, restorable_columns, with_their_kin
from archive.curation.match_again import MatchedAgain, match_again
from archive.curation.placing import placed_anew, words_are_in_place
from archive.models import Article, Mention, Name

LEFT = {"id", "is_primary", "created_at", "updated_at"}


class PutBackError(Exception):
    """Raised when a row cannot be put back; the message says why."""


def put_back_row(*, model, event, foreign_key: str) -> MatchedAgain:
    """Restore a row to an event of its history, or undelete it; reports that a restored name affects are matched again.

    Args:
        foreign_key: the field that points to the row's record.

    Raises:
        PutBackError: it now belongs to another record, heads its page, or something has taken its place.
    """
    values = {
        column.attname: getattr(event, column.attname)
        for column in restorable_columns(model, event)
        if column.name not in LEFT
    }
    with transaction.atomic():
        row = model._base_manager.select_for_update(of=["self"]).filter(pk=event.pgh_obj_id).first()
        if model is Mention:
            values = _in_place(values)
        before = row.text if isinstance(row, Name) else ""
        row = _bring(model, event.pgh_obj_id, values) if row is None else _change(row, values, foreign_key)
        if isinstance(row, Name):
            return match_again(record=row.entity, names={before, row.text} - {""})
        return MatchedAgain()


def _change(row, values: dict, foreign_key: str):
    _check_owner(row, values, foreign_key)
    for name, value in values.items():
        setattr(row, name, value)
    _clean(row)
    row.save()
    return row


def _check_owner(row, values, foreign_key) -> None:
    attname = row._meta.get_field(foreign_key).attname
    if getattr(row, attname) != values[attname]:
        raise PutBackError(
            f"It belongs to {getattr(row, foreign_key)} now. If a merge moved it, take the merge back."
        )
    if isinstance(row, Name) and row.is_primary and row.text != values["text"]:
        raise PutBackError("It now heads the page: change the name of the entry instead.")


def _in_place(values: dict) -> dict:
    """Move a mention to where its words now occur."""
    article = Article.objects.filter(pk=values["article_id"]).first()
    if article is None:
        raise PutBackError("The report that contained it no longer exists.")
    if words_are_in_place(article, values):
        return values
    placed = placed_anew(article, values)
    if placed is None:
        raise PutBackError(f"The words “{values['text']}” no longer occur in the report.")
    return placed


def _bring(model, pk, values):
    row = model(pk=pk, **values)
    if not with_their_kin(model, [row]):
        raise PutBackError("What it belonged to no longer exists: bring that back first.")
    if not has_room(row):
        raise PutBackError("Something else has taken its place.")
    _clean(row)
    row.save(force_insert=True)
    return row


def _clean(row) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise PutBackError(" ".join(error.messages)) from error
