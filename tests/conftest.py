"""Fixtures for every test: the browser, and a database not shared with other runs."""

from __future__ import annotations

import gc
from collections.abc import Generator, Iterator
from itertools import groupby

import hypothesis
import pytest
from django.conf import settings
from django.test import TransactionTestCase
from playwright.sync_api import Browser, Page, sync_playwright
from xdist.scheduler import LoadScopeScheduling

from archive.search import engine
from tests.chromium import CHROMIUM_OPTIONS, NO_CHROMIUM, find_chromium
from tests.databases import Emptying, use_copies
from tests.engines import large, learn_words
from tests.watched_pages import watched_page

# A slow machine is not a failure.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")

# Collection and reporting


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option of `python -m tests.golden`."""
    parser.addoption("--write-golden", action="store_true", help="rewrite the golden answers")


# Files that take long, the longest first, so that the workers of a run end together. Those of hosting wait more than they work:
# they stand between others that work.
LONG = (
    "tests/hosting/test_run.py", "tests/browser/test_accessibility.py", "tests/test_linear_time.py",
    "tests/hosting/test_import_restart.py", "tests/admin/test_guide_in_browser.py", "tests/hosting/test_replicas.py",
    "tests/golden/", "tests/test_protected_walk.py",
    "tests/hosting/test_outages.py", "tests/test_recipes.py", "tests/bench/test_build.py",
    "tests/hosting/test_slow_connections.py", "tests/hosting/", "tests/browser/",
    "tests/test_unpublished_walk.py", "tests/search/test_clicks.py", "tests/admin/test_browser.py",
)  # fmt: skip


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for no garbage while thousands of tests are collected, and never again among them: that takes a third of the time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that use the browser, and skip them if there is none; order all for the workers of a run.

    What empties the database comes last, as Django has it.
    """
    items.sort(key=lambda item: (_commits(item), _place(item)))
    without = pytest.mark.skip(reason=NO_CHROMIUM)
    has_chromium = find_chromium() is not None
    for item in items:
        if {"page", "browser"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")
        if not has_chromium and item.get_closest_marker("browser"):
            item.add_marker(without)


def _place(item: pytest.Item) -> int:
    return next((place for place, path in enumerate(LONG) if item.nodeid.startswith(path)), len(LONG))


class Neighbours(LoadScopeScheduling):
    """Give a worker all neighbouring tests of one file, in order, so that what a module shares is made once."""

    def __init__(self, config: pytest.Config, log) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False
        self.scopes: dict[str, str] = {}

    def _split_scope(self, nodeid: str) -> str:
        if not self.scopes:
            runs = groupby(self.collection, key=lambda each: each.partition("::")[0])
            self.scopes = {each: f"{path} {run}" for run, (path, ids) in enumerate(runs) for each in ids}
        return self.scopes[nodeid]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log) -> Neighbours:
    """Distribute the tests over the workers."""
    return Neighbours(config, log)


def pytest_terminal_summary(terminalreporter) -> None:
    """Say loudly that browser tests did not run."""
    skipped = [
        report for report in terminalreporter.stats.get("skipped", []) if NO_CHROMIUM in str(report.longrepr)
    ]
    if skipped:
        terminalreporter.section("BROWSER TESTS DID NOT RUN", sep="!", red=True, bold=True)
        terminalreporter.line(f"{len(skipped)} browser tests were skipped: {NO_CHROMIUM}.")


# Engines of the search

# Directories and files whose database tests run on both engines.
ON_BOTH_ENGINES = (
    "tests/search/", "tests/presentation/test_atlas.py",
    *(f"tests/views/test_{name}.py" for name in ("entities", "exports", "feeds", "indexes", "maps", "pages", "search", "sources", "stories", "suggest", "timelines", "together")),
)  # fmt: skip


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run whatever shows a search on both engines, unless a marker restricts it to one."""
    marks = {mark.name: mark for mark in metafunc.definition.iter_markers()}
    uses_database = "django_db" in marks or {"db", "transactional_db"} & set(metafunc.fixturenames)
    path = metafunc.definition.nodeid
    if uses_database and path.startswith(ON_BOTH_ENGINES):
        engines = marks["engine"].args if "engine" in marks else ("small", "large")
        metafunc.parametrize("engine_used", engines, indirect=True)


@pytest.fixture(autouse=True)
def engine_used(request: pytest.FixtureRequest) -> Iterator[str]:
    """Activate the engine of a test, with nothing cached from other tests; return its name.

    In the database of a test on the large one some words are learnt, before any other fixture writes a report; in a
    `shared_archive`, which a module has committed (tests/committed.py), nothing is written.
    """
    name = getattr(request, "param", "")
    if not name:
        yield name
        return
    in_transaction = not _commits(request.node)
    request.getfixturevalue("db" if in_transaction else "transactional_db")
    with large() if name == "large" else engine.using():
        if name == "large" and in_transaction and "shared_archive" not in request.fixturenames:
            learn_words()
        yield name


def _commits(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("django_db")
    fixtures = {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(fixtures or mark and mark.kwargs.get("transaction"))


# Database


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker
) -> None:
    """Make test databases by copying one that has the schema, if the tests run their own server."""
    if settings.DATABASES["default"]["ENGINE"] == "archive.hosting.embedded":
        with django_db_blocker.unblock():
            use_copies()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """Empty only the tables that were filled, after each test that commits."""
    with django_db_blocker.unblock():
        emptying = Emptying()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: emptying())
        yield


# Browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium once for all tests."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=list(CHROMIUM_OPTIONS))
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, live_server) -> Iterator[Page]:
    """Open a page of the site under test; fail at the end if it broke a rule."""
    with watched_page(browser, live_server.url) as page:
        yield page
