"""Bulk changes in the background, in batches, each a transaction that includes its progress."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models.functions import Now
from django.http import HttpRequest
from procrastinate.contrib.django import app

from archive.curation.bulk import change_records, log_deletion
from archive.models import BulkChange, BulkRow
from archive.models.among import among

BATCH_SIZE = 200  # records
LOTS_IN_A_ROW = 10  # seconds, after which other jobs have their turn
GONE = "The account that requested it no longer exists or is not active."


@app.task(name="change_many_records", queue="curation", lock="change_many_records", retry=3)
def change_many_records(*, change_id: int) -> dict[str, int]:
    """Continue a bulk change; the rest of it is queued again when other jobs have their turn."""
    for _ in range(LOTS_IN_A_ROW):
        if not change_next_lot(change_id):
            return {}
    change_many_records.defer(change_id=change_id)
    return {}


def change_next_lot(change_id: int) -> bool:
    """Change the next records and remove them from the list, in one transaction; return whether there may be more."""
    with transaction.atomic():
        change = BulkChange.objects.select_for_update().filter(pk=change_id).first()
        if change is None or change.status != BulkChange.Status.RUNNING:
            return False
        lot = list(change.rows.order_by("pk").values_list("pk", "row_id")[:BATCH_SIZE])
        user = change.user
        if user is None or not user.is_active:
            change.status, change.problem = BulkChange.Status.STOPPED, GONE
        elif lot:
            ids = [row_id for _, row_id in lot]
            done = _changed(change, user, ids)
            change.changed_count += len(done)
            change.left_count += len(ids) - len(done)
            BulkRow.objects.filter(pk__in=among([pk for pk, _ in lot], "bigint")).delete()
        else:
            change.status, change.finished_at = BulkChange.Status.FINISHED, Now()
        change.save()
    return bool(lot)


def _changed(change: BulkChange, user: User, ids: list[int]) -> list[int]:
    return change_records(
        verb=change.verb, model=change.model, ids=ids, user=user, reason=change.reason,
        remove=lambda found: _remove(change.model, user, found),
    )  # fmt: skip


def _remove(model: str, user: User, ids: list[int]) -> list[int]:
    """Delete records as the admin of their kind does, all at once if nothing prevents any."""
    model_admin = _admin_of(model)
    request = HttpRequest()
    request.user = user
    rows = model_admin.model._default_manager.filter(pk__in=among(ids, "bigint"))
    if _in_the_way(model_admin, request, rows):
        if len(ids) == 1:
            return []
        return [pk for one in ids for pk in _remove(model, user, [one])]
    log_deletion(rows, user)
    model_admin.delete_queryset(request, rows)
    return ids


def _in_the_way(model_admin, request, rows) -> bool:
    _, _, lacking, protected = model_admin.get_deleted_objects(rows, request)
    return bool(lacking or protected)


def _admin_of(name: str):
    return next(
        model_admin
        for model, model_admin in admin.site._registry.items()
        if model._meta.label_lower == f"archive.{name}"
    )
