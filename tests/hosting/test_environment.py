"""Environment variables: values read, and values refused."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from archive.hosting import environment, secrets
from archive.hosting.environment import VariableError
from archive.settings import NOTICING_SILENCE, database_from_url

ROOT = Path(__file__).resolve().parents[2]


def test_an_empty_variable_counts_as_absent(monkeypatch):
    monkeypatch.setenv("PORT", " ")

    assert environment.number("PORT", 8000) == 8000


@pytest.mark.parametrize("value", ["eighty", "-1", "0", "70000", "8000.5"])
def test_a_number_out_of_bounds_is_refused(monkeypatch, value):
    monkeypatch.setenv("PORT", value)

    with pytest.raises(VariableError, match="PORT=.* is not a whole number from 1 to 65535"):
        environment.number("PORT", 8000, least=1, most=65535)


@pytest.mark.parametrize(("value", "meant"), [("1", True), ("Yes", True), ("off", False), ("", False)])
def test_a_flag_is_yes_or_no(monkeypatch, value, meant):
    monkeypatch.setenv("DEBUG", value)

    assert environment.flag("DEBUG") is meant


def test_a_flag_that_is_neither_is_refused(monkeypatch):
    monkeypatch.setenv("DEBUG", "perhaps")

    with pytest.raises(VariableError, match="DEBUG=perhaps is neither yes nor no"):
        environment.flag("DEBUG")


@pytest.mark.parametrize(
    ("value", "label", "address"),
    [
        ("editors@archive.example", "editors@archive.example", "mailto:editors@archive.example"),
        ("https://archive.example/contact/", "archive.example/contact", "https://archive.example/contact/"),
    ],
)
def test_a_contact_is_an_e_mail_or_a_page(monkeypatch, value, label, address):
    monkeypatch.setenv("ARCHIVE_CONTACT", value)

    assert environment.contact("ARCHIVE_CONTACT") == environment.Contact(label, address)


@pytest.mark.parametrize(
    "value", ["the editors", "a@b", "javascript:alert(1)", 'a@b.example" x="', "ftp://archive.example"]
)
def test_a_contact_that_nobody_can_write_to_is_refused(monkeypatch, value):
    monkeypatch.setenv("ARCHIVE_CONTACT", value)

    with pytest.raises(
        VariableError, match="write editors@archive.example, or https://archive.example/contact"
    ):
        environment.contact("ARCHIVE_CONTACT")


@pytest.mark.parametrize("value", ["x" * 61, "Press\nArchive", "Press\u202eArchive"])
def test_a_name_is_one_short_line(monkeypatch, value):
    monkeypatch.setenv("ARCHIVE_NAME", value)

    with pytest.raises(VariableError, match="ARCHIVE_NAME must be one line of at most 60 characters"):
        environment.one_line("ARCHIVE_NAME", "Dateline")


@pytest.mark.parametrize(
    ("content", "media_type", "ending"),
    [
        (b"\x89PNG\r\n\x1a\n...", "image/png", ".png"),
        (b"RIFF\n\0\0\0WEBP", "image/webp", ".webp"),
        (b'<?xml version="1.0"?>\n<!-- made -->\n<svg xmlns="x">', "image/svg+xml", ".svg"),
    ],
)
def test_a_picture_is_known_by_its_content(monkeypatch, tmp_path, content, media_type, ending):
    (tmp_path / "logo").write_bytes(content)
    monkeypatch.setenv("ARCHIVE_LOGO", str(tmp_path / "logo"))

    picture = environment.picture("ARCHIVE_LOGO")

    assert (picture.content, picture.media_type) == (content, media_type)
    assert picture.name.startswith("logo-")
    assert picture.name.endswith(ending)


@pytest.mark.parametrize("content", [b"<html><svg>", b"GIF89a", b"<svg>" + b" " * 200_000, b"<!-- " * 40_000])
def test_what_is_no_picture_is_refused(monkeypatch, tmp_path, content):
    (tmp_path / "logo").write_bytes(content)
    monkeypatch.setenv("ARCHIVE_LOGO", str(tmp_path / "logo"))

    with pytest.raises(VariableError, match="must be an SVG, PNG or WebP of at most 200 kB"):
        environment.picture("ARCHIVE_LOGO")


def test_a_picture_that_is_missing_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("ARCHIVE_LOGO", str(tmp_path / "none.svg"))

    with pytest.raises(VariableError, match="none.svg cannot be read"):
        environment.picture("ARCHIVE_LOGO")


@pytest.mark.parametrize(
    ("value", "prefix"),
    [("", ""), ("/", ""), ("/dateline", "/dateline"), ("/press/dateline/", "/press/dateline")],
)
def test_a_path_prefix_has_no_slash_at_its_end(monkeypatch, value, prefix):
    monkeypatch.setenv("URL_PREFIX", value)

    assert environment.path_prefix("URL_PREFIX") == prefix


@pytest.mark.parametrize(
    "value", ["dateline", "https://archive.example/dateline", "//x", "/a b", "/a?b", "/é"]
)
def test_a_path_prefix_that_is_no_path_is_refused(monkeypatch, value):
    monkeypatch.setenv("URL_PREFIX", value)

    with pytest.raises(VariableError, match="URL_PREFIX=.* is not a path: write one such as /dateline"):
        environment.path_prefix("URL_PREFIX")


def test_a_list_is_split_at_commas(monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", "a.example, b.example,")

    assert environment.listed("ALLOWED_HOSTS") == ["a.example", "b.example"]


def test_a_database_address_is_read_whole():
    settings = database_from_url("postgresql://ann:p%40ss@db.example:5433/reports?sslmode=require")

    assert settings == {
        "ENGINE": "archive.hosting.watched",
        "NAME": "reports",
        "USER": "ann",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": NOTICING_SILENCE | {"sslmode": "require"},
    }


def test_a_database_address_may_name_a_socket():
    settings = database_from_url("postgresql:///reports?host=/run/postgresql")

    assert (settings["HOST"], settings["PORT"], settings["NAME"]) == ("/run/postgresql", "", "reports")


@pytest.mark.django_db
def test_no_statement_is_compiled_whatever_the_server_does_of_itself():
    with connection.cursor() as cursor:
        cursor.execute("SELECT setting, source FROM pg_settings WHERE name = 'jit'")
        assert cursor.fetchone() == ("off", "client")


@pytest.mark.parametrize("url", ["mysql://localhost/reports", "postgresql://localhost", "reports"])
def test_a_database_address_that_is_none_is_refused(url):
    with pytest.raises(VariableError, match="DATABASE_URL must look like"):
        database_from_url(url)


def test_a_secret_is_made_once_and_only_its_owner_can_read_it(tmp_path):
    path = tmp_path / "var" / "secret_key"

    first = secrets.persistent(path)

    assert len(first) == 50
    assert secrets.persistent(path) == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert [found.name for found in path.parent.iterdir()] == ["secret_key"]


# Several commands in one process, each as manage.py would run it; one that fails ends all of them.
COMMANDS = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"
from django.core.management import execute_from_command_line
for command in sys.argv[1:]:
    try:
        execute_from_command_line(["manage.py", *command.split()])
    except SystemExit as end:
        if end.code:
            raise
"""


