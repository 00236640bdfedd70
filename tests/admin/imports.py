"""Import files on the page of imports, as a browser without script would, and do what the worker would do."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from archive.admin import bulk_jobs
from archive.ingest.imports import jobs
from archive.ingest.imports.phases import AT_WORK, phase_of
from archive.models import Batch, BulkChange


def send(client, files: dict[str, bytes | str], **values):
    """Send files to the page of imports; return the answer."""
    sent = [
        SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
        for name, content in files.items()
    ]
    return client.post(reverse("admin:import_files"), {"files": sent, **values})


def work(*, most: int = 100) -> None:
    """Do what the worker would do until nothing is left."""
    for batch in Batch.objects.filter(options__phase__in=AT_WORK):
        for _ in range(most):
            batch.refresh_from_db()
            if phase_of(batch) not in AT_WORK or batch.options.get("stopped"):
                break
            jobs.work(batch)
    for change in BulkChange.objects.filter(status="running"):
        while bulk_jobs.change_next_lot(change.pk):
            pass


def trial(client, files: dict[str, bytes | str], **values) -> Batch:
    """Send files, let them be read, and return the import."""
    answer = send(client, files, **values)
    assert answer.status_code == 303, answer.content.decode()[:2000]
    work()
    return Batch.objects.latest("pk")


def step(client, batch: Batch, name: str):
    """Press a button of an import's page, and let the worker work."""
    answer = client.post(reverse("admin:import_step", args=[batch.pk]), {"step": name})
    work()
    batch.refresh_from_db()
    return answer


def shown(client, batch: Batch, **query) -> str:
    """Return the page of an import."""
    return client.get(reverse("admin:import_made", args=[batch.pk]), query).content.decode()
