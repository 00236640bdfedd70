"""After a step is taken back, match again the reports that were worked on since; the others are as they were."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass

import pghistory
from django.db import connection
from procrastinate.contrib.django import app

from archive.matching.jobs import BATCH_SIZE, LOOK_THROUGH, REASON
from archive.matching.link import link
from archive.matching.touched import articles_touched
from archive.models import Step

# Reports entered or changed, or with a mention entered or changed, between a step and its being taken back. What later steps did
# and had taken back does not count.
CHANGED_SINCE = """
    WITH undone AS (
        SELECT context FROM archive_step later WHERE id > %(step)s AND context IS NOT NULL AND (
            undoes_id IS NOT NULL OR EXISTS (SELECT FROM archive_step WHERE undoes_id = later.id))
    )
    SELECT article.id FROM archive_article article
    WHERE article.id = ANY (%(ids)s) AND (
        article.id > %(article)s
        OR EXISTS (
            SELECT FROM archive_mention mention WHERE mention.article_id = article.id AND mention.id > %(mention)s
              AND mention.id <= %(mention_until)s
              AND NOT EXISTS (
                SELECT FROM archive_steprow WHERE step_id = %(step)s AND model = 'mention' AND row_id = mention.id)
        )
        OR article.id IN (
            SELECT event.article_id FROM archive_mentionevent event
            WHERE event.pgh_id > %(mentionevent)s AND event.pgh_id <= %(mentionevent_until)s
              AND (event.pgh_context_id IS NULL OR event.pgh_context_id NOT IN (SELECT context FROM undone))
        )
        OR article.id IN (
            SELECT event.pgh_obj_id FROM archive_articleevent event
            WHERE event.pgh_id > %(articleevent)s AND event.pgh_id <= %(articleevent_until)s
              AND (event.pgh_context_id IS NULL OR event.pgh_context_id NOT IN (SELECT context FROM undone))
        )
    )
    ORDER BY article.id
"""


@dataclass(frozen=True)
class Rematched:
    """How many reports are matched again, and whether they wait for the background job."""

    articles: int = 0
    queued: bool = False


def match_changed_since(
    *, step: Step, until: dict[str, int], texts: Iterable[str], undoing: Step
) -> Rematched:
    """Match again the reports with these names that were worked on since a step: now, or in the background.

    Call it after the step was taken back, in the same transaction.

    Args:
        until: the latest ids before it was taken back.
        undoing: the step that takes it back, which also records what the job does.
    """
    texts = sorted(texts)
    touched = articles_touched(texts, look_through=LOOK_THROUGH)
    ids = changed_since(step, until, touched.ids)
    queued = touched.partial or len(ids) > BATCH_SIZE
    if queued:
        match_since.defer(step_id=step.pk, until=until, texts=texts, undoing_id=undoing.pk)
    else:
        link(articles=ids)
    return Rematched(len(ids), queued)


def changed_since(step: Step, until: dict[str, int], ids: list[int]) -> list[int]:
    """Return which of these reports were worked on between a step and its being taken back."""
    marks = {name: step.marks.get(name, 0) for name in ("article", "mention", "mentionevent", "articleevent")}
    limits = {f"{name}_until": until.get(name, 0) for name in marks}
    with connection.cursor() as cursor:
        cursor.execute(CHANGED_SINCE, {"ids": ids, "step": step.pk, **marks, **limits})
        return [pk for (pk,) in cursor.fetchall()]


@app.task(name="match_since", queue="matching", lock="matching", retry=3)
def match_since(*, step_id: int, until: dict[str, int], texts: list[str], undoing_id: int) -> dict[str, int]:
    """Match the reports that were worked on between a step and its being taken back."""
    step, undoing = Step.objects.get(pk=step_id), Step.objects.filter(pk=undoing_id).first()
    ids = changed_since(step, until, articles_touched(texts).ids)
    with pghistory.context(reason=REASON), undoing.continued() if undoing else nullcontext():
        result = link(articles=ids)
    return {"articles": result.articles, "written": result.written}
