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

`engine` holds every threshold that depends on the size of the archive. What other packages call:

    page.results.search(params)         a page of results, and whole_facet(params, name=...)
    page.listing                        the ids that a search finds, for exports and feeds
    counting.holdings                   what the archive holds, without words
    records.snapshot.reading()          one state of the records for several questions
"""
