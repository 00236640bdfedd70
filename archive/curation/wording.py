"""What a step was about, in a few words for its summary."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

from archive.curation.differences import shortened
from archive.models import Article, Claim, Mention


def of_reports(ids: Iterable[int]) -> str:
    """Name one report, or say how many there are."""
    ids = list(ids)
    if len(ids) != 1:
        return f"{len(ids):,} reports"
    headline = Article.objects.filter(pk=ids[0]).values_list("headline", flat=True).first()
    return f"“{shortened(headline or '')}”"


def of_mentions(ids: list[int]) -> str:
    """Name what the first of these mentions says, whom it may mean and how many more there are."""
    first = Mention.objects.filter(pk__in=ids[:1]).select_related("entity").first()
    if first is None:
        return "Names"
    more = f" and {len(ids) - 1:,} more" if len(ids) > 1 else ""
    return f"“{shortened(first.text)}” as {first.entity}{more}" if first.text else f"{first.entity}{more}"


def of_claims(ids: list[int], done) -> str:
    """Say what was decided about claims."""
    first = Claim.objects.filter(pk__in=ids[:1]).first()
    counts = ((done.accepted, "accepted"), (done.rejected, "rejected"), (done.reopened, "open again"))
    told = ", ".join(word if len(ids) == 1 else f"{len(rows)} {word}" for rows, word in counts if rows)
    return f"Claim “{shortened(str(first))}” {told}" if len(ids) == 1 else f"Claims: {told}"


def moment(at: datetime) -> str:
    """Write a time as everywhere in the archive: 9 August 1998, 23:36."""
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")


def day(at: datetime) -> str:
    """Write the day of a time as everywhere in the archive: 9 August 1998."""
    return date_format(timezone.localtime(at), "DATE_FORMAT")
