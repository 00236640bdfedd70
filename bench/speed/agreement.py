"""Check that all tools count the same: totals and facets of the control questions, compared with the archive's."""

from __future__ import annotations

from dataclasses import dataclass

from bench.speed.results import Results


@dataclass
class Agreement:
    """How often a tool's counts agree with the archive's; facets are compared if the totals agree."""

    asked: int = 0
    totals: int = 0
    facets_asked: int = 0
    facets: int = 0
    furthest: float = 0.0
    where: str = ""


def agreements(results: Results) -> dict[str, Agreement]:
    """Compare each rival with the archive, with names as typed and copies counted separately."""
    mine = results.tools.get("archive", {}).get("controls", {})
    compared = {}
    for name, tool in results.tools.items():
        if name != "archive":
            compared[name] = agreement(mine, tool["controls"])
    return compared


def agreement(mine: dict[str, dict], theirs: dict[str, dict]) -> Agreement:
    """Compare the answers to the same questions."""
    found = Agreement()
    for address in mine.keys() & theirs.keys():
        this, that = mine[address], theirs[address]
        found.asked += 1
        if this["total"] == that["total"]:
            found.totals += 1
            _compare_facets(found, address, this, that)
            continue
        apart = abs(this["total"] - that["total"]) / max(this["total"], that["total"])
        if apart > found.furthest:
            found.furthest, found.where = apart, address
    return found


def _compare_facets(found: Agreement, address: str, this: dict, that: dict) -> None:
    """Compare facets, except one with a filter: a value's number is what its click gives, here together with that filter.

    Dates from and to are a filter of the years.
    """
    for name, counts in this["facets"].items():
        filters = ("year", "from", "to") if name == "year" else (name,)
        if name not in this["kind"] and not any(f"{each}=" in address for each in filters):
            found.facets_asked += 1
            found.facets += counts == that["facets"].get(name)
