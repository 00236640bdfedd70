"""Settle what a name left over is: a spelling of an entry, a new entry, several entries, or no name at all.

Each is a step that can be taken back. What is settled is not asked again: the database holds that by the names of entries and the
decisions about names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
MAX_CHARACTERS, MAX_TOLD = 120, 4


class SettleError(Exception):
    """Raised when a name cannot be settled so; the message says why.

    `decided` is the step that settled it before, if known; `bearers` are the entries that have the name.
    """

    def __init__(self, text: str, decided: Step | None = None, bearers: Sequence[Entity] = ()):
        super().__init__(text)
        self.decided, self.bearers = decided, bearers


@dataclass(frozen=True)
class NameSettled:
    """The step, what was done in a sentence, and which reports are matched again."""

    step: Step
    summary: str
    entity: Entity | None = None
    reports: NamesChanged | None = None


def settle_name(
    *,
    text: str,
    user,
    reason: str = "",
    entities: Iterable[Entity] = (),
    kind: str = "",
    is_another: bool = False,
    verdict: str = "",
) -> NameSettled:
    """Settle a name.

    Args:
        text: as printed.
        entities: it is a spelling of this entry; of several with the verdict "ambiguous", so that it is only suggested.
        kind: it is a new entry of this kind; `is_another` beside those that have the name, which becomes ambiguous.
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
        _refuse_settled(text, is_another=bool(kind) and is_another)
        if verdict and not entities:
            return _give_verdict(step, text, verdict)
        if kind:
            entities = [_add_entity(text, kind)]
            step.summary = _said_of_new(text, kind, is_ambiguous=_make_ambiguous(text))
        else:
            _add_spellings(text, entities, ambiguous=verdict == AMBIGUOUS)
            may = "may be" if verdict else "is a spelling of"
            step.summary = f"“{text}” {may} {listed(entities)}"
        step.model, step.record = entities[0].kind, entities[0].pk
        reports = names_changed(entity=entities[0], texts=[text], step=step)
    return NameSettled(step, step.summary, entities[0], reports)


def _said_of_new(text, kind, *, is_ambiguous: bool) -> str:
    if is_ambiguous:
        return f"“{text}” is another {kind} too: the name is ambiguous now"
    return f"“{text}” is {BY_KEY[kind].one} now"


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


def _refuse_settled(text, *, is_another) -> None:
    """Raise SettleError if an entry has this name or somebody decided about it; others wait until this transaction ends.

    A second bearer of a protected name would let its first one be told from it, so there is none by this way.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT archive_lock_leftovers()")
    key = name_key(text)
    verdict = NameVerdict.objects.filter(key=key).first()
    if verdict:
        decided = Step.objects.touching("nameverdict", verdict.pk).first()
        raise SettleError(
            f"It has already been decided that “{text}” is {verdict.get_verdict_display()}.", decided
        )
    names = list(Name.objects.filter(key=key).select_related("entity").order_by("pk"))
    bearers = list({name.entity_id: name.entity for name in names}.values())
    is_protected = any(entity.is_protected() for entity in bearers)
    if names and (is_protected or not is_another):
        decided = Step.objects.touching("name", names[0].pk).first()
        bearer = "An entry" if is_protected else listed(bearers[:MAX_TOLD])
        has = "has" if is_protected or len(bearers) == 1 else "have"
        raise SettleError(f"{bearer} {has} the name “{names[0].text}” already.", decided, bearers)


def _make_ambiguous(text) -> bool:
    """Mark a name that several entries have as ambiguous with each of them; return whether several have it."""
    names = Name.objects.filter(key=name_key(text))
    if names.values("entity").distinct().count() < 2:
        return False
    names.filter(ambiguous=False).update(ambiguous=True)
    return True


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
