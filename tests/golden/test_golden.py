"""500 searches answer as they did, over the demo and over 5,000 reports, on both engines."""

from __future__ import annotations

from functools import partial

import pytest
from django.core.management import call_command

from archive.models import Source
from archive.search import engine
from archive.search.frequent_words import frequent_lexemes
from tests.committed import committed
from tests.engines import large
from tests.golden.answers import QUERIES, answers, differences, keep, kept
from tests.golden.made import add_reports

SHOWN = 20  # differences, of as many as there are


@pytest.fixture(scope="module", params=["demo", "made"])
def archive(request, django_db_setup, django_db_blocker):
    """Load an archive once for both engines, committed, and take it away again; return its name."""

    def build():
        call_command("loaddata", "demo", verbosity=0)
        if request.param == "made":
            add_reports()

    with committed(django_db_blocker, build):
        yield request.param


# The large engine takes the words for common that PostgreSQL's own statistics say are.
ENGINES = {
    "small": engine.using,
    "large": partial(large, commonest=frequent_lexemes, common_share=0.02),
}


@pytest.mark.parametrize("name", ENGINES)
def test_every_answer_is_the_one_that_was_kept(archive, db, name, request):
    with ENGINES[name]():
        said = answers()
    if request.config.getoption("--write-golden"):
        keep(archive, said)
    assert_same(kept(archive), said)


def test_a_transaction_that_has_written_gives_the_same_answers(archive, db):
    Source.objects.create(slug="new", name="New")
    expected = kept(archive)
    some = QUERIES[::25]
    assert_same({query: expected[query] for query in some}, answers(some))


def assert_same(expected, said):
    found = list(differences(expected, said))
    assert not found, "\n".join([f"{len(found)} differences:", *found[:SHOWN]])
