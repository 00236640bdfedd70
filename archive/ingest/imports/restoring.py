"""The reports that an import has changed, and giving back to them what they said before."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter

import pghistory
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from archive.curation.restore import restore
from archive.models import Article, Batch

BATCH_SIZE = 50
# What is not the import's to give back.
KEPT = ("status", "withdrawn_reason", "withdrawn_with_headline", "uid", "story", "story_decided")


def changed_by(batch: Batch) -> QuerySet:
    """Return the ids of the reports that were there before an import and were changed by it."""
    return (
        _events(batch)
        .filter(pgh_obj__batch=batch.pk)
        .exclude(batch=batch.pk)
        .order_by("pgh_obj_id")
        .values("pgh_obj_id")
        .distinct()
    )


def _events(batch: Batch) -> QuerySet:
    """Return the past versions that an import has replaced."""
    events = apps.get_model("archive", "ArticleEvent").objects
    return events.filter(pgh_context__metadata__reason=f"import batch {batch.pk}")


def put_back_changed(batch: Batch, *, is_stopped: Callable[[], bool]) -> bool:
    """Give reports back what they said before an import changed them, but for those edited since; return whether all are done."""
    last = batch.options.get("put_back_to", 0)
    left = list(batch.options.get("left_changed", []))
    while ids := list(
        changed_by(batch).filter(pgh_obj_id__gt=last).values_list("pgh_obj_id", flat=True)[:BATCH_SIZE]
    ):
        with (
            transaction.atomic(),
            pghistory.context(user=batch.user_id, reason=f"import batch {batch.pk} taken back"),
        ):
            for pk in ids:
                if not _put_back(batch, pk):
                    left.append(pk)
            last = ids[-1]
            now = Batch.objects.select_for_update().get(pk=batch.pk).options
            batch.options = now | {"put_back_to": last, "left_changed": left[:1_000]}
            batch.save(update_fields=["options"])
        if is_stopped():
            return False
    return True


def _put_back(batch: Batch, pk: int) -> bool:
    """Give one report back what it said before, unless somebody has edited it since; return whether it was."""
    article = Article.objects.select_for_update(of=["self"]).filter(pk=pk).first()
    events = list(_events(batch).filter(pgh_obj_id=pk))
    if article is None or not events:
        return True
    before = min(events, key=attrgetter("pgh_id"))
    later = type(before).objects.filter(pgh_obj_id=pk, pgh_id__gt=max(event.pgh_id for event in events))
    if later.exists():
        return False
    try:
        with transaction.atomic():
            restore(record=article, event=before, kept=KEPT)
    except ValidationError:
        return False
    return True
