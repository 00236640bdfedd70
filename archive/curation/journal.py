"""The rows of a step beside their present state, read and written for any table."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps
from django.db import connection

from archive.models import Step

# Tables in the order in which rows can be restored: those that others point to come first.
ORDER = (
    "source",
    "entity",
    "name",
    "externalid",
    "nameverdict",
    "apart",
    "apartsources",
    "pastslug",
    "pastsource",
    "boilerplaterule",
    "variantwords",
    "story",
    "article",
    "attachment",
    "mention",
    "leftover",
    "passage",
    "datasetrow",
    "datasetactor",
    "statement",
    "event",
    "eventparty",
    "eventidentifier",
    "claim",
    "evidence",
    "unrelatedreport",
    "refusalverdict",
)
WITH_DERIVED = ("article", "source", "story", "passage", "event", "claim", "statement")
# Columns that are meaningful only together: if one was changed since, all stay.
TOGETHER = {
    "mention": (("status", "reviewed_by_id", "reviewed_at"), ("field", "start", "end", "text")),
    "entity": (("latitude", "longitude"),),
    "article": (("source_id", "source_ref"),),
}
# The position of a mention must be checked against the present text; everything else is restored as it was.
PLACED = ("start", "end", "text", "field")

CHANGED = "row.before IS NOT NULL AND row.after IS NOT NULL"
AS_LEFT = f"({CHANGED} AND NOT row.before ?| %(placed)s AND coalesce(to_jsonb(now) @> row.after, false))"


@dataclass
class JournalRow:
    """A row of a step: its columns before, after and now; empty where the row did not or does not exist."""

    model: str
    pk: int
    before: dict
    after: dict
    now: dict

    @property
    def restorable(self) -> dict:
        """Return the earlier values of those columns of a changed row that are still as the step left them."""
        kept = {name for name in self.before if self.now[name] != self.after[name]}
        for together in TOGETHER.get(self.model, ()):
            if kept & set(together):
                kept |= set(together)
        return {name: value for name, value in self.before.items() if name not in kept}

    @property
    def edited(self) -> dict:
        """Return the present values of the columns that somebody has since changed to a third value."""
        return {
            name: self.now[name]
            for name in self.before
            if self.now[name] not in (self.after[name], self.before[name])
        }


def table(model: str) -> str:
    """Return the table of a model."""
    return f"archive_{model}"


def lock_rows(step: Step) -> None:
    """Lock what the step changed, so that findings stay true until the end of the transaction."""
    with connection.cursor() as cursor:
        for model in models_in(step):
            cursor.execute(
                f"SELECT FROM {table(model)} WHERE id IN"
                " (SELECT row_id FROM archive_steprow WHERE step_id = %s AND model = %s) ORDER BY id FOR UPDATE",
                [step.pk, model],
            )


def models_in(step: Step) -> list[str]:
    """Return the tables that a step touched, in ORDER."""
    touched = set(step.rows.order_by().values_list("model", flat=True).distinct())
    return [model for model in ORDER if model in touched]


def rows_to_weigh(step: Step, model: str) -> list[JournalRow]:
    """Return the rows of a table that cannot simply be restored: deleted, added, or changed since."""
    return _read(step, model, f"NOT {AS_LEFT}")


def _read(step, model, condition) -> list[JournalRow]:
    query = (
        f"SELECT row.row_id, row.before, row.after, to_jsonb(now) FROM archive_steprow row"
        f" LEFT JOIN {table(model)} now ON now.id = row.row_id"
        f" WHERE row.step_id = %(step)s AND row.model = %(model)s AND {condition} ORDER BY row.row_id"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, {"step": step.pk, "model": model, "placed": list(PLACED)})
        return [JournalRow(model, pk, *map(_loaded, columns)) for pk, *columns in cursor.fetchall()]


def _loaded(value: str | dict | None) -> dict:
    return json.loads(value) if isinstance(value, str) else value or {}


def as_left(step: Step, model: str) -> list[int]:
    """Return the ids of the changed rows of a table that are still as the step left them."""
    query = (
        f"SELECT row.row_id FROM archive_steprow row JOIN {table(model)} now ON now.id = row.row_id"
        f" WHERE row.step_id = %(step)s AND row.model = %(model)s AND {AS_LEFT} ORDER BY row.row_id"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, {"step": step.pk, "model": model, "placed": list(PLACED)})
        return [pk for (pk,) in cursor.fetchall()]


def restore_as_left(step: Step, model: str, ids: list[int]) -> None:
    """Restore the earlier values of these rows, found to be as the step left them before anything was written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT jsonb_object_keys(row.before) FROM archive_steprow row"
            f" WHERE row.step_id = %s AND row.model = %s AND {CHANGED}",
            [step.pk, model],
        )
        columns = [name for (name,) in cursor.fetchall()]
        if columns:
            cursor.execute(
                f"{_update(model, columns)} FROM archive_steprow row WHERE row.step_id = %s AND row.model = %s"
                " AND row.row_id = now.id AND now.id = ANY (%s)",
                [step.pk, model, ids],
            )


def restore(model: str, values: dict[int, dict]) -> None:
    """Write these columns of these rows."""
    columns = sorted({name for row in values.values() for name in row})
    if not columns:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_update(model, columns)} FROM unnest(%s::bigint[], %s::jsonb[]) AS row (row_id, before)"
            " WHERE row.row_id = now.id",
            [list(values), [json.dumps(row) for row in values.values()]],
        )


def _update(model, columns) -> str:
    named = ", ".join(f'"{name}"' for name in columns)
    put = ", ".join(f'put."{name}"' for name in columns)
    record = f"SELECT {put} FROM jsonb_populate_record(now, row.before) AS put"
    return f"UPDATE {table(model)} AS now SET ({named}) = ({record})"


def insert(model: str, rows: Iterable[dict]) -> None:
    """Insert rows with their old ids."""
    rows = list(rows)
    if not rows:
        return
    fields = apps.get_model("archive", model)._meta.concrete_fields
    defaults = {
        field.column: field.get_default()
        for field in fields
        if not (field.generated or field.null or field.has_db_default()) and field.column not in rows[0]
    }  # of derived columns, which no step keeps
    defaults = {column: value for column, value in defaults.items() if value is not None}
    rows = [defaults | row for row in rows]
    columns = [field.column for field in fields if not field.generated and field.column in rows[0]]
    named = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table(model)} ({named}) SELECT {named}"
            f" FROM jsonb_populate_recordset(NULL::{table(model)}, %s::jsonb)",
            [json.dumps(rows)],
        )


def remove(model: str, ids: Iterable[int]) -> None:
    """Delete rows that a step added; of a report or an event also what the archive derived from it."""
    ids = list(ids)
    if ids and model in WITH_DERIVED:
        apps.get_model("archive", model)._base_manager.filter(pk__in=ids).delete()
        return
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table(model)} WHERE id = ANY (%s)", [list(ids)])
