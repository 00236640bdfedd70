"""Pictures and files in the form of a report: attached, described, shown to readers or not, taken away."""

from __future__ import annotations

import hashlib
import time
from typing import cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import path, reverse
from django.utils.html import format_html

from archive.admin.records import RecordAdmin
from archive.admin.rows import RowFormSet, RowInline
from archive.admin.upload_fields import KeptFileInput
from archive.ingest.attach import AttachError, attach, draw_later
from archive.ingest.drawing import MAX_WHILE_WAITING, TooLongError, draw_within
from archive.ingest.pictures import FORMATS, KINDS, MAX_BYTES, PictureError, type_of
from archive.ingest.raw import in_megabytes
from archive.models import Attachment, Rendition
from archive.models.attachments import ENDINGS

SECONDS_IN_ALL = 12  # of one form, by the clock
PREPARED = (
    "The file takes long to draw, so it is being prepared in the background. Reload this page to see it."
)
ACCEPTED = ",".join([*FORMATS.values(), "application/pdf"])


class PictureInput(KeptFileInput):
    """Takes a file; in a row that has one already, shows that instead."""

    attachment: Attachment | None = None
    may_leave = True

    def render(self, name, value, attrs=None, renderer=None):
        if self.attachment is None:
            return super().render(name, value, attrs, renderer)
        one, small = self.attachment, small_url(self.attachment)
        if not one.capture.rendition.is_ready:
            return _not_shown(one)
        return format_html(
            '<a href="{}?large=1"><img src="{}" alt="{}" width="{}" height="{}" loading="lazy" class="attached-small"></a>'
            '<span class="quiet attached-origin"><bdi>{}</bdi></span>',
            small, small, one.alt or "No words say what it shows yet", one.capture.rendition.small_width // 3,
            one.capture.rendition.small_height // 3, one.capture.origin,
        )  # fmt: skip


def _not_shown(attachment: Attachment) -> str:
    """Say that a picture or file is being prepared, or why it cannot be shown."""
    rendition = attachment.capture.rendition
    if rendition.state == Rendition.State.WAITING:
        told = "Being prepared. Reload this page to see it; readers see it once it is ready."
    else:
        told = f"Readers cannot be shown it. {rendition.problem}"
    return format_html(
        '<span class="attached-state" role="status">{}</span><span class="quiet attached-origin"><bdi>{}</bdi></span>',
        told, attachment.capture.origin,
    )  # fmt: skip


def small_url(attachment: Attachment) -> str:
    """Return where curators see the small picture of an attachment."""
    return reverse("admin:archive_article_attached", args=[attachment.article_id, attachment.pk])


