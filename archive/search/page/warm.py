"""Warm up a process: read the records, sort the facets, and read the lists of the commonest words."""

from __future__ import annotations

import gc
import logging
from threading import Thread

from django.db import DatabaseError, connection

from archive.search import engine
from archive.search.counting.holdings import counts_of_all
from archive.search.counting.matched import find
from archive.search.facets import FACETS
from archive.search.language.nodes import Nothing
from archive.search.matches.posting_lists import commonest_words, posting_list
from archive.search.meaning.lexemes import Lexeme
from archive.search.records.snapshot import reading
from archive.search.relevance.frequencies import frequencies_of

logger = logging.getLogger(__name__)


def warm_up() -> None:
    """Read what most searches need into memory. Finding a word in most reports takes a second the first time."""
    with reading() as snapshot:
        selection = find(Nothing(), snapshot).select()
        for name in FACETS:
            counts_of_all(name)
        selection.year_counts()
        for newest in (True, False):
            selection.by_date(newest=newest, most=1)
    for word in commonest_words(engine.current().warm_words):
        _find_and_weigh(word)


def _find_and_weigh(word: str) -> None:
    """Cache the posting list and the frequencies of a word."""
    lexeme = Lexeme(word)
    with reading() as snapshot:
        posting_list(lexeme, snapshot)
        if not lexeme.is_mark:
            frequencies_of([lexeme], snapshot)


def warm_up_in_background() -> None:
    """Warm up in a separate thread, for which no reader waits and on which nothing depends."""
    Thread(target=_warm_up_quietly, name="warm-up", daemon=True).start()


def _warm_up_quietly() -> None:
    """Freeze what exists afterwards, so that the garbage collector need not traverse it again."""
    try:
        warm_up()
        gc.collect()
        gc.freeze()
    except DatabaseError as error:
        logger.warning("The search could not be warmed up and will warm up as it is used: %s", error)
    finally:
        connection.close()
