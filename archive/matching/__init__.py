"""Names in reports, and copies among reports.

- trie: find names in a text; resolve: whom they mean in a report
- names: the names of the archive, kept in memory; link: write mentions; touched: which reports a name can touch
- jobs: what follows when names change
- sketch, group: which reports are copies of one story
"""
