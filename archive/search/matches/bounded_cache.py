"""Caches with a limit on their memory."""

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


MIN_LIMIT = 16_000_000  # minimum bytes of each cache
SHARE_OF_READ, SHARE_OF_DERIVED = 0.75, 0.25
# Beyond this many changed reports, rerunning the query costs no more.
MAX_TOUCHED = 2_000

_read, _derived = BoundedCache(), BoundedCache()


def cache_limit(snapshot, share):
    """Return the limit of a cache in bytes: its share (0 to 1) of what the snapshot leaves of SEARCH_CACHE_BYTES."""
    return max(int(share * (settings.SEARCH_CACHE_BYTES - snapshot.columns.nbytes)), MIN_LIMIT)


def cached(key, make, snapshot):
    """Return the result of `make`, from the cache if nothing has changed since; it must have a size `nbytes`, or be None."""
    if not snapshot.is_shared:
        return make()
    key = (snapshot.epoch, snapshot.serial, key)
    entry = _derived.get(key)
    if entry is None:
        entry = make()
        if entry is not None:
            _derived.put(key, entry, limit=cache_limit(snapshot, SHARE_OF_DERIVED))
    return entry


# Query results outlive changes of the reports: they are updated for those changed since.


def keep_read(entries, snapshot):
    """Store entries, which have a `serial` and a size `nbytes`: {key: entry}."""
    if snapshot.is_shared:
        limit = cache_limit(snapshot, SHARE_OF_READ)
        for key, entry in entries.items():
            _read.put((snapshot.epoch, key), entry, limit=limit)


def read_before(keys, snapshot, refresh):
    """Return {key: entry} for the cached ones of these keys, as of this snapshot.

    `refresh` updates {key: entry} of an earlier snapshot, given the ids of the reports changed since.
    """
    entries = {key: entry for key in keys if (entry := _usable(key, snapshot))}
    stale = {key: entry for key, entry in entries.items() if entry.serial < snapshot.serial}
    if not stale:
        return entries
    touched = snapshot.touched_since(min(entry.serial for entry in stale.values()))
    fresh = refresh(stale, touched.tolist())
    keep_read(fresh, snapshot)
    return entries | fresh


def is_read(key, snapshot):
    """Return whether a key has an entry that is, or can be made, current."""
    return _usable(key, snapshot) is not None


def _usable(key, snapshot):
    entry = _read.get((snapshot.epoch, key)) if snapshot.is_shared else None
    if entry is None or entry.serial == snapshot.serial:
        return entry
    touched = snapshot.touched_since(entry.serial) if entry.serial < snapshot.serial else None
    return None if touched is None or len(touched) > MAX_TOUCHED else entry
