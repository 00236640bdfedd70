"""Trouble with the database: which errors mean it, what each means to a reader, and its one line in the log.

Every page, format and command of the admin meets the same troubles, so they are told apart here and nowhere else.
"""

from __future__ import annotations

import errno
import logging
import traceback
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError

from archive.hosting.database.problems import DatabaseUnavailable


@dataclass(frozen=True)
class Trouble:
    """A reason why the database did not do what it was asked; seconds after which asking again makes sense."""

    sentence: str
    retry_after: int


SLOW = Trouble("This page took too long to make and was stopped. Try again in a minute.", 30)
BUSY = Trouble("Somebody else was changing the same records at that moment. Try again in a minute.", 10)
FULL = Trouble(
    "The disk of the archive is full, so that nothing can be stored until there is room again.", 300
)
READ_ONLY = Trouble("The archive can be read at present, but takes no changes.", 300)
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
    """Tell which trouble lies behind an error; None where it is a fault of the program or of what was asked."""
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
    # Without a code, no server has answered: it was not reached, or the connection broke.
    return AWAY if isinstance(error, OperationalError | InterfaceError | DatabaseUnavailable) else None


def is_unsure(error: BaseException) -> bool:
    """Tell whether the connection was lost while a transaction was being committed: nobody knows then if it was."""
    frames = traceback.walk_tb(error.__traceback__)
    return trouble_of(error) is AWAY and any(frame.f_code.co_name == "_commit" for frame, _ in frames)


def is_recovering(error: BaseException) -> bool:
    """Tell whether the server is there and takes no connections yet, as after it broke off: in a moment it does, or is gone."""
    return "the database system is " in str(
        error
    )  # starting up, in recovery mode, shutting down, not yet accepting connections


def in_one_line(error: BaseException) -> str:
    """Return what an error says first."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:300]


def told_on_terminal(error: BaseException) -> str:
    """Return one line that says which trouble ended a command, and what the server said; "" where it is a fault of the program."""
    trouble = trouble_of(error)
    if trouble is None:
        return ""
    if isinstance(error, DatabaseUnavailable):
        return str(error)
    sentence = STOPPED if trouble is SLOW else trouble.sentence
    return f"{sentence} (The server: {in_one_line(error).rstrip('.')}.)"


class Terse(logging.Filter):
    """Lets what is no fault of the program take one line of the log: trouble with the database, and refusals.

    What was asked for and is not there is no news at all.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Take the traceback off a message where it tells nothing about the program; drop those on missing pages."""
        error = record.exc_info[1] if record.exc_info else None
        status = getattr(record, "status_code", None) or 0
        if trouble_of(error):
            record.msg, record.args = f"{record.getMessage()}: {in_one_line(error)}", ()
        if trouble_of(error) or 400 <= status < 500:
            record.exc_info = record.exc_text = None
        return status not in {404, 410}
