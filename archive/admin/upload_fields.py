"""Fields of the forms by which a file is uploaded, and what is said when it is read."""

from __future__ import annotations

from django import forms

from archive.ingest.encoding import CHOICES
from archive.ingest.raw import MAX_FILE_BYTES, in_megabytes

MAX_UPLOAD_BYTES = MAX_FILE_BYTES  # a file that may hold one report can be uploaded
READ_IN_BACKGROUND = "The file is read in the background. Reload this page to see how far it is."


class UploadField(forms.FileField):
    """A file of up to MAX_UPLOAD_BYTES; for a larger one it names the commands that load it."""

    def __init__(self, *, commands: str, **options):
        super().__init__(**options)
        self.commands = commands

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if file.size > MAX_UPLOAD_BYTES:
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
