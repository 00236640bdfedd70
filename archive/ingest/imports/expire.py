"""Remove trials that nobody comes back to: their files and records go, and the import says so. What was imported is never touched."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from archive.ingest.imports.arrive import remove_files, uploads
from archive.ingest.imports.phases import EXPIRED, UNWRITTEN, last_touched, phase_of
from archive.models import Batch


def expires_at(batch: Batch) -> datetime | None:
    """Return when a trial will be removed if it is left alone; None for what was imported, and where trials are kept for good."""
    if not settings.IMPORT_TRIAL_DAYS or phase_of(batch) not in UNWRITTEN or not batch.options.get("dry_run"):
        return None
    return last_touched(batch) + timedelta(days=settings.IMPORT_TRIAL_DAYS)


def expire_trials(*, now: datetime | None = None) -> int:
    """Remove the trials whose time has come, each in a transaction, and files that belong to no import; return how many trials."""
    now, number = now or timezone.now(), 0
    if not settings.IMPORT_TRIAL_DAYS:
        return 0
    for pk in Batch.objects.filter(options__phase__in=UNWRITTEN).order_by("pk").values_list("pk", flat=True):
        number += _expire(pk, now)
    _remove_orphans(now)
    return number


def _expire(pk: int, now: datetime) -> bool:
    """Remove a trial if its time has come; one that is at work, or that somebody has come back to, stays."""
    with transaction.atomic():
        batch = Batch.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
        ends = expires_at(batch) if batch and batch.status != Batch.Status.RUNNING else None
        if batch is None or ends is None or ends > now:
            return False
        batch.records.all().delete()
        batch.options |= {"phase": EXPIRED, "days": settings.IMPORT_TRIAL_DAYS}
        batch.status, batch.finished_at = Batch.Status.FINISHED, now
        batch.save(update_fields=["options", "status", "finished_at"])
    remove_files(pk)
    return True


def _remove_orphans(now: datetime) -> None:
    """Remove the files of imports that are gone, such as those of a request that broke off."""
    ends = (now - timedelta(days=settings.IMPORT_TRIAL_DAYS)).timestamp()
    folders = [path for path in uploads() if path.name.isdecimal() and path.stat().st_mtime < ends]
    known = set(
        Batch.objects.filter(pk__in=[int(path.name) for path in folders]).values_list("pk", flat=True)
    )
    for path in folders:
        if int(path.name) not in known:
            shutil.rmtree(path, ignore_errors=True)


@app.periodic(cron="43 * * * *")
@app.task(name="expire_trials", queue="ingest", queueing_lock="expire_trials", retry=3)
def expire_trials_left_alone(timestamp: int) -> dict[str, int]:
    """Look once an hour for trials that were left alone."""
    return {"trials": expire_trials()}
