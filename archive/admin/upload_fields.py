"""Fields of the forms by which a file is uploaded, and what is said when it is read."""

from __future__ import annotations

from typing import Any, TypeVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html

from archive.ingest.encoding import CHOICES
from archive.ingest.jobs import forget_kept_later
from archive.ingest.kept_uploads import keep_sent, kept_file
from archive.ingest.raw import MAX_FILE_BYTES, in_megabytes

AnyForm = TypeVar("AnyForm", bound=forms.Form)
MAX_UPLOAD_BYTES = MAX_FILE_BYTES  # a file that may hold one report can be uploaded
READ_IN_BACKGROUND = "The file is read in the background. Reload this page to see how far it is."


class KeptFileInput(forms.FileInput):
    """Takes a file. One that came with a form which is shown again is kept for whoever sent it, and need not be chosen again."""

    user_id: int | None = None
    is_refused = False  # it is of no use, whatever else is mended
    may_leave = False
    _sent: UploadedFile | None = None

    def render(self, name, value, attrs=None, renderer=None):
        file = self._sent
        digest = self._kept(file)
        if file is None or digest is None:
            return super().render(name, value, attrs, renderer)
        attrs = {key: told for key, told in (attrs or {}).items() if key != "required"}
        leave = (
            format_html('<label><input type="checkbox" name="{}-left"> Leave it out</label>', name)
            if self.may_leave
            else ""
        )
        return format_html(
            '{}<span class="kept-file"><bdi>{}</bdi> ({}) is kept: choose a file only to replace it. {}</span>'
            '<input type="hidden" name="{}-kept" value="{}">',
            super().render(name, value, attrs, renderer), file.name, filesizeformat(file.size or 0), leave, name, digest,
        )  # fmt: skip

    def _kept(self, file: UploadedFile | None) -> str | None:
        if self.user_id is None or self.is_refused or file is None:
            return None
        digest = keep_sent(file, user_id=self.user_id)
        if digest:
            forget_kept_later()
        return digest

    def value_from_datadict(self, data, files, name):
        if self._sent is None:
            self._sent = super().value_from_datadict(data, files, name) or self._kept_before(data, name)
        return self._sent

    def _kept_before(self, data, name: str) -> UploadedFile | None:
        digest = data.get(f"{name}-kept", "")
        if not digest or self.user_id is None or data.get(f"{name}-left"):
            return None
        return kept_file(digest, user_id=self.user_id)

    def value_omitted_from_data(self, data, files, name):
        return super().value_omitted_from_data(data, files, name) and f"{name}-kept" not in data


class KeptFileField(forms.FileField):
    """A file that is kept where its form is shown again: see `kept_for`."""

    widget: Any = KeptFileInput

    def __init__(self, **options):
        super().__init__(**options)
        self.widget.may_leave = not self.required

    def clean(self, data, initial=None):
        try:
            return super().clean(data, initial)
        except forms.ValidationError:
            self.widget.is_refused = True
            raise


def kept_for(user, form: AnyForm) -> AnyForm:
    """Let the files of a form be kept for somebody, if it has to be shown again."""
    for field in form.fields.values():
        if isinstance(field.widget, KeptFileInput):
            field.widget.user_id = user.pk
    return form


class UploadField(KeptFileField):
    """A file of up to MAX_UPLOAD_BYTES; for a larger one it names the commands that load it."""

    def __init__(self, *, commands: str, **options):
        super().__init__(**options)
        self.commands = commands

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if file.size > MAX_UPLOAD_BYTES:
            self.widget.is_refused = True
            raise forms.ValidationError(
                f"This file is larger than {in_megabytes(MAX_UPLOAD_BYTES)}. Load it with the command {self.commands}, on the archive’s own machine."
            )
        return file


class EncodingField(forms.ChoiceField):
    """The encoding of an uploaded file: detected, unless somebody says which."""

    def __init__(self):
        super().__init__(
            label="Encoding of the file",
            required=False,
            choices=[("", "detected from the file"), *CHOICES.items()],
            help_text="Only if its letters come out wrong, or if you are asked for it.",
        )