class AttachmentForm(forms.ModelForm):
    """A picture or file of a report. A file is drawn as soon as it is sent, if that does not take long; `drawn` is what was made of it."""

    file = forms.FileField(
        label="picture or file",
        help_text=f"{KINDS[0].upper()}{KINDS[1:]}, at most {in_megabytes(MAX_BYTES)}. It is kept as it is for curators; readers get what it "
        "shows, without the place, time and camera that may be written in it.",
        widget=PictureInput(attrs={"accept": ACCEPTED}),
    )

    class Meta:
        model = Attachment
        fields = ["alt", "caption", "rights", "is_for_readers"]
        widgets = {
            "alt": forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
            "caption": forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
            "rights": forms.TextInput(attrs={"dir": "auto"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.drawn = None
        self.draws_later = False
        self.content = b""
        if self.instance.pk:
            self.fields["file"].disabled, self.fields["file"].required = True, False
            self.fields["file"].widget.attachment = self.instance

    def clean_file(self):
        file = self.cleaned_data["file"]
        if self.instance.pk or not file:
            return file
        self.content = file.read(MAX_BYTES + 1)
        digest = hashlib.sha256(self.content).hexdigest()
        if Attachment.objects.filter(article=self.instance.article, capture__sha256=digest).exists():
            self.fields["file"].widget.is_refused = True
            raise forms.ValidationError("The report has this file already.")
        try:
            type_of(self.content)
            if not self.draws_later:
                self.drawn = draw_within(self.content, MAX_WHILE_WAITING)
        except TooLongError:
            self.draws_later = True
        except PictureError as error:
            self.fields["file"].widget.is_refused = True
            raise forms.ValidationError(f"{error} Then choose it again.") from error
        return file

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("is_for_readers"):
            for name, words in (("alt", "Say what it shows"), ("rights", "Say who holds the rights")):
                if name in cleaned and not cleaned[name]:
                    self.add_error(name, f"{words}, or let readers not see it.")
        return cleaned


class AttachmentFormSet(RowFormSet):
    """Draws what is sent one after the other; once it has taken long enough, the rest is left to the worker."""

    def full_clean(self):
        began = time.monotonic()
        for form in cast(list[AttachmentForm], self.forms if self.is_bound else []):
            form.draws_later = time.monotonic() - began > SECONDS_IN_ALL
            form.errors  # noqa: B018  (drawn when first read)
        super().full_clean()


class AttachmentInline(RowInline):
    formset = AttachmentFormSet
    model = Attachment
    form = AttachmentForm
    fields = ["file", "alt", "caption", "rights", "is_for_readers"]
    extra = 1
    verbose_name_plural = "pictures and files"
    classes = ["attachments"]

    def get_queryset(self, request):
        found = Attachment.objects.with_renditions().order_by("pk")
        return found if self.has_view_or_change_permission(request) else found.none()

    def get_formset(self, request, obj=None, **kwargs):
        """Queue again what waits to be drawn: its job belongs to another archive, or was lost."""
        waiting = Attachment.objects.filter(article=obj, capture__rendition__state=Rendition.State.WAITING)
        if obj is not None and request.method == "GET" and waiting.exists():
            draw_later()
        return super().get_formset(request, obj, **kwargs)


class AttachmentsMixin(RecordAdmin):
    """Saves the pictures and files of a report, and shows them to curators, whether readers may see them or not."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.attached_view)
        return [
            path("<int:object_id>/attached/<int:number>/", view, name="archive_article_attached"),
            *super().get_urls(),
        ]

    def attached_view(self, request, object_id, number):
        """Serve the small picture of an attachment, or with `large` all of it, to whoever may see the report."""
        article = self.get_object(request, str(object_id))
        if article is None:
            raise Http404("There is no such report.")
        if not (
            self.has_view_permission(request, article) and request.user.has_perm("archive.view_attachment")
        ):
            raise PermissionDenied
        found = Rendition.objects.filter(
            capture__attachments=number, capture__attachments__article=article, state=Rendition.State.READY
        ).first()
        if found is None:
            raise Http404("It has no attachment with this number.")
        is_large = "large" in request.GET
        media_type = found.media_type if is_large else "image/jpeg"
        response = HttpResponse(bytes(found.content if is_large else found.small), content_type=media_type)
        place = "inline" if media_type.startswith("image/") else "attachment"
        response["Content-Disposition"] = (
            f'{place}; filename="report-{object_id}-{number}.{ENDINGS[media_type]}"'
        )
        return response

    def save_attachments(self, request, formset, article):
        """Attach new files, and save what was changed or taken away."""
        formset.save(commit=False)
        for attachment in formset.deleted_objects:
            attachment.delete()
        for attachment, _changed in formset.changed_objects:
            attachment.save()
        for row in formset.extra_forms:
            if row.has_changed() and row.content:
                self._attach(request, row, article)

    def _attach(self, request, row, article):
        try:
            attach(
                article=article, drawn=row.drawn, content=row.content, origin=row.cleaned_data["file"].name[-200:],
                **{name: row.cleaned_data[name] for name in AttachmentForm.Meta.fields},
            )  # fmt: skip
        except AttachError as error:
            self.message_user(request, f"Not attached: {error}", messages.ERROR)
        else:
            if row.drawn is None:
                self.message_user(request, PREPARED, messages.INFO)
