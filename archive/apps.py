"""The one app of the project, and its admin."""

from __future__ import annotations

from django.apps import AppConfig, apps
from django.apps.registry import Apps
from django.contrib.admin import apps as admin_apps
from django.db.models.signals import post_migrate


class ArchiveConfig(AppConfig):
    """Reports, and the entities in them."""

    name = "archive"
    label = "archive"
    verbose_name = "Archive"

    def ready(self) -> None:
        """Register the system checks, and let an empty archive record what will derive its data."""
        from archive.hosting import checks  # noqa: F401  (apps must be ready before models can be imported)

        post_migrate.connect(_sign_where_empty, sender=self)


def _sign_where_empty(using: str, apps: Apps = apps, **about: object) -> None:
    from archive.matching.derivation import sign_empty_archive

    if "derivation" in apps.all_models["archive"]:  # an earlier version's schema has none
        sign_empty_archive(using)


class ArchiveAdminConfig(admin_apps.AdminConfig):
    """Django's admin with the archive's own site."""

    default_site = "archive.admin_site.ArchiveAdminSite"
