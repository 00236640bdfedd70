"""Make one entry of several that mean the same: look at them side by side, choose which stays, say why."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from archive.admin.reasons import LONGEST
from archive.matching.merge import MergeError, merge
from archive.models import Entity, Mention

MOST_MERGED = 20
MOST_COUNTED = 10_000


class MergeForm(forms.Form):
    kept = forms.ModelChoiceField(
        Entity.objects.none(), widget=forms.RadioSelect, empty_label=None, label="Which one stays"
    )
    reason = forms.CharField(
        max_length=LONGEST,
        help_text="Why they are the same. The history keeps it.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def __init__(self, *args, entities, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kept"].queryset = Entity.objects.filter(pk__in=[entity.pk for entity in entities])


class MergeMixin:
    """Adds to the admins of entities the action that leads to the page of the merge."""

    def has_merge_permission(self, request):
        return request.user.has_perm("archive.merge_entity")

    @admin.action(description="Merge the chosen entries…", permissions=["merge"])
    def merge_chosen(self, request, queryset):
        ids = list(queryset.order_by("name").values_list("pk", flat=True)[: MOST_MERGED + 1])
        if not 2 <= len(ids) <= MOST_MERGED:
            self.message_user(
                request, f"Choose 2 to {MOST_MERGED} entries that mean the same.", messages.ERROR
            )
            return None
        return HttpResponseRedirect(f"{reverse('admin:merge')}?ids={','.join(map(str, ids))}", status=303)


def merge_page(request):
    """Show what would move; merge when that is confirmed."""
    if not request.user.has_perm("archive.merge_entity"):
        raise PermissionDenied
    entities = _entities(request)
    if len(entities) < 2:
        messages.error(request, "Choose at least two entries in one of the lists, then the action “Merge”.")
        return redirect("admin:archive_person_changelist")
    likeliest = max(entities, key=lambda entity: entity.mention_count)
    form = MergeForm(request.POST or None, entities=entities, initial={"kept": likeliest.pk})
    if request.method == "POST" and form.is_valid() and (address := _merge(request, form, entities)):
        return redirect(address)
    context = {
        "title": "Merge",
        "entities": entities,
        "form": form,
        "opts": Entity._meta,
        "kind": entities[0].kind,
    }
    return TemplateResponse(request, "admin/merge.html", {**admin.site.each_context(request), **context})


def _entities(request) -> list[Entity]:
    """Return the entries that were chosen, with what hangs on each."""
    ids = request.GET.get("ids", "").split(",")
    wanted = [int(pk) for pk in ids if pk.isdecimal() and len(pk) < 10][:MOST_MERGED]
    entities = Entity.objects.filter(pk__in=wanted)
    if not request.user.has_perm("archive.protect_entity"):
        entities = entities.exclude(visibility=Entity.Visibility.PROTECTED)
    found = list(
        entities.prefetch_related("names", "external_ids")
        .annotate(part_count=Count("parts"))
        .order_by("name")
    )
    for entity in found:
        entity.mention_count = Mention.objects.filter(entity=entity)[:MOST_COUNTED].count()
    return found


def _merge(request, form, entities) -> str:
    """Merge, and return the address of the entry that was kept; empty where it cannot be done."""
    kept = form.cleaned_data["kept"]
    others = [entity for entity in entities if entity.pk != kept.pk]
    try:
        result = merge(kept=kept, others=others, user=request.user, reason=form.cleaned_data["reason"])
    except MergeError as error:
        form.add_error(None, str(error))
        return ""
    model_admin = admin.site.get_model_admin(Entity)
    model_admin.log_change(
        request, kept, f"Merged {', '.join(map(str, others))} into it: {form.cleaned_data['reason']}"
    )
    later = " The reports are being matched in the background." if result.reports.queued else ""
    messages.success(
        request,
        f"One entry now: {result.kept}. {result.names} names, {result.mentions} mentions, {result.external_ids} identifiers"
        f" and {result.places} places moved to it; the old addresses lead to it.{later}",
    )
    return reverse(f"admin:archive_{kept.kind}_change", args=[kept.pk])


admin.site.add_page("merge/", merge_page, name="merge")
