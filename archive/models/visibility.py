"""What readers may see, each condition once: QuerySets and constraints on other tables are built from these.

`path` leads from the rows queried to those that the condition is about: "mentions__article__".
"""

from __future__ import annotations

from django.apps import apps
from django.db.models import Exists, OuterRef, Q


def is_published(path: str = "") -> Q:
    """Return the condition that a report is published."""
    return Q(**{f"{path}status": "published"})


def is_public(path: str = "") -> Q:
    """Return the condition that an entity is public."""
    return Q(**{f"{path}visibility": "public"})


def is_accepted(path: str = "") -> Q:
    """Return the condition that a mention is accepted."""
    return Q(**{f"{path}status": "accepted"})


def is_confirmed(path: str = "") -> Q:
    """Return the condition that a curator made or reviewed a mention, and is certain of it."""
    by_curator = Q(**{f"{path}method": "curator"}) | Q(**{f"{path}reviewed_at__isnull": False})
    return by_curator & Q(**{f"{path}certainty": "certain"})


def among_sourced(column: str) -> Q:
    """Return the same condition as `is_sourced`, for queries that read very many rows: evidence is read once, not for each."""
    evidence = apps.get_model("archive", "Evidence").objects.public().filter(**{f"{column}__isnull": False})
    return Q(pk__in=evidence.order_by().values(column))


def is_sourced(column: str) -> Exists:
    """Return the condition that a statement, event or claim (the column of Evidence) has evidence that readers may see."""
    return Exists(apps.get_model("archive", "Evidence").objects.public().filter(**{column: OuterRef("pk")}))
