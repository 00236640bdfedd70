"""One record of an import, as it will be: its text in one column with what was cut, its fields, names and possible copies; mended here."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from archive.admin.articles import SETTLES
from archive.admin.import_rights import check_may_import, import_or_404, import_url
from archive.admin.paste import find_like
from archive.admin.withheld import CLOSED
from archive.admin_site import ArchiveAdminSite
from archive.ingest.imports.phases import COUNTED, DONE, LOOK, count, loading_for, phase_of, touch
from archive.ingest.imports.pieces import TextPiece, body_of, pieces_of
from archive.ingest.imports.read import judge
from archive.ingest.imports.records import override_record, raw_of
from archive.ingest.imports.write import JUDGED, MENDED
from archive.ingest.prepare import Prepared
from archive.ingest.raw import RawArticle
from archive.ingest.readers.fields import RecordError
from archive.ingest.rules import RuleError
from archive.ingest.single import preview
from archive.matching.link import names_in
from archive.matching.names import known_names
from archive.models import Article, Batch, Entity, ImportRecord, Source
from archive.models.among import among
from archive.models.rights import may_see_protected
from archive.models.wordings import holds_protected_name

State = ImportRecord.State
FIELDS = [name for name in MENDED if name != "body"]
SHOWN = [*FIELDS, "source", "leave_undated"]
MAX_NAMES = 100
# What may still be changed: before the import is written, and afterwards what was not.
OPEN = {LOOK: tuple(State), DONE: (State.REFUSED, State.LACKING, State.LEFT_OUT)}


@dataclass(frozen=True)
class RecordLayout:
    """A record laid out: as it was received, what cleaning makes of it, its text in pieces, or why there is no report."""

    raw: RawArticle
    source: Source | None
    prepared: Prepared | None
    pieces: list[TextPiece]
    kept: frozenset[int]
    problem: str = ""

    @property
    def numbered_pieces(self) -> list[tuple[int, TextPiece, bool]]:
        return [(number, piece, number in self.kept) for number, piece in enumerate(self.pieces)]


def import_record(request, pk, number):
    """Show a record; change, leave out or take back in what is still to be written."""
    batch = import_or_404(request, pk)
    record = get_object_or_404(batch.records.select_related("source", "article"), number=number)
    _refuse_names(request, record)
    laid = lay_out(record) if record.is_held else None
    is_open = bool(laid) and record.state in OPEN.get(phase_of(batch), ())
    if request.method == "POST":
        check_may_import(request)
        if not is_open or laid is None:
            messages.error(request, "It can no longer be changed here: the import has moved on.")
            return HttpResponseRedirect(_address(record), status=303)
        return _post(request, batch, record, laid)
    form = _form(request)(initial=_initial(record, laid)) if laid else None
    return _page(request, batch, record, laid, form, is_open=is_open)


def _refuse_names(request, record: ImportRecord) -> None:
    if may_see_protected(request.user):
        return
    texts = [str(value) for value in record.said.values() if isinstance(value, str)]
    edited = [str(value) for value in record.edits.values() if isinstance(value, str)]
    if holds_protected_name(record.headline, record.reason, record.origin, *texts, *edited):
        raise PermissionDenied(CLOSED)


def lay_out(record: ImportRecord) -> RecordLayout:
    """Clean a record again, as the import would now."""
    raw = raw_of(record)
    source = record.source or Source.objects.filter(name=raw.source).first()
    problem, prepared = "", None
    try:
        prepared = preview(raw, source=source, language=record.batch.options.get("language", ""))
    except RecordError as error:
        problem = error.sentence
    except RuleError as error:
        problem = str(error)
    pieces = pieces_of(raw, prepared)
    kept = frozenset(number for number, piece in enumerate(pieces) if piece.is_kept)
    if record.edits.get("pieces") == len(pieces):
        kept = frozenset(record.edits["kept"])
    return RecordLayout(raw, source, prepared, pieces, kept, problem)


def _form(request):
    found = admin.site._registry[Article].get_form(request, None, change=False, fields=[*FIELDS, "source"])
    found.base_fields["source"].required = False
    return found


def _initial(record: ImportRecord, laid: RecordLayout) -> dict:
    known = (
        dict(laid.prepared.fields)
        if laid.prepared
        else {name: getattr(laid.raw, name, "") for name in FIELDS}
    )
    known |= {name: value for name, value in record.edits.items() if name in FIELDS}
    return {name: known.get(name, "") for name in FIELDS} | {"source": laid.source}


def _post(request, batch: Batch, record: ImportRecord, laid: RecordLayout):
    step = request.POST.get("step", "")
    if step in ("leave", "take"):
        return _leave(request, batch, record, is_left=step == "leave")
    kept = _kept(request, laid)
    form = _form(request)(request.POST, initial=_initial(record, laid))
    if not form.is_valid():
        laid = RecordLayout(laid.raw, laid.source, laid.prepared, laid.pieces, kept, laid.problem)
        return _page(request, batch, record, laid, form, is_open=True)
    if not kept:
        form.add_error(None, "Keep at least one paragraph: or leave the record out.")
        return _page(request, batch, record, laid, form, is_open=True)
    _save(batch, record, laid, form, kept)
    if record.state == State.REFUSED:
        messages.error(request, f"It is still refused. {record.reason[:1].upper()}{record.reason[1:]}.")
    elif step != "ends":
        messages.success(request, "Kept for the import.")
    next_one = _next(batch, record) if step == "next" and record.state != State.REFUSED else None
    return HttpResponseRedirect(_address(next_one or record), status=303)


def _kept(request, laid: RecordLayout) -> frozenset[int]:
    """Return the pieces that are to be kept: those ticked, up to where the report is said to end."""
    last = request.POST.get("ends", "")
    end = int(last) if last.isdecimal() and len(last) < 6 else len(laid.pieces)
    ticked = {int(each) for each in request.POST.getlist("keep") if each.isdecimal() and len(each) < 6}
    return frozenset(
        number
        for number in ticked | ({end} if last else set())
        if number <= end and number < len(laid.pieces)
    )


def _save(batch: Batch, record: ImportRecord, laid: RecordLayout, form, kept: frozenset[int]) -> None:
    values = {name: form.cleaned_data[name] for name in FIELDS}
    source = form.cleaned_data["source"]
    body = body_of(laid.pieces, kept)
    with transaction.atomic():
        record = ImportRecord.objects.select_for_update(of=["self"]).get(pk=record.pk)
        if laid.prepared is None:
            override_record(
                record, {**values, "text": body, "source": source.slug if source else laid.raw.source}
            )
            record.edits = {}
        else:
            record.edits = _edits(laid, values, body, kept)
            if source and source != laid.source:
                override_record(record, {"source": source.slug})
        _judge_again(batch, record)


def _edits(laid: RecordLayout, values: dict, body: str, kept: frozenset[int]) -> dict:
    """Return what differs from what cleaning makes of a record."""
    fields = laid.prepared.fields if laid.prepared else {}
    edits = {name: value for name, value in {**values, "body": body}.items() if value != fields.get(name)}
    as_cleaned = {number for number, piece in enumerate(laid.pieces) if piece.is_kept}
    if kept == as_cleaned:
        edits.pop("body", None)
    else:
        edits |= {"kept": sorted(kept), "pieces": len(laid.pieces)}
    settled = sorted({what for name in edits for what in SETTLES.get(name, ())})
    return edits | ({"settled": settled} if settled else {})


def _judge_again(batch: Batch, record: ImportRecord) -> None:
    """Find out what would become of a record now, and count."""
    edits = record.edits
    work = loading_for(batch, is_trial=True, but=record.number)
    judge([(record, raw_of(record))], work)
    record.unsure = [doubt for doubt in record.unsure if doubt["what"] not in edits.get("settled", ())]
    record.is_unsure = bool(record.unsure)
    record.headline = edits.get("headline", record.headline)
    record.date_edtf = edits.get("date_edtf", record.date_edtf)
    record.save(update_fields=[*JUDGED, "edits"])
    touch(batch)
    count(batch)
    batch.save(update_fields=COUNTED)


def _leave(request, batch: Batch, record: ImportRecord, *, is_left: bool):
    with transaction.atomic():
        record = ImportRecord.objects.select_for_update(of=["self"]).get(pk=record.pk)
        if is_left:
            record.state = State.LEFT_OUT
            record.save(update_fields=["state"])
            touch(batch)
            count(batch)
            batch.save(update_fields=COUNTED)
        else:
            _judge_again(batch, record)
    messages.success(request, "Left out of the import." if is_left else "Included in the import again.")
    next_one = _next(batch, record) if is_left else None
    return HttpResponseRedirect(_address(next_one or record), status=303)


def _next(batch: Batch, record: ImportRecord) -> ImportRecord | None:
    """Return the next record that wants looking at: what is not certain first, then by number."""
    wanted = batch.records.for_lists().filter(state__in=ImportRecord.TO_BE_WRITTEN, number__gt=record.number)
    return wanted.filter(is_unsure=True).order_by("number").first() or wanted.order_by("number").first()


def _page(request, batch: Batch, record: ImportRecord, laid: RecordLayout | None, form, *, is_open: bool):
    like = names = None
    if laid and laid.prepared and laid.source:
        like, names = (
            find_like(laid.raw, laid.prepared, laid.source, user=request.user),
            entities_named(laid.prepared, request.user),
        )
    context = {
        **admin.site.each_context(request), "opts": Article._meta, "title": record.headline or f"Record {record.number}",
        "batch": batch, "batch_url": import_url(batch), "record": record, "laid": laid, "form": form, "is_open": is_open,
        "shown_fields": SHOWN, "like": like, "names": names, "media": form.media if form else "",
        "next": _next(batch, record),
    }  # fmt: skip
    return TemplateResponse(request, "admin/import_record.html", context)


def entities_named(prepared: Prepared, user) -> list[tuple[Entity, int]]:
    """Return the entries that names in a report mean, most frequent first, as this person may see them."""
    found = names_in(prepared.fields, known_names(), language=prepared.fields["language"])
    numbers: dict[int, int] = {}
    for reading in found.readings:
        numbers[reading.entity_id] = numbers.get(reading.entity_id, 0) + 1
    entities = Entity.objects.filter(pk__in=among(numbers, "bigint")).visible_to(user)[:MAX_NAMES]
    return sorted(
        ((entity, numbers[entity.pk]) for entity in entities), key=lambda pair: (-pair[1], str(pair[0]))
    )


def _address(record: ImportRecord) -> str:
    return reverse("admin:import_record", args=[record.batch_id, record.number])


ArchiveAdminSite.add_page("imports/<int:pk>/records/<int:number>/", import_record, name="import_record")
