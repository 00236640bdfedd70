"""What was made lately, kept within a bound of memory."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from django.conf import settings


class BoundedCache:
    """The most recently used entries whose sizes (`nbytes`) add up to no more than `limit` bytes."""

    def __init__(self):
        self._entries = OrderedDict()
        self._lock = Lock()
        self._size = 0

    def get(self, key):
        with self._lock:
            if key in self._entries:
                self._entries.move_to_end(key)
                return self._entries[key][0]
        return None

    def put(self, key, entry, *, limit):
        size = entry.nbytes
        if size > limit:
            return
        with self._lock:
            self._drop(key)
            self._entries[key] = (entry, size)
            self._size += size
            while self._size > limit:
                self._drop(next(iter(self._entries)))

    def _drop(self, key):
        _, size = self._entries.pop(key, (None, 0))
        self._size -= size


LEAST = 16_000_000  # bytes that each cache has in any case
SHARE_OF_READ, SHARE_OF_DERIVED = 0.75, 0.25

_derived = BoundedCache()


def cache_limit(snapshot, share):
    """Return how many bytes a cache may take: its share (0 to 1) of what the snapshot leaves of SEARCH_CACHE_BYTES."""
    return max(int(share * (settings.SEARCH_CACHE_BYTES - snapshot.columns.nbytes)), LEAST)


def kept(key, make, snapshot):
    """Return what `make` makes, from memory where nothing has changed since; it must say its size as `nbytes`, or be None."""
    if not snapshot.is_shared:
        return make()
    key = (snapshot.epoch, snapshot.serial, key)
    found = _derived.get(key)
    if found is None:
        found = make()
        if found is not None:
            _derived.put(key, found, limit=cache_limit(snapshot, SHARE_OF_DERIVED))
    return found
