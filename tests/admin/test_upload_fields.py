"""Forms by which registers and data sets are uploaded: how large a file may be."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from archive.admin.dataset_imports import DatasetForm
from archive.admin.entity_imports import RegisterForm
from archive.admin.upload_fields import MAX_UPLOAD_BYTES


@pytest.mark.parametrize(
    ("form_class", "command"), [(DatasetForm, "import_acled"), (RegisterForm, "import_entities")]
)
@pytest.mark.parametrize("excess", [0, 1])
def test_a_file_too_large_is_refused_with_the_command_that_loads_it(form_class, command, excess):
    file = SimpleUploadedFile("list.csv", b"name\nKunduz\n")
    file.size = MAX_UPLOAD_BYTES + excess
    form = form_class({}, {"file": file})
    errors = form.errors.get("file", [])
    assert [command in error for error in errors] == [True] * excess
