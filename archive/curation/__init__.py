"""Curators' operations on whole records: one module and one public function for each verb, recorded as a Step that can be undone.

- differences: what several records say, field by field, and which values are chosen
- merge: merge entities; merge_sources: merge sources
- take_back: undo a step; standing: what later work stands against that
- bring_back: restore a deleted record; put_back: restore one name, identifier or mention
- journal: the rows of a step beside the present ones; placing: where the words of a mention now occur
"""
