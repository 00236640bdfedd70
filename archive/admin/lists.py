"""Lists whose cost does not depend on the number of rows: bounded counts, and text filters."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db import models
from django.utils.functional import cached_property

from archive.models.bounded import MAX_COUNTED
from archive.presentation.coming_back import PARAMETER

MAX_PAGED = 10_000


class CappedPaginator(Paginator):
    """Counts up to a limit: nobody pages further, and counting millions takes seconds."""

    @cached_property
    def count(self):
        rows = self.object_list
        if not isinstance(rows, models.QuerySet) or rows.query.is_sliced:
            return super().count
        # Primary keys only: annotations for the page's columns would be computed for every row here.
        return rows.order_by().values("pk")[: MAX_PAGED + 1].count()


class ReturningList(ChangeList):
    """A list that does not take the page somebody came from, which is in its address, for a filter."""

    def get_filters_params(self, params=None):
        found = super().get_filters_params(params)
        return {name: value for name, value in found.items() if name != PARAMETER}


def format_count(number, *, most=MAX_COUNTED, noun=""):
    """Format a bounded count, with what is counted if that is given: "1,000+" means more than were counted."""
    count = f"{most:,}+" if number > most else f"{number:,}"
    return f"{count} {noun}{'' if number == 1 else 's'}" if noun else count


class TextFilter(admin.SimpleListFilter):
    """A list filter with a text field. Define `title`, `parameter_name`, `hint`, and `narrow(queryset, text)`."""

    template = "admin/typed_filter.html"
    hint = ""

    def lookups(self, request, model_admin):
        return [("", "")]

    def choices(self, changelist):
        """Pass on the other filters, so that this one does not drop them."""
        others = changelist.get_filters_params() | ({"q": changelist.query} if changelist.query else {})
        kept = [
            (name, value)
            for name, values in others.items()
            if name != self.parameter_name
            for value in _listed(values)
        ]
        yield {
            "kept": kept,
            "value": self.value() or "",
            "clear": changelist.get_query_string(remove=[self.parameter_name]),
        }

    def queryset(self, request, queryset):
        text = (self.value() or "").strip()
        return self.narrow(request, queryset, text) if text else queryset

    def narrow(self, request, queryset, text):
        raise NotImplementedError


def _listed(values):
    return values if isinstance(values, list) else [values]
