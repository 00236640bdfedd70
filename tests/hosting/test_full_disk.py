"""A disk that fills up in the middle of an import: nothing is lost or half-written, and the same command continues."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from archive.hosting.database.server import Cluster
from tests.hosting.archives import copy_database
from tests.hosting.servers import ELSEWHERE, ROOT

pytestmark = pytest.mark.slow
LETTERS = str.maketrans("0123456789", "ghijklmnop")

MEGABYTES, ROOM = 320, 70
PATIENCE = 60  # seconds
REPORTS, SENTENCES = 600, 200  # of long words, which fill a disk in less time than many short ones


def mounted(path, *, size):
    return (
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}m,mode=0755", "tmpfs", path], capture_output=True
        ).returncode
        == 0
    )


@pytest.fixture
def home():
    """A small disk of its own for an archive."""
    if os.geteuid() or not shutil.which("mount"):
        pytest.skip("only root can make a disk that is small enough to be filled")
    path = Path(tempfile.mkdtemp(prefix="dateline-full-", dir="/tmp"))
    path.chmod(0o755)
    if not mounted(path, size=MEGABYTES):
        path.rmdir()
        pytest.skip("no disk can be mounted here")
    try:
        yield path / "archive"
    finally:
        with Cluster(path / "archive").lock():
            Cluster(path / "archive").stop()
        shutil.rmtree(Cluster(path / "archive").socket_directory, ignore_errors=True)
        subprocess.run(["umount", "-l", path], check=True)
        path.rmdir()


def manage(home, *command):
    kept = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    own = {
        "ARCHIVE_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "archive.settings",
        "SECRET_KEY": "of the tests alone",
    }
    return subprocess.run(
        [sys.executable, "manage.py", *map(str, command)],
        cwd=ROOT, env=kept | own, capture_output=True, text=True, timeout=600,
    )  # fmt: skip


def wait_until_recovered(home):
    """Wait until a server that a full disk has ended, and that starts again by itself, accepts connections."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return psycopg.connect(Cluster(home).url).close()
        except psycopg.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def ask(home, statement):
    with psycopg.connect(Cluster(home).url, autocommit=True) as database:
        return "\n".join("|".join(map(str, row)) for row in database.execute(statement))


def _word(number):
    """Return one of some thousand words of sixty letters, which cannot be compressed."""
    return hashlib.sha512(b"%d" % (number % 3001)).hexdigest()[:60].translate(LETTERS)


@contextmanager
def filled(home):
    """Leave little room on the disk."""
    free = shutil.disk_usage(home).free
    filler = home.parent / "filler"
    filler.write_bytes(b"x" * (free - ROOM * 1_000_000))
    yield
    filler.unlink()


@pytest.fixture
def reports(tmp_path):
    """More reports than there is room for, and one that is refused at the beginning."""
    path = tmp_path / "reports.jsonl"
    with path.open("w") as file:
        file.write('{"headline": "No text"}\n')
        for number in range(REPORTS):
            words = (
                f"{_word(number * 97 + part)} met {_word(number * 89 - part)} at noon."
                for part in range(SENTENCES)
            )
            file.write(
                json.dumps({"id": str(number), "headline": f"Report {number}", "text": " ".join(words)})
                + "\n"
            )
    return path


def test_a_disk_that_fills_up_stops_an_import_in_one_line_and_it_goes_on_where_there_is_room(home, reports):
    command = ("ingest", reports, "--new-source", "Post", "--publish")
    copy_database(home, durable=True)
    assert manage(home, "database", "start").returncode == 0
    with filled(home):
        stopped = manage(home, *command)

    assert stopped.returncode == 1, stopped
    lines = [line for line in stopped.stderr.splitlines() if line]
    assert len(lines) == 1 and "Traceback" not in stopped.stderr, stopped.stderr
    assert "full" in lines[0] and lines[0].endswith("Run the same command again to continue.")

    assert manage(home, "database", "start").returncode == 0  # where the full disk has ended it
    wait_until_recovered(home)
    kept = int(ask(home, "SELECT count(*) FROM archive_article"))
    assert 0 < kept < REPORTS
    again = manage(home, *command)
    assert again.returncode == 1, again  # for the record that is refused
    assert f"created {REPORTS - kept}" in again.stdout
    assert ask(home, "SELECT status FROM archive_batch ORDER BY id") == "interrupted\nfinished"
    assert (
        ask(
            home,
            "SELECT created_count, rejected_count, jsonb_array_length(errors) FROM archive_batch ORDER BY id",
        ).splitlines()[1]
        == f"{REPORTS - kept}|1|1"
    )
    assert int(ask(home, "SELECT count(*) FROM archive_article")) == REPORTS
    assert (
        ask(home, "SELECT count(*), count(DISTINCT article_id) FROM archive_searchvector")
        == f"{REPORTS}|{REPORTS}"
    )
