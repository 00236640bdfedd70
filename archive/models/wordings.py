"""What readers get of reports that hold a protected name: the same words, with a neutral one in place of each such name.

The database derives it, whatever writes: see archive/migrations/sql/withheld_names.sql. Reports without such a name, which is nearly all,
have no row here.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from archive.models.articles import Article

WITHHELD = "[name withheld]"  # the same as archive_withheld() in the database


class PublicWording(models.Model):
    """The public wording of a report, with the places of the withheld names in its own text and whose they are.

    A row says too that the report holds such a name anywhere, its notes included: who may not know of protected entries
    may not open it.
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
        """Return where words of a field stand in the public wording; None where they have no place, or are withheld."""
        return shifted(self.places.get(field, ()), start, end)


def shifted(withheld: Iterable, start: int | None, end: int | None) -> tuple[int, int] | None:
    """Return where words stand after names were withheld, whose places in the text are given in order; None where they are gone."""
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


def in_public_words(texts: Iterable[str]) -> list[str]:
    """Return texts that stand outside of reports as readers may see them, with protected names withheld, in their order."""
    texts = list(texts)
    if not texts:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT archive_public_texts(%s::text[])", [texts])
        return cursor.fetchone()[0]
