"""What others would use for the same work on the same reports, each in a process of its own, asked in Python without HTTP.

The work: the exact total, the twenty best with marked snippets, and the eight commonest values of six facets, each
counted with its own filter lifted. Names are searched as phrases; copies are not grouped.
"""
