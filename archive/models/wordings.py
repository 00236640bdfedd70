"""The public wording of reports that contain a protected name: the same text with a neutral phrase in place of each such name.

The triggers of archive/models/search_triggers.py derive it by archive_reword, whatever writes: see archive/sql/withheld.sql.
Reports without such a name, nearly all, have no row here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from archive.models.articles import Article

WITHHELD = "[name withheld]"  # the same as archive_withheld() in the database


class PublicWording(models.Model):
    """The public wording of a report, with the positions of the withheld names in its own text and whose they are.

    A row also means that the report contains such a name somewhere, including its notes: those who may not see protected
    entries may not open it.
    """

    WORDS = frozenset(
        [
            "headline", "standfirst", "body", "byline", "dateline", "source_ref", "rights", "date_printed", "withdrawn_reason", "url",
        ]
    )  # fmt: skip

    article = models.OneToOneField(
        Article, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="wording"
    )
    headline = models.TextField()
    standfirst = models.TextField()
    body = models.TextField()
    byline = models.TextField()
    dateline = models.TextField()
    source_ref = models.TextField()
    rights = models.TextField()
    date_printed = models.TextField()
    withdrawn_reason = models.TextField()
    url = models.TextField()
    places = models.JSONField()
    entities = ArrayField(models.IntegerField())

    def __str__(self):
        return f"public wording of report {self.article_id}"

    def place_of(self, field: str, start: int | None, end: int | None) -> tuple[int, int] | None:
        """Return the position of words of a field in the public wording; None if they have none, or are withheld."""
        return shifted(self.places.get(field, ()), start, end)


def shifted(withheld: Iterable, start: int | None, end: int | None) -> tuple[int, int] | None:
    """Return the position of words after names at these positions, in order, were withheld; None if the words are withheld."""
    if start is None or end is None:
        return None
    shift = 0
    for first, last in withheld:
        if first >= end:
            break
        if last > start:
            return None
        shift += len(WITHHELD) - (last - first)
    return start + shift, end + shift


def in_public_words(texts: Iterable[str], *, reports: Iterable[int | None] = ()) -> list[str]:
    """Return texts as readers may see them, with protected names withheld, in their order.

    Args:
        texts: texts that are not part of a report as it is.
        reports: ids of the reports that they nevertheless belong to, as past headlines do.
    """
    texts = list(texts)
    if not texts:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT archive_public_texts(%s::text[], %s::integer[])", [texts, list(reports)])
        return cursor.fetchone()[0]


def holds_protected_name(*texts: str) -> bool:
    """Return whether one of these texts contains a protected name."""
    return in_public_words(texts) != list(texts)


@dataclass(frozen=True)
class Withheld:
    """How many reports are reworded for an entry, and which of its names are withheld only where they are known to mean it."""

    reports: int
    shared: list[str]


def withheld_for(entity) -> Withheld:
    """Return the passages withheld because of an entry."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT name.text FROM archive_protected_names() AS known JOIN archive_name name USING (entity_id, key)"
            " WHERE known.entity_id = %s AND known.shared ORDER BY name.text",
            [entity.pk],
        )
        shared = [text for (text,) in cursor.fetchall()]
    return Withheld(PublicWording.objects.filter(entities__contains=[entity.pk]).count(), shared)


def withhold_names(rows: Iterable, *columns: str) -> None:
    """Withhold protected names in these columns of rows that curators wrote about others. The rows are for display only."""
    found = [(row, column) for row in rows for column in columns if getattr(row, column)]
    texts = in_public_words(getattr(row, column) for row, column in found)
    for (row, column), text in zip(found, texts, strict=True):
        setattr(row, column, text)
