"""Import a file of a data set by uploading it: tried first, or at once; the work is done in the background."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST

from archive.admin.import_rights import import_url
from archive.admin.upload_fields import READ_IN_BACKGROUND, EncodingField, UploadField, kept_for
from archive.admin_site import ArchiveAdminSite
from archive.ingest.datasets.jobs import import_again, import_later, stop_import
from archive.ingest.datasets.numbers import CellError
from archive.ingest.readers.fields import RecordError
from archive.models import Batch
from archive.reference.datasets import DATASET_OF

ORDERS = (
    ("", "written out, or year first"),
    ("dmy", "day first: 31/12/1998"),
    ("mdy", "month first: 12/31/1998"),
)


class DatasetForm(forms.Form):
    """A file of UCDP or ACLED, and what it does not say itself."""

    file = UploadField(
        commands="“manage.py import_ucdp” or “import_acled”",
        label="File",
        help_text="A table (CSV) of UCDP or ACLED as it was downloaded; its columns tell which.",
    )
    version = forms.CharField(
        required=False,
        max_length=20,
        help_text="UCDP: 24.1, if the name of the file does not give it. ACLED: the day on which you downloaded it; today, if you leave it empty.",
    )
    whole = forms.BooleanField(
        label="It is the whole data set",
        required=False,
        help_text="Not an extract of a country or a time: rows that it no longer has are marked as vanished.",
    )
    order = forms.ChoiceField(label="Days are", required=False, choices=ORDERS)
    encoding = EncodingField()


def import_dataset(request):
    """Take a file, look at its columns, and queue its import or a trial of it."""
    if not request.user.has_perm("archive.add_datasetrow"):
        raise PermissionDenied
    form = kept_for(request.user, DatasetForm(request.POST or None, request.FILES or None))
    if request.method == "POST" and form.is_valid() and (batch := _queued(request, form)):
        return HttpResponseRedirect(import_url(batch), status=303)
    context = {
        **admin.site.each_context(request),
        "title": "Import a data set",
        "form": form,
        "datasets": DATASET_OF.values(),
    }
    return TemplateResponse(request, "admin/import_dataset.html", context)


def _queued(request, form: DatasetForm) -> Batch | None:
    told = {name: form.cleaned_data[name] for name in ("version", "whole", "order", "encoding")}
    file, dry_run = form.cleaned_data["file"], request.POST.get("step") != "import"
    try:
        batch = import_later(content=file.read(), name=file.name, user=request.user, dry_run=dry_run, **told)
    except (CellError, RecordError) as error:
        form.add_error("file", f"This file {error}.")
        return None
    messages.info(request, READ_IN_BACKGROUND)
    return batch


@require_POST
def batch_step(request, pk):
    """Stop the import of a data set, or import its file once more."""
    if not request.user.has_perm("archive.add_datasetrow"):
        raise PermissionDenied
    batch = get_object_or_404(Batch, pk=pk, options__has_key="capture")
    if request.POST.get("step") == "stop":
        stopped = stop_import(batch=batch)
        said = "It stops after the current rows." if stopped else "It was not running any more."
    else:
        batch = import_again(batch=batch, user=request.user)
        said = READ_IN_BACKGROUND
    messages.info(request, said)
    return HttpResponseRedirect(import_url(batch), status=303)


ArchiveAdminSite.add_page("datasets/import/", import_dataset, name="import_dataset")
ArchiveAdminSite.add_page("datasets/imports/<int:pk>/", batch_step, name="dataset_batch_step")
