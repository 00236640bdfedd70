"""Database trouble: the errors that indicate it, the messages to readers, and its single line in the log.

Every page, format and command meets the same kinds of trouble, so they are classified here and nowhere else.
"""

from __future__ import annotations

import errno
import logging
import traceback
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError

from archive.hosting.database.problems import DatabaseUnavailableError


@dataclass(frozen=True)
class Trouble:
    """A reason why a statement failed, and the seconds after which retrying makes sense."""

    sentence: str
    retry_after: int


SLOW = Trouble("This page took too long to make and was stopped. Try again in a minute.", 30)
BUSY = Trouble("Somebody else was changing the same records at that moment. Try again in a minute.", 10)
FULL = Trouble("The archive’s disk is full: nothing can be saved until there is room again.", 300)
READ_ONLY = Trouble("The archive can be read at present, but accepts no changes.", 300)
AWAY = Trouble("The archive cannot reach its database at the moment. Try again in a minute.", 10)
STOPPED = "The database stopped a statement of this command, as somebody asked or as it took too long."

# By SQLSTATE, or by its first two letters: https://www.postgresql.org/docs/current/errcodes-appendix.html
_BY_STATE = {
    "25006": READ_ONLY,
    "40001": BUSY,
    "40P01": BUSY,
    "53100": FULL,
    "55P03": BUSY,
    "57014": SLOW,
}
_BY_CLASS = {"08": AWAY, "53": AWAY, "57": AWAY, "58": AWAY}
_FULL_DISK = {errno.ENOSPC, errno.EDQUOT}


def trouble_of(error: BaseException | None) -> Trouble | None:
    """Classify an error; None if it is a fault of the program or of the request."""
    seen = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if trouble := _told_by(error):
            return trouble
        error = error.__cause__
    return None


def _told_by(error: BaseException) -> Trouble | None:
    if isinstance(error, OSError):
        return FULL if error.errno in _FULL_DISK else None
    state = getattr(error, "sqlstate", None) or getattr(error.__cause__, "sqlstate", None)
    if state:
        return _BY_STATE.get(state) or _BY_CLASS.get(state[:2])
    # Without an SQLSTATE, no server has answered: it was not reached, or the connection broke.
    return AWAY if isinstance(error, OperationalError | InterfaceError | DatabaseUnavailableError) else None


def is_unsure(error: BaseException) -> bool:
    """Return whether the connection was lost during a commit, which leaves the outcome unknown."""
    frames = traceback.walk_tb(error.__traceback__)
    return trouble_of(error) is AWAY and any(frame.f_code.co_name == "_commit" for frame, _ in frames)


def is_recovering(error: BaseException) -> bool:
    """Return whether the server exists but accepts no connections yet, as after a crash: soon it will, or will be gone."""
    return "the database system is " in str(
        error
    )  # starting up, in recovery mode, shutting down, not yet accepting connections


def in_one_line(error: BaseException) -> str:
    """Return the first line of an error's message."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:300]


def terminal_line(error: BaseException) -> str:
    """Return one line naming the trouble that ended a command, with the server's message; "" for a fault of the program."""
    trouble = trouble_of(error)
    if trouble is None:
        return ""
    if isinstance(error, DatabaseUnavailableError):
        return str(error)
    sentence = STOPPED if trouble is SLOW else trouble.sentence
    return f"{sentence} (The server: {in_one_line(error).rstrip('.')}.)"


class Terse(logging.Filter):
    """A log filter that gives whatever is not the program's fault one line: database trouble, and refusals.

    Missing pages are not logged at all.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Remove the traceback from a message if it says nothing about the program; drop messages about missing pages."""
        error = record.exc_info[1] if record.exc_info else None
        status = getattr(record, "status_code", None) or 0
        if error is not None and trouble_of(error):
            record.msg, record.args = f"{record.getMessage()}: {in_one_line(error)}", ()
        if trouble_of(error) or 400 <= status < 500:
            record.exc_info = record.exc_text = None
        return status not in {404, 410}
