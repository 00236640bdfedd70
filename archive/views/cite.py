"""How to cite a report, a paragraph of it, an entry or a search: in the archive's own form, and in the styles of journals."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from archive.kinds import KINDS, PHRASES, Kind
from archive.models import Article, Entity
from archive.presentation.changes import public_changes
from archive.presentation.citation import citation, cited_date, cited_part, day, english
from archive.presentation.references import author
from archive.presentation.styles import STYLES, CitedItem, in_style
from archive.search import search
from archive.text.localised import grouped
from archive.text.words import paragraphs
from archive.views.articles import in_own_words, withdrawn
from archive.views.crawlers import combination, unindexed
from archive.views.exports import ENTRY_FORMATS

MAX_DIGITS = 6


class CitationForm(NamedTuple):
    """A citation in one form: the end of its anchor, what the form is called, and the citation as HTML."""

    key: str
    label: str
    text: SafeString


def forms(own: SafeString, cited: CitedItem) -> list[CitationForm]:
    """Return a citation in the archive's own form and in each style."""
    styled = [CitationForm(style.key, style.label, in_style(style, cited)) for style in STYLES]
    return [CitationForm("own", "Footnote", own), *styled]


@unindexed
def cite_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how to cite a report, or the paragraph that is asked for."""
    article = get_object_or_404(Article.objects.for_reading(), pk=pk)
    if article.status == Article.Status.WITHDRAWN:
        return withdrawn(request, article)
    if not article.is_public():
        raise Http404("No report is published at this address.")
    most = len(paragraphs(article.body))
    paragraph, complaint = requested_paragraph(request, most)
    changes = public_changes(article.events.order_by("pgh_id"), in_own_words(article))
    address = request.build_absolute_uri(article.get_absolute_url()) + (f"#p{paragraph}" if paragraph else "")
    today, part = timezone.now().date(), cited_part(paragraph, changes)
    own = citation(article, address=address, accessed=today, suffix=part)
    context = {
        "heading": "How to cite this report",
        "cited": article.headline,
        "forms": forms(own, cited_report(article, address, today, part)),
        "url": article.get_absolute_url() + (f"#p{paragraph}" if paragraph else ""),
        "article": article,
        "entry_formats": ENTRY_FORMATS,
        "paragraph": paragraph or "",
        "most": most,
        "complaint": complaint,
    }
    return render(request, "cite/cite.html", context)


def requested_paragraph(request: HttpRequest, most: int) -> tuple[int, str]:
    """Return (the number of the paragraph to cite, 0 for the whole report; a sentence if the number typed is none)."""
    typed = request.GET.get("paragraph", "").strip()
    is_number = typed.isascii() and typed.isdecimal() and len(typed) <= MAX_DIGITS
    number = int(typed) if is_number else 0
    if 1 <= number <= most or not typed:
        return number, ""
    said = ngettext(
        "The report has {number} paragraph. This cites all of it.",
        "The report has {number} paragraphs. This cites all of it.",
        most,
    )
    return 0, said.format(number=grouped(most))


def cited_report(article: Article, address: str, today: date, part: str) -> CitedItem:
    """Return a report as styles cite it."""
    return CitedItem(
        "article-newspaper",
        article.headline,
        article.source.name,
        address,
        today,
        author=author(article),
        edtf=article.date_edtf,
        date_words=cited_date(article),
        suffix=part,
    )


@unindexed
def cite_entry(request: HttpRequest, kind: Kind, slug: str) -> HttpResponse:
    """Show how to cite the page of an entity."""
    entity = Entity.objects.public_at(kind=kind.key, slug=slug)
    if entity is None:
        raise Http404(f"No {kind.label.lower()} is at this address.")
    return cite_page(request, entity.name, entity.get_absolute_url(), PHRASES["cite"][0].format(key=kind.key))


@unindexed
def cite_search(request: HttpRequest) -> HttpResponse:
    """Show how to cite a search, with what it finds today."""
    params, _ = combination(request)
    title, address, found = searched(params)
    return cite_page(
        request,
        title,
        address,
        "How to cite this search",
        part=found,
        is_search=True,
    )


@english
def searched(params: QueryDict) -> tuple[str, str, str]:
    """Return (a search in words, its address, how much it found), in English like everything cited."""
    results = search(params)
    chosen = [f"{chip.kind} {chip.label}" for chip in results.chips]
    words = "; ".join(filter(None, [results.query, *chosen])) or "all reports"
    found = "1 result" if results.total == 1 else f"{results.total:,} results"
    return f"Search: {words}", str(results.address), found


def cite_page(
    request: HttpRequest, title: str, url: str, heading: str, *, part: str = "", is_search: bool = False
) -> HttpResponse:
    """Show how to cite a page of the archive itself."""
    address, today = request.build_absolute_uri(url), timezone.now().date()
    own = format_html(
        "“<bdi>{}</bdi>”, <bdi>{}</bdi>, {}{} (accessed {}).",
        title,
        settings.ARCHIVE_NAME,
        f"{part}, " if part else "",
        address,
        day(today),
    )
    cited = CitedItem("webpage", title, settings.ARCHIVE_NAME, address, today, suffix=part)
    context = {
        "heading": heading,
        "cited": title,
        "forms": forms(own, cited),
        "url": url,
        "is_search": is_search,
    }
    return render(request, "cite/cite.html", context)


ADDRESSES = [
    path("articles/<int:pk>/cite/", cite_report, name="cite-report"),
    path("search/cite/", cite_search, name="cite-search"),
    *(
        path(f"{kind.plural}/<slug:slug>/cite/", cite_entry, {"kind": kind}, name=f"cite-{kind.key}")
        for kind in KINDS
    ),
]
