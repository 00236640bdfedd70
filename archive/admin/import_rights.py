"""Who may make imports of reports, and see which."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from archive.models import Batch
from archive.models.rights import may_see_protected
from archive.models.wordings import withhold_names


def may_import(user) -> bool:
    """Return whether this person may import reports."""
    return user.has_perm("archive.add_batch") and user.has_perm("archive.add_article")


def check_may_import(request) -> None:
    """Raise PermissionDenied for those who may not import reports."""
    if not may_import(request.user):
        raise PermissionDenied


def visible_imports(user) -> QuerySet[Batch]:
    """Return the imports that this person may see: all, or those they made."""
    if user.has_perm("archive.view_batch"):
        return Batch.objects.all()
    return Batch.objects.filter(user=user) if may_import(user) else Batch.objects.none()


def import_or_404(request, pk: int) -> Batch:
    """Return an import of reports that this person may see, its label without the names withheld from them."""
    found = visible_imports(request.user).select_related("user")
    batch = get_object_or_404(found.exclude(options__has_any_keys=["dataset", "entities"]), pk=pk)
    if not may_see_protected(request.user):
        withhold_names([batch], "label")
    return batch


def is_of_reports(batch: Batch) -> bool:
    """Return whether an import brings reports, rather than a register or a data set."""
    return not batch.options.keys() & {"dataset", "entities"}


def import_url(batch: Batch) -> str:
    """Return the address of an import's own page."""
    name = "import_made" if is_of_reports(batch) else "archive_batch_change"
    return reverse(f"admin:{name}", args=[batch.pk])
