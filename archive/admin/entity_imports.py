"""Import a register of entities by uploading it: its columns are shown and changed, it is tried or imported, stopped, taken back."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from archive.admin.import_rights import import_url
from archive.admin.upload_fields import READ_IN_BACKGROUND, EncodingField, UploadField, kept_for
from archive.admin_site import ArchiveAdminSite
from archive.ingest.datasets.jobs import stop_import
from archive.ingest.entities.columns import ALSO_CALLED, ColumnsError, propose
from archive.ingest.entities.jobs import (
    begin_import,
    import_register_again,
    keep_upload,
    take_back_later,
)
from archive.ingest.readers.fields import RecordError
from archive.kinds import KINDS, all_kinds
from archive.models import Batch

NUMBERED_BY = (
    ("wikidata", "Wikidata"), ("geonames", "GeoNames"), ("ucdp_actor", "UCDP"), ("opensanctions", "OpenSanctions"),
    ("un_list", "Security Council"),
)  # fmt: skip


class RegisterForm(forms.Form):
    """A register, and what it does not say itself."""

    file = UploadField(
        commands="“manage.py import_entities”",
        label="File",
        help_text="As it was downloaded: a table (CSV, TSV), JSON of Wikidata, OpenRefine or OpenSanctions, the Security Council’s list in XML, "
        "a file of GeoNames, UCDP’s list of actors. Its kind is recognised by its contents.",
    )
    kind = forms.ChoiceField(
        label="It lists",
        required=False,
        choices=[("", "what the file says"), *((kind.key, kind.plural) for kind in KINDS)],
    )
    register = forms.ChoiceField(
        label="The numbers in a column id are those of",
        required=False,
        choices=[("", "the list itself"), *NUMBERED_BY],
    )
    draft = forms.BooleanField(
        label="As drafts",
        required=False,
        help_text="New entries are shown to curators only, until somebody publishes them.",
    )
    encoding = EncodingField()


def import_entities(request):
    """Take a file and see what it is; a table's columns are asked about next, anything else is imported or tried at once."""
    _check(request)
    form = kept_for(request.user, RegisterForm(request.POST or None, request.FILES or None))
    if request.method == "POST" and form.is_valid() and (address := _kept(request, form)):
        return HttpResponseRedirect(address, status=303)
    context = {**admin.site.each_context(request), "title": f"Import {all_kinds()}", "form": form}
    return TemplateResponse(request, "admin/import_entities.html", context)


def _check(request) -> None:
    if not request.user.has_perm("archive.add_unsettledrecord"):
        raise PermissionDenied


def _kept(request, form: RegisterForm) -> str:
    told = {name: form.cleaned_data[name] for name in ("kind", "register", "draft", "encoding")}
    file = form.cleaned_data["file"]
    try:
        batch, columns = keep_upload(content=file.read(), name=file.name, user=request.user, **told)
    except ColumnsError:
        form.add_error(
            "file",
            "No column of this table is known to hold names: call the one that does “name”, and upload it again.",
        )
        return ""
    except RecordError as error:
        form.add_error("file", f"This file {error}.")
        return ""
    dry_run = request.POST.get("step") != "import"
    if columns:
        batch.options |= {"asked": [[column.label, column.meaning] for column in columns], "dry_run": dry_run}
        batch.save(update_fields=["options"])
        return reverse("admin:entity_columns", args=[batch.pk])
    begin_import(batch=batch, dry_run=dry_run)
    messages.info(request, READ_IN_BACKGROUND)
    return import_url(batch)


class ColumnsForm(forms.Form):
    """What each column of a table is."""

    def __init__(self, asked, *args, **options):
        super().__init__(*args, **options)
        choices = [("", "not used"), *((meaning, meaning.replace("_", " ")) for meaning in ALSO_CALLED)]
        for place, (label, meaning) in enumerate(asked):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=label or f"column {place + 1}", required=False, choices=choices, initial=meaning
            )

    def meanings(self, asked) -> dict[str, str]:
        """Return what each column was said to be, by its label."""
        return {label: self.cleaned_data[f"column_{place}"] for place, (label, _) in enumerate(asked)}


def entity_columns(request, pk):
    """Show what the columns of a table are taken for, let it be changed, and import it or try it."""
    _check(request)
    waiting = {"status": Batch.Status.WAITING, "user": request.user, "options__has_key": "asked"}
    batch = get_object_or_404(Batch, pk=pk, **waiting)
    asked = batch.options["asked"]
    form = ColumnsForm(asked, request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.meanings(asked)
        try:
            propose([label for label, _ in asked], told)
        except ColumnsError as error:
            form.add_error(None, f"This table {error}.")
        else:
            begin_import(batch=batch, dry_run=request.POST.get("step") != "import", columns=told)
            messages.info(request, READ_IN_BACKGROUND)
            return HttpResponseRedirect(import_url(batch), status=303)
    context = {
        **admin.site.each_context(request),
        "title": "What its columns are",
        "form": form,
        "batch": batch,
    }
    return TemplateResponse(request, "admin/entity_columns.html", context)


@require_POST
def entity_batch_step(request, pk):
    """Stop the import of a register, import its file once more, or take it back."""
    _check(request)
    batch = get_object_or_404(Batch, pk=pk, options__has_key="entities")
    step = request.POST.get("step")
    if step == "stop":
        messages.info(
            request,
            "It stops after the current records."
            if stop_import(batch=batch)
            else "It was not running any more.",
        )
    elif step == "again" and "capture" in batch.options:
        batch = import_register_again(batch=batch, user=request.user)
        messages.info(request, READ_IN_BACKGROUND)
    elif step == "back" and may_take_back_import(request.user, batch):
        take_back_later(batch=batch, user=request.user)
        messages.info(request, "It is taken back in the background. Reload this page to see what stays.")
    else:
        messages.error(request, "That cannot be done with this import at present.")
    return HttpResponseRedirect(import_url(batch), status=303)


def may_take_back_import(user, batch: Batch) -> bool:
    """Return whether this person may take an import of entities back: it has ended, wrote something, and they may delete entries."""
    has_ended = batch.status in (Batch.Status.FINISHED, Batch.Status.INTERRUPTED)
    state = (batch.options.get("taken_back") or {}).get("state")
    wrote = not batch.options.get("dry_run") and state in (None, "refused")
    return has_ended and wrote and user.has_perm("archive.delete_entity")


ArchiveAdminSite.add_page("entities/import/", import_entities, name="import_entities")
ArchiveAdminSite.add_page("entities/imports/<int:pk>/columns/", entity_columns, name="entity_columns")
ArchiveAdminSite.add_page("entities/imports/<int:pk>/", entity_batch_step, name="entity_batch_step")
