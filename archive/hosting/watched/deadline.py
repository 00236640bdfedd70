"""A moment after which statements of this thread are cancelled: for what a page can do without."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_moment: ContextVar[float | None] = ContextVar("deadline", default=None)


class DeadlineError(Exception):
    """Raised by `check` once the moment has passed."""


@contextmanager
def within(seconds: float | None) -> Iterator[None]:
    """Cancel the statements that are still running so many seconds from now (query_canceled); none without a number."""
    mark = _moment.set(None if seconds is None else time.monotonic() + seconds)
    try:
        yield
    finally:
        _moment.reset(mark)


def has_passed() -> bool:
    """Return whether there is such a moment, and it has passed."""
    moment = _moment.get()
    return moment is not None and time.monotonic() > moment


def check() -> None:
    """Raise DeadlineError if the moment has passed: for work that asks no statement."""
    if has_passed():
        raise DeadlineError
