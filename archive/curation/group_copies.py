"""Group reports as copies of one story, or take them out of their groups; matching leaves both alone from then on."""

from __future__ import annotations

from collections.abc import Iterable

from archive.curation.wording import of_reports
from archive.models import Article, Step, Story


def group_copies(*, articles: Iterable[int]) -> Story:
    """Group reports, given by id, into one story: that of the first that has one, or a new one.

    Raises:
        ValueError: none of them exists.
    """
    with Step.joined(verb=Step.Verb.COPIES, model="article") as step:
        stories = dict(_held(articles).values_list("pk", "story_id"))
        if not stories:
            raise ValueError("There are no reports to group.")
        story_id = next(filter(None, stories.values()), None) or Story.objects.create().pk
        Article.objects.filter(pk__in=list(stories)).update(story=story_id, story_decided=True)
        step.record, step.summary = next(iter(stories)), f"Grouped as copies: {of_reports(stories)}"
    return Story.objects.get(pk=story_id)


def confirm_copies(*, stories: Iterable[int]) -> int:
    """Decide that the groups of these stories, given by id, are right as they are; return how many there are."""
    with Step.joined(verb=Step.Verb.COPIES, model="article") as step:
        found = Article.objects.filter(story__in=list(stories)).order_by("pk").select_for_update(no_key=True)
        reports = dict(found.values_list("pk", "story_id"))
        Article.objects.filter(pk__in=list(reports)).update(story_decided=True)
        step.record, step.summary = next(iter(reports), 0), f"Kept as copies: {of_reports(reports)}"
        return len(set(reports.values()))


def ungroup_copies(*, articles: Iterable[int]) -> int:
    """Take reports, given by id, out of their groups; return how many exist."""
    with Step.joined(verb=Step.Verb.COPIES, model="article") as step:
        ids = list(_held(articles).values_list("pk", flat=True))
        step.record, step.summary = next(iter(ids), 0), f"Taken out of their groups: {of_reports(ids)}"
        return Article.objects.filter(pk__in=ids).update(story=None, story_decided=True)


def _held(articles: Iterable[int]):
    return Article.objects.filter(pk__in=list(articles)).order_by("pk").select_for_update(no_key=True)
