"""The response of every address while the database is in trouble, and when something breaks."""

from __future__ import annotations

import logging

import psycopg
import pytest
from django.contrib.auth import get_user_model
from django.db import InternalError, OperationalError, connection
from django.http import HttpResponse
from django.test import Client
from psycopg import errors

from archive.hosting.database.problems import DatabaseUnavailableError
from archive.hosting.trouble import Terse
from archive.models import Source
from archive.views.failures import NOT_SAVED, TOO_LONG, UNSURE
from tests.factories import make_article, make_person, make_source

pytestmark = pytest.mark.django_db

TROUBLES = {
    "took too long": OperationalError("canceling statement due to statement timeout"),
    "changing the same records": OperationalError("canceling statement due to lock timeout"),
    "archive’s disk is full": OperationalError("could not extend file"),
    "accepts no changes": InternalError("cannot execute UPDATE in a read-only transaction"),
    "cannot reach its database": OperationalError("connection refused"),
}
CAUSES = (errors.QueryCanceled, errors.LockNotAvailable, errors.DiskFull, errors.ReadOnlySqlTransaction,
          psycopg.OperationalError)  # fmt: skip
for _error, _cause in zip(TROUBLES.values(), CAUSES, strict=True):
    _error.__cause__ = _cause()

READ = [
    "/", "/search/?q=truce", "/search/person/?q=truce", "/articles/{article}/", "/people/", "/people/{person}/", "/sources/",
    "/sources/{source}/", "/map/", "/admin/", "/admin/archive/article/", "/admin/archive/article/{article}/change/",
]  # fmt: skip
TAKEN_AWAY = ["/search.csv", "/search.ris", "/search.bib", "/search.atom", "/sitemap-articles.xml", "/articles/{article}.ris",
              "/articles/{article}.bib"]  # fmt: skip
DATA = ["/search.json?q=truce", "/suggest.json?q=tru", "/articles/{article}.json"]


@pytest.fixture
def reader() -> Client:
    """Return a client that is answered as a browser is."""
    return Client(raise_request_exception=False)


@pytest.fixture
def editor(reader) -> Client:
    """Return the client of somebody who may do everything."""
    reader.force_login(get_user_model().objects.create_superuser("editor"))
    return reader


@pytest.fixture
def address():
    """Return how to fill in an address."""
    article = make_article(headline="Truce", source=make_source(slug="gazette"))
    person = make_person(slug="massoud")

    def filled(template: str) -> str:
        return template.format(article=article.pk, person=person.slug, source="gazette")

    return filled


def fail(error: Exception):
    """Return a wrapper of every statement that raises an error in its place."""

    def execute(*args):
        raise error

    return connection.execute_wrapper(execute)


@pytest.mark.parametrize(("sentence", "error"), TROUBLES.items(), ids=list(TROUBLES))
@pytest.mark.parametrize("path", ["/people/", "/admin/archive/article/"])
def test_each_trouble_has_its_sentence(editor, path, sentence, error):
    with fail(error):
        response = editor.get(path)

    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert sentence in response.content.decode()


@pytest.mark.parametrize("path", READ)
def test_every_page_says_so(editor, address, path):
    with fail(TROUBLES["cannot reach its database"]):
        response = editor.get(address(path))

    text = response.content.decode()
    assert (response.status_code, response["Cache-Control"]) == (503, "no-store")
    assert "cannot reach its database" in text
    assert "<h1>" in text
    assert "Traceback" not in text


@pytest.mark.parametrize("path", TAKEN_AWAY)
def test_what_is_taken_away_says_so_in_plain_text(reader, address, path):
    with fail(TROUBLES["cannot reach its database"]):
        response = reader.get(address(path))

    assert (response.status_code, response["Content-Type"]) == (503, "text/plain; charset=utf-8")
    assert response.content.decode().startswith("The archive cannot reach its database")


@pytest.mark.parametrize("path", DATA)
def test_data_says_so_as_data(reader, address, path):
    with fail(TROUBLES["cannot reach its database"]):
        response = reader.get(address(path))

    assert response.status_code == 503
    assert "cannot reach its database" in response.json()["error"]


def test_a_script_that_accepts_data_gets_data_from_any_address(reader):
    with fail(TROUBLES["cannot reach its database"]):
        response = reader.get(
            "/people/", headers={"Accept": "application/json, text/javascript, */*; q=0.01"}
        )

    assert "cannot reach its database" in response.json()["error"]


