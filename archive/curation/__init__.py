"""Curators' operations on whole records, a module for each verb, called by pages, commands or an API; each does everything that
follows from the operation.

- publish, withdraw: what readers see; correct: change a report that was just entered
- decide, name_passages: which names occur in a report; group_copies: which reports are copies of one story
- bulk: one of these, or deletion, for many records at once; delete_entities: delete entities
- restore: return a record to an earlier version; put_back: restore one name, identifier or mention; bring_back: restore a deleted record
- match_again: match the reports that such a change affects

Recorded as a Step that can be undone:

- differences: what several records say, field by field, and which values are chosen
- merge: merge entities; merge_sources: merge sources
- take_back: undo a step; standing: what later work prevents that
- journal: the rows of a step beside the present ones; placing: where the words of a mention now occur
"""
