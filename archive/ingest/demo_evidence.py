"""Build the demo's events, claims and statements from their readable sources, each on words quoted from its reports.

Entities are given by their slugs, reports by their ids, events and claims by keys of their own; their uids follow from these, so that
they are the same in every build. What a row refers to comes before it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import combinations_with_replacement
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from archive.dates import to_range
from archive.ingest.identity import NAMESPACE
from archive.models import Article, Claim, Entity, Event, EventParty, Evidence, Passage, Statement

Row = dict[str, Any]
# What a row says besides the columns of its model.
OWN = ("key", "passages", "parties")


class DemoError(ValueError):
    """Raised when the demo cannot be built, with what to do."""


class Evidenced:
    """Adds the rows of a demo whose reports and entities exist already."""

    def __init__(self) -> None:
        self.reports = {article.source_ref: article for article in Article.objects.all()}
        self.entities = {entity.slug: entity for entity in Entity.objects.all()}
        self.events: dict[str, Event] = {}
        self.claims: dict[str, Claim] = {}
        self.passages: dict[uuid.UUID, Passage] = {}

    def add_event(self, row: Row) -> None:
        """Add an event with its parties and its evidence."""
        event = self._made(Event, row, row["key"])
        event.save()
        self.events[row["key"]] = event
        EventParty.objects.bulk_create(
            EventParty(event=event, **self._columns(EventParty, party)) for party in row.get("parties", ())
        )
        self._add_evidence(row, event=event)

    def add_claim(self, row: Row) -> None:
        """Add a claim with its evidence."""
        claim = self._made(Claim, row, row["key"])
        claim.save()
        self.claims[row["key"]] = claim
        self._add_evidence(row, claim=claim)

    def add_statement(self, row: Row) -> None:
        """Add a statement with its evidence: first and last cited at the dates of its reports, but for passages that look back."""
        statement = self._made(Statement, row, statement_key(row))
        statement.first_cited, statement.last_cited = self._cited(row)
        statement.save()
        self._add_evidence(row, statement=statement)

    def _made(self, model: type[models.Model], row: Row, key: str) -> Any:
        uid = uuid.uuid5(NAMESPACE, f"{model._meta.model_name} {key}")
        made = model(uid=uid, **self._columns(model, row))
        try:
            made.clean_fields()
            made.clean()
        except ValidationError as error:
            raise DemoError(f"{key}: {'; '.join(error.messages)}") from error
        return made

    def _columns(self, model: type[models.Model], row: Row) -> Row:
        """Return the columns of a row, with what it names by a slug or key."""
        known: dict[Any, dict[str, Any]] = {Entity: self.entities, Event: self.events, Claim: self.claims}
        columns = {}
        for name, value in row.items():
            if name in OWN:
                continue
            related = model._meta.get_field(name).related_model
            if related and value not in known[related]:
                raise DemoError(f"“{value}”, the {name} of {row.get('key', row)}, does not come before it.")
            columns[name] = known[related][value] if related else value
        return columns

    def _cited(self, row: Row) -> tuple[str, str]:
        """Return the first and the last date of the reports that say it of their own time, in EDTF."""
        dates = [self._report(quoted).date_edtf for quoted in row["passages"] if not quoted.get("looks_back")]
        return first_and_last(date for date in dates if date)

    def _add_evidence(self, row: Row, **of_what: models.Model) -> None:
        for quoted in row["passages"]:
            Evidence.objects.create(
                passage=self._passage(quoted), stance=quoted.get("stance", "supports"), **of_what
            )

    def _passage(self, quoted: Row) -> Passage:
        """Return the passage of quoted words, which stand once in their field, or for the nth time."""
        report, field, words = self._report(quoted), quoted.get("field", "body"), quoted["words"]
        places = list(_places(getattr(report, field), words))
        nth = quoted.get("nth", 1)
        if len(places) < nth or len(places) > 1 and "nth" not in quoted:
            raise DemoError(
                f"{report.source_ref} has “{words}” {len(places)} times in its {field}. Quote words that occur there once, or say which with “nth”."
            )
        start = places[nth - 1]
        uid = uuid.uuid5(NAMESPACE, f"passage {report.uid} {field} {start} {start + len(words)}")
        if uid not in self.passages:
            self.passages[uid] = Passage.objects.create(
                uid=uid, article=report, field=field, start=start, end=start + len(words), words=words
            )
        return self.passages[uid]

    def _report(self, quoted: Row) -> Article:
        if quoted["report"] not in self.reports:
            raise DemoError(f"There is no report “{quoted['report']}”.")
        return self.reports[quoted["report"]]


def statement_key(row: Row) -> str:
    """Return what tells a statement from others; a key of its own tells spells that are alike in all this."""
    columns = ("subject", "predicate", "object", "value", "role", "start", "end", "key")
    return " | ".join(row.get(column, "") for column in columns)


def first_and_last(dates: Iterable[str]) -> tuple[str, str]:
    """Return the two of these dates between which most days lie for certain; of pairs alike in that, the two furthest apart."""
    ordered = sorted(set(dates), key=_days)
    return max(combinations_with_replacement(ordered, 2), key=_days_told, default=("", ""))


def _days_told(pair: tuple[str, str]) -> tuple[timedelta, timedelta]:
    """Return how far apart two dates are for certain, less than nothing if that may be no day, and how far at most."""
    (first, first_end), (last, last_end) = map(_days, pair)
    surely = max(first, last) - min(first_end, last_end)
    return max(surely, timedelta(-1)), max(first_end, last_end) - first


def _days(text: str) -> tuple[date, date]:
    first, last = to_range(text)
    return first or date.min, last or date.max


def _places(text: str, words: str) -> Iterable[int]:
    """Yield where words begin in a text, in characters before them."""
    found = text.find(words)
    while found >= 0:
        yield found
        found = text.find(words, found + 1)
