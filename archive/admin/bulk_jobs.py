"""Bulk changes in the background, in batches, each a transaction that includes its progress."""

from __future__ import annotations

import pghistory
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models.functions import Now
from django.http import HttpRequest
from procrastinate.contrib.django import app

from archive.admin.rule_jobs import clean_again, try_rules
from archive.admin.step_rights import may_take_back
from archive.curation.bulk import change_records, log_deletion
from archive.curation.bulk_edit import summary_of
from archive.curation.plan import TakeBackError
from archive.curation.take_back import take_back
from archive.models import BulkChange, BulkRow, Step
from archive.models.among import among

BATCH_SIZE = 200  # records
VERBS: dict[str, Step.Verb] = {
    BulkChange.Verb.PUBLISH: Step.Verb.PUBLISH,
    BulkChange.Verb.WITHDRAW: Step.Verb.WITHDRAW,
    BulkChange.Verb.DRAFT: Step.Verb.DRAFT,
    BulkChange.Verb.DELETE: Step.Verb.DELETE,
    BulkChange.Verb.EDIT: Step.Verb.BULK,
    BulkChange.Verb.CLEAN: Step.Verb.BULK,
}
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
            _change(change, user, [row_id for _, row_id in lot])
            BulkRow.objects.filter(pk__in=among([pk for pk, _ in lot], "bigint")).delete()
        else:
            change.status, change.finished_at = BulkChange.Status.FINISHED, Now()
            if change.step and change.verb != BulkChange.Verb.TAKE_BACK:
                close_step(change)
        change.save()
    return bool(lot)


def _change(change: BulkChange, user: User, ids: list[int]) -> None:
    """Change the records of a lot within the one step of the change, and count them."""
    if change.verb == BulkChange.Verb.TAKE_BACK:
        _take_back(change, user)
        return
    if change.verb == BulkChange.Verb.CLEAN and change.values.get("dry_run"):
        try_rules(change, ids)
        return
    if change.step is None:
        change.step = Step.objects.create(
            verb=VERBS[change.verb], user=user, reason=change.reason, model=change.model, record=ids[0],
            summary=change.what().capitalize(),
        )  # fmt: skip
    with pghistory.context(user=user.pk) as context:
        change.step.context = context.id
        with change.step.continued(local=True):
            done = _changed(change, user, ids)
    change.changed_count += len(done)
    change.left_count += len(ids) - len(done)


def _take_back(change: BulkChange, user: User) -> None:
    """Take a large step back, all of it or nothing, if this person still may."""
    step = change.step
    try:
        if step is None or not may_take_back(user, step):
            raise TakeBackError("You may not take it back, or it no longer exists.")
        take_back(step=step, user=user, reason=change.reason)
    except TakeBackError as error:
        change.problem, change.left_count = str(error)[:300], 1
    else:
        change.changed_count = 1


def close_step(change: BulkChange) -> None:
    """Say in the step of a change how many records it changed, once it has ended or was stopped."""
    step = change.step
    if step is None:
        return
    if change.verb == BulkChange.Verb.EDIT:
        step.summary = summary_of(change.model, change.changed_count, change.values)
    else:
        change_told = BulkChange(
            verb=change.verb, model=change.model, chosen_count=change.changed_count, values=change.values
        )
        step.summary = change_told.what().capitalize()
    step.close()


def _changed(change: BulkChange, user: User, ids: list[int]) -> list[int]:
    if change.verb == BulkChange.Verb.CLEAN:
        return clean_again(ids, user)
    return change_records(
        verb=change.verb, model=change.model, ids=ids, user=user, reason=change.reason,
        values=change.values, remove=lambda found: _remove(change.model, user, found),
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
