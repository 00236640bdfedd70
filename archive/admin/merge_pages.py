"""The page for merging records that mean the same: side by side, which one stays, which values are right, and why."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from archive.admin.merging import MAX_MERGED
from archive.admin.reasons import MAX_LENGTH
from archive.admin.side_by_side import (
    field_rows,
    hanging_rows,
    likeliest,
    numbers_in_common,
    passages_in_common,
)
from archive.admin.withheld import CLOSED
from archive.admin_site import ArchiveAdminSite
from archive.curation.differences import Difference, MergeError, differences, listed
from archive.curation.merge import FIELDS, merge
from archive.curation.merge_sources import FIELDS as SOURCE_FIELDS
from archive.curation.merge_sources import Numbers, merge_sources
from archive.kinds import BY_KEY, KINDS
from archive.models import Article, Entity, Name, Source
from archive.models.rights import may_see_protected
from archive.models.wordings import holds_protected_name
from archive.presentation.coming_back import PARAMETER, leading_back, page_come_from

MAX_NUMBERS_SHOWN = 20


class MergeForm(forms.Form):
    """Which record to keep, whose values are right where they differ, and why they are the same."""

    kept = forms.ModelChoiceField(
        Entity.objects.none(), widget=forms.RadioSelect, empty_label=None, label="Which one to keep"
    )
    reason = forms.CharField(
        max_length=MAX_LENGTH,
        label="Why they are the same",
        help_text="Kept in the history.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    fields: dict

    def __init__(self, *args, records, found: list[Difference], numbers: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        ids = [record.pk for record in records]
        self.fields["kept"].queryset = type(records[0]).objects.filter(pk__in=ids)
        self.disputed = [difference for difference in found if difference.is_disputed]
        for difference in self.disputed:
            said_by = [(saying.record.pk, saying.words) for saying in difference.sayings]
            self.fields[f"value_{difference.key}"] = forms.TypedChoiceField(
                choices=said_by,
                coerce=int,
                required=not difference.follows_kept,
                label=difference.label,
                error_messages={"required": "Choose which is right."},
            )
        if numbers:
            self.fields["numbers"] = forms.ChoiceField(
                choices=Numbers.choices,
                widget=forms.RadioSelect,
                label="The number of a report that moves",
                error_messages={"required": "Choose what to do with these numbers."},
            )

    @property
    def choices(self) -> dict[str, int]:
        """Return whose values were chosen, by field."""
        chosen = {found.key: self.cleaned_data.get(f"value_{found.key}") for found in self.disputed}
        return {key: pk for key, pk in chosen.items() if pk}


def merge_page(request):
    """Show entities side by side, and merge them once confirmed."""
    if not request.user.has_perm("archive.merge_entity"):
        raise PermissionDenied
    entities = Entity.objects.visible_to(request.user).select_related("parent")
    entities = entities.prefetch_related("names", "external_ids", "past_slugs")
    chosen = _chosen(request, entities)
    if any(_is_closed(request.user, entity) for entity in chosen):
        raise PermissionDenied(CLOSED)
    return _merge_page(request, chosen, FIELDS, _merge_entities, KINDS[0].key)


def _is_closed(user, entity) -> bool:
    """Return whether an entry is one this person may not see, lies in such a place, or contains one."""
    if may_see_protected(user):
        return False
    kin = Entity.objects.filter(Q(pk=entity.parent_id) | Q(parent=entity))
    return kin.exclude(pk__in=kin.visible_to(user).values("pk")).exists() or holds_protected_name(
        entity.summary, entity.description
    )


def merge_sources_page(request):
    """Show sources side by side, and merge them once confirmed."""
    if not request.user.has_perm("archive.merge_source"):
        raise PermissionDenied
    sources = Source.objects.prefetch_related("past")
    return _merge_page(request, _chosen(request, sources), SOURCE_FIELDS, _merge_sources, "source")


def _chosen(request, records):
    """Return the records named in the address."""
    ids = request.GET.get("ids", "").split(",")
    wanted = [int(pk) for pk in ids if pk.isdecimal() and len(pk) < 10][:MAX_MERGED]
    return list(records.filter(pk__in=wanted).order_by("name", "pk"))


def _merge_page(request, records, fields, do, default_list):
    if len(records) == 1 and request.GET.get("ids") == str(records[0].pk):
        return _other_page(request, records[0])
    if len(records) < 2:
        messages.error(request, "Select at least two entries in one of the lists, then the action “Merge”.")
        return redirect(f"admin:archive_{default_list}_changelist")
    found = differences(records, fields)
    of_sources = isinstance(records[0], Source)
    numbers = numbers_in_common(records) if of_sources else []
    stays = likeliest(records)
    initial = {"kept": stays.pk, "value_name": stays.pk}
    form = MergeForm(request.POST or None, records=records, found=found, numbers=numbers, initial=initial)
    if request.method == "POST" and form.is_valid() and (address := do(request, form, records)):
        return redirect(page_come_from(request) or address)
    kind = "source" if of_sources else records[0].kind
    context = {
        **admin.site.each_context(request),
        "title": f"Merge {listed(records)}" if len(records) < 4 else f"Merge {len(records)} entries",
        "records": records,
        "form": form,
        "kind": kind,
        "list_url": reverse(f"admin:archive_{kind}_changelist"),
        "list_name": "sources" if of_sources else BY_KEY[kind].plural,
        "fields": field_rows(records, found, form),
        "hanging": hanging_rows(records, request.user),
        "common": 0 if of_sources else passages_in_common(records),
        "numbers": numbers[:MAX_NUMBERS_SHOWN],
        "more_numbers": max(len(numbers) - MAX_NUMBERS_SHOWN, 0),
    }
    return TemplateResponse(request, "admin/merge.html", context)


class OtherForm(forms.Form):
    """The record that is the same as another."""

    fields: dict

    def __init__(self, *args, record, others, **kwargs):
        super().__init__(*args, **kwargs)
        column = (Article if isinstance(record, Source) else Name)._meta.get_field(
            "source" if isinstance(record, Source) else "entity"
        )
        self.fields["other"] = forms.ModelChoiceField(
            others.exclude(pk=record.pk),
            label="The other one",
            widget=AutocompleteSelect(column, admin.site),
            error_messages={"invalid_choice": "Choose another one, of the same kind."},
        )


def _other_page(request, record):
    """Ask which other record is the same, and lead to both side by side."""
    of_sources = isinstance(record, Source)
    if of_sources:
        others = Source.objects.all()
    else:
        others = Entity.objects.visible_to(request.user).filter(kind=record.kind)
    form = OtherForm(request.GET if "other" in request.GET else None, record=record, others=others)
    if form.is_valid():
        both = f"{request.path}?ids={record.pk},{form.cleaned_data['other'].pk}"
        return redirect(leading_back(both, page_come_from(request)))
    kind = "source" if of_sources else record.kind
    context = {
        **admin.site.each_context(request),
        "title": f"Merge {record} with another",
        "form": form,
        "record": record,
        "back": PARAMETER,
        "list_url": reverse(f"admin:archive_{kind}_changelist"),
        "list_name": "sources" if of_sources else BY_KEY[kind].plural,
        "duplicates_url": reverse("admin:duplicates", query={"kind": kind}),
    }
    return TemplateResponse(request, "admin/merge_other.html", context)


def _merge_entities(request, form, entities) -> str:
    """Merge, and return the address of the entry that was kept; empty if that is impossible."""
    result = _merged(merge, request, form, entities)
    if result is None:
        return ""
    parts = [
        (result.names, "name", "names"),
        (result.mentions, "mention", "mentions"),
        (result.external_ids, "identifier", "identifiers"),
        (result.places, "place", "places"),
    ]
    later = " Reports are being matched in the background." if result.reports.queued else ""
    _tell(request, result, f"{_moved(parts)}{later}")
    return reverse(f"admin:archive_{result.kept.kind}_change", args=[result.kept.pk])


def _merge_sources(request, form, sources) -> str:
    """Merge, and return the address of the source that was kept; empty if that is impossible."""
    numbers = form.cleaned_data.get("numbers", "")
    result = _merged(merge_sources, request, form, sources, numbers=numbers)
    if result is None:
        return ""
    parts = [(result.reports, "report", "reports"), (result.rules, "cleaning rule", "cleaning rules")]
    _tell(request, result, _moved(parts))
    return reverse("admin:archive_source_change", args=[result.kept.pk])


def _merged(do, request, form, records, **options):
    kept = form.cleaned_data["kept"]
    others = [record for record in records if record.pk != kept.pk]
    reason = form.cleaned_data["reason"]
    try:
        result = do(
            kept=kept, others=others, user=request.user, reason=reason, choices=form.choices, **options
        )
    except MergeError as error:
        form.add_error(None, str(error))
        return None
    model_admin = admin.site.get_model_admin(type(kept))
    model_admin.log_change(request, kept, f"Merged {listed(others)} into it: {reason}")
    return result


def _moved(parts) -> str:
    told = [f"{count:,} {one if count == 1 else many}" for count, one, many in parts if count]
    return f" {listed(told)} moved to it." if told else ""


def _tell(request, result, moved) -> None:
    count = len(result.told)
    verb, said = ("value was", "it") if count == 1 else ("values were", "them")
    untaken = f" {count} {verb} dropped; the merge records {said}." if count else ""
    messages.success(
        request,
        format_html(
            '{}.{}{} The old addresses redirect to it. <a href="{}">See the merge, or take it back</a>',
            result.step.summary,
            moved,
            untaken,
            reverse("admin:merge_made", args=[result.step.pk]),
        ),
    )


ArchiveAdminSite.add_page("merge/", merge_page, name="merge")
ArchiveAdminSite.add_page("merge-sources/", merge_sources_page, name="merge_sources")
