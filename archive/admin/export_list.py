"""Any list of the admin as CSV: its columns as they are shown, of all rows that match, in the words this person may read."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from copy import copy
from itertools import chain, islice
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import display_for_field, display_for_value, label_for_field, lookup_field
from django.core.exceptions import PermissionDenied
from django.http import QueryDict, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import strip_tags

from archive.admin.withheld import WithheldMixin
from archive.curation.differences import listed
from archive.presentation.cells import safe

CHUNK = 500
MAX_EXPORTED = 100_000
NONE = ""


class _Line:
    """What a writer of CSV writes to: it returns the line."""

    def write(self, text: str) -> str:
        return text


def send_csv(name: str, heads: Iterable[str], rows: Iterable[Iterable]) -> StreamingHttpResponse:
    """Send rows as a table for spreadsheets, as they are read."""
    writer = csv.writer(_Line())
    lines = (writer.writerow(map(safe, map(str, row))) for row in chain([heads], rows))
    answer = StreamingHttpResponse(chain(["\ufeff"], lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name.replace(" ", "-")}.csv"'
    return answer


def in_chunks(rows) -> Iterator[list]:
    """Read the rows of a query some at a time, up to MAX_EXPORTED."""
    left = rows[:MAX_EXPORTED].iterator(chunk_size=CHUNK)
    while found := list(islice(left, CHUNK)):
        yield found


def wants_csv(request) -> bool:
    """Return whether the address of a list of the desk asks for it as a table."""
    return request.GET.get("format") == "csv"


class ExportMixin(WithheldMixin):
    """Adds to a list its export as CSV, and a way to save its search for the desk."""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        return [
            path("export.csv", self.admin_site.admin_view(self.export_view), name=name),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        query = request.GET.urlencode()
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_export")
        shown = {
            "export_url": f"{address}?{query}" if query else address,
            "save_url": reverse("admin:save_search", args=[self.opts.model_name]),
        }
        return super().changelist_view(request, shown | (extra_context or {}))

    def get_changelist_instance(self, request):
        """Say which part of an address a list does not know, where Django shows all rows without a word."""
        try:
            return super().get_changelist_instance(request)
        except IncorrectLookupParameters:
            unknown = [name for name in request.GET if not self._knows(request, name)]
            asked = listed(f"“{name}={request.GET[name]}”" for name in unknown or request.GET)
            messages.warning(request, f"This list cannot be narrowed by {asked}: all of it is shown.")
            raise

    def _knows(self, request, name: str) -> bool:
        """Return whether the list understands this parameter of the address on its own."""
        alone = copy(request)
        alone.GET = QueryDict(urlencode({name: request.GET[name]}))
        try:
            super().get_changelist_instance(alone)
        except IncorrectLookupParameters:
            return False
        return True

    def export_view(self, request):
        """Send the list that the address describes as CSV, in its order, up to MAX_EXPORTED rows."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        try:
            changelist = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        columns = [name for name in self.get_list_display(request) if name != "action_checkbox"]
        heads = ["number", *(str(label_for_field(name, self.model, self)) for name in columns)]
        return send_csv(str(self.opts.verbose_name_plural), heads, self._rows(request, changelist, columns))

    def _rows(self, request, changelist, columns) -> Iterator[list[str]]:
        for found in in_chunks(changelist.get_queryset(request)):
            for row in self.readable_rows(request, found):
                yield [str(row.pk), *(_cell(self, row, name) for name in columns)]


def _cell(model_admin, row, name: str) -> str:
    """Return a column of a row as the list shows it, without markup."""
    field, _, value = lookup_field(name, row, model_admin)
    if field is not None and field.remote_field is None:
        return strip_tags(str(display_for_field(value, field, NONE)))
    return strip_tags(str(display_for_value(value, NONE)))
