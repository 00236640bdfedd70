"""Search: from words and filters in an address to reports, counts and pages.

A search passes through these packages. Each imports from those below it, never from those above (enforced by import-linter):

    page/         presentation for pages, exports and feeds: hits, snippets, facets with their labels
    suggestions/  did you mean, and names that sound alike
    relevance/    BM25, proximity and feedback; near misses, which have most of the words
    counting/     filters, totals, facets, years, order by date
    matches/      lexemes -> sets of reports: a plan of posting lists, prefixes and phrases
    meaning/      a tree of words -> one of names, fields and dates -> an index query of lexemes
    parameters/   the state of a search in its address
    records/      the records of all reports in memory, and keeping them up to date
    language/     a typed query -> a tree of words; pure, without Django

`facets` is the registry of facets, `declared` writes the functions of the database that follow from it and from the query fields, `engine`
has every threshold that depends on the size of the archive. Other packages use what is imported here, and read the registry and the
grammar, from which the help page is built.
"""

from __future__ import annotations

from archive.search.counting.counts import Counts
from archive.search.counting.holdings import (
    counts_of,
    counts_of_all,
    ids_without,
    undated_ids,
    years_of_sources,
)
from archive.search.matches.learn import Learnt, learn_common_words
from archive.search.page.coverage import Coverage, SearchCount, coverage
from archive.search.page.geography import EventsAt, Geography, NamedPlace, geography
from archive.search.page.holdings import Holdings
from archive.search.page.listing import Listing, latest, listing
from archive.search.page.opened import Opened, opened
from archive.search.page.passages import Spot
from archive.search.page.pending import pending_of
from archive.search.page.query import read_query
from archive.search.page.results import Results, search, whole_facet
from archive.search.page.rows import NamedInReport, entities_named
from archive.search.page.snippets import Marks, apart
from archive.search.page.timeline import Timeline, timeline
from archive.search.page.warm import warm_up_in_background
from archive.search.parameters.address import Address
from archive.search.parameters.choices import Window
from archive.search.records.snapshot import reading

__all__ = [
    # A search whose parts are computed when requested, and all values of one of its facets.
    "search",
    "whole_facet",
    "Results",
    # The ids that a search finds, for exports and feeds: in its order, or by date of addition.
    "listing",
    "latest",
    "Listing",
    # A report opened from the results of a search, and what the search marks in it.
    "opened",
    "Opened",
    "Marks",
    "Spot",
    "apart",
    # What the archive holds, without a query: for one value, and for each.
    "counts_of",
    "Holdings",
    "counts_of_all",
    # Published reports without a date, or without any value of some facets: read from memory, not from the tables.
    "ids_without",
    "undated_ids",
    "years_of_sources",
    "Counts",
    "entities_named",
    "NamedInReport",
    "pending_of",
    # What all reports leave open.
    "coverage",
    "Coverage",
    "SearchCount",
    # A search on a map.
    "geography",
    "Geography",
    "NamedPlace",
    "EventsAt",
    # A search over time.
    "timeline",
    "Timeline",
    # One snapshot of the records for several queries.
    "reading",
    # The address of a search; a resolved query.
    "Address",
    "read_query",
    "Window",
    # Preparation when a process starts, and indexing.
    "warm_up_in_background",
    "learn_common_words",
    "Learnt",
]
