"""What lists and overviews have in common as data and as tables: bounds, notices, refusals, and links to them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext

from archive.presentation.cells import safe
from archive.text.localised import grouped
from archive.views.exports import BYTE_ORDER_MARK, MAX_ROWS, Line, file_response
from archive.views.faceted import FROM, ON, TO, FacetedSet, ListFacet
from archive.views.feeds import ENTRIES
from archive.views.notices import give_notice

TABLE = "text/csv; charset=utf-8; header=present"


def list_context(chosen: FacetedSet, name: str) -> dict:
    """Return what the page of a list shows of its filters, and the addresses of its other formats."""
    query = chosen.url().removeprefix(chosen.address)
    asked = chosen.chosen()
    days = {FROM: asked.get(FROM) or asked.get(ON, ""), TO: asked.get(TO) or asked.get(ON, "")}
    return {
        "asked": asked,
        "complaints": list(chosen.complaints.values()),
        "facets": chosen.facets(),
        "dates": days,
        "hidden": [(key, value) for key, value in asked.items() if key not in (ON, FROM, TO)],
        "data_url": reverse(f"{name}-json") + query,
        "csv_url": reverse(f"{name}-csv") + query,
        "feed_url": reverse(f"{name}-atom") + query,
        "most_rows": MAX_ROWS,
        "most_entries": ENTRIES,
    }


def data_response(data: dict, *, status: int = 200) -> JsonResponse:
    """Respond with JSON, letters of all scripts as they are."""
    return JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False})


def data_refusal(complaints: dict[str, str]) -> JsonResponse:
    """Refuse (400) as data what cannot be read, in the sentences that the page shows."""
    sentences = " ".join(dict.fromkeys(complaints.values()))
    return data_response({"error": sentences, "errors": complaints}, status=400)


def facets_as_data(facets: Iterable[ListFacet], root: str) -> dict[str, list[dict]]:
    """Describe what a list can be narrowed by; a click on a selected value removes it."""
    return {
        facet.name: [
            {
                "value": one.value,
                "label": one.label,
                "count": one.count,
                "selected": one.current,
                "url": root + one.url,
            }
            for one in facet.choices
        ]
        for facet in facets
    }


def cut_notice(shown: int, total: int, sentence: str) -> list[str]:
    """Say that a file holds only the first rows, if so."""
    if shown >= total:
        return []
    return [gettext(sentence).format(number=grouped(shown), total=grouped(total))]


def table_response(
    name: str,
    columns: Sequence[str],
    rows: Iterable[Sequence],
    *,
    notices: Iterable[str],
    page: str,
    request: HttpRequest,
) -> HttpResponse:
    """Serve rows as a table that was completed before its first byte is sent, with what the page says in its headers."""
    response = file_response("".join(_lines(columns, rows)), TABLE, f"{name}.csv")
    give_notice(response, notices, address=page, request=request)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _lines(columns: Sequence[str], rows: Iterable[Sequence]) -> Iterator[str]:
    writer = csv.writer(Line())
    yield BYTE_ORDER_MARK + writer.writerow(columns)
    for row in rows:
        yield writer.writerow(safe("" if cell is None else cell) for cell in row)
