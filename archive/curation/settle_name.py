"""Settle what a name left over is: a spelling of an entry, a new entry, several entries, or no name at all.

Each is a step that can be taken back. What is settled is not asked again: the database holds that by the names of entries and the
decisions about names.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from archive.curation.differences import listed
from archive.kinds import BY_KEY
from archive.matching.jobs import NamesChanged, names_changed
from archive.models import Entity, Name, NameVerdict, Step
from archive.models.addresses import slug_of_name
from archive.models.derived import each_indexed_once
from archive.text.words import name_key

NO_NAME, AMBIGUOUS = NameVerdict.Verdict.NO_NAME, NameVerdict.Verdict.AMBIGUOUS
MAX_CHARACTERS = 120


class SettleError(Exception):
    """Raised when a name cannot be settled so; the message says why. `decided` is the step that settled it before, if known."""

    def __init__(self, text: str, decided: Step | None = None):
        super().__init__(text)
        self.decided = decided


@dataclass(frozen=True)
class NameSettled:
    """The step, what was done in a sentence, and which reports are matched again."""

    step: Step
    summary: str
    entity: Entity | None = None
    reports: NamesChanged | None = None


def settle_name(
    *, text: str, user, reason: str = "", entities: Iterable[Entity] = (), kind: str = "", verdict: str = ""
) -> NameSettled:
    """Settle a name.

    Args:
        text: as printed.
        entities: it is a spelling of this entry; of several with the verdict "ambiguous", so that it is only suggested.
        kind: it is a new entry of this kind.
        verdict: NO_NAME or AMBIGUOUS.

    Raises:
        SettleError: an entry has this name, or it was decided already; or nothing or too much was chosen.
    """
    text, entities = " ".join(text.split()), list(entities)
    _check(text, entities, kind, verdict)
    recorded = Step.recorded(
        verb=Step.Verb.NAME, user=user, reason=reason.strip(), model="nameverdict", record=0
    )
    with recorded as step, each_indexed_once():
        _refuse_settled(text, entities)
        if verdict and not entities:
            return _give_verdict(step, text, verdict)
        if kind:
            entities = [_add_entity(text, kind)]
            step.summary = f"“{text}” is {BY_KEY[kind].one} now"
        else:
            _add_spellings(text, entities, ambiguous=verdict == AMBIGUOUS)
            may = "may be" if verdict else "is a spelling of"
            step.summary = f"“{text}” {may} {listed(entities)}"
        step.model, step.record = entities[0].kind, entities[0].pk
        reports = names_changed(entity=entities[0], texts=[text], step=step)
    return NameSettled(step, step.summary, entities[0], reports)


def _check(text, entities, kind, verdict) -> None:
    if not name_key(text) or len(text) > MAX_CHARACTERS:
        raise SettleError(
            f"A name has at least one letter or figure, and at most {MAX_CHARACTERS} characters."
        )
    if verdict not in ("", NO_NAME, AMBIGUOUS) or kind and kind not in BY_KEY:
        raise SettleError("Choose what the name is.")
    ways = (bool(kind), verdict == NO_NAME, bool(entities) or verdict == AMBIGUOUS)
    if sum(ways) != 1 or len(entities) > 1 and not verdict:
        raise SettleError(
            "Choose one: a spelling of one entry, a new entry, not a name, or ambiguous between several entries."
        )


def _refuse_settled(text, entities) -> None:
    """Raise SettleError if an entry has this name or somebody decided about it; others wait until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT archive_lock_leftovers()")
    key = name_key(text)
    verdict = NameVerdict.objects.filter(key=key).first()
    if verdict:
        decided = Step.objects.touching("nameverdict", verdict.pk).first()
        raise SettleError(
            f"It has been decided already that “{text}” is {verdict.get_verdict_display()}.", decided
        )
    if name := Name.objects.filter(key=key).select_related("entity").order_by("pk").first():
        decided = Step.objects.touching("name", name.pk).first()
        bearer = "An entry" if name.entity.is_protected() else str(name.entity)
        raise SettleError(f"{bearer} has the name “{name.text}” already.", decided)


def _give_verdict(step, text, verdict) -> NameSettled:
    made = NameVerdict.objects.create(text=text, verdict=verdict)
    step.record = made.pk
    step.summary = f"“{text}” is {made.get_verdict_display()}"
    return NameSettled(step, step.summary)


def _add_entity(text, kind) -> Entity:
    slug = slug_of_name(text, Entity.objects.of_kind(kind), otherwise=kind)
    return Entity.objects.create(kind=kind, name=text, slug=slug)


def _add_spellings(text, entities, *, ambiguous) -> None:
    for entity in entities:
        Name.objects.create(entity=entity, text=text, ambiguous=ambiguous)
