"""What the bar of those who are signed in costs a visitor who is not: microseconds of processor time a page, the median of all rounds.

    python -m bench.desk_bar [--rounds 2000]

Needs no database: a visitor without the cookie of a session is known to be nobody without a look at one, and the command fails if that takes
a statement.
"""

from __future__ import annotations

import os
import time
from argparse import ArgumentParser
from statistics import median

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
django.setup()

from django.contrib.auth.middleware import AuthenticationMiddleware  # noqa: E402 (Django must be set up first)
from django.contrib.sessions.middleware import SessionMiddleware  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.test import RequestFactory  # noqa: E402

from archive.views.desk_bar import for_page  # noqa: E402

MIDDLEWARE = [SessionMiddleware(HttpResponse), AuthenticationMiddleware(HttpResponse)]


def refused(*args) -> None:
    """Fail: a visitor costs no statement."""
    raise SystemExit("The bar asked the database for a visitor.")


def microseconds(request: HttpRequest) -> float:
    """Return what it takes to find that a page has no bar, with finding out that nobody is signed in."""
    for middleware in MIDDLEWARE:
        middleware.process_request(request)
    begun = time.thread_time_ns()
    is_there = bool(for_page(request)["desk_bar"])
    taken = (time.thread_time_ns() - begun) / 1000
    assert not is_there
    return taken


def main() -> None:
    """Print one line."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=2000)
    rounds = parser.parse_args().rounds
    requests = [RequestFactory().get("/search/?q=taliban") for _ in range(rounds)]
    with connection.execute_wrapper(refused):
        taken = [microseconds(request) for request in requests]
    print(f"{median(taken):.0f} µs a page, of {rounds:,} rounds; the least {min(taken):.0f}")


if __name__ == "__main__":
    main()
