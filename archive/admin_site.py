"""The site object of the admin; it sits outside `archive.admin`, where autodiscovery would not use it."""

from __future__ import annotations

from django.contrib.admin import AdminSite


class ArchiveAdminSite(AdminSite):
    """The curators' workbench."""

    site_title = "Dateline"
    site_header = "Dateline"
    index_title = "Curators' desk"
