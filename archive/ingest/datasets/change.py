"""Bring an event and its claims up to date with a changed row, without touching what a curator has decided.

What was made of the former row, what would be made of the new one, and what the archive holds are laid side by side. Only what the row
changes is changed, and only where the archive still holds what was made of the former row: a title that a curator rewrote, a
claim that one rejected or deleted, a party that one added stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from archive.ingest.datasets.add import events_of
from archive.ingest.datasets.drawn import RowOutline, claim_uid
from archive.models import Claim, DatasetRow, Event, EventParty, Evidence
from archive.models.among import among

# An empty column that leads to an entity was not decided by anybody: the entity may be new.
LOOKED_UP = ("place_id", "counted_entity_id")
NAMED = {
    "kind": "kind", "title": "title", "date_edtf": "date", "place_id": "place", "place_words": "place as printed",
    "place_precision": "how exactly", "latitude": "coordinates", "longitude": "coordinates",
}  # fmt: skip


@dataclass
class Changed:
    """What a curator had decided and was therefore left, in words."""

    kept: list[str] = field(default_factory=list)
    is_deleted: bool = False


@dataclass(frozen=True)
class ChangedRow:
    """A row that has changed, what was made of it formerly, and what is made of it now."""

    row: DatasetRow
    former: RowOutline
    new: RowOutline

    @property
    def uids(self) -> dict[str, UUID]:
        """The identities of its claims by the columns that make them."""
        columns = self.former.claims | self.new.claims
        return {column: claim_uid(self.row.dataset, self.row.number, column) for column in columns}


def change_events(changes: Sequence[ChangedRow]) -> list[Changed]:
    """Apply to the events of rows of one data set what differs between what was made of each formerly and now; return what came of each."""
    if not changes:
        return []
    known = events_of(changes[0].row.dataset, [change.row.number for change in changes])
    locked = Event.objects.select_for_update(of=["self"]).filter(pk__in=known.values()).order_by("pk")
    events = {event.pk: event for event in locked}
    parties: dict[int, list[EventParty]] = {}
    for party in EventParty.objects.filter(event__in=events).order_by("pk"):
        parties.setdefault(party.event_id, []).append(party)
    uids = [uid for change in changes for uid in change.uids.values()]
    claims = {claim.uid: claim for claim in Claim.objects.filter(uid__in=among(uids, "uuid"))}
    return [
        _change_event(change, events.get(known.get(change.row.number, 0)), parties, claims)
        for change in changes
    ]


def _change_event(change: ChangedRow, event: Event | None, parties, claims) -> Changed:
    done = Changed()
    if event is None:
        done.is_deleted = True
        return done
    former, new = change.former, change.new
    kept = _take_over(event, former.event, new.event)
    done.kept += dict.fromkeys(NAMED[name] for name in kept)
    _change_parties(event, parties.get(event.pk, ()), former, new, done)
    _change_claims(event, change, claims, done)
    return done


def _take_over(record, former: dict[str, object], new: dict[str, object]) -> list[str]:
    """Write the columns that changed; return those that somebody has since decided otherwise."""
    changed, kept = [], []
    for name, value in new.items():
        ours = getattr(record, name)
        if value in (former[name], ours):
            continue
        if ours == former[name] or (name in LOOKED_UP and ours is None):
            setattr(record, name, value)
            changed.append(name)
        else:
            kept.append(name)
    if changed:
        record.save(update_fields=[name.removesuffix("_id") for name in changed])
    return kept


def _change_parties(event: Event, standing, former: RowOutline, new: RowOutline, done: Changed) -> None:
    ours = {(party.role, party.words): party for party in standing}
    for place in former.parties.keys() - new.parties.keys():
        party = ours.pop(place, None)
        if party is None:
            continue
        if party.entity_id in (former.parties[place], None):
            party.delete()
        else:
            done.kept.append(f"the party “{party.words}”")
    added = [place for place in new.parties if place not in former.parties and place not in ours]
    if added:
        EventParty.objects.bulk_create(
            EventParty(event=event, role=role, words=words, entity_id=new.parties[role, words])
            for role, words in added
        )


def _change_claims(event: Event, change: ChangedRow, ours: Mapping[UUID, Claim], done: Changed) -> None:
    for column, uid in change.uids.items():
        claim, before, after = ours.get(uid), change.former.claims.get(column), change.new.claims.get(column)
        if claim is None and before is None and after is not None:
            added = Claim.objects.create(uid=uid, event=event, **after)
            Evidence.objects.create(claim=added, dataset_row=change.row)
        elif claim is None or before is None:
            continue  # deleted by a curator, or already there
        elif after is not None:
            if _take_over(claim, before, after):
                done.kept.append(f"the claim of {column}")
        elif claim.status == Claim.Status.ACCEPTED and _is_as_made(claim, before):
            claim.delete()
        else:
            done.kept.append(f"the claim of {column}")


def _is_as_made(claim: Claim, before: dict[str, object]) -> bool:
    return all(name in LOOKED_UP or getattr(claim, name) == value for name, value in before.items())
