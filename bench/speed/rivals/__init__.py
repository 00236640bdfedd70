"""Other tools for the same work on the same reports, each in a separate process, called from Python without HTTP.

The work: the exact total, the twenty best with marked snippets, and the eight commonest values of six facets, each
counted with its own filter lifted. Names are searched as phrases; copies are not grouped.
"""
