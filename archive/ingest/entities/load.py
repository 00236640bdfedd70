"""Load the entities of registers: the only way in, for the command and the admin.

Each record is loaded whole or not at all, independently of the others. It is recognised by its own number in the register: the same record again
changes nothing, a changed one changes what an import wrote before (change.py). One that may be an entity of the archive already waits for a
curator (settle.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from django.apps import apps

from archive.ingest.entities.add import NewEntity, add_entities
from archive.ingest.entities.change import EntityChange, change_entities
from archive.ingest.entities.match import ComparedEntities, LikelyEntity, entities_of
from archive.ingest.entities.owners import is_import
from archive.ingest.entities.parents import Parents
from archive.ingest.entities.record import EntityRecord, Id
from archive.ingest.keeping import Keeper, recorded_import
from archive.ingest.lots import in_lots, write_lot
from archive.ingest.outcome import Outcome
from archive.ingest.raw import Notice, Refusal, on_one_line
from archive.ingest.write import set_ids_aside
from archive.kinds import BY_KEY
from archive.matching.jobs import MAX_TEXTS, names_added
from archive.models import Batch, Entity, ExternalId, UnsettledRecord
from archive.models.rights import may_see_protected

TWICE = "has the name of an earlier record with different content, and no number of its own: give each a number, in a column id"
DELETED = "“{}” was deleted in the archive, and stays so"
OTHER_KIND = "is {} here, but the entry with its number is {}: correct one of them"
KEPT = "what was decided in the archive stays: {}"
STRANGERS = "{:,} other names are of places that the archive does not have: they were passed over"
DOUBTFUL = "may be an entry of the archive: a curator decides"


@dataclass
class _EntityLoad:
    """What the records of an import share."""

    user: object
    batch_id: int
    visibility: str
    texts: set[str] = field(default_factory=set)
    named: dict[Id, int] = field(default_factory=dict)  # hash of what records without a number say
    strangers: int = 0  # names of entities that the archive does not have
    parents: Parents = field(default_factory=Parents)
    _entities: dict[tuple[str, str], ComparedEntities] = field(default_factory=dict)
    _gone: dict[str, set[str]] = field(default_factory=dict)

    @property
    def sees_protected(self) -> bool:
        """Whether who runs the import may change protected entries; a command may."""
        return self.user is None or may_see_protected(self.user)

    def entities(self, record: EntityRecord) -> ComparedEntities:
        """Return the entities that a record may be."""
        key = (record.kind, record.register)
        if key not in self._entities:
            self._entities[key] = ComparedEntities(*key)
        return self._entities[key]

    def is_gone(self, own: Id) -> bool:
        """Return whether the entity that had this number was deleted."""
        scheme, value = own
        if scheme not in self._gone:
            self._gone[scheme] = _deleted(scheme)
        return value in self._gone[scheme]

    def changed(self, texts: Iterable[str]) -> None:
        """Note names that are new; beyond some thousands all reports are matched again."""
        if len(self.texts) <= MAX_TEXTS:
            self.texts.update(texts)


def load_entities(
    records: Iterable[EntityRecord | Refusal],
    *,
    label: str,
    visibility: str = Entity.Visibility.PUBLIC,
    user=None,
    dry_run: bool = False,
    options: dict | None = None,
    batch: Batch | None = None,
    progress: Callable[[Outcome], None] | None = None,
    stop: Callable[[], bool] = bool,
) -> Outcome:
    """Load what `read_register` yields, record it as a Batch, and return the counts and the lines.

    Args:
        label: what is imported, in a few words, for the list of imports.
        visibility: of new entries: public or draft.
        user: who runs the import.
        dry_run: report what would happen and write nothing.
        options: the options given, stored with the batch.
        batch: a batch that waits for this import.
        progress: called after each chunk of records with the counts so far.
        stop: called before each record; once it returns true, what was read is finished and the batch is marked as interrupted.
    """
    begun = {"label": label, "user": user, "options": options, "dry_run": dry_run, "batch": batch}
    with recorded_import(**begun, history={"user": user.pk if user else None}) as keeper:
        work = _EntityLoad(user, keeper.batch.pk, visibility)
        _load_lots(records, work, keeper, stop, progress)
        with keeper.lot() as done:
            _match_reports(work, done)
    return keeper.outcome


def _deleted(scheme: str) -> set[str]:
    """Return the numbers of a register that were deleted together with their entity."""
    events = apps.get_model("archive", "ExternalIdEvent").objects.filter(scheme=scheme, pgh_label="deleted")
    here = ExternalId.objects.filter(scheme=scheme)
    gone = apps.get_model("archive", "EntityEvent").objects.filter(pgh_label="deleted").values("pgh_obj_id")
    rows = events.filter(entity_id__in=gone).exclude(value__in=here.values("value"))
    by_people = rows.values_list("value", "pgh_context__metadata")
    return {value for value, metadata in by_people if not is_import(metadata)}


def _load_lots(records, work: _EntityLoad, keeper: Keeper, stop, progress) -> None:
    for lot in in_lots(records, keeper.outcome, stop, lambda record: record.size):
        with keeper.lot() as done:
            done.add(write_lot(lot, lambda records: _load_part(records, work), _refuse))
        if progress:
            progress(keeper.outcome)


def _refuse(outcome: Outcome, record: EntityRecord, reason: str) -> None:
    refusal = Refusal(record.origin, record.position, reason, headline=on_one_line(record.name))
    outcome.reject(refusal)


def _note(outcome: Outcome, record: EntityRecord, reason: str) -> None:
    outcome.note(Notice(record.origin, record.position, reason))


def _count_unchanged(outcome: Outcome) -> None:
    outcome.read += 1
    outcome.duplicate += 1
    outcome.unchanged += 1


def _load_part(records: list[EntityRecord], work: _EntityLoad) -> Outcome:
    """Load records in one transaction: those of known numbers change their entities, the others are added, or wait."""
    outcome = Outcome()
    additions = [record for record in records if record.adds_only]
    records = _once([record for record in records if not record.adds_only], work, outcome)
    known = entities_of(one for record in records for one in record.ids)
    unsettled = _unsettled(records)
    new: list[EntityRecord] = []
    pairs: list[tuple[EntityRecord, int]] = []
    for record in records:
        entity = next((known[one] for one in record.ids if one in known), None)
        entity = entity or _settle(record, unsettled.get(record.own_id), new, work, outcome)
        if entity:
            pairs.append((record, entity))
    _add(new, work, outcome)
    _change([*pairs, *_added_to(additions, work)], work, outcome)
    return outcome


def _added_to(additions: list[EntityRecord], work: _EntityLoad) -> Iterator[tuple[EntityRecord, int]]:
    """Yield the records that only add names, with the entities that they are of."""
    known = entities_of(record.own_id for record in additions)
    for record in additions:
        if entity := known.get(record.own_id):
            yield record, entity
        else:
            work.strangers += 1


def _once(records: list[EntityRecord], work: _EntityLoad, outcome: Outcome) -> list[EntityRecord]:
    """Join records of one number, such as the rows of a query that has one for each alias.

    Of records without a number, which are told apart by their names, one that says otherwise than an earlier one is refused.
    """
    kept: dict[Id, EntityRecord] = {}
    for record in records:
        own = record.own_id
        before = kept.get(own)
        if record.is_named and work.named.setdefault(own, record.content) != record.content:
            _refuse(outcome, record, TWICE)
        elif before is None:
            kept[own] = record
        else:
            _count_unchanged(outcome)
            kept[own] = before.joined_with(record)
    return list(kept.values())


def _unsettled(records: list[EntityRecord]) -> dict[Id, UnsettledRecord]:
    values = [record.own_id[1] for record in records]
    found = UnsettledRecord.objects.filter(value__in=values).select_for_update(of=["self"]) if values else ()
    return {(row.scheme, row.value): row for row in found}


def _settle(
    record: EntityRecord, before: UnsettledRecord | None, new, work: _EntityLoad, outcome: Outcome
) -> int | None:
    """Return the entity that a record of no known number is; None for one that is new, waits for a curator, or was left out by one."""
    if before is not None and before.decision == UnsettledRecord.Decision.LEFT:
        _count_unchanged(outcome)
        return None
    if before is not None and before.decision == UnsettledRecord.Decision.SAME and before.entity_id:
        return before.entity_id
    if work.is_gone(record.own_id):
        outcome.read += 1
        outcome.duplicate += 1
        _note(outcome, record, DELETED.format(record.name))
        return None
    likely = work.entities(record).likely(record)
    certain = [like for like in likely if like.is_certain]
    if len(certain) == 1 and (len(likely) == 1 or likely[1].chance < certain[0].chance):
        return certain[0].entity
    if likely:
        _leave_to_curator(record, before, likely, work, outcome)
    else:
        new.append(record)
    return None


def _leave_to_curator(
    record, before, likely: list[LikelyEntity], work: _EntityLoad, outcome: Outcome
) -> None:
    scheme, value = record.own_id
    values = {
        "values": record.as_values(),
        "name": record.name,
        "origin": record.origin[-1000:],
        "row": record.position,
    }
    if before is None:
        UnsettledRecord.objects.create(
            scheme=scheme, value=value, kind=record.kind, batch_id=work.batch_id, **values
        )
    elif before.values != record.as_values():
        UnsettledRecord.objects.filter(pk=before.pk).update(**values)
    outcome.read += 1
    outcome.doubtful += 1
    if shown := _shown(likely, work):
        _note(outcome, record, f"“{record.name}” may be {shown}: a curator decides")
    else:
        _note(outcome, record, DOUBTFUL)


def _shown(likely: list[LikelyEntity], work: _EntityLoad) -> str:
    """Name the entities that a record may be, as far as whoever imports may see them."""
    visible = Entity.objects.filter(pk__in=[like.entity for like in likely])
    if not work.sees_protected:
        visible = visible.exclude(visibility=Entity.Visibility.PROTECTED)
    names = dict(visible.values_list("pk", "name"))
    return " or ".join(f"{names[like.entity]} ({like.reason})" for like in likely[:3] if like.entity in names)


def _change(pairs: list[tuple[EntityRecord, int]], work: _EntityLoad, outcome: Outcome) -> None:
    rows = Entity.objects.select_for_update(of=["self"]).filter(pk__in={entity for _, entity in pairs})
    entities = {entity.pk: entity for entity in rows.order_by("pk")}
    work.parents.learn(record for record, _ in pairs)
    changes: list[EntityChange] = []
    for record, pk in pairs:
        entity = entities.get(pk)
        if entity is None or entity.is_protected() and not work.sees_protected:
            _count_unchanged(outcome)  # says nothing to who may not see it
        elif entity.kind != record.kind:
            _refuse(outcome, record, OTHER_KIND.format(BY_KEY[record.kind].one, BY_KEY[entity.kind].one))
        else:
            changes.append(EntityChange(record, entity, work.parents.of(record)))
            if not record.adds_only:
                work.entities(record).forget(pk)
    for lot in _each_entity_once(changes):
        change_entities(lot)
    for change in changes:
        _tell(change, work, outcome)


def _each_entity_once(changes: list[EntityChange]) -> Iterator[list[EntityChange]]:
    """Group changes so that no group has two of one entity: each must see what the one before it wrote."""
    while changes:
        lot: dict[int, EntityChange] = {}
        rest = []
        for change in changes:
            if lot.setdefault(change.entity.pk, change) is not change:
                rest.append(change)
        yield list(lot.values())
        changes = rest


def _tell(change: EntityChange, work: _EntityLoad, outcome: Outcome) -> None:
    outcome.read += 1
    if change.is_changed:
        outcome.updated += 1
        work.changed(change.texts)
    else:
        outcome.duplicate += 1
        outcome.unchanged += 1
    if change.kept:
        _note(outcome, change.record, KEPT.format(", ".join(dict.fromkeys(change.kept))))


def _add(records: list[EntityRecord], work: _EntityLoad, outcome: Outcome) -> None:
    ids = set_ids_aside(Entity, len(records))
    work.parents.learn(
        records, {one: pk for record, pk in zip(records, ids, strict=True) for one in record.ids}
    )
    add_entities(
        [NewEntity(pk, record, work.parents.of(record)) for record, pk in zip(records, ids, strict=True)],
        visibility=work.visibility,
    )
    for record in records:
        work.changed(record.texts)
        outcome.read += 1
        outcome.created += 1
        for notice in record.notices:
            _note(outcome, record, notice)


def _match_reports(work: _EntityLoad, outcome: Outcome) -> None:
    """Match the reports that may contain the new names, in the background; say how many names are of entities that are not here."""
    if work.strangers:
        outcome.note(Notice("the import", None, STRANGERS.format(work.strangers)))
    if work.texts and (said := names_added(texts=work.texts)):
        outcome.note(Notice("the import", None, said))
