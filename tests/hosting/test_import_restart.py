"""A large import goes on when the whole archive is stopped in the middle and started again, or its worker is killed."""

from __future__ import annotations

import http.cookiejar
import os
import re
import shutil
import signal
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hosting.archives import copy_prepared
from tests.hosting.test_run import Run, _eventually, _running

RECORDS = 2_000
TEXT = "The convoy left Riverton at dawn with thirty lorries of wheat for the villages in the hills. " * 8
HERALD = """
    INSERT INTO archive_source (slug, name, kind, country, url, description)
    VALUES ('herald', 'Herald', 'newspaper', '', '', '') RETURNING id
"""
READ = "SELECT count(*) FROM archive_importrecord"
PHASE = "SELECT options->>'phase' FROM archive_batch"
WRITTEN = "SELECT count(*) FROM archive_article"


@pytest.fixture
def home() -> Iterator[Path]:
    """Make a directory for an archive, with a large file in its inbox."""
    path = Path(tempfile.mkdtemp(prefix="dateline-import-", dir="/tmp"))
    copy_prepared(path)
    (path / "inbox").mkdir()
    rows = (f'"Convoy {n}","{TEXT}It was number {n}.","Herald","9 August 1998","{n}"' for n in range(RECORDS))
    (path / "inbox" / "large.csv").write_text("\n".join(["headline,text,source,published,id", *rows]))
    yield path
    shutil.rmtree(path)


class Desk:
    """Somebody signed in."""

    def __init__(self, run: Run):
        self.run = run
        self.browser = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()),
        )
        user, password = re.search(r"as (\w+), password (\S+) ", run.printed).groups()
        self.send("/admin/login/?next=/admin/", "/admin/login/", username=user, password=password)

    def send(self, page: str, to: str, **values: str) -> str:
        """Send a form of a page, and return the address that this leads to."""
        address = f"http://127.0.0.1:{self.run.port}"
        shown = self.browser.open(address + page, timeout=60).read().decode()
        values["csrfmiddlewaretoken"] = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', shown)[1]
        data = urllib.parse.urlencode(values).encode()
        request = urllib.request.Request(address + to, data, {"Referer": address + page})
        return urllib.parse.urlsplit(self.browser.open(request, timeout=60).url).path


def test_it_goes_on_where_it_was(home, monkeypatch):
    monkeypatch.setenv("DEMO", "no")
    with _running(home) as run:
        run.ask(HERALD)
        page = Desk(run).send("/admin/imports/", "/admin/imports/files/", inbox="large.csv")
        assert _eventually(lambda: run.ask(READ) > 0)
        os.kill(
            run.child("worker"), signal.SIGKILL
        )  # while it reads; what its job held is let go of after a minute
        assert run.ask(READ) < RECORDS and run.ask(PHASE) == "read"

    with _running(home) as run:
        assert _eventually(lambda: run.ask(PHASE) == "look", every=1)
        assert run.ask(READ) == RECORDS == run.ask("SELECT count(DISTINCT uid) FROM archive_importrecord")
        Desk(run).send(page, f"{page}step/", step="write")
        assert _eventually(lambda: run.ask(WRITTEN) > 0)
        assert run.ask(PHASE) == "write"

    with _running(home) as run:  # it was stopped while it wrote
        assert run.ask(WRITTEN) < RECORDS
        assert _eventually(lambda: run.ask(PHASE) == "done", every=1)
        assert run.ask(WRITTEN) == RECORDS
        assert run.ask("SELECT count(*) FROM archive_importrecord WHERE state <> 'added'") == 0