def shell_environment(**variables: str) -> dict[str, str]:
    """Give the environment that a shell would have, without what the tests set, and with the given variables."""
    ours = ("ARCHIVE_HOME", "ARCHIVE_TEST_HOME", "DATABASE_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY")
    return {name: value for name, value in os.environ.items() if name not in ours} | variables


def run_manage(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py as from a shell: with the archive's own settings, and the given variables."""
    return _run("manage.py", *arguments, **variables)


def run_python(code: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a few lines of Python in the same way, without starting Django, which would take a second."""
    return _run("-c", code, *arguments, **variables)


def _run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = shell_environment(**variables)
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
    )


def test_a_bad_variable_ends_a_command_in_one_line():
    done = run_manage("check", DATABASE_URL="reports")

    assert done.returncode == 1
    assert done.stderr == "DATABASE_URL must look like postgresql://user:password@host:5432/name.\n"


def test_a_command_that_asks_nothing_of_the_database_starts_none(tmp_path):
    asked = (["check"], ["migrate", "--help"], ["collectstatic", "--noinput"], ["database", "status"])

    done = run_python(COMMANDS, *map(" ".join, asked), ARCHIVE_HOME=str(tmp_path))

    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "postgres").exists()


def test_debugging_is_off_unless_it_is_asked_for(tmp_path):
    show = "from archive import settings; print(settings.DEBUG)"

    assert run_python(show, ARCHIVE_HOME=str(tmp_path)).stdout == "False\n"
    assert run_python(show, ARCHIVE_HOME=str(tmp_path), DEBUG="yes").stdout == "True\n"


def test_what_the_address_of_a_database_says_of_silence_wins():
    options = database_from_url("postgresql://db.example/reports?tcp_user_timeout=3000")["OPTIONS"]

    assert options == NOTICING_SILENCE | {"tcp_user_timeout": "3000"}


def test_a_web_process_ends_long_statements_and_watches_its_connections(tmp_path):
    show = "from archive.settings import DATABASES; d = DATABASES['default']; print(d['OPTIONS'].get('options'), d.get('WATCHED'))"

    web = run_python(show, ARCHIVE_HOME=str(tmp_path), ARCHIVE_PROCESS="web", STATEMENT_TIMEOUT_SECONDS="8")

    assert web.stdout == "-c statement_timeout=8000 -c lock_timeout=4000 13\n"
    assert run_python(show, ARCHIVE_HOME=str(tmp_path)).stdout == "None None\n"
