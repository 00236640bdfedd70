"""Many operations as a few, so that a new archive has its schema in seconds.

After each operation Django makes anew the classes of every model that the changed one refers to, or that refers to it: with
hundreds of operations, that takes longer than all the SQL. Here it is done once for many.
"""

from __future__ import annotations

from itertools import groupby

from django.db import migrations
from django.db.migrations.operations.base import Operation


class Together(Operation):
    """Operations that follow one another: all of them change the state, then all of them change the database."""

    reversible = False

    def __init__(self, operations: list[Operation]) -> None:
        self.operations = operations

    def state_forwards(self, app_label, state):
        """Change the state without classes, which are made when they are asked for next."""
        vars(state).pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """Change the database in the order of the operations; each needs no more of a model than what is there after all."""
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, to_state, to_state)

    def describe(self):
        """Name the operations."""
        return "; ".join(operation.describe() for operation in self.operations)


def together(operations: list[Operation]) -> list[Operation]:
    """Join operations that follow one another: those that create models, and those that add to models.

    They are kept apart because a model is created with all the fields that it has in the state.
    """
    runs = groupby(operations, key=lambda operation: isinstance(operation, migrations.CreateModel))
    return [Together(list(run)) for _, run in runs]
