"""What the archive is to reach, and whether it did, at the largest size that was measured."""

from __future__ import annotations

from dataclasses import dataclass

from bench.speed.agreement import agreements
from bench.speed.results import Results, longest, megabytes, ms, share_of, times
from bench.speed.rivals.measure import LIMIT

PAGE_P95, PAGE_MOST, CLICK_P95, SUGGESTION_P95 = 0.100, 0.300, 0.030, 0.030
RATIOS = (("django", 10, "ordinary Django"), ("fts5", 3, "SQLite FTS5"))
TANTIVY = 5
INGEST = 400


@dataclass(frozen=True)
class Target:
    """One thing to reach: what was asked, what came out, whether it was reached (None: not measured)."""

    wanted: str
    found: str
    reached: bool | None


def targets(every: list[Results]) -> list[Target]:
    """Return all targets."""
    last = every[-1]
    return [*_pages(last), _exact(last), *_ratios(last), _ingest(last), _growth(every), _memory(last)]


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
    for name, least, label in RATIOS:
        ratio = last.times_slower(name, 95)
        more = "more than " if last.is_stopped(name) else ""
        reached = None if ratio is None else ratio >= least
        made.append(
            Target(f"{least} times as fast as {label} at p95", f"{more}{times(ratio)} times", reached)
        )
    ratio = last.times_slower("tantivy", 95)
    slower = None if not ratio else 1 / ratio
    reached = None if slower is None else slower <= TANTIVY
    return [*made, Target(f"within {TANTIVY} times of Tantivy at p95", _times_of(slower), reached)]


def _times_of(ratio: float | None, more: str = "") -> str:
    return "-" if ratio is None else f"{more}{times(ratio)} times"


def _ingest(last: Results) -> Target:
    run = last.part("ingest").get("two processes")
    rate = run["read"] / run["seconds"] if run else None
    found = f"{rate:,.0f} a second" if rate else "-"
    return Target(
        f"{INGEST} reports a second on two processes", found, None if rate is None else rate >= INGEST
    )


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
    """A web process may grow by its cache, and by a half of it for what is in hand."""
    memory = last.pages.get("memory")
    wanted = "memory of a web process bounded by a setting"
    if not memory:
        return Target(wanted, "-", None)
    started = max(each["pss"] for each in memory["started"])
    most, setting = memory["most"]["pss"], last.pages["cache"]
    found = (
        f"{megabytes(started)} at the start, {megabytes(most)} at most; the setting is {megabytes(setting)}"
    )
    return Target(wanted, found, most - started <= 1.5 * setting)
