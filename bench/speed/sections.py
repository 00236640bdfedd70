"""The sections of docs/benchmarks.md, each made from raw results."""

from __future__ import annotations

from bench.speed.agreement import agreements
from bench.speed.results import OTHERS, Results, longest, megabytes, ms, share_of, table, times
from bench.speed.rivals.measure import LIMIT
from bench.speed.targets import targets
from bench.speed.timing import by_kind

SHARES = (50, 95, 99)
SHARE_HEADS = [f"p{share}" for share in SHARES]
STAGES = {
    "new": "whole page, a new question",
    "seen before": "the same page again",
    "seen before, data": "the same as JSON",
    "click": "a click on a facet of it",
    "click, data": "the same as JSON",
    "click, other connection": "a click that may come to another web process",
    "readers, new": "four readers at once, new questions",
    "readers, seen before": "four readers at once, questions seen before",
    "suggestions": "suggestions while typing",
}
LARGEST_RELATIONS = 12
WORK = """
Every tool does the same work on the same reports from the same questions, in-process and without HTTP: the exact total, the
twenty best with marked snippets, and the eight commonest values of people, places (with those that contain them), factions,
sources, languages and years, each counted with its own filter lifted. Dateline also searches names in all their spellings and
groups copies, which is not asked of the others. A question is stopped after {limit} s. A tool that is slow is asked fewer
questions, of all kinds alike; ratios are over the questions that both were asked.
"""


def _times(rows: list[dict]) -> list[str]:
    return [*(ms(share_of(rows, share)) for share in SHARES), ms(longest(rows))]


def in_short(every: list[Results]) -> str:
    """Return the table of ratios: each tool at each size."""
    rows = []
    for one in every:
        if one.stage("new"):
            rows.append(
                [f"{one.size:,}", "Dateline, whole page over HTTP", *_times(one.stage("new")), "", ""]
            )
        for name, tool in one.tools.items():
            ratios = (
                [times(one.times_slower(name, share)) for share in (50, 95)]
                if name != "archive"
                else ["1", "1"]
            )
            rows.append([f"{one.size:,}", tool["label"], *_times(one.asked(name)), *ratios])
    head = ["reports", "tool", *SHARE_HEADS, "most", "times Dateline's p50", "times Dateline's p95"]
    return f"## In short\n\n{table(head, rows)}\n"


def targets_reached(every: list[Results]) -> str:
    """Return the targets: at certain sizes, else at the largest."""
    verdicts = {True: "yes", False: "**no**", None: "not measured"}
    rows = [[one.wanted, one.found, verdicts[one.reached]] for one in targets(every)]
    return f"## To reach\n\nAt the number of reports that is named, or else at {every[-1].size:,}.\n\n{table(['target', 'measured', 'reached'], rows)}\n"


def pages(every: list[Results]) -> str:
    """Return the times of pages, by action and kind of question."""
    parts = ["## The whole page, as readers get it"]
    for one in every:
        if not one.pages:
            continue
        rows = [
            [label, str(len(one.stage(stage))), *_times(one.stage(stage))]
            for stage, label in STAGES.items()
            if one.stage(stage)
        ]
        parts.append(f"### {one.size:,} reports\n\n{table(['what', 'asked', *SHARE_HEADS, 'most'], rows)}")
        parts.append(_kinds_of_pages(one))
    return "\n\n".join(parts) + "\n"


def _kinds_of_pages(one: Results) -> str:
    again, clicks = by_kind(one.stage("seen before")), by_kind(one.stage("click"))
    at_once = by_kind(one.stage("readers, new"))
    rows = []
    for kind, asked in by_kind(one.stage("new")).items():
        totals = sorted(row["total"] for row in asked)
        others = [ms(share_of(stage.get(kind, []), 95)) for stage in (again, clicks, at_once)]
        rows.append([kind, str(len(asked)), f"{totals[len(totals) // 2]:,}", *_times(asked), *others])
    head = [
        "a new question",
        "asked",
        "found (median)",
        *SHARE_HEADS,
        "most",
        "again, p95",
        "click, p95",
        "four at once, p95",
    ]
    return table(head, rows)


def beside_others(every: list[Results]) -> str:
    """Return how long each tool takes for each kind of question."""
    parts = ["## Beside other tools", WORK.format(limit=LIMIT).strip()]
    for one in every:
        if not one.tools:
            continue
        kinds = {name: by_kind(one.asked(name)) for name in one.tools}
        names = list(one.tools)
        rows = [
            [kind, *(_median_and_p95(kinds[name].get(kind, [])) for name in names)]
            for kind in by_kind(row for name in names for row in one.asked(name))
        ]
        rows.append(["questions asked", *(str(len(one.asked(name))) for name in names)])
        rows.append(["memory of the process", *(megabytes(one.tools[name]["rss"]) for name in names)])
        head = ["p50 / p95", *(one.tools[name]["label"] for name in names)]
        parts.append(f"### {one.size:,} reports\n\n{table(head, rows)}")
    return "\n\n".join(parts) + "\n"


def _median_and_p95(rows: list[dict]) -> str:
    return f"{ms(share_of(rows, 50))} / {ms(share_of(rows, 95))}" if rows else "-"


