"""Forms by which files are uploaded: how large one may be, and that it is kept where the form comes back."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from archive.admin.dataset_imports import DatasetForm
from archive.admin.entity_imports import RegisterForm
from archive.admin.upload_fields import MAX_UPLOAD_BYTES
from archive.models import Batch
from tests.factories import make_source


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


def kept_in(answer, name="file") -> str:
    return answer.content.decode().partition(f'name="{name}-kept" value="')[2].partition('"')[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "wrong", "right"),
    [
        ("import_dataset", {"version": "x" * 30}, {"version": "24.1"}),
        ("import_entities", {"kind": "odd"}, {"kind": "place"}),
        ("archive_article_paste", {"url": "no address", "step": "take"}, {"url": "", "step": "take"}),
    ],
)
def test_a_file_is_kept_when_its_form_comes_back(
    editor, other_curator, settings, tmp_path, page, wrong, right
):
    settings.ARCHIVE_HOME = tmp_path
    address, source = reverse(f"admin:{page}"), make_source()
    file = SimpleUploadedFile("list.csv", b"name\nKunduz was quiet all week.\n")

    kept = kept_in(editor.post(address, {"file": file, "source": source.pk, **wrong}))
    assert kept
    again = editor.post(address, {"file-kept": kept, "source": source.pk, **right})

    form = again.context["form"] if again.context else None
    assert form is None or "file" not in form.errors or "required" not in str(form.errors["file"])
    assert "This field is required" not in again.content.decode()
    other = other_curator.post(address, {"file-kept": kept, "source": source.pk, **right})
    assert other.status_code == 403 or "Kunduz" not in other.content.decode()


@pytest.mark.django_db
def test_files_of_an_import_are_kept_until_its_form_is_mended(editor, settings, tmp_path):
    settings.ARCHIVE_HOME = tmp_path
    make_source(name="Post", slug="post")
    file = SimpleUploadedFile("list.csv", b"headline,text\nWells,Dug last week\n")
    address = reverse("admin:import_files")

    answer = editor.post(address, {"files": file, "language": "12"})

    batch = Batch.objects.get()
    assert answer.status_code == 400 and f'name="batch" value="{batch.pk}"' in answer.content.decode()
    assert "1 file" in answer.content.decode() and "need not be chosen again" in answer.content.decode()
    again = editor.post(address, {"batch": batch.pk, "language": "en"})
    assert again.status_code == 303 and Batch.objects.get() == batch
    batch.refresh_from_db()
    assert (batch.options["language"], batch.options["phase"], batch.label) == ("en", "read", "list.csv")
