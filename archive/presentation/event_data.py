"""Events and claims as data: JSON with all that is said, and schema.org with what is not disputed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from archive import dates
from archive.evidence.accounts import Account, Made
from archive.evidence.side_by_side import AnsweredQuestion, Value
from archive.models import Entity, Event, EventParty
from archive.presentation.accounts import dataset_label
from archive.presentation.claims import claimant_label, question_label, scope_label, value_label
from archive.presentation.linked_data import ESCAPES
from archive.presentation.passages import passage_address


def event_in_short(event: Event, root: str) -> dict[str, Any]:
    """Describe what is said of an event wherever it is listed: what it was, and when."""
    return {
        "id": event.pk,
        "url": root + event.get_absolute_url(),
        "title": event.title,
        "kind": event.kind,
        "kind_label": event.kind_label,
        "date": event.date_edtf,
        "date_in_words": event.date_label(),
    }


def event_as_data(
    event: Event,
    *,
    parties: Iterable[EventParty],
    blocks: Iterable[AnsweredQuestion],
    accounts: Iterable[Account],
    kin: tuple[Event | None, list[Event]],
    same: Iterable[Event],
    root: str,
) -> dict[str, Any]:
    """Return an event with everything that is said of it.

    Args:
        kin: the event that it is part of, and its own parts.
        same: events that may be the same.
        root: the address of the site without a slash at its end.
    """
    whole, parts = kin
    return {
        **event_in_short(event, root),
        "date_printed": event.date_printed,
        "place": _entity(event.place),
        "place_words": event.place_words,
        "place_precision": event.place_precision,
        "place_precision_in_words": event.get_place_precision_display(),
        "note": event.note,
        "looked_through": event.looked_through_at and event.looked_through_at.isoformat(),
        "parties": [_party(one) for one in parties],
        "questions": [question_as_data(block, event, root) for block in blocks],
        "evidence": [_account(one, root) for one in accounts],
        "part_of": _related(whole, root) if whole else None,
        "parts": [_related(one, root) for one in parts],
        "may_be_same": [_related(one, root) for one in same],
    }


def _related(event: Event, root: str) -> dict[str, Any]:
    return {
        "id": event.pk,
        "title": event.title,
        "date": event.date_edtf,
        "date_in_words": event.date_label(),
        "url": root + event.get_absolute_url(),
    }


def question_as_data(block: AnsweredQuestion, event: Event | None, root: str) -> dict[str, Any]:
    """Return a question with its values and who gives them."""
    return {
        "topic": block.topic,
        "question": question_label(block.example, event),
        "disputed": block.is_disputed,
        "values": [_value(value, root) for value in block.values],
        "beside": [claim_as_data(one, root) for one in block.beside],
    }


def claim_as_data(one: Made, root: str) -> dict[str, Any]:
    """Return a claim: who says it, what they do, what they say, and where."""
    claim = one.claim
    return {
        "id": claim.pk,
        "event": claim.event_id,
        "topic": claim.topic,
        "act": claim.act,
        "claimant": claimant_label(claim),
        "claimant_entity": _entity(claim.claimant),
        "claimant_sort": claim.claimant_sort,
        "said": one.said_edtf,
        "said_in_words": dates.label(one.said_edtf),
        "hedges": claim.hedges,
        "answers": claim.answers_id,
        "object": _entity(claim.object),
        "value": value_label(claim),
        "value_entity": _entity(claim.value_entity),
        "state": claim.state,
        "low": claim.low,
        "high": claim.high,
        "about": claim.is_about,
        "counted": claim.counted,
        "counted_entity": _entity(claim.counted_entity),
        "holds_for": scope_label(claim),
        "note": claim.note,
        "evidence": [_account(account, root) for account in one.accounts],
    }


def _value(value: Value, root: str) -> dict[str, Any]:
    return {
        "value": value_label(value.example),
        "disputed": value.is_disputed,
        "origins": [
            {"label": origin.label, "counted": origin.counted, "reports": origin.reports, "rests_on": list(origin.rests_on)}
            for origin in value.origins
        ],
        "claims": [claim_as_data(one, root) for one in value.claims],
        "denials": [claim_as_data(one, root) for one in value.denials],
    }  # fmt: skip


def _party(party: EventParty) -> dict[str, Any]:
    return {"role": party.role, "entity": _entity(party.entity), "words": party.words}


def _entity(entity: Entity | None) -> dict[str, str] | None:
    return {"kind": entity.kind, "entity": entity.slug, "name": entity.name} if entity else None


def _account(account: Account, root: str) -> dict[str, Any]:
    stance = "contradicts" if account.contradicts else "supports"
    if account.row:
        return {
            "stance": stance,
            "dataset": account.row.dataset,
            "number": account.row.number,
            "label": dataset_label(account.row),
        }
    report, passage = account.report, account.passage
    assert report is not None and passage is not None
    return {
        "stance": stance,
        "words": passage.words,
        "field": passage.field,
        "url": root + passage_address(passage),
        "report": report.pk,
        "source": report.source.name,
        "date": report.date_edtf,
    }


def event_as_linked_data(event: Event, *, root: str) -> SafeString:
    """Return what is not disputed of an event as JSON-LD that is safe inside a script element: its name, date and place."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": root + event.get_absolute_url(),
        "url": root + event.get_absolute_url(),
        "name": event.title,
        **_dates(event.date_edtf),
    }
    if event.place:
        address = root + event.place.get_absolute_url()
        data["location"] = {"@type": "Place", "@id": address, "name": event.place.name}
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(ESCAPES))


def _dates(edtf: str) -> dict[str, str]:
    """Return the plain days, months or years of a date; schema.org has no uncertain ones."""
    first, _, last = edtf.partition("/")
    sides = {"startDate": first, "endDate": last or first}
    found = {key: dates.plain_date(side) for key, side in sides.items() if side and side != ".."}
    return {key: iso for key, iso in found.items() if iso}