def agreement(every: list[Results]) -> str:
    """Return how far the tools count alike."""
    rows = []
    for one in every:
        for name, found in agreements(one).items():
            furthest = f"{found.furthest:.1%} (`{found.where}`)" if found.where else "-"
            rows.append(
                [
                    f"{one.size:,}", one.tools[name]["label"], f"{found.totals} of {found.asked}",
                    f"{found.facets} of {found.facets_asked}", furthest,
                ]
            )  # fmt: skip
    text = (
        "## Do the counts agree\n\nOne word, or filters alone, or a word in a place; in Dateline names as typed and copies one by one. Tools cut and"
        " stem words differently (`news` is `new` to SQLite), so totals of a word may differ a little. Facets are"
        " compared where the totals are the same."
    )
    head = ["reports", "tool", "same total", "same facet", "furthest total"]
    return f"{text}\n\n{table(head, rows)}\n" if rows else ""


def ingest(every: list[Results]) -> str:
    """Return how fast reports are put in."""
    rows = []
    for one in every:
        runs = one.part("ingest")
        start = runs.get("start alone", {}).get("seconds", 0)
        for name in ("one process", "two processes"):
            if name in runs:
                run = runs[name]
                rates = [
                    f"{run['read'] / (run['seconds'] - less):,.0f}"
                    for less in (0, min(start, run["seconds"] / 2))
                ]
                found = f"{run['mentions']:,} of {run['named']:,}"
                rows.append(
                    [f"{one.size:,}", name, f"{run['read']:,}", f"{run['seconds']:.1f} s", *rates, found]
                )
    text = (
        "## Ingest\n\n`manage.py ingest --publish` of new reports into the archive: read, clean, match names, tell copies, index. The time of"
        " the command's start is in the first rate, and not in the second."
    )
    head = [
        "archive",
        "by",
        "reports",
        "took",
        "a second",
        "without the start",
        "mentions found of those set in",
    ]
    return f"{text}\n\n{table(head, rows)}\n" if rows else ""


def sizes(every: list[Results]) -> str:
    """Return what everything takes on disk."""
    measured = [one for one in every if one.part("sizes")]
    if not measured:
        return ""
    rows = [["Dateline, whole database", *(_size(one, one.part("sizes")["database"]) for one in measured)]]
    for name in OTHERS:
        tools = [one.tools.get(name) for one in measured]
        if any(tools):
            label = next(tool["label"] for tool in tools if tool)
            cells = [
                _size(one, sum(tool["sizes"].values())) if tool else "-"
                for one, tool in zip(measured, tools, strict=True)
            ]
            rows.append([label, *cells])
    head = ["whole, and for each report", *(f"{one.size:,}" for one in measured)]
    return f"## On disk\n\n{table(head, rows)}\n\n{_relations(measured)}\n"


def _size(one: Results, size: float) -> str:
    return f"{megabytes(size)}, {size / one.size / 1000:.2f} kB"


def _relations(measured: list[Results]) -> str:
    """Return the largest tables and indexes of the archive, in bytes a report."""
    every = {one.size: _by_relation(one.part("sizes")) for one in measured}
    last = every[measured[-1].size]
    names = sorted(last, key=lambda name: -last[name])[:LARGEST_RELATIONS]
    rows = [
        [f"`{name}`", *(f"{every[one.size].get(name, 0) / one.size:,.0f}" for one in measured)]
        for name in names
    ]
    return table(
        ["largest tables and indexes of Dateline, bytes a report", *(f"{one.size:,}" for one in measured)],
        rows,
    )


def _by_relation(result: dict) -> dict[str, int]:
    tables = {name: table["rows"] for name, table in result["tables"].items()}
    return tables | {name: index["bytes"] for name, index in result["indexes"].items()}


def memory(every: list[Results]) -> str:
    """Return the memory of the web processes."""
    rows = []
    for one in every:
        for moment, workers in one.pages.get("memory", {}).items():
            each = [workers] if isinstance(workers, dict) else workers
            cells = [" and ".join(megabytes(worker[name]) for worker in each) for name in ("rss", "pss")]
            rows.append([f"{one.size:,}", moment, *cells])
    text = (
        "## Memory of the web processes\n\nTwo processes of gunicorn with four threads each. RSS counts shared pages in each process, PSS its part of"
        " them. `most` is the most that any process had at any moment."
    )
    return f"{text}\n\n{table(['reports', 'when', 'RSS', 'PSS'], rows)}\n" if rows else ""


def conditions(every: list[Results], command: str) -> str:
    """Return under which conditions everything was measured."""
    known = [(one, one.part("conditions") | _database(one)) for one in every if one.part("conditions")]
    if not known:
        return ""
    names = list(dict.fromkeys(name for _, values in known for name in values))
    rows = [[name, *(values.get(name, "-") for _, values in known)] for name in names]
    for name in OTHERS:
        versions = [one.tools[name]["version"] if name in one.tools else "-" for one, _ in known]
        if set(versions) != {"-"}:
            label = next(one.tools[name]["label"] for one, _ in known if name in one.tools)
            rows.append([label, *versions])
    head = ["", *(f"{one.size:,} reports" for one, _ in known)]
    return f"## Conditions\n\n`{command}`\n\n{table(head, rows)}\n"


def _database(one: Results) -> dict[str, str]:
    sizes = one.part("sizes")
    return {"PostgreSQL": sizes["postgresql"], "shared_buffers": sizes["shared_buffers"]} if sizes else {}
