"""Publish, take back to draft or take back whole what an import has brought, whatever its size: confirmed once, then done in the background."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from archive.admin.bulk import ReasonForm
from archive.admin.bulk_jobs import change_many_records
from archive.admin.import_rights import import_or_404, import_url
from archive.admin_site import ArchiveAdminSite
from archive.curation.discard import may_discard
from archive.curation.withdraw import may_unpublish
from archive.ingest.imports.jobs import begin_putting_back
from archive.ingest.imports.restoring import changed_by
from archive.models import Article, Batch, BulkChange
from archive.models.articles import ArticleQuerySet

Verb = BulkChange.Verb


@dataclass(frozen=True)
class WayForAll:
    """Something that can be done with all reports of an import: its verb, the right it takes, and what it says."""

    verb: str
    right: str
    button: str
    done: str
    explained: str


WAYS = {
    "publish": WayForAll(
        Verb.PUBLISH, "publish_article", "Publish", "published",
        "Readers find them from then on. Withdrawn reports stay withdrawn.",
    ),
    "draft": WayForAll(
        Verb.DRAFT, "publish_article", "Take back to draft", "taken back to draft",
        "Readers find nothing at their addresses. Reports that readers may have cited are better withdrawn.",
    ),
    "withdraw": WayForAll(
        Verb.WITHDRAW, "withdraw_article", "Withdraw", "withdrawn",
        "Their addresses stay and say that the report was withdrawn, and why, with its headline, source and date.",
    ),
    "back": WayForAll(
        Verb.DELETE, "add_article", "Take the import back", "deleted",
        "What it added is deleted; the history keeps it. Reports that it changed get back what they said before, "
        "but for those that somebody has edited since. What was received is kept.",
    ),
}  # fmt: skip


def import_all(request, pk, way):
    """Say what would be done with all reports of an import, and do it once confirmed."""
    chosen, batch = WAYS.get(way), import_or_404(request, pk)
    if chosen is None or not request.user.has_perm(f"archive.{chosen.right}"):
        raise PermissionDenied
    rows = reports_for(chosen, batch, request.user)
    changed = _changed(batch, request.user) if way == "back" else 0
    form = ReasonForm(chosen.verb, request.POST or None) if chosen.verb == Verb.WITHDRAW else None
    if request.method == "POST" and (form is None or form.is_valid()):
        reason = form.cleaned_data["change_reason"] if form else ""
        _do(chosen, batch, rows, changed, reason, request.user)
        messages.success(request, "It is done in the background. This page shows how far it is.")
        return HttpResponseRedirect(import_url(batch), status=303)
    if not rows.exists() and not changed:
        messages.info(request, f"No report of this import can be {chosen.done}.")
        return redirect(import_url(batch))
    context = {
        **admin.site.each_context(request), "title": f"{chosen.button}: {batch.label}", "batch": batch, "way": chosen, "form": form,
        "batch_url": import_url(batch), "number": rows.count(), "changed": changed,
        "undated": rows.filter(date_edtf="").count() if way == "publish" else 0,
        "unsure": rows.exclude(unsure=[]).count() if way == "publish" else 0,
        "published": rows.published().count() if way == "back" else 0,
    }  # fmt: skip
    return TemplateResponse(request, "admin/import_all.html", context)


def reports_for(way: WayForAll, batch: Batch, user) -> ArticleQuerySet:
    """Return the reports of an import with which this can be done by this person."""
    rows = Article.objects.filter(batch=batch).open_to(user).order_by("pk")
    if way.verb == Verb.PUBLISH:
        return rows.filter(status=Article.Status.DRAFT)
    if way.verb == Verb.WITHDRAW:
        return rows.published()
    if way.verb == Verb.DRAFT:
        return may_unpublish(rows.published(), user)
    return may_discard(rows.exclude(pk__in=changed_by(batch)), user)


def _changed(batch: Batch, user) -> int:
    """Count the reports that an import has changed, for those who may give them back what they said."""
    return changed_by(batch).count() if user.has_perm("archive.delete_article") else 0


def _do(way: WayForAll, batch: Batch, rows: ArticleQuerySet, changed: int, reason: str, user) -> None:
    with transaction.atomic():
        Batch.objects.select_for_update().get(pk=batch.pk)
        open_ones = BulkChange.objects.filter(values__batch=batch.pk, status=BulkChange.Status.RUNNING)
        if not open_ones.filter(verb=way.verb).exists():  # not twice, if the button was pressed twice
            ids = list(rows.values_list("pk", flat=True))
            change = BulkChange.objects.create(
                verb=way.verb, model="article", user=user, chosen_count=len(ids), values={"batch": batch.pk},
                reason=f"import {batch.pk} taken back" if way.verb == Verb.DELETE else reason,
            )  # fmt: skip
            change.add_rows(ids)
            change_many_records.defer(change_id=change.pk)
        if changed:
            begin_putting_back(batch, user=user)


ArchiveAdminSite.add_page("imports/<int:pk>/all/<slug:way>/", import_all, name="import_all")
