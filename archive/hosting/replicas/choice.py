"""Where the current request reads from."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass
class ReplicaChoice:
    """The replica that a request reads from, None for the primary; and whether it has queried a database yet."""

    alias: str | None = None
    asked: bool = False


_current: ContextVar[ReplicaChoice | None] = ContextVar("choice", default=None)


def current() -> ReplicaChoice | None:
    """Return the choice of the current request; None outside requests."""
    return _current.get()


@contextlib.contextmanager
def chosen(choice: ReplicaChoice) -> Iterator[None]:
    """Make reads follow a choice."""
    token = _current.set(choice)
    try:
        yield
    finally:
        _current.reset(token)
