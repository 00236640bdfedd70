"""The page of imports: files are dropped or chosen in the inbox, and read first as a trial; what else can be brought in is reached from here."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from archive.admin.import_rights import check_may_import, import_url, visible_imports
from archive.admin_site import ArchiveAdminSite
from archive.ingest.encoding import CHOICES
from archive.ingest.imports.arrive import ArrivalError, keep_files, list_inbox, remove_files, size_of
from archive.ingest.imports.jobs import begin, new_import
from archive.ingest.imports.phases import ARRIVE, READ
from archive.ingest.readers.fields import RecordError, checked_language
from archive.kinds import all_kinds
from archive.models import Article, Batch, Source
from archive.models.rights import may_see_protected
from archive.models.wordings import withhold_names

MAX_RECENT = 20
MAX_AT_ONCE = 100_000_000  # bytes of one request, as the server takes them
TOO_MUCH = "Too many files were sent at once. Pack them in a zip file, or drop them on the page, which sends them in parts."
BROKEN = "What was sent arrived damaged or incomplete, so nothing of it was kept: send it again."


class MultipleFileInput(forms.ClearableFileInput):
    allow_multiple_selected = True


def source_field(request, *, label: str) -> forms.Field:
    """Return a field for a source as reports have it: found by its name, and addable on the way."""
    field = admin.site._registry[Article].formfield_for_dbfield(Article._meta.get_field("source"), request)
    assert field is not None
    field.required, field.label, field.help_text = False, label, ""
    return field


class ImportForm(forms.Form):
    """What is imported, and what it does not say itself."""

    source = forms.ModelChoiceField(Source.objects.all(), required=False)
    language = forms.CharField(
        label="Language of reports that do not state one",
        required=False,
        max_length=3,
        widget=forms.TextInput(attrs={"size": 4}),
        help_text="Such as en or fr. If empty, it is detected from the text.",
    )
    encoding = forms.ChoiceField(
        label="Encoding",
        required=False,
        choices=[("", "detected from each file"), *CHOICES.items()],
        help_text="Only if letters come out wrong, or if you are asked for it.",
    )

    def __init__(self, request, *args, **options):
        super().__init__(*args, **options)
        field = source_field(request, label="Source of reports that name none")
        field.help_text = "A press database names the source of each report."
        self.fields["source"] = field

    def clean_language(self):
        try:
            return checked_language(self.cleaned_data["language"])
        except RecordError as error:
            raise forms.ValidationError(error.sentence) from error

    def settings(self) -> dict:
        """Return what was said of the import."""
        source = self.cleaned_data["source"]
        return {
            "source": source.slug if source else "",
            "language": self.cleaned_data["language"],
            "encoding": self.cleaned_data["encoding"],
        }


def imports(request):
    """Offer every way to bring something in, and list the latest imports."""
    check_may_import(request)
    return _page(request, ImportForm(request))


def _page(request, form, *, error="", status=200, batch: Batch | None = None):
    recent = list(visible_imports(request.user).select_related("user").defer("errors")[:MAX_RECENT])
    if not may_see_protected(request.user):
        withhold_names(recent, "label")
    context = {
        **admin.site.each_context(request), "title": "Import", "form": form, "media": form.media, "error": error,
        "inbox": list_inbox(), "chosen": request.POST.getlist("inbox"), "arrived": batch,
        "trial_days": settings.IMPORT_TRIAL_DAYS, "size": size_of(batch.pk) if batch else None, "ways": ways(request.user), "recent": [(batch, import_url(batch)) for batch in recent],
    }  # fmt: skip
    return TemplateResponse(request, "admin/imports.html", context, status=status)


def ways(user) -> list[tuple[str, str, str]]:
    """Return the other ways to bring something in that are open to this person: address, what, explanation."""
    found = [
        (
            reverse("admin:archive_article_paste"),
            "Paste one report",
            "A text copied from a page, clutter and all.",
        )
    ]
    if user.has_perm("archive.add_unsettledrecord"):
        found.append(
            (
                reverse("admin:import_entities"),
                f"Import {all_kinds()}",
                "A register, such as GeoNames or Wikidata.",
            )
        )
    if user.has_perm("archive.add_datasetrow"):
        found.append((reverse("admin:import_dataset"), "Import a data set", "Events of UCDP or ACLED."))
    return found


@csrf_exempt
@require_POST
def import_files(request):
    """Take files, or names in the inbox; the first files make an import, `more` says that others follow, and the last begin the trial.

    What a browser sends is parsed here, before the check against forgery, so that what is wrong with it can be told in the page.
    """
    check_may_import(request)
    try:
        request.POST, request.FILES  # noqa: B018  (parsed when first read)
    except (TooManyFilesSent, TooManyFieldsSent):
        return _refused(request, TOO_MUCH, status=413)
    except RequestDataTooBig:
        return _refused(request, TOO_MUCH, status=413)
    except (MultiPartParserError, UnreadablePostError):
        return _refused(request, BROKEN)
    return _take(request)


def _refused(request, error: str, *, status=400) -> HttpResponse:
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"error": error}, status=status)
    return _page(request, ImportForm(request), error=error, status=status)


@csrf_protect
def _take(request):
    form = ImportForm(request, request.POST)
    files, chosen = request.FILES.getlist("files"), request.POST.getlist("inbox")
    batch = _begun(request)
    if not form.is_valid():
        if request.headers.get("Accept") == "application/json":
            return _refused(
                request, " ".join(str(error) for errors in form.errors.values() for error in errors)
            )
        return _page(request, form, status=400, batch=_kept_until_mended(request, batch, files, chosen))
    if not files and not chosen and not (batch and size_of(batch.pk).files):
        return _refused(request, "Choose files, or something in the inbox.")
    there = {entry.name for entry in list_inbox()}
    if gone := [name for name in chosen if name not in there]:
        return _refused(request, f"The inbox has no “{gone[0][:100]}”: reload the page, and choose again.")
    is_new = batch is None
    if batch is not None:
        batch.options |= form.settings() | {"inbox": chosen}
        batch.save(update_fields=["options"])
    else:
        batch = new_import(label=_label(files, chosen), user=request.user, **form.settings(), inbox=chosen)
    try:
        keep_files(batch.pk, zip(files, _paths(request, files), strict=True))
    except ArrivalError as error:
        if is_new:
            batch.delete()
            remove_files(batch.pk)
        return _refused(request, str(error))
    if request.POST.get("more"):
        return JsonResponse({"batch": batch.pk})
    begin(batch, READ)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"url": import_url(batch)})
    messages.info(
        request, "The files are read in the background, as a trial: nothing is added before you say so."
    )
    return HttpResponseRedirect(import_url(batch), status=303)


def _kept_until_mended(request, batch: Batch | None, files, chosen) -> Batch | None:
    """Keep files that came with a form which has to be mended, as an import whose files arrive."""
    if files and batch is None:
        batch = new_import(label=_label(files, chosen), user=request.user)
    try:
        if files and batch is not None:
            keep_files(batch.pk, zip(files, _paths(request, files), strict=True))
    except ArrivalError as error:
        messages.error(request, str(error))
    return batch


def _begun(request) -> Batch | None:
    """Return the import whose first files were sent before, if there is one."""
    number = request.POST.get("batch", "")
    if not number.isdecimal() or len(number) > 9:
        return None
    return get_object_or_404(Batch, pk=number, user=request.user, options__phase=ARRIVE)


def _paths(request, files) -> Iterable[str]:
    """Return the path of each file within what was dropped; a browser without script gives none."""
    paths = request.POST.getlist("paths")
    return paths if len(paths) == len(files) else [""] * len(files)


def _label(files, chosen) -> str:
    names = [file.name for file in files] + chosen
    more = f" and {len(names) - 3:,} more" if len(names) > 4 else ""
    return ", ".join(names[:3] if more else names)[:260] + more


ArchiveAdminSite.add_page("imports/", imports, name="imports")
ArchiveAdminSite.add_page("imports/files/", import_files, name="import_files")
