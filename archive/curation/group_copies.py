"""Group reports as copies of one story, or take them out of their groups; matching leaves both alone from then on."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from archive.models import Article, Story


def group_copies(*, articles: Iterable[int]) -> Story:
    """Group reports, given by id, into one story: that of the first that has one, or a new one.

    Raises:
        ValueError: none of them exists.
    """
    with transaction.atomic():
        stories = dict(_held(articles).values_list("pk", "story_id"))
        if not stories:
            raise ValueError("There are no reports to group.")
        story_id = next(filter(None, stories.values()), None) or Story.objects.create().pk
        Article.objects.filter(pk__in=list(stories)).update(story=story_id, story_decided=True)
    return Story.objects.get(pk=story_id)


def ungroup_copies(*, articles: Iterable[int]) -> int:
    """Take reports, given by id, out of their groups; return how many exist."""
    with transaction.atomic():
        ids = list(_held(articles).values_list("pk", flat=True))
        return Article.objects.filter(pk__in=ids).update(story=None, story_decided=True)


def _held(articles: Iterable[int]):
    return Article.objects.filter(pk__in=list(articles)).order_by("pk").select_for_update(no_key=True)
