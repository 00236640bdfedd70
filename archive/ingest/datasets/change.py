"""Bring an event and its claims up to date with a changed row, without touching what a curator has decided.

What was made of the former row, what would be made of the new one, and what the archive holds are laid side by side. Only what the row
changes is changed, and only where the archive still holds what was made of the former row: a title that a curator rewrote, a
claim that one rejected or deleted, a party that one added stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from archive.ingest.datasets.add import events_of
from archive.ingest.datasets.drawn import RowOutline, claim_uid
from archive.models import Claim, DatasetRow, Event, EventParty, Evidence

# An empty column that leads to an entity was not decided by anybody: the entity may be new.
LOOKED_UP = ("place_id", "counted_entity_id")
NAMED = {
    "kind": "kind", "title": "title", "date_edtf": "date", "place_id": "place", "place_words": "place as printed",
    "place_precision": "how near", "latitude": "coordinates", "longitude": "coordinates",
}  # fmt: skip


@dataclass
class Changed:
    """What a curator had decided and was therefore left, in words."""

    kept: list[str] = field(default_factory=list)
    is_deleted: bool = False


def change_event(row: DatasetRow, *, former: RowOutline, new: RowOutline) -> Changed:
    """Apply to the event of a row what differs between what was made of it formerly and what is made of it now."""
    done = Changed()
    known = events_of(row.dataset, [row.number])
    event = Event.objects.select_for_update(of=["self"]).filter(pk__in=known.values()).first()
    if event is None:
        done.is_deleted = True
        return done
    kept = _take_over(event, former.event, new.event)
    done.kept += dict.fromkeys(NAMED[name] for name in kept)
    _change_parties(event, former, new, done)
    _change_claims(event, row, former, new, done)
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


def _change_parties(event: Event, former: RowOutline, new: RowOutline, done: Changed) -> None:
    ours = {(party.role, party.words): party for party in event.parties.all()}
    for place in former.parties.keys() - new.parties.keys():
        party = ours.pop(place, None)
        if party is None:
            continue
        if party.entity_id in (former.parties[place], None):
            party.delete()
        else:
            done.kept.append(f"the party “{party.words}”")
    added = [place for place in new.parties if place not in former.parties and place not in ours]
    EventParty.objects.bulk_create(
        EventParty(event=event, role=role, words=words, entity_id=new.parties[role, words])
        for role, words in added
    )


def _change_claims(event: Event, row: DatasetRow, former: RowOutline, new: RowOutline, done: Changed) -> None:
    uids = {column: claim_uid(row.dataset, row.number, column) for column in former.claims | new.claims}
    ours = {claim.uid: claim for claim in Claim.objects.filter(uid__in=uids.values())}
    for column, uid in uids.items():
        claim, before, after = ours.get(uid), former.claims.get(column), new.claims.get(column)
        if claim is None and before is None and after is not None:
            added = Claim.objects.create(uid=uid, event=event, **after)
            Evidence.objects.create(claim=added, dataset_row=row)
        elif claim is None or before is None:
            continue  # deleted by a curator, or there already
        elif after is not None:
            if _take_over(claim, before, after):
                done.kept.append(f"the claim of {column}")
        elif claim.status == Claim.Status.ACCEPTED and _is_as_made(claim, before):
            claim.delete()
        else:
            done.kept.append(f"the claim of {column}")


def _is_as_made(claim: Claim, before: dict[str, object]) -> bool:
    return all(name in LOOKED_UP or getattr(claim, name) == value for name, value in before.items())
