"""Any search as an Atom feed: its most recently added reports."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from archive.models import Article
from archive.presentation.references import one_line
from archive.search import Listing, entities_named, latest
from archive.text.words import excerpt
from archive.views.crawlers import bounded, unindexed
from archive.views.notices import give_notice, refusal

ENTRIES = 50
ORDER_OF_ENTRIES = "Reports in the order in which they were added to the archive, the last one first."
SUMMARY_LENGTH = 400


@unindexed
@bounded
def search_atom(request: HttpRequest) -> HttpResponse:
    """Serve the most recently added reports of a search, whatever its order."""
    found = latest(request.GET, most=ENTRIES)
    if found.errors:
        return refusal(found.errors)
    feed = make_feed(request, found)
    articles = (
        Article.objects.published().select_related("source").defer("removed", "note").in_bulk(found.ids)
    )
    named = entities_named(found.ids)
    for pk in found.ids:
        if pk in articles:
            add_entry(feed, articles[pk], named[pk].told, request)
    response = HttpResponse(content_type=feed.content_type)
    give_notice(response, found.notices, address=found.address, request=request)
    feed.write(response, "utf-8")
    return response


class ReportFeed(Atom1Feed):
    """A feed whose entries are each in the language of their report; "und" where that is not known."""

    def item_attributes(self, item) -> dict[str, str]:
        return {"xml:lang": item["language"] or "und"}


def make_feed(request: HttpRequest, found: Listing) -> ReportFeed:
    """Return the feed of a search, without entries; its subtitle says what a page would say about the search."""
    address = found.address
    subtitle = " ".join([ORDER_OF_ENTRIES, *map(one_line, found.notices)])
    return ReportFeed(
        title=feed_title(found),
        link=request.build_absolute_uri(str(address)),
        description=subtitle,
        subtitle=subtitle,
        feed_url=request.build_absolute_uri(str(address.to(reverse("search-atom")))),
        author_name=settings.ARCHIVE_NAME,
        language="en",
    )


def feed_title(found: Listing) -> str:
    """Describe a search in words."""
    words = found.address.one("q")
    asked = [f"“{one_line(words)}”"] if words else []
    asked += [f"{chip.kind}: {one_line(chip.label)}" for chip in found.chips()]
    return f"{settings.ARCHIVE_NAME}: {', '.join(asked) or 'all reports'}"


def add_entry(feed: ReportFeed, article: Article, entities: list, request: HttpRequest) -> None:
    """Add a report: its headline, source and date, its opening words, and whom it names."""
    text = article.standfirst or article.body
    words = f"{article.source.name}, {article.date_label()}. {excerpt(text, SUMMARY_LENGTH)}"
    feed.add_item(
        title=one_line(article.headline),
        link=request.build_absolute_uri(article.get_absolute_url()),
        description=escape(one_line(words)),
        unique_id=article.uid.urn,
        author_name=one_line(article.source.name),
        pubdate=article.created_at,
        updateddate=article.updated_at,
        categories=[one_line(entity.name) for entity in entities],
        language=article.language,
    )
