"""Whom a shared name likely means at the date of a search: the one bearer who is cited then."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import numpy as np
from django.db.backends.postgresql.psycopg_any import DateRange

from archive import dates
from archive.models import Entity, Mention, Statement
from archive.search.language.nodes import And, DateField, Node, Reports, Word
from archive.search.parameters.address import Address

YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
A_DAY = timedelta(days=1)

Span = tuple[date | None, date | None]


def requested_days(tree: Node, address: Address) -> list[Span]:
    """Return the spans of days of a search, by its filters, its fields and the years among its words; any one of the years chosen."""
    spans = [_span("from", address.one("from")), _span("to", address.one("to"))]
    for node in tree.nodes if isinstance(tree, And) else (tree,):
        if isinstance(node, DateField):
            spans.append(_span(node.name, node.text))
        elif isinstance(node, Word) and YEAR.fullmatch(node.text):
            spans.append(_span("on", node.text))
    years = sorted(year for year in address.all("year") if YEAR.fullmatch(year))
    if years:
        spans.append((date(int(years[0]), 1, 1), date(int(years[-1]), 12, 31)))
    return [span for span in spans if span != (None, None)]


def _span(name: str, text: str) -> Span:
    try:
        first, last = dates.window(text, text) if text else (None, None)
    except dates.DateError:
        return None, None
    if name in ("from", "after"):
        return first if name == "from" else last, None
    if name in ("to", "before"):
        return None, last if name == "to" else first
    return first, last


def cited_then(entities: Sequence[Entity], spans: Sequence[Span]) -> Entity | None:
    """Return the only one of these who is cited, possibly, in all of the spans of days; None if nobody is, or several are."""
    firsts, lasts = [first for first, _ in spans if first], [last for _, last in spans if last]
    first, last = max(firsts, default=None), min(lasts, default=None)
    if not spans or first and last and first > last:
        return None
    days = DateRange(first, last + A_DAY if last and last < date.max else None)
    statements = Statement.objects.public().filter(subject__in=entities, perhaps__overlap=days)
    cited = set(statements.order_by().values_list("subject", flat=True))
    found = [entity for entity in entities if entity.pk in cited]
    return found[0] if len(found) == 1 else None


def reports_perhaps_naming(entities: Iterable[Entity], *, typed: str) -> Reports:
    """Return the node of the reports in which a name was suggested for one of these, and not yet decided."""
    suggested = Mention.objects.suggested().in_published().filter(entity__in=entities)
    ids = np.unique(np.fromiter(suggested.order_by().values_list("article", flat=True), dtype=np.int32))
    return Reports(ids.tobytes(), typed=typed)
