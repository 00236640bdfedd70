"""Fixtures in JSON with times as exact as the archive keeps them: Django's own cut them to milliseconds."""

from __future__ import annotations

import datetime

from django.core.serializers import json

Deserializer = json.Deserializer


class ExactEncoder(json.DjangoJSONEncoder):
    """Django's encoder, with microseconds."""

    def default(self, value):
        """Write a moment whole."""
        if isinstance(value, datetime.datetime):
            return value.isoformat().replace("+00:00", "Z")
        return super().default(value)


class Serializer(json.Serializer):
    """Django's serializer with that encoder."""

    def _init_options(self):
        self.options.setdefault("cls", ExactEncoder)
        super()._init_options()
