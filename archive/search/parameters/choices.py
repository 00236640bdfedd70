"""The choices of a search, as read from an address or a query."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from django.db import models


class Match(models.TextChoices):
    ALL = "all", "All of the words"
    MOST = "most", "Most of the words"


class Sort(models.TextChoices):
    RELEVANCE = "relevance", "Relevance"
    NEWEST = "newest", "Newest first"
    OLDEST = "oldest", "Oldest first"


@dataclass
class FacetChoice:
    """The choice for one facet: any of `wanted`, or each if it `wants_all`, none of `unwanted`; ids as in records, 0 for none.

    `ids` and `labels` give the values of the slugs; `complaints` are about slugs without a value.
    """

    wanted: set[int] = field(default_factory=set)
    unwanted: set[int] = field(default_factory=set)
    ids: dict[str, int] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    wants_all: bool = False

    def __bool__(self):
        return bool(self.wanted or self.unwanted)

    def without(self, pk):
        """Return the choice without this value, whether wanted or not."""
        return replace(self, wanted=self.wanted - {pk}, unwanted=self.unwanted - {pk})


@dataclass(frozen=True, eq=False)
class Required:
    """An entity that reports must name too, by its id in records."""

    kind: str
    pk: int


@dataclass(frozen=True, eq=False)
class Possible(Required):
    """An entity that reports may name, and the ids of the reports in which its name was suggested."""

    articles: np.ndarray


@dataclass
class EntityChoice:
    """The entities that reports name or may name, all of them required; `labels` and `complaints` as in a FacetChoice."""

    entities: list = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)

    def __bool__(self):
        return bool(self.entities)


BEFORE_ALL, AFTER_ALL = (
    0,
    99991232,
)  # before and after all days: what lies before a date without a beginning, or after one without an end


@dataclass(frozen=True)
class Window:
    """Days from `lower` to `upper` as numbers yyyymmdd, None for an open side; `undated` means no date, `negated` all others."""

    lower: int | None = None
    upper: int | None = None
    negated: bool = False
    undated: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it limits nothing."""
        return self.lower is None and self.upper is None

    @property
    def days(self) -> tuple[date | None, date | None] | None:
        """The first and last day, None for an open side; None if no day lies in it."""
        if self.lower == AFTER_ALL or self.upper == BEFORE_ALL:
            return None
        return day_of(self.lower), day_of(self.upper)


def day_of(number):
    """Return the date of a number yyyymmdd, or None."""
    return date(number // 10000, number // 100 % 100, number % 100) if number else None


def day_number(day):
    """Return a date as the number yyyymmdd, or None."""
    return day.year * 10000 + day.month * 100 + day.day if day else None
