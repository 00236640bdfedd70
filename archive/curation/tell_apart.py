"""Remember that two entries or two sources are not the same, as a step that can be taken back."""

from __future__ import annotations

from django.db import models

from archive.models import Apart, ApartSources, Entity, Source, Step


class TellApartError(Exception):
    """Raised when two records cannot be told apart; the message says why."""


def tell_apart(*, one: Entity | Source, other: Entity | Source, user, reason: str = "") -> Step:
    """Record that two entries, or two sources, are not the same; they are not proposed as duplicates again.

    Raises:
        TellApartError: they are one record, or of different kinds, or somebody has told them apart already.
    """
    if one.pk == other.pk or isinstance(one, Source) != isinstance(other, Source):
        raise TellApartError("Choose two different entries of one kind.")
    first, second = sorted((one, other), key=lambda record: record.pk)
    of_sources = isinstance(one, Source)
    model: type[models.Model] = ApartSources if of_sources else Apart
    kind = "source" if of_sources else getattr(first, "kind", "")
    about = {"model": kind, "record": first.pk}
    with Step.recorded(verb=Step.Verb.APART, user=user, reason=reason.strip(), **about) as step:
        _, is_new = model._base_manager.get_or_create(one=first, other=second)
        if not is_new:
            raise TellApartError(f"Somebody has already told {first} and {second} apart.")
        step.summary = f"{first} is not {second}"
    return step
