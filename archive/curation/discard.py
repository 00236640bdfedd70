"""Discard drafts: the person who entered one may delete it while it is a draft; Editors may delete any report."""

from __future__ import annotations

from archive.models import Article
from archive.models.rights import is_entered_by


def may_discard(queryset, user):
    """Filter to the reports that this person may delete: Editors all, others the drafts that they entered themselves."""
    if user.has_perm("archive.delete_article"):
        return queryset
    if not user.has_perm("archive.add_article"):
        return queryset.none()
    return queryset.filter(is_entered_by(user), status=Article.Status.DRAFT)
