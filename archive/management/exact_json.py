"""JSON fixtures with times in microseconds: Django's own serializer truncates them to milliseconds."""

from __future__ import annotations

import datetime

from django.core.serializers import json

Deserializer = json.Deserializer


class ExactEncoder(json.DjangoJSONEncoder):
    """Django's encoder, with microseconds."""

    def default(self, value):
        """Encode a time without truncating it."""
        if isinstance(value, datetime.datetime):
            return value.isoformat().replace("+00:00", "Z")
        return super().default(value)


class Serializer(json.Serializer):
    """Django's serializer with that encoder."""

    def serialize(self, *args, **options):
        """Write these rows."""
        return super().serialize(*args, **{"cls": ExactEncoder} | options)
