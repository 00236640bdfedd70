"""Build a rival if missing, ask it all questions, and compare its counts with the others'."""

from __future__ import annotations

import importlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

from bench.speed.disk import read_once
from bench.speed.plan import Plan
from bench.speed.question import Question, in_turns, sets_of
from bench.speed.rivals.base import Answer, Rival
from bench.speed.timing import Measured, tell, told, within

LIMIT = 10  # seconds of one question
WARM_UP_PART = 0.25  # of the time that a rival may take
CLASSES = {
    "archive": ("archive", "Archive"),
    "django": ("django_way", "DjangoWay"),
    "fts5": ("fts5", "Fts5"),
    "xapian": ("xapian", "Xapian"),
    "tantivy": ("tantivy", "Tantivy"),
}
IN_POSTGRESQL = ("archive", "django")
PACKAGES = {"xapian": "xapian", "tantivy": "tantivy"}


class MissingRivalError(Exception):
    """Raised when a rival is unavailable on this machine."""


def rival(name: str, plan: Plan) -> Rival:
    """Return a rival by its name."""
    module, kind = CLASSES[name]
    try:
        importlib.import_module(PACKAGES.get(name, "sqlite3"))
    except ImportError as error:
        raise MissingRivalError(f"{name} is left out: {error}.") from error
    return getattr(importlib.import_module(f"bench.speed.rivals.{module}"), kind)(plan)


def measure(plan: Plan, name: str) -> None:
    """Measure one rival and store the raw results."""
    one = rival(name, plan)
    built = None
    if not one.is_built():
        begun = time.monotonic()
        one.build()
        built = time.monotonic() - begun
        plan.keep(f"build-{name}", {"seconds": built})
    read_once(plan.rival(name), *([plan.archive] if name in IN_POSTGRESQL else []))
    one.open()
    asked = sets_of(plan.result("questions"))
    for question in within(in_turns(asked["warm-up"]), plan.seconds * WARM_UP_PART):
        _timed(one, question)
    measured, turns = [], in_turns(asked["measured"])
    for question in told(within(turns, plan.seconds), f"{one.label} at {plan.size:,}", len(turns)):
        measured.append(_timed(one, question)[0].as_json())
    result = {"label": one.label, "version": one.version(), "measured": measured, "sizes": one.sizes()}
    result |= {"rss": psutil.Process().memory_info().rss, "controls": _controls(one, asked["controls"], plan)}
    plan.keep(f"rival-{name}", result)
    tell(f"{one.label}: {len(measured)} questions asked")


def _controls(one: Rival, questions: list[Question], plan: Plan) -> dict[str, dict]:
    """Return its counts for the control questions, without the names of values, as equal counts may swap."""
    answer = getattr(one, "control", one.answer)
    counted = {}
    for question in within(questions, plan.seconds):
        found = _timed(one, question, answer)[1]
        if found:
            facets = {name: [count for _, count in counts] for name, counts in found.facets.items()}
            counted[question.address()] = {"kind": question.kind, "total": found.total, "facets": facets}
    return counted


def _timed(one: Rival, question: Question, answer=None) -> tuple[Measured, Answer | None]:
    """Ask one question; None if it took too long and was stopped."""
    begun = time.perf_counter()
    found: Answer | None = None
    with _limited(one) as over:
        try:
            found = (answer or one.answer)(question)
        except Exception:
            if not over.is_set():
                raise
    taken = time.perf_counter() - begun
    total = found.total if found else None
    return Measured(question.kind, question.address(), taken, total, over=taken > LIMIT), found


@contextmanager
def _limited(one: Rival) -> Iterator[threading.Event]:
    """Interrupt whatever exceeds the limit, repeatedly, as a statement may just have ended."""
    ended, over = threading.Event(), threading.Event()

    def watch() -> None:
        wait = LIMIT
        while not ended.wait(wait):
            over.set()
            one.interrupt()
            wait = 0.2

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield over
    finally:
        ended.set()
        watcher.join()
