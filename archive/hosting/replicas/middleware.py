"""Choose where each request reads from, and remember what its visitor has seen.

A reader's page may come from a replica; an editor's, and any write, goes to the primary. A cookie holds the WAL position of the
data that the visitor last saw. Only a replica that has replayed that far answers the next request, so nobody goes back in time,
and somebody who has just written or signed out sees the effect.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from archive.hosting.replicas.choice import ReplicaChoice, chosen
from archive.hosting.watched.watch import watch

COOKIE = "seen"
MAX_DIGITS = 18  # digits of a position: no log is ever longer
POSITION = """
    SELECT (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END
            - '0/0')::bigint
"""


class ReadingMiddleware:
    """Let readers read from replicas that have caught up with them."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request from the appropriate server."""
        before = position_of_visitor(request)
        choice = ReplicaChoice(watch().choose(before) if is_reading(request) else None)
        with chosen(choice):
            response = self.get_response(request)
            now = position_of_server(choice) if choice.asked and response.status_code < 500 else None
        if response.streaming:
            response.streaming_content = streamed(choice, response.streaming_content)
        if now is not None and now != before:
            remember(response, now)
        return response


def is_reading(request: HttpRequest) -> bool:
    """Return whether a request is a reader's: it writes nothing, nobody is signed in, and it is not about the primary itself."""
    if request.method not in {"GET", "HEAD"} or settings.SESSION_COOKIE_NAME in request.COOKIES:
        return False
    return request.path_info != reverse("health") and not request.path_info.startswith(reverse("admin:index"))


def position_of_visitor(request: HttpRequest) -> int:
    """Return the position that this visitor has seen, 0 if unknown."""
    text = request.COOKIES.get(COOKIE, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS else 0


def position_of_server(choice: ReplicaChoice) -> int | None:
    """Ask the server that answered for its position, after the last read; None if it cannot say."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(POSITION)
            position = cursor.fetchone()[0]
    except DatabaseError:
        return None
    if choice.alias:
        watch().note(choice.alias, position)
    return position


def remember(response: HttpResponse, position: int) -> None:
    """Set the position cookie; it is needed no longer than a replica in use may lag."""
    response.set_cookie(
        COOKIE, str(position), max_age=settings.REPLICA_LAG_SECONDS + 60,
        path=settings.SESSION_COOKIE_PATH, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax",
    )  # fmt: skip
    patch_vary_headers(response, ["Cookie"])


def streamed(choice: ReplicaChoice, parts: Iterable[bytes]) -> Iterator[bytes]:
    """Stream a response, reading each part from where the request read."""
    remaining = iter(parts)
    while True:
        with chosen(choice):
            part = next(remaining, None)
        if part is None:
            return
        yield part
