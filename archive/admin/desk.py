"""The desk: what waits, recent imports, what others did, what one may do, and shortcuts."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from archive.admin import versions
from archive.admin.import_rights import may_import
from archive.admin.outcomes import import_outcomes
from archive.admin.own_rights import own_rights
from archive.admin.saved_searches import saved_links
from archive.admin.tasks import tasks
from archive.admin_site import ArchiveAdminSite
from archive.kinds import KINDS
from archive.models import Step

MAX_STEPS_SHOWN = 8
MAX_STEPS_COUNTED = 100


@dataclass(frozen=True)
class Shortcut:
    label: str
    url: str


def gather(request) -> dict:
    """Return what the desk shows to this person."""
    user = request.user
    return {
        "tasks": tasks(request),
        "shortcuts": shortcuts(request),
        "imports": import_outcomes(user),
        "steps": steps_of_others(user),
        "own_today": steps_today(user),
        "may_see_others": user.has_perm("archive.publish_article"),
        "saved": saved_links(request),
        "rights": own_rights(user),
        "ask": settings.ARCHIVE_CONTACT,
    }


def shortcuts(request) -> list[Shortcut]:
    """Return what this person may add."""
    wanted = [
        ("article", "Add a report"),
        *((kind.key, f"Add {kind.one}") for kind in KINDS),
        ("source", "Add a source"),
        ("event", "Add an event"),
    ]
    found = [
        Shortcut(label, reverse(f"admin:archive_{name}_add"))
        for name, label in wanted
        if request.user.has_perm(f"archive.add_{name}")
    ]
    if may_import(request.user):
        found.insert(1, Shortcut("Import files", reverse("admin:imports")))
    return found


def steps_of_others(user) -> list[Step]:
    """Return the latest steps of colleagues, as far as this person may see them."""
    steps = Step.objects.visible_to(user).exclude(user=None).exclude(user=user)
    shown = steps.select_related("user", "undone_by").prefetch_related(None)[:MAX_STEPS_SHOWN]
    return versions.visible_steps(shown, user)


def steps_today(user) -> int:
    """Count what this person did today, up to MAX_STEPS_COUNTED."""
    since = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return Step.objects.filter(user=user, at__gte=since).order_by()[:MAX_STEPS_COUNTED].count()


ArchiveAdminSite.set_desk(gather)
