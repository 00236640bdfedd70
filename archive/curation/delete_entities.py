"""Delete entities."""

from __future__ import annotations

from django.db import transaction

from archive.matching.jobs import names_changed
from archive.models import Name
from archive.models.entities import EntityQuerySet


def delete_entities(*, entities: EntityQuerySet) -> None:
    """Delete entities with their names and mentions, and match again the reports that contained their names.

    Raises:
        ProtectedError: other places lie in one of them.
    """
    with transaction.atomic():
        texts = set(Name.objects.filter(entity__in=entities).values_list("text", flat=True))
        entities.delete()
        names_changed(texts=texts)
