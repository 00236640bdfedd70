"""Statements: one table, an admin for each sort of them (affiliations, relations of factions, facts)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.shortcuts import redirect
from django.urls import reverse

from archive import dates
from archive.admin.context import ContextAdmin, EvidenceFilter
from archive.admin.edtf import read_date
from archive.admin.entities import with_name
from archive.admin.evidence import EvidenceInline
from archive.admin.list_filters import SpanFilter
from archive.admin.records import RecordForm
from archive.admin.withheld import WithheldMixin, WithoutListMixin, not_there
from archive.models import Affiliation, Entity, Evidence, Fact, FactionRelation, Statement
from archive.reference.predicates import AFFILIATIONS, FACTS, PREDICATE_OF, RELATIONS

if TYPE_CHECKING:
    from django.contrib.admin.options import _FieldOpts

SORTS = {**dict.fromkeys(AFFILIATIONS, Affiliation), **dict.fromkeys(RELATIONS, FactionRelation), **dict.fromkeys(FACTS, Fact)}  # fmt: skip
DATES: tuple[str, _FieldOpts] = (
    "When",
    {
        "fields": [
            ("first_cited", "last_cited"),
            ("start", "start_is_real"),
            ("end", "end_is_real"),
            "certainty",
        ],
        "description": "Each date as precisely as its source has it: 20 May 1997, May 1997, 1997~. Leave empty what no source says.",
    },
)
ON_THE_SITE: tuple[str, _FieldOpts] = ("On the site", {"fields": ["status", "note", "unsourced_reason"]})
SIDE_ON_THE_SITE: tuple[str, _FieldOpts] = (
    "On the site",
    {"fields": ["status", "note", "unsourced_reason", "on_home_since"]},
)


class StatementForm(RecordForm):
    class Meta:
        widgets = {
            "note": forms.Textarea(attrs={"rows": 3}),
            "role": forms.TextInput(attrs={"class": "vTextField", "dir": "auto"}),
            "value": forms.TextInput(attrs={"class": "vTextField", "dir": "auto"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.date_notices: list[str] = []

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("subject") and cleaned.get("subject") == cleaned.get("object"):
            self.add_error("object", "A statement joins two: choose another than the subject.")
        for name in ("start", "end"):
            if cleaned.get(f"{name}_is_real") and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, f"Give the {name}, or untick that this is the real one.")
        self._check_order(cleaned, "start", "end")
        self._check_order(cleaned, "first_cited", "last_cited")
        self._read_value(cleaned)
        return cleaned

    def _check_order(self, cleaned, earlier, later):
        """Refuse dates of which the later one lies wholly before the earlier."""
        if not (cleaned.get(earlier) and cleaned.get(later)):
            return
        begins, ends = dates.to_range(cleaned[earlier])[0], dates.to_range(cleaned[later])[1]
        if begins and ends and ends < begins:
            names = {"start": "the start", "first_cited": "the first citation"}
            self.add_error(later, f"This is before {names[earlier]}, {dates.label(cleaned[earlier])}.")

    def _read_value(self, cleaned):
        """Turn the value of a birth, a death and the like into EDTF."""
        about, typed = PREDICATE_OF.get(cleaned.get("predicate", "")), cleaned.get("value")
        if about is None or about.value != "edtf" or not typed:
            return
        try:
            cleaned["value"] = read_date(typed)
        except ValidationError as error:
            self.add_error("value", error)
        else:
            if cleaned["value"] != typed:
                self.date_notices.append(
                    f"Value: “{typed}” was read as {cleaned['value']}, {dates.label(cleaned['value'])}."
                )


class DatesFilter(admin.SimpleListFilter):
    title = "dates"
    parameter_name = "dated"

    def lookups(self, request, model_admin):
        return [("none", "no date at all")]

    def queryset(self, request, queryset):
        return queryset.filter(perhaps=None) if self.value() == "none" else queryset


class HeldFilter(SpanFilter):
    column = "perhaps"


class SortAdmin(ContextAdmin):
    """The admin of one sort of statement. `predicates` are those of the sort."""

    own_key = "statement"
    predicates: tuple[str, ...]
    form = StatementForm
    free_text = ("role", "rank", "value", "note", "unsourced_reason")
    inlines = [EvidenceInline]
    history_parts = ((Evidence, "statement"),)
    autocomplete_fields = ["subject", "object"]
    list_display = ["subject", "relation", "other_side", "when", "certainty", "shown"]
    list_filter = ["status", EvidenceFilter, "predicate", "certainty", DatesFilter, HeldFilter]
    list_select_related = ["subject", "object"]
    search_fields = ["subject__name"]
    search_help_text = "A name of either, in any spelling."
    ordering = ["subject__name", "perhaps", "id"]

    def get_search_results(self, request, queryset, search_term):
        if not search_term.strip():
            return queryset, False
        named = with_name(Entity.objects.visible_to(request.user), search_term).values("pk")
        return queryset.filter(Q(subject__in=named) | Q(object__in=named)), False

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "predicate":
            kwargs["choices"] = [
                ("", "---------"),
                *((key, PREDICATE_OF[key].words) for key in self.predicates),
            ]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def deleted_events(self, request):
        return super().deleted_events(request).filter(predicate__in=self.predicates)

    def view_on_site(self, statement):
        """Return the page of its subject, if readers may see it there."""
        is_shown = Statement.objects.public().filter(pk=statement.pk).exists()
        return statement.subject.get_absolute_url() if is_shown else None

    # Columns

    @admin.display(description="relation", ordering="predicate")
    def relation(self, statement):
        role = ", ".join(filter(None, (statement.rank, statement.role)))
        return f"{statement.about.words}, {role}" if role else statement.about.words

    @admin.display(description="to")
    def other_side(self, statement):
        if statement.about.value == "edtf":
            return dates.label(statement.value)
        return statement.object or statement.value

    @admin.display(description="when", ordering="perhaps")
    def when(self, statement):
        return time_in_words(statement) or "–"


def time_in_words(statement: Statement) -> str:
    """Say when a statement held, as far as is cited: "from 1994 (real), cited May 1997 to August 1998"."""
    parts = []
    for words, name in (("from", "start"), ("to", "end")):
        if value := getattr(statement, name):
            real = (
                ""
                if getattr(statement, f"{name}_is_real")
                else " or earlier"
                if name == "start"
                else " or later"
            )
            parts.append(f"{words} {dates.label(value)}{real}")
    cited = [dates.label(value) for value in (statement.first_cited, statement.last_cited) if value]
    if cited:
        parts.append(f"cited {' to '.join(dict.fromkeys(cited))}")
    return ", ".join(parts)


@admin.register(Affiliation)
class AffiliationAdmin(SortAdmin):
    predicates = AFFILIATIONS
    fieldsets = [
        (None, {"fields": ["subject", "predicate", "object", ("role", "rank")]}),
        DATES,
        SIDE_ON_THE_SITE,
    ]


@admin.register(FactionRelation)
class FactionRelationAdmin(SortAdmin):
    predicates = RELATIONS
    fieldsets = [(None, {"fields": ["subject", "predicate", "object"]}), DATES, ON_THE_SITE]


@admin.register(Fact)
class FactAdmin(SortAdmin):
    predicates = FACTS
    fieldsets = [(None, {"fields": ["subject", "predicate", "value"]}), DATES, ON_THE_SITE]


@admin.register(Statement)
class StatementAdmin(WithoutListMixin, WithheldMixin):
    """Not a list of its own: links to the admin of the sort."""

    search_fields = ["subject__name"]
    ordering = ["id"]

    def changelist_view(self, request, extra_context=None):
        return redirect("admin:archive_affiliation_changelist")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return self._page_of_sort(request, object_id, "change")

    def history_view(self, request, object_id, extra_context=None):
        return self._page_of_sort(request, object_id, "history")

    def _page_of_sort(self, request, object_id, page):
        statement = self.get_object(request, object_id)
        if statement is None:
            return not_there(self, request, object_id)
        sort = SORTS[statement.predicate]._meta.model_name
        return redirect(reverse(f"admin:archive_{sort}_{page}", args=[statement.pk]))
