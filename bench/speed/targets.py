"""Targets, and whether the archive reached them: at the usual sizes, as a ratio to other tools."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bench.speed.agreement import agreements
from bench.speed.results import Results, longest, megabytes, ms, share_of, times
from bench.speed.rivals.measure import LIMIT

LABELS = {"django": "ordinary Django", "fts5": "SQLite FTS5", "tantivy": "Tantivy"}
# Of the p50 of a search: at so many reports, how many times as long as which tool; a whole page over HTTP may take more.
SEARCH_P50 = ((10_000, "fts5", 1), (100_000, "tantivy", 2))
PAGE_OVER_SEARCH = 1.5
P95_BESIDE, P95_FROM = "tantivy", 100_000  # from this many reports on, the p95 is below this tool's
INGEST, INGEST_AT = 500, 100_000  # reports a second on two processes, without the start
READY, READY_AT = 15, 300_000  # seconds until a web process has read what most searches need
# At the largest size.
PAGE_P95, PAGE_MOST, CLICK_P95, SUGGESTION_P95 = 0.100, 0.300, 0.030, 0.030
RATIOS = (("django", 10), ("fts5", 3))


@dataclass(frozen=True)
class Target:
    """A target: its description, the result, whether it was reached (None: not measured)."""

    wanted: str
    found: str
    reached: bool | None


def targets(every: list[Results]) -> list[Target]:
    """Return all targets."""
    last = every[-1]
    usual = [target for one in every for target in _usual(one)]
    return [*usual, *_pages(last), _exact(last), *_ratios(last), _growth(every), _memory(last)]


def _usual(one: Results) -> Iterator[Target]:
    """Yield the targets for exactly this size."""
    for size, name, most in SEARCH_P50:
        if size == one.size:
            yield _beside(one, name, 50, most)
            yield _page_beside(one, name, most * PAGE_OVER_SEARCH)
    if one.size >= P95_FROM:
        yield _beside(one, P95_BESIDE, 95, 1)
    if one.size == INGEST_AT:
        yield _ingest(one)
    if one.size == READY_AT:
        yield _ready(one)


def _beside(one: Results, name: str, share: int, most: float) -> Target:
    """At most `most` times as long as another tool, over the questions put to both."""
    ratio = one.times_slower(name, share)
    slower = None if ratio is None else 1 / ratio
    wanted = f"{one.size:,}: p{share} of a search at most {times(most)} times {LABELS[name]}'s"
    return Target(wanted, _times_of(slower), None if slower is None else slower <= most)


def _page_beside(one: Results, name: str, most: float) -> Target:
    mine, theirs = share_of(one.stage("new"), 50), share_of(one.asked(name), 50)
    slower = mine / theirs if mine and theirs else None
    wanted = f"{one.size:,}: p50 of a whole page at most {times(most)} times {LABELS[name]}'s search"
    return Target(wanted, _times_of(slower), None if slower is None else slower <= most)


def _ingest(one: Results) -> Target:
    run, start = one.part("ingest").get("two processes"), one.part("ingest").get("start alone", {})
    rate = run["read"] / (run["seconds"] - start.get("seconds", 0)) if run else None
    wanted = f"{one.size:,}: {INGEST} reports a second on two processes, without their start"
    return Target(wanted, f"{rate:,.0f} a second" if rate else "-", None if rate is None else rate >= INGEST)


def _ready(one: Results) -> Target:
    seconds = one.pages.get("ready")
    wanted = f"{one.size:,}: a web process ready within {READY} s"
    return Target(
        wanted, "-" if seconds is None else f"{seconds:,.0f} s", None if seconds is None else seconds <= READY
    )


def _below(wanted: str, value: float | None, bound: float) -> Target:
    found = ms(value) if value is None or value >= LIMIT else f"{ms(value)} ms"
    return Target(wanted, found, None if value is None else value < bound)


def _pages(last: Results) -> list[Target]:
    new = last.stage("new")
    clicks = last.stage("click") + last.stage("click, data")
    return [
        _below("whole page, p95 under 100 ms", share_of(new, 95), PAGE_P95),
        _below("whole page, every question under 300 ms", longest(new), PAGE_MOST),
        _below("click on a facet of a result just seen, p95 under 30 ms", share_of(clicks, 95), CLICK_P95),
        _below(
            "suggestions while typing, p95 under 30 ms",
            share_of(last.stage("suggestions"), 95),
            SUGGESTION_P95,
        ),
    ]


def _exact(last: Results) -> Target:
    """Every click finds what the facet said, and tools that find the same reports count the same facets."""
    wrong, clicks = last.pages.get("wrong", []), last.pages.get("clicks", 0)
    compared = agreements(last).values()
    facets, same = sum(one.facets_asked for one in compared), sum(one.facets for one in compared)
    found = f"{clicks - len(wrong)} of {clicks} clicks found what the facet said; {same:,} of {facets:,} facets as other tools count them"
    return Target("every count exact", found, not wrong and same == facets if clicks else None)


def _ratios(last: Results) -> list[Target]:
    made = []
    for name, least in RATIOS:
        ratio = last.times_slower(name, 95)
        more = "more than " if last.is_stopped(name) else ""
        reached = None if ratio is None else ratio >= least
        made.append(
            Target(f"{least} times as fast as {LABELS[name]} at p95", _times_of(ratio, more), reached)
        )
    return made


def _times_of(ratio: float | None, more: str = "") -> str:
    return "-" if ratio is None else f"{more}{times(ratio)} times"


def _growth(every: list[Results]) -> Target:
    first, last = every[0], every[-1]
    before, after = share_of(first.stage("new"), 95), share_of(last.stage("new"), 95)
    wanted = "the page grows more slowly than the archive"
    if first is last or not before or not after:
        return Target(wanted, "-", None)
    larger, longer = last.size / first.size, after / before
    return Target(
        wanted, f"{larger:,.0f} times as many reports, {times(longer)} times as long", longer < larger
    )


def _memory(last: Results) -> Target:
    """A web process may grow by its cache, and by half of it for requests in progress."""
    memory = last.pages.get("memory")
    wanted = "a web process grows by at most 1.5 times its cache (SEARCH_CACHE_MEGABYTES)"
    if not memory:
        return Target(wanted, "-", None)
    started = max(each["pss"] for each in memory["started"])
    most, setting = memory["most"]["pss"], last.pages["cache"]
    found = f"{megabytes(started)} at the start, {megabytes(most)} at most; the cache is {megabytes(setting)}"
    return Target(wanted, found, most - started <= 1.5 * setting)
