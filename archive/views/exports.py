"""Downloads of a search, or of one report: as a table, and for reference managers."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path

from archive.kinds import KINDS
from archive.models import Article
from archive.presentation.attached import attachments_as_data
from archive.presentation.cells import safe
from archive.presentation.changes import withdrawn_at
from archive.presentation.citation import cited_date, day
from archive.presentation.date_notes import printed_date
from archive.presentation.references import as_bibtex, as_csl, as_ris, bibtex_comment, one_line
from archive.search import NamedInReport, entities_named, listing
from archive.views.crawlers import bounded, unindexed
from archive.views.notices import give_notice, refusal

MAX_ROWS = 10_000
MAX_REFERENCES = 1_000
BATCH_SIZE = 250
BYTE_ORDER_MARK = "\ufeff"  # tells spreadsheets that the table is UTF-8
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
    "written_in",
    "language",
    *(kind.plural for kind in KINDS),
    "story",
    "url",
    "original_url",
    "rights",
)


@dataclass(frozen=True)
class EntryFormat:
    """A format with one entry for each report; downloads of searches and single reports, their addresses and links follow from it."""

    name: str
    """Part of the names of its URL patterns."""
    label: str
    """The text of its links."""
    extension: str
    media_type: str
    entry: Callable[..., str]
    """(report, *, address) -> its entry."""
    comment: Callable[[list[str]], str] = lambda notices: ""
    """Writes notices about a search as a comment, if the format has comments."""

    @property
    def search_name(self) -> str:
        """The name of the URL pattern for a search in this format."""
        return f"search-{self.name}"

    @property
    def article_name(self) -> str:
        """The name of the URL pattern for a report in this format."""
        return f"article-{self.name}"


ENTRY_FORMATS = (
    EntryFormat("ris", "RIS", "ris", "application/x-research-info-systems", as_ris),
    EntryFormat("bibtex", "BibTeX", "bib", "application/x-bibtex", as_bibtex, bibtex_comment),
)


# A search


# A file is completed before its first byte is sent, with its length: a failure halfway is an error, never a shorter file that
# looks complete.


@unindexed
@bounded
def search_csv(request: HttpRequest) -> HttpResponse:
    """Serve a search as a table, up to 10,000 rows in the order of the search."""
    found = listing(request.GET, most=MAX_ROWS)
    if found.errors:
        return refusal(found.errors)
    content = "".join(csv_lines(request, found.ids))
    response = file_response(content, "text/csv; charset=utf-8; header=present", "dateline.csv")
    give_notice(response, found.notices, address=found.address, request=request)
    return response


@unindexed
@bounded
def search_entries(request: HttpRequest, form: EntryFormat) -> HttpResponse:
    """Serve up to 1,000 reports of a search, one entry after the other."""
    found = listing(request.GET, most=MAX_REFERENCES)
    if found.errors:
        return refusal(found.errors)
    entries = [
        form.entry(article, address=address_of(article, request))
        for chunk in chunks(found.ids)
        for article in load(chunk)
    ]
    content = "".join([form.comment(found.notices), *entries])
    response = file_response(content, f"{form.media_type}; charset=utf-8", f"dateline.{form.extension}")
    give_notice(response, found.notices, address=found.address, request=request)
    return response


def file_response(content: str, media_type: str, name: str) -> HttpResponse:
    """Serve a text as a download."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Length"] = str(len(response.content))
    return response


def chunks(ids: list[int]) -> Iterator[list[int]]:
    """Split ids so that few reports are in memory at once."""
    return (ids[start : start + BATCH_SIZE] for start in range(0, len(ids), BATCH_SIZE))


def load(ids: Iterable[int]) -> list[Article]:
    """Load published reports in the order of these ids; any unpublished meanwhile are omitted."""
    found = Article.objects.published().for_lists().in_bulk(list(ids))
    return [found[pk] for pk in ids if pk in found]


def address_of(article: Article, request: HttpRequest) -> str:
    """Return the whole address of a report."""
    return request.build_absolute_uri(article.get_absolute_url())


# The table


class Line:
    """A file for csv.writer that returns each line."""

    def write(self, line: str) -> str:
        return line


