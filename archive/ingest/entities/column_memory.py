"""Remember what somebody said of the columns of a register, and recall it for the next file with that header."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models.functions import Now

from archive.ingest.readers.columns import header_key, key_of
from archive.models import ColumnMemory

# Beside the labels, so that a table of reports with the same header is remembered apart.
OF_REGISTERS = "(a register of entities)"


def recall_columns(labels: Sequence[str]) -> dict[str, str]:
    """Return what was said of a header: label -> meaning, "" for a column that is not used; nothing if nobody said anything."""
    found = ColumnMemory.objects.filter(header_key=header_key([OF_REGISTERS, *labels])).first()
    here = {key_of(label): label for label in labels}
    return {here[key_of(label)]: meaning for label, meaning in found.columns} if found else {}


def remember_columns(labels: Sequence[str], told: Mapping[str, str]) -> None:
    """Store what was said of a header, if anything was."""
    if told and labels:
        said = {"labels": list(labels), "columns": [list(pair) for pair in told.items()], "said_at": Now()}
        ColumnMemory.objects.update_or_create(header_key=header_key([OF_REGISTERS, *labels]), defaults=said)
