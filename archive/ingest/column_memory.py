"""Remember what somebody said of the columns of a header, and recall it for the next file with that header."""

from __future__ import annotations

from django.db.models.functions import Now

from archive.ingest.readers.columns import NOTHING, ColumnMapping, Pairs, header_key, key_of
from archive.models import ColumnMemory


def column_mapping(given: dict[str, str]) -> ColumnMapping:
    """Return what is known of columns: column -> label as given for this import, and what the archive remembers otherwise."""
    return ColumnMapping(given, recall)


def recall(labels: tuple[str, ...]) -> Pairs:
    """Return the pairs that were said of a header, if any."""
    found = ColumnMemory.objects.filter(header_key=header_key(labels)).first()
    if found is None:
        return NOTHING
    here = {key_of(label): label for label in labels}
    return tuple((here[key_of(label)] if label else "", column) for label, column in found.columns)


def remember(mapping: ColumnMapping) -> int:
    """Store what was said of the headers that an import has met, and return how many they were."""
    for labels, pairs in mapping.met.items():
        said = {"labels": labels, "columns": pairs, "said_at": Now()}
        ColumnMemory.objects.update_or_create(header_key=header_key(labels), defaults=said)
    return len(mapping.met)
