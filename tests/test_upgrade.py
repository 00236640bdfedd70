"""An archive of an earlier version comes to this one with all that was in it, and searches as one that began with this one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from archive.database import Cluster

ROOT = Path(__file__).resolve().parent.parent
BEFORE = "0008"  # tokens stood in a table of their own, words of over 60 letters were left out, indexes took one report at a time
LONG = "a" * 70
REPORTS = (
    ("Snow", "Snow fell on the town. " * 3),
    ("Rain", f"Rain fell on {LONG}."),
    ("Town", "Nothing fell."),
)
ADD_REPORT = """
    INSERT INTO archive_article (uid, source_id, source_ref, headline, standfirst, body, byline, dateline, language, url, rights,
        note, date_printed, date_edtf, date_basis, status, withdrawn_reason, removed, story_decided, linked_digest)
    VALUES (gen_random_uuid(), 1, %s, %s, '', %s, '', '', 'en', '', '', '', '', '', '', 'published', '', '[]', false, '')
"""


@pytest.fixture
def database(django_db_setup, django_db_blocker):
    """Make an empty database beside that of the tests; yield its address."""
    if os.environ.get("DATABASE_URL"):
        pytest.skip("makes a database of its own on the embedded server")
    name = f"upgrade_{os.getpid()}"
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    try:
        yield Cluster(Path(os.environ["ARCHIVE_HOME"])).url.replace("/dateline?", f"/{name}?")
    finally:
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def migrate(address, *target):
    variables = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "archive.settings"}
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0", *target]
    done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_it_brings_reports_of_an_earlier_version_to_this_one(database):
    migrate(database, "archive", BEFORE)
    with psycopg.connect(database, autocommit=True) as archive:
        archive.execute(
            "INSERT INTO archive_source (id, slug, name, kind, country, url, description)"
            " VALUES (1, 'digest', 'Digest', 'digest', '', '', '')"
        )
        archive.execute(
            "INSERT INTO archive_commonword (lexeme, ready) VALUES ('snow', true), ('fell', true)"
        )
        for number, (headline, body) in enumerate(REPORTS):
            archive.execute(ADD_REPORT, [str(number), headline, body])
        archive.execute(
            "UPDATE archive_article SET url = 'javascript:alert(1)', note = 'Seen.' WHERE source_ref = '2'"
        )
        archive.execute("UPDATE archive_source SET url = 'ftp://digest.example'")
        before = archive.execute(
            "SELECT article_id, vector::text FROM archive_searchtokens ORDER BY 1"
        ).fetchall()
        assert any("snow fell" in tokens for _, tokens in before)

    migrate(database)
    with psycopg.connect(database, autocommit=True) as archive:
        ask = lambda statement: archive.execute(statement).fetchall()  # noqa: E731
        assert ask("SELECT article_id, tokens::text FROM archive_searchvector ORDER BY 1") == before
        assert ask(
            "SELECT count(*) FROM archive_searchvector filed JOIN archive_article article ON article.id = filed.article_id"
            " WHERE tokens <> archive_tokens(filed.vector, length(article.body))"
        ) == [(0,)]
        assert ask("SELECT archive_ids('snow'::tsquery) <> ''") == [(True,)]
        assert ask("SELECT archive_token_ids('''snow fell'''::tsquery) <> ''") == [(True,)]
        assert ask(f"SELECT count(*) FROM archive_lexiconword WHERE word = '{LONG[:60]}'") == [(1,)]
        archive.execute(ADD_REPORT, ["9", "Hail", "Hail fell."])
        assert ask("SELECT count(*) FROM archive_searchvector WHERE vector @@ 'hail'") == [(1,)]
        assert ask("SELECT gin_clean_pending_list('searchvector_vector')") == [(0,)]
        assert ask("SELECT url, note FROM archive_article WHERE source_ref = '2'") == [
            ("", "Seen.\nIt came with an address that is none of the web: javascript:alert(1)")
        ]
        assert ask("SELECT url FROM archive_source") == [("",)]
        assert ask("SELECT count(*) FROM archive_sourceevent WHERE url = 'ftp://digest.example'") > [(0,)]
