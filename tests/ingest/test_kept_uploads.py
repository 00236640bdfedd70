"""Files that are kept for whoever sent them."""

from __future__ import annotations

import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from archive.ingest.kept_uploads import MAX_AGE, MAX_KEPT, keep_sent, kept_file, remove_old, top_folder


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.ARCHIVE_HOME = tmp_path


def keep(content=b"name\nKunduz\n", *, name="list.csv", user_id=1):
    return keep_sent(SimpleUploadedFile(name, content), user_id=user_id)


def test_it_comes_back_to_whoever_sent_it_alone():
    digest = keep()

    file = kept_file(digest, user_id=1)
    assert (file.name, file.size, file.read()) == ("list.csv", 12, b"name\nKunduz\n")
    assert kept_file(digest, user_id=2) is None


@pytest.mark.parametrize("digest", ["", "..", "x" * 64, "0" * 64, "../1/" + "0" * 59])
def test_nothing_else_is_reached(digest):
    keep()
    assert kept_file(digest, user_id=1) is None


@pytest.mark.parametrize("name", ["../../list.csv", "/etc/passwd", ".hidden", "a/b\\c", "\0", "x" * 400])
def test_its_name_leads_nowhere(name):
    digest = keep(name=name)
    files = [path for path in top_folder().rglob("*") if path.is_file()]
    assert [path.parent.name for path in files] == [digest]


def test_what_was_changed_on_the_disk_does_not_come_back():
    digest = keep()
    (path,) = [path for path in top_folder().rglob("*") if path.is_file()]
    path.write_bytes(b"other")
    assert kept_file(digest, user_id=1) is None


def test_it_is_removed_when_it_is_old_and_when_there_are_many():
    old = keep(b"old")
    folder = top_folder() / "1" / old
    os.utime(folder, (0, os.stat(folder).st_mtime - MAX_AGE - 5))
    newer = [keep(b"%d" % number) for number in range(MAX_KEPT)]

    assert kept_file(old, user_id=1) is None
    assert all(kept_file(digest, user_id=1) for digest in newer)
    keep(b"one more")
    assert len(list((top_folder() / "1").iterdir())) == MAX_KEPT
    assert remove_old(older_than=-60) == (MAX_KEPT, False)
    assert not list(top_folder().iterdir())
