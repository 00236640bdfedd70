"""Decide whether a record with the words of a report is that report: only if none of its metadata tells the two apart.

Number, address, day and headline distinguish reports with the same words: three releases on three deaths may differ in nothing
else. A record that says less than the report (no date, no number) is that report; one that says more, or something different,
is a separate report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product

from archive.ingest.identity import address_key, is_made_up
from archive.ingest.paragraphs import paragraph_of
from archive.models import Fingerprint
from archive.models.among import among

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
Words = tuple[int, str]  # source, hash of the words


@dataclass(frozen=True)
class Particulars:
    """What distinguishes a report from others with its words, each "" if unknown."""

    number: str = ""
    address: str = ""
    day: str = ""
    headline: str = ""

    @classmethod
    def of(cls, fields: dict) -> Particulars:
        """Take them from the columns of a report."""
        headline = "" if is_made_up(fields["headline"]) else fields["headline"]
        return cls(
            fields["source_ref"],
            address_key(fields["url"]),
            fields["date_edtf"] or " ".join(fields["date_printed"].lower().split()),
            " ".join(paragraph_of(headline).words),
        )

    def ways_to_say_less(self) -> Iterator[tuple[str, str, str]]:
        """Yield every address, day and headline by which a record without a number may refer to this report."""
        days = {"", self.day, *((self.day[:7], self.day[:4]) if DAY.fullmatch(self.day) else ())}
        return product({"", self.address}, days, {"", self.headline})

    def other_than(self, kept: Particulars) -> list[str]:
        """Name what these have that those lack or have differently."""
        names = {"number": "number", "address": "address", "day": "date", "headline": "headline"}
        own = {name: getattr(self, name) for name in names}
        return [names[name] for name, value in own.items() if value and value != getattr(kept, name)]


COLUMNS = (
    "article__source_ref",
    "article__url",
    "article__date_edtf",
    "article__date_printed",
    "article__headline",
)


@dataclass
class SameWords:
    """The reports with the words of some records, and among them those that a record may be."""

    first: dict[Words, tuple[int, Particulars]] = field(default_factory=dict)
    meant: dict[tuple, int] = field(default_factory=dict)

    @classmethod
    def as_records(cls, records: Iterable[tuple[Words, Particulars]]) -> SameWords:
        """Look up the reports with the words of these records."""
        found, records = cls(), [(words, own) for words, own in records if words[1]]
        hashes = {text_hash for (_, text_hash), _ in records}
        # A record with a number of its own is not any of these: reports with that number were looked up before.
        unnumbered = {text_hash for (_, text_hash), own in records if not own.number}
        for rows in (_reports(unnumbered), _reports(hashes - unnumbered, first=True)):
            for pk, words, own in rows:
                found.add(words, own, pk)
        return found

    def add(self, words: Words, own: Particulars, pk: int = 0) -> None:
        """Add a report; 0 stands for one that this import is about to add."""
        self.first.setdefault(words, (pk, own))
        for said in own.ways_to_say_less():
            self.meant.setdefault((words, said), pk)

    def report_meant(self, words: Words, own: Particulars) -> int | None:
        """Return the report that a record is, or None if it is a new one."""
        if own.number or not words[1]:
            return None
        return self.meant.get((words, (own.address, own.day, own.headline)))


def _reports(hashes: set[str], *, first: bool = False) -> Iterator[tuple[int, Words, Particulars]]:
    """Yield the reports with these words; with `first`, one for each source, which may have printed thousands."""
    if not hashes:
        return
    found = Fingerprint.objects.filter(text_hash__in=among(hashes, "text"))
    if first:
        found = found.order_by("article__source_id", "text_hash", "article_id").distinct(
            "article__source_id", "text_hash"
        )
    else:
        found = found.order_by("article_id")
    names = [column.removeprefix("article__") for column in COLUMNS]
    for pk, source, text_hash, *values in found.values_list(
        "article_id", "article__source_id", "text_hash", *COLUMNS
    ):
        yield pk, (source, text_hash), Particulars.of(dict(zip(names, values, strict=True)))
