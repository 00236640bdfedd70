"""Publish reports, withdraw them with a reason, or return them to draft."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.db.models.expressions import RawSQL

from archive.matching.link import link
from archive.models import Article
from archive.models.among import among

PUBLISHED, WITHDRAWN, DRAFT = Article.Status.PUBLISHED, Article.Status.WITHDRAWN, Article.Status.DRAFT
AT_ONCE = 500
# The latest change that published a report, from the history: the row before, and who did it.
PUBLISHER = """
    SELECT context.metadata->>'user' FROM archive_articleevent event
    JOIN pghistory_context context ON context.id = event.pgh_context_id
    WHERE event.pgh_obj_id = archive_article.id AND event.status <> 'published'
    ORDER BY event.pgh_id DESC LIMIT 1
"""


def publish(*, articles: Iterable[int]) -> list[int]:
    """Publish these reports after matching their names; return the ids of those that were not published already."""
    with transaction.atomic():
        found = (
            Article.objects.filter(pk__in=among(articles, "bigint")).exclude(status=PUBLISHED).order_by("pk")
        )
        changing = list(found.select_for_update(no_key=True).values_list("pk", "linked_digest"))
        link(articles=[pk for pk, digest in changing if not digest])
        ids = [pk for pk, _ in changing]
        Article.objects.filter(pk__in=ids).update(status=PUBLISHED, withdrawn_reason="")
    return ids


def withdraw(*, articles: Iterable[int], reason: str) -> list[int]:
    """Withdraw published reports, with a reason that readers see; return their ids."""
    with transaction.atomic():
        found = Article.objects.filter(pk__in=among(articles, "bigint"), status=PUBLISHED).order_by("pk")
        ids = list(found.select_for_update(no_key=True).values_list("pk", flat=True))
        Article.objects.filter(pk__in=ids).update(status=WITHDRAWN, withdrawn_reason=reason)
    return ids


def unpublish(*, articles: Iterable[int]) -> list[int]:
    """Return published reports to draft: readers no longer find them, and see no notice. Return their ids."""
    with transaction.atomic():
        found = Article.objects.filter(pk__in=among(articles, "bigint"), status=PUBLISHED).order_by("pk")
        ids = list(found.select_for_update(no_key=True).values_list("pk", flat=True))
        Article.objects.filter(pk__in=ids).update(status=DRAFT)
    return ids


def may_unpublish(queryset, user):
    """Filter to the published reports that this person may return to draft: Editors all, others those they published."""
    published = queryset.filter(status=PUBLISHED)
    if user.has_perm("archive.withdraw_article"):
        return published
    if not user.has_perm("archive.publish_article"):
        return published.none()
    own = published.alias(publisher=RawSQL(f"({PUBLISHER})", []))  # noqa: S611 (nothing from outside is in it)
    return own.filter(
        Q(publisher=str(user.pk)) | Q(publisher=None, batch__user=user, batch__options__publish=True)
    )
