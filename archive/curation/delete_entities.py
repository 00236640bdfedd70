"""Delete entities."""

from __future__ import annotations

from archive.matching.jobs import names_changed
from archive.models import Name, Step
from archive.models.entities import EntityQuerySet


def delete_entities(*, entities: EntityQuerySet) -> None:
    """Delete entities with their names and mentions, and match again the reports that contained their names.

    Raises:
        ProtectedError: other places lie in one of them, or claims, statements or events name it.
    """
    with Step.joined(verb=Step.Verb.DELETE, model="entity") as step:
        gone = list(entities.order_by("pk").values_list("kind", "pk", "name"))
        if gone:
            (step.model, step.record, first), more = gone[0], len(gone) - 1
            step.summary = f"Deleted: {first}" + (f" and {more:,} more" if more else "")
        texts = set(Name.objects.filter(entity__in=entities).values_list("text", flat=True))
        entities.delete()
        names_changed(texts=texts)
