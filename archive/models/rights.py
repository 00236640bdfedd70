"""Who may see protected entities, their names in reports, and the drafts of others."""

from __future__ import annotations

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet

from archive.models.visibility import is_published


def may_see_protected(user) -> bool:
    """Return whether this person may see protected entries. Whatever shows entries or reports to somebody calls this."""
    return user.has_perm("archive.protect_entity")


def may_see_every_draft(user) -> bool:
    """Return whether this person may see reports that are not published, whoever entered them."""
    return user.has_perm("archive.publish_article")


def is_entered_by(user, path: str = "") -> Q:
    """Return the condition that this person entered a report: by hand, or with an import or a paste of theirs.

    `path` leads from the rows queried to the report: "article__".
    """
    if user.pk is None:
        return Q(pk__in=[])
    rows = apps.get_model("archive", "StepRow").objects.filter(
        model="article", before__isnull=True, step__verb="add", step__user=user.pk
    )
    return Q(**{f"{path}batch__user": user.pk}) | Q(**{f"{path}pk__in": rows.values("row_id")})


def within_reach(user, path: str = "") -> Q:
    """Return the condition that this person may see a report in the admin: those who publish see all, others what
    readers see and what they entered themselves.

    Every list, form, export and history of what stands in reports is narrowed by this.
    """
    if may_see_every_draft(user):
        return Q()
    return is_published(path) | is_entered_by(user, path)


def in_reports_open_to(rows: QuerySet, user) -> QuerySet:
    """Filter what belongs to reports (their column is `article`) to the reports that this person may open: without those
    that contain a protected name, if they may not see it, and the drafts of others."""
    found = rows.filter(within_reach(user, "article__"))
    return found if may_see_protected(user) else found.filter(article__wording=None)


def rests_within_reach(user, column: str) -> Q:
    """Return the condition that a statement, event or claim (the column of Evidence) does not rest on drafts alone that
    this person may not see."""
    if may_see_every_draft(user):
        return Q()
    evidence = apps.get_model("archive", "Evidence").objects.filter(**{column: OuterRef("pk")})
    seen = evidence.filter(Q(passage=None) | within_reach(user, "passage__article__"))
    return Exists(seen) | ~Exists(evidence)
