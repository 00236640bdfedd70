"""Withdraw published reports with a notice to readers, or return them to draft without one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import OuterRef, Q, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone

from archive.curation.wording import of_reports
from archive.models import Article, Step
from archive.models.among import among
from archive.models.visibility import is_published

UNNOTICED = timedelta(days=1)  # after that, readers who saw a report are owed a notice


def withdraw(*, articles: Iterable[int], reason: str, with_headline: bool = False) -> list[int]:
    """Withdraw published reports, with a reason that readers see, and `with_headline` their headlines, sources and dates; return their ids."""
    return _take_away(
        articles,
        Step.Verb.WITHDRAW,
        status=Article.Status.WITHDRAWN,
        withdrawn_reason=reason,
        withdrawn_with_headline=with_headline,
    )


def unpublish(*, articles: Iterable[int]) -> list[int]:
    """Return published reports to draft: readers no longer find them, and see no notice. Return their ids."""
    return _take_away(articles, Step.Verb.DRAFT, status=Article.Status.DRAFT)


def _take_away(articles: Iterable[int], verb: Step.Verb, **values: str | bool) -> list[int]:
    with Step.joined(verb=verb, model="article") as step:
        found = Article.objects.filter(is_published(), pk__in=among(articles, "bigint")).order_by("pk")
        ids = list(found.select_for_update(no_key=True).values_list("pk", flat=True))
        Article.objects.filter(pk__in=ids).update(**values)
        told = "Withdrawn" if verb == Step.Verb.WITHDRAW else "Taken back to draft"
        step.record, step.summary = next(iter(ids), 0), f"{told}: {of_reports(ids)}"
    return ids


def may_unpublish(queryset, user):
    """Filter to the published reports that this person may return to draft: Editors all, others those they published within a day."""
    published = queryset.filter(is_published())
    if user.has_perm("archive.withdraw_article"):
        return published
    if not user.has_perm("archive.publish_article"):
        return published.none()
    # The latest change that published a report, from the history: the row before, and who did it.
    changes = Article.pgh_event_model.objects.filter(pgh_obj=OuterRef("pk"), pgh_context__isnull=False)
    lately = timezone.now() - UNNOTICED
    before = changes.exclude(is_published()).order_by("-pgh_id")
    when = before.values("pgh_created_at")[:1]
    publisher = before.values(user=KeyTextTransform("user", "pgh_context__metadata"))[:1]
    by_import = Q(publisher=None, batch__user=user, batch__options__publish=True, created_at__gte=lately)
    return published.alias(publisher=Subquery(publisher), published_at=Subquery(when)).filter(
        Q(publisher=str(user.pk), published_at__gte=lately) | by_import
    )
