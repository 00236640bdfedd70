"""The archives of the bench: built from nothing as at every size, with the same rows that ingest would have written."""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from tests.bench.small_build import REPORTS
from tests.hosting.servers import ELSEWHERE, ROOT, Server

pytestmark = pytest.mark.slow

COMMON, RARE = ["peace", "talks", "people", "nations", "town"], [f"word{number}" for number in range(400)]


def speech(chance):
    """Return a made-up speech: a third of its words are common ones."""
    words = (chance.choice(COMMON if chance.random() < 0.3 else RARE) for _ in range(600))
    return ". ".join(" ".join(next(words) for _ in range(12)).capitalize() for _ in range(50)) + "."


@pytest.fixture(scope="module")
def archive():
    """Return a function that runs a command over the archive that was built."""
    folder = Path(
        tempfile.mkdtemp(prefix="dateline-bench-", dir="/tmp")
    )  # pytest's own folders are closed to the server's account
    folder.chmod(0o755)
    home, speeches = folder / "archive", folder / "speeches.jsonl.gz"
    chance = random.Random(7)
    with gzip.open(speeches, "wt") as file:
        file.writelines(f"{json.dumps({'text': speech(chance)})}\n" for _ in range(40))
    kept = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    own = kept | {
        "ARCHIVE_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "archive.settings",
        "SECRET_KEY": "of the tests",
    }

    def run(*command, code=0):
        done = subprocess.run(
            [sys.executable, *map(str, command)],
            cwd=ROOT,
            env=own,
            capture_output=True,
            text=True,
            timeout=600,
        )
        assert done.returncode == code, done.stderr
        return done.stdout

    run.server = Server(home)
    run("-m", "tests.bench.small_build", home, speeches)
    with run.server.lock():
        run.server.start(stay=True)  # commands come and go
    yield run
    run.server.end()
    shutil.rmtree(folder)


def ask(archive, statement):
    with psycopg.connect(archive.server.url) as database:
        return database.execute(statement).fetchall()


def test_every_report_is_there_with_all_that_is_derived(archive):
    counts = "SELECT (SELECT count(*) FROM archive_{}), (SELECT count(*) FROM archive_{})"
    assert ask(archive, counts.format("article", "searchrecord")) == [(REPORTS, REPORTS)]
    assert ask(archive, counts.format("searchvector", "searchsignature")) == [(REPORTS, REPORTS)]
    assert ask(archive, "SELECT count(*) > 100 FROM archive_lexiconword") == [(True,)]


def test_the_names_in_every_report_count_as_matched(archive):
    unmatched = "SELECT count(*) FROM archive_searchvector WHERE vector @@ '#unlinked'::tsquery"
    assert ask(archive, unmatched) == [(0,)]


def test_common_words_were_learnt_and_all_reports_have_tokens_of_them(archive):
    learnt = {lexeme for (lexeme,) in ask(archive, "SELECT lexeme FROM archive_commonword WHERE ready")}
    assert set(COMMON) & learnt
    stale = "SELECT count(*) FROM archive_searchvector WHERE tokens <> archive_tokens(vector)"
    assert ask(archive, stale) == [(0,)]


def test_nothing_is_to_be_derived_anew(archive):
    assert "nothing differs" in archive("manage.py", "rebuild", "--check")


def test_reports_can_be_added_to_it(archive, tmp_path):
    path = tmp_path / "more.jsonl"
    path.write_text(
        json.dumps(
            {"id": "new", "headline": "Guns fall silent", "text": "Guns fell silent at noon in the town."}
        )
    )

    assert "created 1" in archive("manage.py", "ingest", path, "--new-source", "Post", "--publish")
    assert ask(archive, "SELECT count(*) FROM archive_searchvector") == [(REPORTS + 1,)]
