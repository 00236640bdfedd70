"""Every address of the site."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.sitemaps.views import index as sitemap_index
from django.contrib.sitemaps.views import sitemap
from django.urls import path

from archive.kinds import KINDS
from archive.views.articles import article_detail
from archive.views.attachments import ADDRESSES as ATTACHMENTS
from archive.views.cite import ADDRESSES as CITE
from archive.views.claim_files import claim_list_atom, claim_list_csv
from archive.views.claims import claim_list, claim_list_json
from archive.views.coverage import coverage_csv, coverage_json, coverage_page
from archive.views.design import design
from archive.views.entities import entity_page
from archive.views.event_files import event_list_atom, event_list_csv
from archive.views.event_lists import event_list, event_list_json
from archive.views.events import event_json, event_page
from archive.views.exports import ADDRESSES as EXPORTS
from archive.views.feeds import search_atom
from archive.views.geojson import map_geojson
from archive.views.health import health
from archive.views.home import home
from archive.views.indexes import index_of
from archive.views.maps import map_page
from archive.views.pages import about, help_page, logo
from archive.views.search import facet_page, search_json, search_page
from archive.views.sides_data import entity_json, states_json
from archive.views.sitemaps import SITEMAPS, opensearch, robots
from archive.views.sources import source_detail, source_list
from archive.views.stories import story_page
from archive.views.suggest import suggest
from archive.views.timelines import timeline_csv, timeline_json, timeline_page
from archive.views.together import together_page

handler400 = "archive.views.pages.bad_request"
handler403 = "archive.views.pages.forbidden"
handler404 = "archive.views.pages.not_found"
handler500 = "archive.views.failures.failed"

urlpatterns = [
    path("", home, name="home"),
    path("search/", search_page, name="search"),
    *CITE,
    path("search/<str:name>/", facet_page, name="search-facet"),
    path("search.json", search_json, name="search-json"),
    path("search.atom", search_atom, name="search-atom"),
    *EXPORTS,
    path("suggest.json", suggest, name="suggest"),
    path("articles/<int:pk>/", article_detail, name="article"),
    path("articles/<int:pk>-<str:slug>/", article_detail, name="article-detail"),
    *ATTACHMENTS,
    *(path(f"{kind.plural}/", index_of, {"kind": kind}, name=kind.plural) for kind in KINDS),
    *(
        path(f"{kind.plural}/<slug:slug>/", entity_page, {"kind": kind}, name=f"{kind.key}-detail")
        for kind in KINDS
    ),
    *(
        path(f"{kind.plural}/<slug:slug>.json", entity_json, {"kind": kind}, name=f"{kind.key}-json")
        for kind in KINDS
    ),
    path("factions.json", states_json, name="factions-json"),
    path("events/", event_list, name="events"),
    path("events.json", event_list_json, name="events-json"),
    path("events.csv", event_list_csv, name="events-csv"),
    path("events.atom", event_list_atom, name="events-atom"),
    path("events/<int:pk>/", event_page, name="event"),
    path("events/<int:pk>.json", event_json, name="event-json"),
    path("events/<int:pk>-<str:slug>/", event_page, name="event-detail"),
    path("claims/", claim_list, name="claims"),
    path("claims.json", claim_list_json, name="claims-json"),
    path("claims.csv", claim_list_csv, name="claims-csv"),
    path("claims.atom", claim_list_atom, name="claims-atom"),
    path("sources/", source_list, name="sources"),
    path("sources/<slug:slug>/", source_detail, name="source-detail"),
    path("stories/<int:pk>/", story_page, name="story"),
    path("together/<slug:one>/<slug:other>/", together_page, name="together"),
    path("coverage/", coverage_page, name="coverage"),
    path("coverage.json", coverage_json, name="coverage-json"),
    path("coverage.csv", coverage_csv, name="coverage-csv"),
    path("timeline/", timeline_page, name="timeline"),
    path("timeline.json", timeline_json, name="timeline-json"),
    path("timeline.csv", timeline_csv, name="timeline-csv"),
    path("map/", map_page, name="map"),
    path("map.geojson", map_geojson, name="map-geojson"),
    path("about/", about, name="about"),
    path("about/design/", design, name="design"),
    path("help/", help_page, name="help"),
    path(
        "sitemap.xml",
        sitemap_index,
        {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap-section"},
        name="sitemap",
    ),
    path("sitemap-<section>.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap-section"),
    path("robots.txt", robots, name="robots"),
    path("logo/<str:name>", logo, name="logo"),
    path("opensearch.xml", opensearch, name="opensearch"),
    path("healthz", health, name="health"),
    path("admin/", admin.site.urls),
]
