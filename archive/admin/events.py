"""Events: as well as their kind, date and place are known, with who took part and what they rest on."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html

from archive import dates
from archive.admin.context import ContextAdmin, EvidenceFilter
from archive.admin.entities import with_name
from archive.admin.evidence import EvidenceInline
from archive.admin.list_filters import SpanFilter
from archive.admin.records import RecordForm
from archive.admin.rows import RowInline
from archive.admin.withheld import EntityChoicesMixin
from archive.models import Claim, Entity, Event, EventIdentifier, EventParty, Evidence
from archive.models.rights import may_see_protected
from archive.models.wordings import withhold_names
from archive.text.localised import counted


class EventForm(RecordForm):
    class Meta:
        widgets = {
            "title": forms.TextInput(attrs={"class": "vLargeTextField", "dir": "auto"}),
            "note": forms.Textarea(attrs={"rows": 3}),
            "place_words": forms.TextInput(attrs={"class": "vTextField", "dir": "auto"}),
            "date_printed": forms.TextInput(attrs={"size": 30, "dir": "auto"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.date_notices: list[str] = []

    def clean(self):
        cleaned = super().clean()
        self._read_printed(cleaned)
        if (cleaned.get("latitude") is None) != (cleaned.get("longitude") is None):
            self.add_error("longitude", "Give both latitude and longitude, or neither.")
        larger = cleaned.get("part_of")
        if self.instance.pk and larger and self.instance.pk in _chain(larger):
            self.add_error("part_of", f"“{larger}” is part of this event: choose a larger one.")
        return cleaned

    def _read_printed(self, cleaned):
        """Read the printed date if no other is given."""
        printed = cleaned.get("date_printed")
        if not printed or cleaned.get("date_edtf") or "date_edtf" in self.errors:
            return
        try:
            cleaned["date_edtf"] = dates.read_printed(printed).edtf
        except dates.DateError as error:
            self.add_error(
                "date_edtf", f"The printed date: {error} Give the date here, or empty the printed one."
            )
        else:
            read = cleaned["date_edtf"]
            self.date_notices.append(f"The printed date was read as {read}, {dates.label(read)}.")


def _chain(event: Event) -> set[int]:
    """Return the ids of an event and of those that it is part of, at any depth."""
    found: set[int] = set()
    larger: Event | None = event
    while larger is not None and larger.pk not in found:
        found.add(larger.pk)
        larger = larger.part_of
    return found


class PartyForm(forms.ModelForm):
    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("entity") and not cleaned.get("words") and "entity" not in self.errors:
            self.add_error("entity", "Choose who took part, or write the words of the report.")
        return cleaned


class PartyInline(EntityChoicesMixin, RowInline):
    model = EventParty
    form = PartyForm
    extra = 0
    verbose_name = "party"
    verbose_name_plural = "who took part"
    fields = ["role", "entity", "words"]
    autocomplete_fields = ["entity"]

    def get_queryset(self, request):
        """Leave out protected parties for those who may not see them; they stay as they are."""
        found = super().get_queryset(request).select_related("entity")
        hidden = Q(entity__visibility=Entity.Visibility.PROTECTED)
        return found if may_see_protected(request.user) else found.exclude(hidden)


class IdentifierInline(RowInline):
    model = EventIdentifier
    extra = 0
    verbose_name_plural = "numbers in data sets and registers"
    fields = ["scheme", "value"]


class HappenedFilter(SpanFilter):
    column = "date_range"


class UndatedFilter(admin.SimpleListFilter):
    title = "date"
    parameter_name = "dated"

    def lookups(self, request, model_admin):
        return [("none", "undated")]

    def queryset(self, request, queryset):
        return queryset.filter(date_edtf="") if self.value() == "none" else queryset


@admin.register(Event)
class EventAdmin(ContextAdmin):
    own_key = "event"
    form = EventForm
    free_text = ("title", "note", "place_words", "date_printed")
    inlines = [PartyInline, EvidenceInline, IdentifierInline]
    history_parts = ((EventParty, "event"), (EventIdentifier, "event"), (Evidence, "event"))
    autocomplete_fields = ["place", "part_of"]
    readonly_fields = ["claims_about_it", "reports_of_it"]
    fieldsets = [
        (None, {"fields": ["title", "kind", "part_of"]}),
        ("When", {"fields": [("date_printed", "date_edtf")]}),
        ("Where", {"fields": [("place", "place_precision"), "place_words", ("latitude", "longitude")]}),
        (
            "On the site",
            {
                "fields": [
                    *("status", "note", "looked_through_at", "on_home_since"),
                    *("claims_about_it", "reports_of_it"),
                ]
            },
        ),
    ]
    list_display = ["title", "kind", "date", "place", "status", "shown"]
    list_filter = ["status", EvidenceFilter, UndatedFilter, HappenedFilter, "place_precision", "kind"]
    list_select_related = ["place"]
    search_fields = ["title"]
    search_help_text = "Words of the title, or a name of the place or of a party, in any spelling."
    ordering = ["-id"]

    def get_search_results(self, request, queryset, search_term):
        if not search_term.strip():
            return queryset, False
        by_title, _ = super().get_search_results(request, queryset, search_term)
        named = with_name(Entity.objects.visible_to(request.user), search_term).values("pk")
        parties = EventParty.objects.filter(entity__in=named).values("event")
        by_name = Q(place__in=named) | Q(pk__in=parties)
        return queryset.filter(Q(pk__in=by_title.order_by().values("pk")) | by_name), False

    def choice_label(self, event):
        """Label that distinguishes events of one name: title and date, in public wording."""
        withhold_names([event], "title")
        return f"{event.title} · {event.date_label()}"

    def view_on_site(self, event):
        """Return its page, if readers may see it."""
        return event.get_absolute_url() if Event.objects.public().filter(pk=event.pk).exists() else None

    @admin.display(description="date", ordering="date_range")
    def date(self, event):
        return event.date_label()

    @admin.display(description="claims about it")
    def claims_about_it(self, event):
        if event.pk is None:
            return "none yet"
        address = reverse("admin:archive_claim_changelist")
        number = Claim.objects.filter(event=event).count()
        return format_html(
            '<a href="{}?event__id__exact={}">{}</a>', address, event.pk, counted(number, "claim")
        )

    @admin.display(description="reports")
    def reports_of_it(self, event):
        if event.pk is None:
            return "none yet"
        return format_html(
            '<a href="{}">Reports that may be about it</a>', reverse("admin:event_reports", args=[event.pk])
        )

    def get_deleted_objects(self, objs, request):
        """Say how many claims stay behind without their event."""
        names, counts, needed, protected = super().get_deleted_objects(objs, request)
        counts["claims that stay, without an event"] = Claim.objects.filter(event__in=objs).count()
        return names, counts, needed, protected
