"""What the archive does not know, as data and as a table: every number with the search that shows it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from archive.search import Coverage, SearchCount

COLUMNS = ("part", "label", "value", "reports", "url")
SILENCE = (
    "Few reports do not mean that little happened: silence in an archive is not silence in the world."
    " Every number is that of the search that it leads to."
)
MONTHS = "The months count reports that are certainly of them: a date that is only a year, a season or a guess is in no month."
CUT = "Of gaps, of thin sources and of names awaiting a decision only the first are listed."


def coverage_as_data(found: Coverage, *, root: str) -> dict[str, Any]:
    """Return what the archive does not know as data; `root` is the address of the site without a slash at its end."""

    def data(figure: SearchCount) -> dict[str, Any]:
        return {"label": figure.label, "reports": figure.count, "url": root + figure.url}

    return {
        "notices": notices_of(found),
        "total": data(found.total),
        "undated": data(found.undated),
        "naming_none": [data(one) for one in found.naming_none],
        "empty_months": found.empty_months,
        "years": [
            {"year": one.year, "months": [data(figure) for figure, _ in one.months]} for one in found.years
        ],
        "gaps": [
            {
                "source": gap.source,
                "nothing": gap.edtf,
                "nothing_in_words": gap.label,
                "months": gap.months,
                "before": data(gap.before),
                "within": data(gap.within),
                "after": data(gap.after),
            }
            for gap in found.gaps
        ],
        "names_waiting": [
            data(figure) | {"kind": entity.kind, "entity": entity.slug} for entity, figure in found.waiting
        ],
        "languages": [data(one) for one in found.languages],
        "thin_sources": [data(one) for one in found.thin_sources],
        "provinces": [data(figure) for _, figure in found.provinces],
    }


def notices_of(found: Coverage) -> list[str]:
    """Return what the page says of all numbers together."""
    if not found.total.count:
        return ["The archive is empty: nothing has been published yet."]
    return [SILENCE, MONTHS, CUT]


def coverage_rows(found: Coverage, *, root: str) -> Iterator[list]:
    """Yield every number as the cells of its row, in the order of COLUMNS."""

    def row(part: str, figure: SearchCount, value="", label: str = "") -> list:
        return [part, label or figure.label, value, figure.count, root + figure.url]

    yield row("total", found.total)
    yield row("undated", found.undated)
    yield from (row("naming none", one) for one in found.naming_none)
    for year in found.years:
        for number, (figure, _) in enumerate(year.months, start=1):
            yield row("month", figure, f"{year.year}-{number:02}")
    for gap in found.gaps:
        yield row("gap", gap.within, gap.edtf, f"{gap.source}: nothing {gap.label} ({gap.months} months)")
    for entity, figure in found.waiting:
        yield row("name that waits for a decision", figure, f"{entity.kind}-{entity.slug}")
    yield from (row("language", one) for one in found.languages)
    yield from (row("source with one or two reports", one) for one in found.thin_sources)
    yield from (row("province", figure, place.slug) for place, figure in found.provinces)
