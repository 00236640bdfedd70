"""Measure the whole search page as readers get it: new, seen before, a click on a facet, four readers at once; suggestions.

Every answer must be 200. A click must find what the facet said, which is counted too.
"""

from __future__ import annotations

import queue
import random
import threading
import time
from dataclasses import replace
from html import unescape

import django
import psutil

from bench.speed.disk import read_once
from bench.speed.plan import Plan
from bench.speed.question import FACETS, Question, in_turns, sets_of
from bench.speed.timing import Measured, tell, told, within
from bench.speed.web import WORKERS, Memory, Reader, serving
from bench.speed.world import SEED

READERS = 4
LOOK_EVERY, QUIET = 0.5, 10  # seconds; consecutive checks at which no process does anything
IDLE = 0.05  # of a core
LONGEST_REST = 900  # seconds


class Stages:
    """What was measured, by stage: each a list of answers."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict]] = {}
        self._lock = threading.Lock()

    def add(
        self, stage: str, question: Question, path: str, seconds: float, total: int | None = None
    ) -> None:
        """Keep one answer."""
        row = Measured(question.kind, path, seconds, total).as_json()
        with self._lock:
            self.rows.setdefault(stage, []).append(row)


def measure(plan: Plan) -> None:
    """Send all requests to a separate web server and store the raw results."""
    django.setup()
    asked = sets_of(plan.result("questions"))
    stages, wrong = Stages(), []
    read_once(plan.archive)
    with serving(plan) as (port, first), Memory(first) as memory:
        memories = {"started": memory.now()}
        ready = _await_rest(first)
        _warm_up(port, asked["warm-up"])
        memories["warm"] = memory.now()
        reader = Reader(port)
        measured = in_turns(asked["measured"])
        for question in told(within(measured, plan.seconds), f"pages of {plan.size:,}", len(measured)):
            wrong += _one(reader, question, stages)
        memories["asked"] = memory.now()
        _suggest(reader, asked["suggestions"], stages)
        _at_once(port, in_turns(asked["readers"]), "readers, new", stages)
        _at_once(port, measured, "readers, seen before", stages)
        memories["after several at once"] = memory.now()
    clicks = len(stages.rows.get("click, data", []))
    memories |= {"most": memory.most}
    counted = {"ready": ready, "clicks": clicks, "wrong": wrong, "cache": cache_bytes()}
    plan.keep("pages", {"stages": stages.rows, "memory": memories, **counted})


def cache_bytes() -> int:
    """Return the cache limit of a web process, from its setting."""
    from django.conf import settings

    return settings.SEARCH_CACHE_BYTES


def _await_rest(first: psutil.Process) -> float:
    """Wait until the web processes have read what most searches need in the background; return the seconds that it took."""
    quiet, begun, worked = 0, time.monotonic(), 0.0
    while quiet < QUIET and time.monotonic() < begun + LONGEST_REST:
        time.sleep(LOOK_EVERY)
        before, worked = worked, sum(sum(worker.cpu_times()[:2]) for worker in first.children())
        quiet = 0 if worked - before > IDLE * LOOK_EVERY or _is_asked() else quiet + 1
    ready = time.monotonic() - begun - QUIET * LOOK_EVERY
    tell(f"web processes ready after {ready:.0f} s")
    return ready


def _is_asked() -> bool:
    """Return whether the database is busy."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE state = 'active' AND backend_type = 'client backend'"
            " AND pid <> pg_backend_pid())"
        )
        return cursor.fetchone()[0]


def _warm_up(port: int, questions: list[Question]) -> None:
    """Ask the warm-up questions of every web process: a new connection may reach any of them."""
    for _ in range(2 * WORKERS):
        reader = Reader(port)
        for question in questions:
            reader.get(question.address())
        reader.leave()
    tell(f"{len(questions)} other questions asked to warm up")


def _one(reader: Reader, question: Question, stages: Stages) -> list[str]:
    """Ask one question twice, then click two facets of its answer; return wrong counts."""
    page, data = question.address(), question.address("/search.json")
    seconds, _ = reader.get(page)
    again, _ = reader.get(page)
    taken, found = reader.data(data)
    total = found["total"]
    stages.add("new", question, page, seconds, total)
    stages.add("seen before", question, page, again, total)
    stages.add("seen before, data", question, data, taken, total)
    return _click(reader, question, found, stages)


def _click(reader: Reader, question: Question, found: dict, stages: Stages) -> list[str]:
    values = clickable(found["facets"], random.Random(f"{SEED} {question.query}"))
    wrong = []
    for stage, value in zip(("click", "click, data", "click, other connection"), values, strict=False):
        path = unescape(value["url"])
        if stage == "click, data":
            path = path.replace("/search/", "/search.json", 1)
            seconds, answer = reader.data(path)
            if answer["total"] != value["count"]:
                wrong.append(f"{path}: {value['count']} in the facet, {answer['total']} found")
        elif stage == "click":
            seconds, _ = reader.get(path)
        else:
            reader.leave()
            seconds, _ = reader.get(path)
        stages.add(stage, replace(question, page=1), path, seconds, value["count"])
    return wrong


def clickable(facets: dict[str, list[dict]], chance: random.Random) -> list[dict]:
    """Return random values of three different facets that narrow the result."""
    found = []
    for name in chance.sample(FACETS, len(FACETS)):
        values = facets.get(name, [])
        if values and not any(value["selected"] for value in values):
            found.append(chance.choice(values))
    return found[:3]


def _suggest(reader: Reader, questions: list[Question], stages: Stages) -> None:
    for question in questions:
        path = question.address("/suggest.json")
        seconds, _ = reader.get(path)
        stages.add("suggestions", question, path, seconds)


def _at_once(port: int, questions: list[Question], stage: str, stages: Stages) -> None:
    """Let several readers ask at once, each question once."""
    waiting: queue.SimpleQueue[Question] = queue.SimpleQueue()
    for question in questions:
        waiting.put(question)
    failed: list[Exception] = []
    threads = [
        threading.Thread(target=_read, args=(Reader(port), waiting, stage, stages, failed))
        for _ in range(READERS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    tell(f"{stage}: {len(questions)} pages")


def _read(
    reader: Reader, waiting: queue.SimpleQueue, stage: str, stages: Stages, failed: list[Exception]
) -> None:
    try:
        while not failed:
            question = waiting.get_nowait()
            seconds, _ = reader.get(question.address())
            stages.add(stage, question, question.address(), seconds)
    except queue.Empty:
        pass
    except Exception as error:  # noqa: BLE001 (reported by the thread's starter)
        failed.append(error)
