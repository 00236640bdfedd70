"""Search: from words and filters in an address to reports, counts and pages.

A search goes down these rooms. Each imports from those below it, never from those above (held by import-linter):

    page/         what a page, an export or a feed shows of a search: hits, passages, facets with their labels
    suggestions/  did you mean, and names that sound alike
    relevance/    BM25 and nearness; near misses, which have most of the words
    counting/     filters, totals, facets, years, order by date
    matches/      words -> sets of reports: posting lists, prefixes, phrases
    meaning/      a tree of words -> one of names, fields and dates, and its tsquery
    parameters/   the state of a search in its address
    records/      what is kept in memory of all reports, and how it is brought up to date
    language/     what was typed -> a tree of words; pure, without Django

`facets` is the registry of what a search is narrowed by, `engine` has every threshold that depends on the size of the archive.
Other packages call what is imported here, and read the registry and the grammar, which the help page is made of.
"""

from __future__ import annotations

from archive.search.counting.holdings import counts_of_all, number_of_values, years_of_sources
from archive.search.matches.learn import Learnt, learn_common_words
from archive.search.page.holdings import Holdings
from archive.search.page.listing import Listing, latest, listing
from archive.search.page.pending import pending_of
from archive.search.page.query import ask
from archive.search.page.results import Results, search, whole_facet
from archive.search.page.rows import entities_named
from archive.search.page.warm import warm_up_in_background
from archive.search.parameters.address import Address
from archive.search.parameters.choices import Window
from archive.search.records.counts import Counts
from archive.search.records.snapshot import reading

__all__ = [
    # A search in parts that are made when they are asked for, and all values of one of its facets.
    "search",
    "whole_facet",
    "Results",
    # The ids that a search finds, for exports and feeds: in its order, or as they were added.
    "listing",
    "latest",
    "Listing",
    # What the archive holds, without words: of one thing, and of each.
    "Holdings",
    "counts_of_all",
    "number_of_values",
    "years_of_sources",
    "Counts",
    "entities_named",
    "pending_of",
    # One state of the records for several questions.
    "reading",
    # The address of a search; a query as it is put to the database.
    "Address",
    "ask",
    "Window",
    # What a process does before it is asked, and what the archive learns.
    "warm_up_in_background",
    "learn_common_words",
    "Learnt",
]