def test_a_search_that_took_too_long_says_what_may_help(reader):
    with fail(TROUBLES["took too long"]):
        page = reader.get("/search/", {"q": "the long one"})
        data = reader.get("/search.json", {"q": "the long one"})

    assert (page.status_code, data.status_code) == (503, 503)
    assert TOO_LONG in page.content.decode()
    assert 'value="the long one"' in page.content.decode()
    assert data.json() == {"error": TOO_LONG}


def save(editor: Client, source: Source, monkeypatch, *, then) -> HttpResponse:
    """Send the form of a source with another name, and let something go wrong once it has been saved."""
    address = f"/admin/archive/source/{source.pk}/change/"
    form = editor.get(address).context["adminform"].form
    values = {name: value or "" for name, value in form.initial.items()} | {"name": "Gazette of the North"}
    monkeypatch.setattr("archive.admin.sources.SourceAdmin.log_change", then)
    return editor.post(address, values)


@pytest.mark.parametrize("error", [*TROUBLES.values(), DatabaseUnavailableError("The database is starting.")])
def test_a_form_is_told_that_nothing_was_saved_and_nothing_was(editor, monkeypatch, error):
    source = make_source(name="Gazette")
    saved = []

    def go_wrong(*args, **values):
        saved.append(Source.objects.get(pk=source.pk).name)
        raise error

    response = save(editor, source, monkeypatch, then=go_wrong)

    assert saved == ["Gazette of the North"]
    assert response.status_code == 503
    assert NOT_SAVED in response.content.decode()
    assert Source.objects.get(pk=source.pk).name == "Gazette"


def test_a_form_of_many_steps_is_saved_whole_or_not_at_all(editor, monkeypatch):
    sources = [make_source(name="Gazette"), make_source(name="Herald")]

    def action(admin, request, queryset):
        for source in queryset.order_by("pk"):
            if source == sources[1]:
                raise TROUBLES["archive’s disk is full"]
            source.delete()

    monkeypatch.setattr("django.contrib.admin.ModelAdmin.get_action", lambda *args: (action, "act", "Act"))
    monkeypatch.setattr(
        "django.contrib.admin.ModelAdmin.get_actions", lambda *args: {"act": (action, "act", "Act")}
    )
    response = editor.post(
        "/admin/archive/source/", {"action": "act", "_selected_action": [source.pk for source in sources]}
    )

    assert NOT_SAVED in response.content.decode()
    assert Source.objects.count() == 2


def test_whether_a_lost_commit_was_saved_is_not_claimed(editor, monkeypatch):
    def _commit(*args):
        raise TROUBLES["cannot reach its database"]

    text = save(editor, make_source(), monkeypatch, then=_commit).content.decode()

    assert UNSURE in text
    assert NOT_SAVED not in text


def test_trouble_takes_one_line_of_the_log(reader, caplog):
    with fail(TROUBLES["cannot reach its database"]):
        reader.get("/people/")

    (record,) = caplog.records
    assert record.getMessage() == "GET '/people/': 503, connection refused"
    assert record.exc_info is None


def test_a_fault_of_the_program_needs_no_database(reader, monkeypatch, django_assert_num_queries):
    def broken(known):
        raise RuntimeError("broken")

    monkeypatch.setattr("archive.search.records.snapshot.look", broken)
    with django_assert_num_queries(0):
        page, data = reader.get("/"), reader.get("/search.json")

    assert (page.status_code, data.status_code) == (500, 500)
    assert "Something went wrong on our side" in page.content.decode()
    assert "Something went wrong on our side" in data.json()["error"]


@pytest.mark.parametrize(
    ("status", "error", "lines"),
    [(404, None, 0), (410, None, 0), (403, PermissionError("no"), 1), (500, ZeroDivisionError("x"), 4),
     (500, TROUBLES["took too long"], 1)],
)  # fmt: skip
def test_the_log_tells_of_faults_at_length_of_refusals_in_a_line_of_missing_pages_not_at_all(
    status, error, lines
):
    written = []
    handler = logging.Handler()
    handler.emit = lambda record: written.extend(handler.format(record).splitlines())
    handler.addFilter(Terse())
    try:
        raise error or ValueError
    except Exception as raised:
        exc_info = (type(raised), raised, raised.__traceback__) if error else None
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Said: %s", ("/x",), exc_info)
    record.status_code = status

    handler.handle(record)

    assert len(written) >= lines if lines > 1 else len(written) == lines
