"""Filters that several lists of the admin share: by a period as a reader types it, and by a record that a link names."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange

from archive import dates
from archive.admin.edtf import read_date
from archive.admin.lists import TextFilter


class SpanFilter(TextFilter):
    """Keeps what may have held or happened in a period, and says so of one that cannot be read; `column` is a range of days."""

    title = "period"
    parameter_name = "period"
    hint = "1997, May 1997, 199X"
    column = "date_range"

    def narrow(self, request, queryset, text):
        try:
            first, last = dates.to_range(read_date(text))
        except (ValidationError, dates.DateError) as error:
            messages.error(request, f"Period: {' '.join(getattr(error, 'messages', [str(error)]))}")
            return queryset
        return queryset.filter(**{f"{self.column}__overlap": DateRange(first, last, "[]")})


class LinkedFilter(admin.SimpleListFilter):
    """Shown only when in use: other pages link to it. `model` is what its value numbers; define `about(queryset, pk)`."""

    parameter_name = ""
    model: Any

    def lookups(self, request, model_admin):
        value = str(self.used_parameters.get(self.parameter_name, ""))
        known = self.model.objects.visible_to(request.user)
        record = known.filter(pk=value).first() if value.isdecimal() and len(value) < 10 else None
        return [(value, str(record))] if record else []

    def queryset(self, request, queryset):
        for pk, _ in self.lookup_choices or ():
            queryset = self.about(queryset, pk)
        return queryset

    def about(self, queryset, pk):
        """Filter to the rows that are about the record with this key."""
        raise NotImplementedError
