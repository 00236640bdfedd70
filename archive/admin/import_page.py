"""The page of one import: how far it is, its records, what is still to be said, and what can be done with all of it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from archive.admin.batches import import_settings
from archive.admin.import_answers import HeaderForm, SourcesForm, headers_met, may_answer
from archive.admin.import_rights import import_or_404, import_url, may_import
from archive.admin.refusals import may_decide, open_refusals
from archive.admin_site import ArchiveAdminSite
from archive.ingest.imports import jobs
from archive.ingest.imports.expire import expires_at
from archive.ingest.imports.lacking import lacking_sources
from archive.ingest.imports.phases import ARRIVE, AT_WORK, DONE, EXPIRED, LOOK, phase_of
from archive.models import Batch, BulkChange, ImportRecord
from archive.models.rights import may_see_protected
from archive.models.wordings import in_public_words, withhold_names

State = ImportRecord.State
PAGE, LINES = 50, 100
UNSURE = "unsure"
# The lists of records, in the order in which they want looking at.
LISTS = (
    (UNSURE, "not certain"),
    (State.REFUSED, "refused"),
    (State.LACKING, "source not known"),
    (State.CHANGED, "would change a report"),
    (State.NEW, "to be added"),
    (State.SAME, "already there"),
    (State.LEFT_OUT, "left out"),
    (State.UPDATED, "changed a report"),
    (State.ADDED, "added"),
)


@dataclass(frozen=True)
class RecordList:
    key: str
    label: str
    count: int


def import_made(request, pk):
    """Show an import."""
    Batch.objects.mark_abandoned()
    batch = import_or_404(request, pk)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse(
            {"told": progress_of(batch), "at_work": is_at_work(batch), "phase": phase_of(batch)}
        )
    lists, chosen = _lists(request, batch)
    page = Paginator(_records(batch, chosen), PAGE).get_page(request.GET.get("page"))
    records = list(page.object_list)
    if not may_see_protected(request.user):
        withhold_names(records, "headline", "reason", "origin", "given_source")
    lines = [] if phase_of(batch) else batch.errors
    line_page = Paginator(lines, LINES).get_page(request.GET.get("page"))
    is_open = phase_of(batch) == LOOK and may_import(request.user)
    lacking = lacking_sources(batch) if may_answer(batch) and may_import(request.user) else []
    columns = headers_met(batch) if is_open else []
    context = {
        **admin.site.each_context(request), "title": batch.label, "batch": batch, "told": progress_of(batch),
        "at_work": is_at_work(batch), "phase": phase_of(batch), "lists": lists, "chosen": chosen,
        "list_query": urlencode({"list": chosen}), "page": page, "records": records,
        "columns": [(place, HeaderForm(labels, pairs, prefix=f"h{place}")) for place, (labels, pairs) in enumerate(columns)],
        "sources": SourcesForm(request, lacking) if lacking else None, "more_sources": max(0, len(lacking) - SourcesForm.MOST),
        "offers": offers(request.user, batch), "changes": _changes(batch), "reports": _reports(batch),
        "open_refusals": open_refusals(request.user).filter(batch=batch).count() if may_decide(request.user) else 0,
        "notices": _readable(batch.options.get("notices", [])[:200], request.user), "problem": batch.options.get("problem", ""),
        "expires_at": expires_at(batch) if not is_at_work(batch) else None,
        "lines": _readable(list(line_page), request.user), "line_page": line_page,
        "asked": in_public_words(import_settings(batch)) if not may_see_protected(request.user) else import_settings(batch),
    }  # fmt: skip
    return TemplateResponse(request, "admin/import.html", context)


def _lists(request, batch: Batch) -> tuple[list[RecordList], str]:
    if not phase_of(batch):  # its records are the lines that it refused
        return [], ""
    counts = batch.records.counted()
    unsure = batch.records.filter(is_unsure=True, state__in=ImportRecord.TO_BE_WRITTEN).count()
    counts[UNSURE] = unsure
    found = [RecordList(key, label, counts[key]) for key, label in LISTS if counts.get(key)]
    keys = [each.key for each in found]
    asked = request.GET.get("list", "")
    return found, asked if asked in keys else next(iter(keys), "")


def _records(batch: Batch, chosen: str):
    found = batch.records.for_lists().select_related("source")
    if chosen == UNSURE:
        return found.filter(is_unsure=True, state__in=ImportRecord.TO_BE_WRITTEN).order_by("number")
    return found.filter(state=chosen).order_by("-is_unsure", "number")


def is_at_work(batch: Batch) -> bool:
    """Return whether an import goes on by itself, at once or when the worker is back."""
    return phase_of(batch) in AT_WORK and not batch.options.get("stopped")


def progress_of(batch: Batch) -> str:
    """Say in a sentence how far an import is."""
    phase, read = phase_of(batch), f"{batch.read_count:,} record{'' if batch.read_count == 1 else 's'}"
    if phase == ARRIVE:
        return "Not all of its files arrived. Discard it and start again."
    if phase in AT_WORK and batch.options.get("stopped"):
        return f"Stopped. {_at_work(batch, phase, read)} It continues from there."
    if phase in AT_WORK and batch.status == Batch.Status.INTERRUPTED:
        return f"Interrupted. {_at_work(batch, phase, read)} It continues by itself when the worker is back."
    if phase in AT_WORK and batch.status == Batch.Status.WAITING and not batch.read_count:
        return "It waits for the worker, which reads its files next."
    if phase in AT_WORK:
        return _at_work(batch, phase, read)
    if phase == LOOK:
        return f"A trial: {read} read, nothing added yet."
    if phase == EXPIRED:
        return f"Nobody came back to this trial for {batch.options.get('days')} days, so its files and records were removed. Nothing was added; to import the files, send them again."
    if phase == DONE or batch.status == Batch.Status.FINISHED:
        return f"Finished: {batch.created_count:,} added, {batch.updated_count:,} changed, {batch.duplicate_count:,} already there, {batch.rejected_count:,} refused."
    if batch.status == Batch.Status.INTERRUPTED:
        return "Interrupted: what it had read by then is saved, and the same command continues from there."
    return f"Running: {read} so far."


def _at_work(batch: Batch, phase: str, read: str) -> str:
    if phase == jobs.WRITE:
        done = batch.created_count + batch.updated_count
        left = batch.records.to_be_written().count()
        return f"{done:,} of {done + left:,} written."
    if phase == jobs.JUDGE:
        return "It is looking again at the records that your answers concern."
    done, size = batch.options.get("progress", [0, 0])
    share = f", about {min(99, round(100 * done / size))} % of its files" if size and done else ""
    return f"{read} read{share}."


def offers(user, batch: Batch) -> list[tuple[str, str]]:
    """Return what this person can do with an import now: the step, and what its button says."""
    if not may_import(user):
        return []
    phase, found = phase_of(batch), []
    if phase in AT_WORK and (batch.options.get("stopped") or batch.status == Batch.Status.INTERRUPTED):
        found.append(("continue", "Continue"))
    elif phase in AT_WORK:
        found.append(("stop", "Stop"))
    if phase in (LOOK, DONE) and (number := batch.records.to_be_written().count()):
        found.append(("write", f"Import {number:,} as drafts"))
        if user.has_perm("archive.publish_article"):
            found.append(("write-publish", f"Import {number:,} and publish"))
    if phase in (LOOK, ARRIVE) or (phase in AT_WORK and phase != jobs.WRITE):
        found.append(("discard", "Discard it"))
    return found


def _readable(lines: list[dict], user) -> list[dict]:
    """Return lines about records as this person may read them."""
    if may_see_protected(user):
        return lines
    reasons = in_public_words([line["reason"] for line in lines])
    files = in_public_words([line["file"] for line in lines])
    headlines = in_public_words([line.get("headline", "") for line in lines])
    return [
        line | {"reason": reason, "file": file, "headline": headline}
        for line, reason, file, headline in zip(lines, reasons, files, headlines, strict=True)
    ]


def _reports(batch: Batch) -> dict:
    """Count the reports that an import has added or changed."""
    if phase_of(batch) in (ARRIVE, LOOK, EXPIRED, jobs.READ):
        return {}
    listed = f"{reverse('admin:archive_article_changelist')}?batch__id__exact={batch.pk}"
    found = batch.articles
    return {
        "url": listed,
        "number": found.count(),
        "drafts": found.filter(status="draft").count(),
        "published": found.published().count(),
        "unsure": found.exclude(unsure=[]).count(),
    }


def _changes(batch: Batch):
    """Return the changes of all its reports that were asked for here, the latest first."""
    return BulkChange.objects.filter(values__batch=batch.pk).select_related("user")[:5]


@require_POST
def import_step(request, pk):
    """Stop, continue, write or discard an import."""
    batch = import_or_404(request, pk)
    step = request.POST.get("step", "")
    if step not in dict(offers(request.user, batch)):
        messages.error(request, "That cannot be done with this import at present.")
        return HttpResponseRedirect(import_url(batch), status=303)
    if step == "discard":
        jobs.discard(batch)
        messages.success(request, "The trial was discarded. Nothing was added.")
        return HttpResponseRedirect(reverse("admin:imports"), status=303)
    if step == "stop":
        jobs.stop(batch)
    elif step == "continue":
        jobs.continue_(batch)
    else:
        jobs.begin_writing(batch, publish=step == "write-publish", user=request.user)
    return HttpResponseRedirect(import_url(batch), status=303)


ArchiveAdminSite.add_page("imports/<int:pk>/", import_made, name="import_made")
ArchiveAdminSite.add_page("imports/<int:pk>/step/", import_step, name="import_step")
