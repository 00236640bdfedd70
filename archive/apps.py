"""The one app of the project, and its admin."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class ArchiveConfig(AppConfig):
    """Reports, and the people, places and factions in them."""

    name = "archive"
    label = "archive"
    verbose_name = "Archive"

    def ready(self) -> None:
        """Register the system checks."""
        from archive import checks  # noqa: F401  (apps must be ready before models can be imported)


class ArchiveAdminConfig(admin_apps.AdminConfig):
    """Django's admin with the archive's own site."""

    default_site = "archive.admin_site.ArchiveAdminSite"
