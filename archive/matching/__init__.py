"""Find names in reports, and copies among reports.

- trie: find names in a text (name_forms: how one may be printed; split_text: its words and gaps); resolve: decide whom they mean in a report
- names: the names of the archive, cached in memory; link: write mentions; touched: which reports a name may affect
- jobs: what follows when names change
- sketch, group: which reports are copies of one story
"""
