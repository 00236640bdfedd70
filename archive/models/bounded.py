"""Counts whose cost does not depend on the number of rows."""

from __future__ import annotations

from django.db import models

MAX_COUNTED = 1_000


class BoundedCount(models.Subquery):
    """The number of rows of a query, up to one more than `most`. Give the `order` of an index if it distinguishes the rows."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = models.IntegerField()

    def __init__(self, queryset, *, most=MAX_COUNTED, order=(), **options):
        super().__init__(queryset.order_by(*order)[: most + 1], **options)
