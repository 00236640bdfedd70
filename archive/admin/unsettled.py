"""Records of imports that may be entries of the archive: laid beside these, with the reason, and decided."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from archive.admin_site import ArchiveAdminSite
from archive.dates import label as date_label
from archive.ingest.entities.decide import Decision, DecisionError, likely_entities, settle
from archive.models import Entity, UnsettledRecord
from archive.models.rights import may_see_protected
from archive.models.wordings import in_public_words

RECORDS_A_PAGE, MAX_NAMES_TOLD = 20, 12


@dataclass
class LikelyEntry:
    """An entry that a record may be, how likely in words, and why."""

    entity: Entity
    reason: str
    is_likely: bool

    @property
    def url(self) -> str:
        return reverse(f"admin:archive_{self.entity.kind}_change", args=[self.entity.pk])


@dataclass
class ComparedRecord:
    """A record as it is laid before a curator."""

    record: UnsettledRecord
    offers: list[LikelyEntry] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        texts = [name["text"] for name in self.record.values.get("names", ())]
        more = len(texts) - MAX_NAMES_TOLD
        return texts[:MAX_NAMES_TOLD] + ([f"and {more} more"] if more > 0 else [])

    @property
    def details(self) -> list[str]:
        """What the record says besides its names."""
        columns = dict(self.record.values.get("columns", {}))
        if "latitude" in columns:
            columns["at"] = f"{columns.pop('latitude'):.2f}, {columns.pop('longitude', 0):.2f}"
        return [_said(name, value) for name, value in columns.items()]


def _said(name: str, value) -> str:
    bare = name.removesuffix("_edtf").replace("_", " ")
    text = date_label(value) if name.endswith("_edtf") else f"{value:,}" if isinstance(value, int) else value
    return str(text) if bare in ("summary", "place type", "faction type") else f"{bare} {text}"


def open_records(user):
    """Return the records that wait and that this person may see."""
    found = UnsettledRecord.objects.waiting().select_related("batch").order_by("kind", "id")
    if may_see_protected(user):
        return found
    rows = [(row.pk, json.dumps([row.name, row.values], ensure_ascii=False)) for row in found]
    public = in_public_words([text for _, text in rows])
    return found.filter(pk__in=[pk for (pk, text), shown in zip(rows, public, strict=True) if text == shown])


def unsettled(request):
    """List the records that wait, each with the entries that it may be, and decide the one whose button was pressed."""
    if not request.user.has_perm("archive.view_unsettledrecord"):
        raise PermissionDenied
    if request.method == "POST":
        return _decide(request)
    page = Paginator(open_records(request.user), RECORDS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        **admin.site.each_context(request),
        "title": "Records that may be entries already",
        "page": page,
        "records": [_shown(record, request.user) for record in page.object_list],
        "may_decide": request.user.has_perm("archive.change_unsettledrecord"),
    }
    return TemplateResponse(request, "admin/unsettled.html", context)


def _shown(record: UnsettledRecord, user) -> ComparedRecord:
    likely = likely_entities(record)
    visible = Entity.objects.visible_to(user).in_bulk([like.entity for like in likely])
    offers = [
        LikelyEntry(visible[like.entity], like.reason, like.chance >= 0.8)
        for like in likely
        if like.entity in visible
    ]
    return ComparedRecord(record, offers)


def _decide(request):
    if not request.user.has_perm("archive.change_unsettledrecord"):
        raise PermissionDenied
    number, back = request.POST.get("record", ""), HttpResponseRedirect(request.get_full_path(), status=303)
    if not number.isdecimal() or len(number) > 9:
        return back
    record = get_object_or_404(open_records(request.user), pk=number)
    decision, _, chosen = request.POST.get("decision", "").partition(":")
    found = Entity.objects.visible_to(request.user).filter(kind=record.kind)
    entity = found.filter(pk=chosen).first() if chosen.isdecimal() and len(chosen) < 10 else None
    if decision not in (Decision.SAME, Decision.NEW, Decision.LEFT) or (
        decision == Decision.SAME and entity is None
    ):
        messages.error(request, "This entry no longer exists: choose another.")
        return back
    try:
        done = settle(record=record, decision=decision, user=request.user, entity=entity)
    except DecisionError as error:
        messages.error(request, str(error))
        return back
    said = {
        "same": f"“{record.name}” is {done.entity}.",
        "new": f"“{record.name}” was added.",
        "left": f"“{record.name}” was left out.",
    }
    kept = f" What was decided in the archive stays: {', '.join(done.kept)}." if done.kept else ""
    messages.success(request, f"{said[decision]}{kept}")
    return back


ArchiveAdminSite.add_page("entities/unsettled/", unsettled, name="unsettled")
