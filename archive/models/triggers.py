"""Helpers to declare triggers, which are beside the columns they maintain; docs/triggers.md shows which write fires which.

The database keeps derived data true for every writer: admin, bulk writes, fixtures or SQL by hand. Triggers on statements get all
changed rows at once (transition tables `old_rows` and `new_rows`), so that a bulk write is indexed at once. The functions that they
call are in archive/sql/.
"""

from __future__ import annotations

import pgtrigger

# The rows of an update joined to their old versions.
CHANGED_ROWS = "new_rows JOIN old_rows USING (id)"


def after_statement(name, operation, func, *, old=None, new=None):
    """Declare a trigger that fires once after each statement and sees the rows that it changed."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(old=old, new=new) if old or new else None,
        func=func + " RETURN NULL;",
    )


def differ(*columns):
    """Return the condition that one of these columns of an updated row has changed."""
    old, new = (", ".join(f'{rows}."{column}"' for column in columns) for rows in ("old_rows", "new_rows"))
    return f"({old}) IS DISTINCT FROM ({new})"


def pending_filed(*indexes):
    """Declare a trigger that flushes the pending lists of these GIN indexes after each statement (see pending_index in fields.py).

    Entries wait in a list until then, and are filed word by word and not report by report.
    """
    func = "".join(f"PERFORM archive_file_pending('{index}');" for index in indexes)
    return after_statement("pending_filed", pgtrigger.Insert | pgtrigger.Update, func)


def kept_in_steps(model):
    """Declare the triggers that record what a curator's step does to the rows of a model: see archive/models/steps.py."""

    def noting_step(name, operation, before, after, rows, **referencing):
        func = f"""
        IF current_setting('archive.step', true) <> '' THEN
            PERFORM archive_keep_step_row('{model}', id, {before}, {after}) FROM {rows};
        END IF;
        """
        return after_statement(f"step_{name}", operation, func, **referencing)

    old, new = "to_jsonb(old_rows)", "to_jsonb(new_rows)"
    return [
        noting_step("added", pgtrigger.Insert, "NULL", new, "new_rows", new="new_rows"),
        noting_step("changed", pgtrigger.Update, old, new, CHANGED_ROWS, old="old_rows", new="new_rows"),
        noting_step("removed", pgtrigger.Delete, old, "NULL", "old_rows", old="old_rows"),
    ]


def _with_rows(name, call):
    """Declare three triggers that call a function of the database with rows that were added, changed in either state, or removed."""
    operations = (
        ("added", pgtrigger.Insert, ("new_rows",)),
        ("changed", pgtrigger.Update, ("old_rows", "new_rows")),
        ("removed", pgtrigger.Delete, ("old_rows",)),
    )
    return [
        after_statement(
            f"{name}_{operation}",
            when,
            call(
                lambda column, tables=tables: " UNION ".join(
                    f"SELECT {column} FROM {rows}" for rows in tables
                )
            ),
            **{table.removesuffix("_rows"): table for table in tables},
        )
        for operation, when, tables in operations
    ]


# For tables whose rows settle what is to be thought of the name in their column "key": see archive/models/leftovers.py.
SETTLING = _with_rows("settles", lambda each: f"PERFORM archive_settle(ARRAY({each('key')}));")
# For tables by which entries are told apart or found to be alike: see archive/models/duplicates.py.
COMPARED = _with_rows("compares", lambda each: f"PERFORM archive_compare_again(ARRAY({each('entity_id')}));")
