"""Every address of the site."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path

from archive.views.articles import article_detail
from archive.views.health import health
from archive.views.home import home
from archive.views.pages import about, help_page
from archive.views.search import facet_page, search_json, search_page

handler400 = "archive.views.pages.bad_request"
handler403 = "archive.views.pages.forbidden"
handler404 = "archive.views.pages.not_found"
handler500 = "archive.views.pages.server_error"

urlpatterns = [
    path("", home, name="home"),
    path("search/", search_page, name="search"),
    path("search/<str:name>/", facet_page, name="search-facet"),
    path("search.json", search_json, name="search-json"),
    path("articles/<int:pk>/", article_detail, name="article"),
    path("articles/<int:pk>-<str:slug>/", article_detail, name="article-detail"),
    path("about/", about, name="about"),
    path("help/", help_page, name="help"),
    path("healthz", health, name="health"),
    path("admin/", admin.site.urls),
]
