"""The columns of recent queries, kept within a bound of memory.

Keys hold the version of the data that was read before the columns were, so a change is seen at the next page load: it
brings a new version, and the old columns fall out as others come.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from django.conf import settings

from archive.models import DataVersion
from archive.search import columns


class ColumnCache:
    """The most recently used columns whose sizes add up to no more than `limit` bytes."""

    def __init__(self):
        self._entries = OrderedDict()
        self._lock = Lock()
        self._size = 0

    def get(self, key):
        with self._lock:
            if key in self._entries:
                self._entries.move_to_end(key)
                return self._entries[key]
        return None

    def put(self, key, entry, *, limit):
        if entry.nbytes > limit:
            return
        with self._lock:
            self._drop(key)
            self._entries[key] = entry
            self._size += entry.nbytes
            while self._size > limit:
                self._drop(next(iter(self._entries)))

    def _drop(self, key):
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._size -= entry.nbytes


_cache = ColumnCache()


def columns_of(tsquery):
    """Return the Columns of a query, from memory where nothing has changed since they were read."""
    return kept(tsquery, lambda: columns.scan(tsquery))


def kept(key, make):
    """Return what `make` makes, from memory where nothing has changed since; it must say its size as `nbytes`, or be None."""
    key = (DataVersion.objects.current(), key)
    found = _cache.get(key)
    if found is None:
        found = make()
        if found is not None:
            _cache.put(key, found, limit=settings.SEARCH_CACHE_BYTES)
    return found
