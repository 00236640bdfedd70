"""What a search finds, to take away: as a table, and for reference managers. One report too."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404

from archive.models import Article
from archive.references import as_bibtex, as_csl, as_ris, one_line
from archive.search.results import ids_found
from archive.search.shown import entities_named
from archive.views.crawlers import bounded, unindexed

MOST_ROWS = 10_000
MOST_REFERENCES = 1_000
AT_ONCE = 250
BYTE_ORDER_MARK = "\ufeff"  # tells spreadsheets that the table is UTF-8
KINDS = ("person", "place", "faction")
COLUMNS = (
    "id",
    "headline",
    "source",
    "date",
    "date_in_words",
    "date_basis",
    "date_printed",
    "byline",
    "dateline",
    "language",
    "people",
    "places",
    "factions",
    "story",
    "url",
    "original_url",
    "rights",
)
RIS = ("ris", "application/x-research-info-systems", as_ris)
BIBTEX = ("bib", "application/x-bibtex", as_bibtex)


# A search


@unindexed
@bounded
def search_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Give what a search finds as a table, up to 10,000 rows in the order of the search."""
    ids = ids_listed(request, most=MOST_ROWS)
    response = StreamingHttpResponse(
        csv_lines(request, ids), content_type="text/csv; charset=utf-8; header=present"
    )
    response["Content-Disposition"] = 'attachment; filename="dateline.csv"'
    return response


@unindexed
@bounded
def search_ris(request: HttpRequest) -> StreamingHttpResponse:
    """Give up to 1,000 of the reports that a search finds as RIS."""
    return references(request, *RIS)


@unindexed
@bounded
def search_bibtex(request: HttpRequest) -> StreamingHttpResponse:
    """Give up to 1,000 of the reports that a search finds as BibTeX."""
    return references(request, *BIBTEX)


def references(
    request: HttpRequest, extension: str, media_type: str, entry: Callable[..., str]
) -> StreamingHttpResponse:
    """Give the reports of a search one after the other in a format of reference managers."""
    ids = ids_listed(request, most=MOST_REFERENCES)
    entries = (
        entry(article, address=address_of(article, request))
        for chunk in chunks(ids)
        for article in load(chunk)
    )
    response = StreamingHttpResponse(entries, content_type=f"{media_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="dateline.{extension}"'
    return response


def ids_listed(request: HttpRequest, *, most: int) -> list[int]:
    """Return the ids that a search finds, in its order. Copies of a story are listed each, and share its number."""
    params = request.GET.copy()
    params["copies"] = "1"
    return ids_found(params)[:most].tolist()


def chunks(ids: list[int]) -> Iterator[list[int]]:
    """Split ids so that few reports are in memory at once."""
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


def load(ids: Iterable[int]) -> list[Article]:
    """Load published reports in the order of their ids; what was taken back meanwhile is left out."""
    found = Article.objects.published().for_lists().in_bulk(list(ids))
    return [found[pk] for pk in ids if pk in found]


def address_of(article: Article, request: HttpRequest) -> str:
    """Return the whole address of a report."""
    return request.build_absolute_uri(article.get_absolute_url())


# The table


class Line:
    """A file for csv.writer that hands each line back."""

    def write(self, line: str) -> str:
        return line


def csv_lines(request: HttpRequest, ids: list[int]) -> Iterator[str]:
    """Make the lines of the table, a few hundred reports at a time."""
    writer = csv.writer(Line())
    yield BYTE_ORDER_MARK + writer.writerow(COLUMNS)
    for chunk in chunks(ids):
        named = entities_named(chunk)
        for article in load(chunk):
            yield writer.writerow(safe(cell) for cell in csv_row(article, named.get(article.pk, []), request))


def csv_row(article: Article, entities: list, request: HttpRequest) -> list:
    """Return one report as the cells of its row, in the order of COLUMNS."""
    named = {kind: "; ".join(one.name for one in entities if one.kind == kind) for kind in KINDS}
    return [
        article.pk,
        article.headline,
        article.source.name,
        article.date_edtf,
        article.date_label(),
        article.date_basis,
        article.date_printed,
        article.byline,
        article.dateline,
        article.language,
        *(named[kind] for kind in KINDS),
        article.story_id or "",
        address_of(article, request),
        article.url,
        article.rights,
    ]


def safe(cell) -> str:
    """Return a cell on one line; what a spreadsheet would take for a formula gets an apostrophe before it."""
    text = one_line(cell)
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


# One report


def article_ris(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one report as RIS."""
    return reference(request, pk, *RIS)


def article_bibtex(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one report as BibTeX."""
    return reference(request, pk, *BIBTEX)


def article_csl(request: HttpRequest, pk: int) -> JsonResponse:
    """Give one report as CSL-JSON, which citation processors read."""
    article = published(pk)
    return JsonResponse(
        as_csl(article, address=address_of(article, request)),
        content_type="application/vnd.citationstyles.csl+json",
        json_dumps_params={"ensure_ascii": False},
    )


def reference(
    request: HttpRequest, pk: int, extension: str, media_type: str, entry: Callable[..., str]
) -> HttpResponse:
    """Give one report in a format of reference managers."""
    article = published(pk)
    content = entry(article, address=address_of(article, request))
    response = HttpResponse(content, content_type=f"{media_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="dateline-{pk}.{extension}"'
    return response


def published(pk: int) -> Article:
    """Return a published report; anything else is not there."""
    return get_object_or_404(Article.objects.published().for_lists(), pk=pk)