def csv_lines(request: HttpRequest, ids: list[int]) -> Iterator[str]:
    """Yield the lines of the table, a few hundred reports at a time."""
    writer = csv.writer(Line())
    yield BYTE_ORDER_MARK + writer.writerow(COLUMNS)
    for chunk in chunks(ids):
        named = entities_named(chunk)
        for article in load(chunk):
            yield writer.writerow(safe(cell) for cell in csv_row(article, named[article.pk], request))


def csv_row(article: Article, entities: NamedInReport, request: HttpRequest) -> list:
    """Return one report as the cells of its row, in the order of COLUMNS."""
    named = ("; ".join(one.name for one in entities.told if one.kind == kind.key) for kind in KINDS)
    return [
        article.pk,
        article.headline,
        article.source.name,
        article.date_edtf,
        article.date_label(),
        article.date_basis,
        printed_date(article),
        article.byline,
        article.dateline,
        "; ".join(one.name for one in entities.written),
        article.language,
        *named,
        article.story_id or "",
        address_of(article, request),
        article.url,
        article.rights,
    ]


# One report


class WithdrawnError(Exception):
    """Raised where a report that is asked for was withdrawn."""

    def __init__(self, article: Article) -> None:
        super().__init__(f"Report {article.pk} was withdrawn.")
        self.article = article


def gone_if_withdrawn(view: Callable) -> Callable:
    """Answer 410 for a withdrawn report, with what its page says: which report it was, unless that was withdrawn too, when and why."""

    @wraps(view)
    def answer(request, *args, **values):
        try:
            return view(request, *args, **values)
        except WithdrawnError as error:
            said = withdrawal(error.article)
        if request.path.endswith(".json"):
            return JsonResponse({"error": said}, status=410, json_dumps_params={"ensure_ascii": False})
        return HttpResponse(f"{said}\n", status=410, content_type="text/plain; charset=utf-8")

    return answer


@gone_if_withdrawn
def article_entry(request: HttpRequest, pk: int, form: EntryFormat) -> HttpResponse:
    """Serve one report as an entry."""
    article = published(pk)
    content = form.entry(article, address=address_of(article, request))
    return file_response(content, f"{form.media_type}; charset=utf-8", f"dateline-{pk}.{form.extension}")


@gone_if_withdrawn
def article_csl(request: HttpRequest, pk: int) -> JsonResponse:
    """Serve one report as CSL-JSON, which citation processors read, with the pictures and files that readers may see."""
    article = published(pk)
    item = as_csl(article, address=address_of(article, request))
    if attached := attachments_as_data(article, root=request.build_absolute_uri("/").rstrip("/")):
        item["custom"] = {"attachments": attached}  # where CSL leaves room for what it does not know
    return JsonResponse(
        item,
        content_type="application/vnd.citationstyles.csl+json",
        json_dumps_params={"ensure_ascii": False},
    )


def published(pk: int) -> Article:
    """Return a published report; raise WithdrawnError for a withdrawn one, and a 404 for any other."""
    article = get_object_or_404(Article.objects.for_readers().for_lists(), pk=pk)
    if article.status == Article.Status.WITHDRAWN:
        raise WithdrawnError(article)
    if not article.is_public():
        raise Http404("No report is published at this address.")
    return article


def withdrawal(article: Article) -> str:
    """Say in a sentence or two that a report was withdrawn."""
    when = day(withdrawn_at(article.events.order_by("pgh_id").defer("body"), article).date())
    known = f"“{one_line(article.headline)}”, {article.source.name}, {cited_date(article)}"
    which = f"Report {article.pk}" if article.withdrawn_with_headline else f"Report {article.pk} ({known})"
    reason = one_line(article.withdrawn_reason)
    return f"{which} was withdrawn on {when}. {f'The reason given: {reason}' if reason else 'No reason was given.'}"


ADDRESSES = [
    path("search.csv", search_csv, name="search-csv"),
    *(
        path(f"search.{form.extension}", search_entries, {"form": form}, name=form.search_name)
        for form in ENTRY_FORMATS
    ),
    *(
        path(f"articles/<int:pk>.{form.extension}", article_entry, {"form": form}, name=form.article_name)
        for form in ENTRY_FORMATS
    ),
    path("articles/<int:pk>.json", article_csl, name="article-csl"),
]
