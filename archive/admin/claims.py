"""Claims: who says what about which event, with the words that say it."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.db.models import Q
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst

from archive.admin.context import ContextAdmin, EvidenceFilter
from archive.admin.entities import with_name
from archive.admin.evidence import EvidenceInline
from archive.admin.list_filters import LinkedFilter, SpanFilter
from archive.admin.records import RecordForm
from archive.models import Claim, Entity, Event, Evidence
from archive.models.claims import ENTITIES
from archive.models.wordings import withhold_names


class ClaimForm(RecordForm):
    class Meta:
        widgets = {
            "note": forms.Textarea(attrs={"rows": 3}),
            "words": forms.TextInput(attrs={"class": "vLargeTextField", "dir": "auto"}),
            "claimant_words": forms.TextInput(attrs={"class": "vTextField", "dir": "auto"}),
            "scope_words": forms.TextInput(attrs={"class": "vTextField", "dir": "auto"}),
            "hedges": forms.TextInput(attrs={"class": "vTextField", "dir": "auto"}),
        }

    def clean_answers(self):
        """Refuse an answer to itself, or to a claim that answers it."""
        answered = self.cleaned_data["answers"]
        if answered and self.instance.pk in (answered.pk, answered.answers_id):
            raise forms.ValidationError(
                "A claim cannot answer itself: choose the one that it denies, confirms or doubts."
            )
        return answered


class EventPeriodFilter(SpanFilter):
    """Claims about events of a period."""

    title = "period of the event"
    column = "event__date_range"


class AboutFilter(LinkedFilter):
    """Claims about an event."""

    title = "event"
    parameter_name = "event__id__exact"
    model = Event

    def about(self, queryset, pk):
        return queryset.filter(event=pk)


class ClaimNamingFilter(LinkedFilter):
    """Claims that name an entity."""

    title = "entity"
    parameter_name = "names"
    model = Entity

    def about(self, queryset, pk):
        return queryset.naming([pk])


@admin.register(Claim)
class ClaimAdmin(ContextAdmin):
    own_key = "claim"
    form = ClaimForm
    free_text = ("claimant_words", "words", "scope_words", "note")
    inlines = [EvidenceInline]
    history_parts = ((Evidence, "claim"),)
    autocomplete_fields = [*ENTITIES, "event", "answers"]
    readonly_fields = ["found_by"]
    fieldsets = [
        ("Who says it", {"fields": [("claimant", "claimant_sort"), "claimant_words", ("act", "said_edtf"), "hedges", "answers"]}),
        ("About what", {"fields": ["event", ("topic", "object")]}),
        ("What is claimed", {"fields": [
            ("value_entity", "former_entity"), "state", ("low", "high", "is_about"), ("counted", "counted_entity"), "words",
        ]}),
        ("If it holds for less or more than the event", {"fields": [("scope_edtf", "scope_place"), "scope_words"], "classes": ["collapse"]}),
        ("On the site", {"fields": ["status", "found_by", "note"]}),
    ]  # fmt: skip
    list_display = ["in_words", "topic", "object", "event", "status", "shown"]
    list_filter = [
        "status",
        EvidenceFilter,
        "topic",
        "act",
        "claimant_sort",
        EventPeriodFilter,
        AboutFilter,
        ClaimNamingFilter,
    ]
    list_select_related = [*ENTITIES, "event"]
    search_fields = ["words", "claimant_words"]
    search_help_text = "Words of the claim or of its passages, or a name in any spelling."
    ordering = ["-id"]

    def get_search_results(self, request, queryset, search_term):
        if not search_term.strip():
            return queryset, False
        by_words, _ = super().get_search_results(request, queryset, search_term)
        named = with_name(Entity.objects.visible_to(request.user), search_term).values("pk")
        by_name = Claim.objects.naming(named)
        found = Q(pk__in=by_words.order_by().values("pk")) | Q(pk__in=by_name.order_by().values("pk"))
        return queryset.filter(found), False

    def texts_of(self, found):
        """Return the texts that may contain a name, hedges as printed among them."""
        return [*super().texts_of(found), *found.hedges]

    def choice_label(self, claim):
        """Label in public wording."""
        withhold_names([claim], "claimant_words", "words")
        return str(claim)

    def view_on_site(self, claim):
        """Return the page of its event, where it is laid beside others, if readers may see it there."""
        is_shown = claim.event_id and Claim.objects.public().filter(pk=claim.pk).exists()
        return claim.event.get_absolute_url() if is_shown else None

    # Suggestions are accepted here too, once completed.

    change_form_template = "admin/claim_form.html"

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["is_suggested"] = obj is not None and obj.status == Claim.Status.SUGGESTED and bool(obj.rule)
        context["may_review"] = request.user.has_perm("archive.review_claim")
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        may_review = request.user.has_perm("archive.review_claim")
        if may_review and "_accept" in request.POST:
            obj.status = Claim.Status.ACCEPTED
        if may_review and "_reject" in request.POST:
            obj.status = Claim.Status.REJECTED
        super().save_model(request, obj, form, change)

    def response_change(self, request, obj):
        if "review" in request.GET and "_continue" not in request.POST:
            self.message_user(request, f"{obj.get_status_display().capitalize()}: {obj}.", messages.SUCCESS)
            return redirect("admin:review_claims")
        return super().response_change(request, obj)

    def withhold_in(self, rows):
        """Withhold protected names in the lines of the list."""
        super().withhold_in(rows)
        withhold_names(rows, "claimant_words", "words")
        withhold_names([claim.event for claim in rows if claim.event], "title")

    @admin.display(description="claim", ordering="id")
    def in_words(self, claim):
        return capfirst(str(claim))

    @admin.display(description="found by")
    def found_by(self, claim):
        if not claim.rule:
            return "a curator"
        if claim.status != Claim.Status.SUGGESTED:
            return f"the rule “{claim.rule}”"
        address = reverse("admin:review_claims")
        return format_html('the rule “{}”: <a href="{}">review suggestions</a>', claim.rule, address)
