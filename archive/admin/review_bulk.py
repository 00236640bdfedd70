"""Decisions about all open passages of a name with one press."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied

from archive.admin.decisions import announce_decision
from archive.admin.reasons import MAX_LENGTH
from archive.curation.decide_all import AllDecided, DecideAllError, decide_all, mark_ambiguous, never_link
from archive.kinds import KINDS
from archive.models import Entity, Mention, Name

ALL, ALIKE = "all", "alike"


class AnotherEntityForm(forms.Form):
    """An entry that is not among the candidates."""

    entity = forms.ModelChoiceField(
        Entity.objects.none(),
        label="Another entry",
        required=False,
        widget=AutocompleteSelect(Name._meta.get_field("entity"), admin.site),
    )

    fields: dict[str, Any]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["entity"].queryset = Entity.objects.visible_to(user)


@dataclass(frozen=True)
class BulkChoices:
    """What can be done with all passages of a name: the candidates, kinds of a new entry, and whether its spelling may be changed."""

    entities: list[Entity]
    kinds: list
    may_change_name: bool
    may_mark_ambiguous: bool
    form: AnotherEntityForm
    count: int


def bulk_context(request, params, entities: list[Entity], count: int) -> BulkChoices | None:
    """Return what this person can do with all passages that the address asks for; None if only one by one."""
    if "name" not in params or not request.user.has_perm("archive.review_mention"):
        return None
    kinds = [kind for kind in KINDS if request.user.has_perm(f"archive.add_{kind.key}")]
    may_change = request.user.has_perm("archive.change_name")
    unmarked = Name.objects.filter(
        key=params["name"], ambiguous=False, entity__in=Entity.objects.visible_to(request.user)
    )
    return BulkChoices(
        entities,
        kinds,
        may_change,
        may_change and unmarked.exists(),
        AnotherEntityForm(user=request.user),
        count,
    )


def decide_in_bulk(request, params, places: list[tuple], differing: dict[int, list[str]]) -> None:
    """Carry out the button that was pressed, and say what was done."""
    if "name" not in params:
        raise PermissionDenied
    is_alike = request.POST.get("scope") == ALIKE
    chosen = [place for place in places if place[0] not in differing] if is_alike else places
    left_out = len(places) - len(chosen)
    rows = _suggested_at(request, chosen)
    try:
        done = _do(request, params, rows)
    except DecideAllError as error:
        messages.error(request, str(error))
        return
    announce_decision(request, done.step, done.reports)
    seen = request.POST.get("count", "")
    if done.passages and seen.isdecimal() and len(seen) < 10 and int(seen) != done.passages + left_out:
        messages.info(
            request,
            f"When you opened the page there were {int(seen):,}. Meanwhile somebody else decided on the others, or they were matched again.",
        )


def _suggested_at(request, places: list[tuple]) -> list[Mention]:
    wanted = set(places)
    open_rows = (
        Mention.objects.suggested()
        .visible_to(request.user)
        .filter(article__in={place[0] for place in places})
    )
    rows = open_rows.only("id", "article_id", "field", "start", "entity_id", "text").order_by("pk")
    return [row for row in rows if (row.article_id, row.field, row.start) in wanted]


def _do(request, params, rows: list[Mention]) -> AllDecided:
    sort, _, value = request.POST["bulk"].partition(":")
    common = {
        "user": request.user,
        "reason": request.POST.get("change_reason", "").replace("\0", "")[:MAX_LENGTH],
    }
    candidates = Entity.objects.visible_to(request.user).filter(pk__in={row.entity_id for row in rows})
    if sort in ("never", "ambiguous"):
        _require(request, "archive.change_name")
        change = never_link if sort == "never" else mark_ambiguous
        return change(key=params["name"], entities=candidates, **common)
    text = rows[0].text if rows else ""
    all_rows = {"suggested": [row.pk for row in rows], "text": text, **common}
    if sort == "none":
        return decide_all(**all_rows)
    if sort == "new" and value in {kind.key for kind in KINDS}:
        _require(request, f"archive.add_{value}")
        return decide_all(kind=value, **all_rows)
    if sort == "other":
        value = request.POST.get("entity", "")
    entity = (
        Entity.objects.visible_to(request.user).filter(pk=value).first()
        if value.isdecimal() and len(value) < 10
        else None
    )
    if sort not in ("entity", "other") or entity is None:
        raise DecideAllError("Choose an entry first.")
    return decide_all(entity=entity, **all_rows)


def _require(request, right) -> None:
    if not request.user.has_perm(right):
        raise PermissionDenied
