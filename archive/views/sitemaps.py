"""The sitemap, robots.txt and the description of the search for browsers."""

from __future__ import annotations

from django.contrib.sitemaps import Sitemap
from django.core.paginator import Paginator
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from archive.kinds import KINDS
from archive.models import Article, Entity, Event, Source, Story
from archive.models.wordings import withhold_names
from archive.views.exports import ENTRY_FORMATS

PAGES = (
    "home",
    *(kind.plural for kind in KINDS),
    "events",
    "claims",
    "sources",
    "map",
    "timeline",
    "coverage",
    "about",
    "help",
)
# Endless addresses, and those that repeat the content of a page.
ENDLESS = (
    "search", "search-json", "map-geojson", "search-atom", "search-csv", "events-json", "events-csv", "events-atom",
    "claims-json", "claims-csv", "claims-atom", "timeline-json", "timeline-csv", "coverage-json", "coverage-csv", *(form.search_name for form in ENTRY_FORMATS), "suggest", "admin:index",
)  # fmt: skip
NARROWED = ("map", "timeline")  # pages that take the parameters of a search, too
FILES_OF_REPORTS = (*(form.article_name for form in ENTRY_FORMATS), "article-csl")


class ArticleSitemap(Sitemap):
    """All published reports, with the time of their last change."""

    limit = 10_000

    def items(self):
        return Article.objects.published().only("pk", "headline", "updated_at").order_by("pk")

    def lastmod(self, article: Article):
        return article.updated_at

    def get_latest_lastmod(self):
        return Article.objects.published().aggregate(latest=Max("updated_at"))["latest"]


class EntitySitemap(Sitemap):
    """The public entities of one kind."""

    limit = 10_000

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def items(self):
        return Entity.objects.public().of_kind(self.kind).only("pk", "kind", "slug").order_by("pk")


class SourceSitemap(Sitemap):
    """The sources that have a published report."""

    limit = 10_000

    def items(self):
        return Source.objects.of_the_public().only("pk", "slug").order_by("pk")


class StorySitemap(Sitemap):
    """The stories with several published copies."""

    limit = 10_000

    def items(self):
        return Story.objects.with_copies().order_by("pk")


class InPublicTitles(Paginator):
    """Withholds protected names in the titles of the events of a page."""

    def page(self, number):
        page = super().page(number)
        page.object_list = list(page.object_list)
        withhold_names(page.object_list, "title")
        return page


class EventSitemap(Sitemap):
    """The events that readers may see."""

    limit = 10_000

    def items(self):
        return Event.objects.public().only("pk", "title").order_by("pk")

    @property
    def paginator(self):
        return InPublicTitles(self.items(), self.limit)


class PageSitemap(Sitemap):
    """The pages that always exist."""

    def items(self):
        return PAGES

    def location(self, name: str) -> str:
        return reverse(name)


SITEMAPS = {
    "pages": PageSitemap,
    "articles": ArticleSitemap,
    **{kind.plural: EntitySitemap(kind.key) for kind in KINDS},
    "sources": SourceSitemap,
    "stories": StorySitemap,
    "events": EventSitemap,
}


def robots(request: HttpRequest) -> HttpResponse:
    """Keep crawlers off searches, which are endless; every report and name is in the sitemap."""
    context = {
        "sitemap": request.build_absolute_uri(reverse("sitemap")),
        "endless": [*map(reverse, ENDLESS), reverse("together", args=["a", "b"]).removesuffix("a/b/")],
        "narrowed": map(reverse, NARROWED),
        "files": [reverse(name, args=[0]).replace("0", "*") for name in FILES_OF_REPORTS],
        "articles": reverse("article", args=[0]).removesuffix("0/"),
        "home": reverse("home"),
    }
    return render(request, "robots.txt", context, content_type="text/plain; charset=utf-8")


def opensearch(request: HttpRequest) -> HttpResponse:
    """Describe the search engine, so that a browser can offer it in its own search box."""
    context = {"site": request.build_absolute_uri("/").rstrip("/")}
    return render(request, "opensearch.xml", context, content_type="application/opensearchdescription+xml")
