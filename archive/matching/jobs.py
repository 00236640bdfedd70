"""Match reports again when names that they may contain change, at once or in the background."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass

import pghistory
from django.apps import apps
from django.contrib.postgres.functions import TransactionNow
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from archive.matching.link import LinkResult, link
from archive.matching.touched import articles_touched
from archive.models import Article, Entity, Step

BATCH_SIZE = 200  # reports; about a second of work
LOOK_THROUGH = 2_000  # texts of drafts, read within a request
MAX_TEXTS = 2_000  # names looked for one by one
REASON = "matched again after a change of names"


@dataclass(frozen=True)
class NamesChanged:
    """How many reports a change of names affects, and whether they wait for the background job."""

    articles: int
    queued: bool


def names_changed(
    *, entity: Entity | None = None, texts: Iterable[str] | None = None, step: Step | None = None
) -> NamesChanged:
    """Match again the reports that a change of names may affect: now if they are few, else in a background job.

    Call it after the change, in the same transaction.

    Args:
        entity: whose names changed; None when it was deleted.
        texts: the names that were added, changed or removed, in their old and new forms. By default those that the
            history records for the entity in this transaction, or else all its names.
        step: the step that the change is part of, by default the one under way; it also records what the background job does.
    """
    if texts is None and entity is not None:
        texts = names_changed_here(entity) or entity.names.values_list("text", flat=True)
    texts = sorted(set(texts or ()))
    touched = articles_touched(texts, entity=entity, look_through=LOOK_THROUGH)
    queued = touched.partial or len(touched.ids) > BATCH_SIZE
    if queued:
        match_again.defer(
            texts=texts,
            entity_id=entity.pk if entity else None,
            step_id=step.pk if step else Step.under_way(),
        )
    else:
        link(articles=touched.ids)  # appears in the history with the reason for the change itself
    return NamesChanged(len(touched.ids), queued)


def names_added(*, texts: Iterable[str]) -> str:
    """Match the reports that may contain names of an import, in the background; return what will be done in a sentence, or "".

    Call it in the transaction that adds them. Of more than MAX_TEXTS names all reports are matched.
    """
    texts = sorted(set(texts))
    if not texts or not Article.objects.exists():
        return ""
    if len(texts) <= MAX_TEXTS:
        match_again.defer(texts=texts)
        return "the reports that may contain the new names are matched again in the background"
    try:
        with transaction.atomic():
            match_everything.defer()
    except AlreadyEnqueued:
        pass  # one look at all reports finds all names
    return "all reports are matched again in the background, as there are so many new names"


def names_changed_here(entity: Entity) -> set[str]:
    """Return the names of an entity that this transaction added, changed or removed, in their old and new forms."""
    return changed_texts(name_events().filter(entity_id=entity.pk, pgh_created_at__gte=TransactionNow()))


def name_events():
    """Return the history of names: each row as it was added, or as it was before it was changed or deleted."""
    return apps.get_model("archive", "NameEvent").objects.all()


def changed_texts(events) -> set[str]:
    """Return the texts of the names in some events, and their present texts."""
    rows = list(events.values_list("pgh_obj_id", "text"))
    now = apps.get_model("archive", "Name").objects.filter(pk__in={pk for pk, _ in rows})
    return {text for _, text in rows} | set(now.values_list("text", flat=True))


@app.task(name="match_again", queue="matching", lock="matching", retry=3)
def match_again(
    *, texts: list[str], entity_id: int | None = None, step_id: int | None = None
) -> dict[str, int]:
    """Match all reports that these names may affect; since queuing, the entity may have gone or the step been taken back."""
    entity = Entity.objects.filter(pk=entity_id).first() if entity_id else None
    step = Step.objects.standing().filter(pk=step_id).first() if step_id else None
    with pghistory.context(reason=REASON), step.continued() if step else nullcontext():
        result: LinkResult = link(articles=articles_touched(texts, entity=entity).ids)
    return {"articles": result.articles, "written": result.written}


@app.task(
    name="match_everything", queue="matching", lock="matching", queueing_lock="match_everything", retry=3
)
def match_everything() -> dict[str, int]:
    """Match all reports, after an import of very many names."""
    with pghistory.context(reason=REASON):
        result: LinkResult = link(
            articles=Article.objects.order_by("pk").values_list("pk", flat=True).iterator()
        )
    return {"articles": result.articles, "written": result.written}
