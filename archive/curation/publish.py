"""Publish reports."""

from __future__ import annotations

from collections.abc import Iterable

from archive.curation.wording import of_reports
from archive.matching.link import link
from archive.models import Article, Step
from archive.models.among import among
from archive.models.visibility import is_published


def publish(*, articles: Iterable[int]) -> list[int]:
    """Publish these reports after matching their names; return the ids of those that were not already published."""
    with Step.joined(verb=Step.Verb.PUBLISH, model="article") as step:
        found = Article.objects.filter(pk__in=among(articles, "bigint")).exclude(is_published())
        rows = found.order_by("pk").select_for_update(no_key=True).values_list("pk", "linked_digest")
        changing = dict(rows)
        with Step.paused():  # names found stay found if the publication is taken back
            link(articles=[pk for pk, digest in changing.items() if not digest])
        Article.objects.filter(pk__in=list(changing)).update(
            status=Article.Status.PUBLISHED, withdrawn_reason="", withdrawn_with_headline=False
        )
        step.record, step.summary = next(iter(changing), 0), f"Published: {of_reports(changing)}"
    return list(changing)
