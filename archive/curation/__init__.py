"""What curators do to records as a whole: a verb a module, one public function each, kept as a Step that can be taken back.

- differences: what several records say, field by field, and which of it is taken
- merge: make one person, place or faction of several; merge_sources: one source of several
- take_back: undo a step; standing: what later work stands against that
- bring_back: bring back a record that was deleted; put_back: one name, identifier or mention
- journal: the rows of a step beside those of today; placing: where the words of a mention stand now
"""
