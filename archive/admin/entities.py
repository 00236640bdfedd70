"""Entities: one table, an admin for each kind."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from archive import dates
from archive.admin.edtf import EdtfMixin, dates_read
from archive.admin.lists import format_count
from archive.admin.merging import MergeMixin
from archive.admin.names import ExternalIdInline, NameInline
from archive.admin.records import RecordAdmin, RecordForm
from archive.admin.withheld import WithheldMixin, WithoutListMixin, not_there, visible_rows
from archive.curation.delete_entities import delete_entities
from archive.curation.match_again import match_again
from archive.ingest.datasets.jobs import place_events_later
from archive.kinds import KINDS, PERSON, PLACE
from archive.models import (
    MODEL_OF,
    Claim,
    Entity,
    Event,
    EventParty,
    ExternalId,
    Mention,
    Name,
    PastSlug,
    Statement,
)
from archive.models.addresses import free_slug, slug_of_name
from archive.models.bounded import BoundedCount
from archive.models.rights import may_see_protected
from archive.models.wordings import withheld_for, withhold_names
from archive.text.localised import counted
from archive.text.words import excerpt, name_key

MAX_DELETED = 1_000
LOOKED_UP_AGAIN = (
    "Events of data sets that have no place yet are looked at in the background: some may have happened here."
)


def with_name(entities, typed: str):
    """Filter to entities whose names contain these words or prefixes, in any order, ignoring case, hyphens and accents.

    The single letters between names ("Mazar-i-Sharif", "Mazar-e-Sharif") do not count.
    """
    words = name_key(typed).split()
    telling = [word for word in words if len(word) > 1] or words
    names = Name.objects.filter(entity=OuterRef("pk"))
    conditions = [Exists(names.filter(key__regex=rf"\m{word}")) for word in telling]
    return entities.filter(*conditions) if conditions else entities.none()


class EntityForm(RecordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean(self):
        cleaned = super().clean()
        name, slug = cleaned.get("name"), cleaned.get("slug")
        if "slug" in cleaned and name and not slug:
            cleaned["slug"] = slug_of_name(name, self._others(), otherwise=self.instance.kind)
        elif slug:
            self._check_slug(slug)
        return cleaned

    def _check_slug(self, slug):
        kind, others = self.instance.kind, self._others()
        if slug == "none" or slug.startswith("-"):
            self.add_error("slug", "An address cannot be “none” or begin with a hyphen.")
        elif others.filter(slug=slug).exists():
            free = free_slug(slug, others)
            self.add_error("slug", f"Another {kind} has this address; “{free}” is free.")
        elif past := PastSlug.objects.filter(kind=kind, slug=slug).exclude(entity=self.instance.pk).first():
            there = "another entry" if past.entity.is_protected() else past.entity
            self.add_error("slug", f"This address was used before and redirects to {there}. Choose another.")

    def _others(self):
        return Entity.objects.of_kind(self.instance.kind).exclude(pk=self.instance.pk)


class KindAdmin(EdtfMixin, MergeMixin, RecordAdmin):
    """The admin of a kind, with its specific columns."""

    form = EntityForm
    inlines = [NameInline, ExternalIdInline]
    free_text = ("summary", "description")
    search_fields = ["name"]
    search_help_text = "Any spelling finds it, as do the first letters of its words."
    prepopulated_fields = {"slug": ["name"]}
    readonly_fields = ["reports", "past_addresses"]
    history_parts = ((Name, "entity"), (ExternalId, "entity"), (PastSlug, "entity"))
    actions = ["merge_chosen"]
    ordering = ["filing_key", "id"]

    @property
    def own_kind(self):
        return self.model.own_kind

    @property
    def own_fields(self):
        """Its specific fields, with its dates on one line."""
        dates = tuple(date.column for date in self.own_kind.dates)
        others = [name for name in self.own_kind.columns if name not in dates]
        shown = [name for name in others if self.opts.get_field(name).editable]
        return (*shown, dates) if dates else tuple(shown)

    @property
    def own_columns(self):
        return [self.own_kind.type_column] if self.own_kind.type_column else []

    def get_list_filter(self, request):
        return ["visibility", *filter(None, [self.own_kind.type_column])]

    def fieldsets_for(self, request, obj):
        head = (None, {"fields": ["name", "filed_as", "slug", "summary", "description"]})
        own = [(f"As {self.own_kind.one}", {"fields": self.own_fields})] if self.own_fields else []
        shown = ["visibility", "reports", "past_addresses"] if obj else ["visibility"]
        return [head, *own, ("On the site", {"fields": shown})]

    def get_queryset(self, request):
        return visible_rows(super().get_queryset(request), request.user)

    def get_list_display(self, request):
        return ["name", *self.own_columns, "summary_line", "visibility", "named_in"]

    def get_search_results(self, request, queryset, search_term):
        return with_name(queryset, search_term) if search_term.strip() else queryset, False

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "visibility" and not may_see_protected(request.user):
            hidden = Entity.Visibility.PROTECTED
            kwargs["choices"] = [choice for choice in Entity.Visibility.choices if choice[0] != hidden]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def view_on_site(self, obj):
        return obj.get_absolute_url() if obj.is_public() else None

    # Columns

    @admin.display(description="summary")
    def summary_line(self, obj):
        return excerpt(obj.summary, 90) or "–"

    @admin.display(description="named in")
    def named_in(self, obj):
        """How many reports name it; counted for the rows of one page only."""
        address = reverse("admin:archive_article_changelist")
        return format_html(
            '<a href="{}?names={}">{}</a>', address, obj.pk, format_count(obj.report_count, noun="report")
        )

    def readable_rows(self, request, rows):
        return self._counted(super().readable_rows(request, rows))

    def _counted(self, rows):
        """Add the number of reports to the rows of a page."""
        rows = list(rows)
        mentions = Mention.objects.accepted().filter(entity=OuterRef("pk"))
        counted = BoundedCount(mentions.values("article").distinct(), order=["article"])
        counts = dict(Entity.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", counted))
        for row in rows:
            row.report_count = counts.get(row.pk, 0)
        return rows

    # Read-only fields

    @admin.display(description="named in")
    def reports(self, obj):
        (obj,) = self._counted([obj])
        review = format_html(
            '<a href="{}?entity={}">suggestions to review</a>', reverse("admin:review"), obj.pk
        )
        return format_html("{} · {}", self.named_in(obj), review)

    @admin.display(description="earlier addresses")
    def past_addresses(self, obj):
        slugs = obj.past_slugs.values_list("slug")
        return format_html_join(", ", "<code>{}</code>", slugs) or "none"

    # Saving

    def save_model(self, request, obj, form, change):
        """Allow the time needed to find the reports if names become withheld or shown."""
        if obj.is_protected() or "visibility" in form.changed_data:
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = '10min'")
        super().save_model(request, obj, form, change)

    def _tell_withheld(self, request, entity):
        """Say in how many reports names are now withheld, and which are not withheld everywhere."""
        withheld = withheld_for(entity)
        self.message_user(
            request,
            f"Protected: its names are withheld in {counted(withheld.reports, 'report')}. "
            "Look at some of them on the site: whether something else identifies the person is for you to judge.",
        )
        if withheld.shared:
            names = ", ".join(f"“{text}”" for text in withheld.shared)
            self.message_user(
                request,
                f"Others share {names}: withheld only in reports that mention this entry or contain another of its names.",
                messages.WARNING,
            )

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if form.instance.is_protected():
            self._tell_withheld(request, form.instance)
        elif form.initial.get("visibility") == Entity.Visibility.PROTECTED:
            self.message_user(request, "No longer protected: reports show its names again.", messages.WARNING)
        for told in dates_read(form):
            self.message_user(request, told, messages.INFO)
        for formset in formsets:
            for told in formset.gone.values():
                self.message_user(request, told, messages.WARNING)
        if form.instance.kind == PLACE.key and place_events_later():
            self.message_user(request, LOOKED_UP_AGAIN)
        matched = match_again(record=form.instance, names=_texts_changed(form, formsets))
        self.tell_matched(request, matched)

    def unrestored_fields(self, request):
        return (
            self.kept_on_restore if may_see_protected(request.user) else (*self.kept_on_restore, "visibility")
        )

    def deleted_events(self, request):
        return super().deleted_events(request).filter(kind=self.own_kind.key)

    # Deleting

    def get_deleted_objects(self, objs, request):
        """Count what is deleted with it instead of listing every mention; refuse if that is very many."""
        entities = list(objs)
        mentions = Mention.objects.filter(entity__in=entities)[: MAX_DELETED + 1].count()
        names = Name.objects.filter(entity__in=entities).count()
        parts = [part for entity in entities for part in entity.parts.all()[:20]]
        protected = [
            f"{part if part.is_visible_to(request.user) else 'a place that you may not see'}, which lies in it"
            for part in parts
        ]
        protected += [
            f"the protection of {entity}: reports would show its names again. Make it public first if that is intended"
            for entity in entities
            if entity.is_protected()
        ]
        protected += _held_by_context(entities)
        if mentions > MAX_DELETED:
            protected.append(
                f"more than {MAX_DELETED:,} mentions in reports. Merge it into another, or make it a draft"
            )
        counts = {self.opts.verbose_name_plural: len(entities), "names": names, "mentions": mentions}
        if stated := Statement.objects.filter(Q(subject__in=entities) | Q(object__in=entities)).count():
            counts["statements"] = stated
        needed = set() if self.has_delete_permission(request) else {self.opts.verbose_name}
        return [str(entity) for entity in entities], counts, needed, protected

    def delete_model(self, request, obj):
        delete_entities(entities=Entity.objects.filter(pk=obj.pk))

    def delete_queryset(self, request, queryset):
        delete_entities(entities=queryset)


def _held_by_context(entities) -> list[str]:
    """Say which claims and events name these entities: the database does not delete an entity that one of them names."""
    found = (
        (Claim.objects.naming(entities), "claim names it", "claims name it"),
        (Event.objects.filter(place__in=entities), "event is placed there", "events are placed there"),
        (
            EventParty.objects.filter(entity__in=entities),
            "event has it as a party",
            "events have it as a party",
        ),
    )
    counts = [(rows.count(), one, many) for rows, one, many in found]
    told = "merge it into another, or change or delete them first"
    return [f"{number:,} {one if number == 1 else many}: {told}" for number, one, many in counts if number]


def _texts_changed(form, formsets) -> set[str]:
    """Return the spellings that a saved form has changed."""
    changed = set().union(
        *(formset.texts_changed() for formset in formsets if hasattr(formset, "texts_changed"))
    )
    if "name" in form.changed_data:
        changed |= {form.initial.get("name"), form.instance.name}
    return changed - {None, ""}


class PersonAdmin(KindAdmin):
    own_columns = ["lived"]

    @admin.display(description="lived")
    def lived(self, obj):
        born, died = dates.label(obj.born_edtf), dates.label(obj.died_edtf)
        return f"{born or '?'} – {died}" if born or died else "–"


class PlaceAdmin(KindAdmin):
    own_fields = ("place_type", "parent", ("latitude", "longitude"))
    own_columns = ["place_type", "parent"]
    readonly_fields = [*KindAdmin.readonly_fields, "hidden_parent"]
    list_select_related = ["parent"]
    autocomplete_fields = ["parent"]

    def fieldsets_for(self, request, obj):
        """Drop the field of a parent place that this person may not see; it stays unchanged."""
        fieldsets = super().fieldsets_for(request, obj)
        if obj is None or obj.parent is None or obj.parent.is_visible_to(request.user):
            return fieldsets
        title, options = fieldsets[1]
        fields = ["hidden_parent" if name == "parent" else name for name in options["fields"]]
        return [fieldsets[0], (title, {"fields": fields}), *fieldsets[2:]]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "parent":
            kwargs["queryset"] = Entity.objects.places().visible_to(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def withhold_in(self, rows):
        super().withhold_in(rows)
        for place in rows:
            if place.parent and place.parent.is_protected():
                place.parent = None

    @admin.display(description="lies in")
    def hidden_parent(self, obj):
        return "a place that you may not see"


# Kinds whose admin has more than every kind's.
ADMIN_OF = {PERSON.key: PersonAdmin, PLACE.key: PlaceAdmin}
for key, model in MODEL_OF.items():
    admin.site.register(model, ADMIN_OF.get(key, KindAdmin))


@admin.register(Entity)
class EntityAdmin(WithoutListMixin, WithheldMixin):
    """Not a list of its own: offers choices of any kind, and links to the admin of the kind."""

    search_fields = ["name"]
    ordering = ["name", "id"]

    def get_search_results(self, request, queryset, search_term):
        return with_name(queryset, search_term) if search_term.strip() else queryset, False

    def choice_label(self, entity):
        """Label that distinguishes namesakes: name, kind and summary, in public wording."""
        withhold_names([entity], "summary")
        about = excerpt(entity.summary, 60) or entity.type_word
        return " · ".join(part for part in (entity.name, entity.kind, about) if part)

    def changelist_view(self, request, extra_context=None):
        return redirect(f"admin:archive_{KINDS[0].key}_changelist")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        entity = self.get_object(request, object_id)
        if entity is None:
            return not_there(self, request, object_id)
        return redirect(reverse(f"admin:archive_{entity.kind}_change", args=[entity.pk]))

    def history_view(self, request, object_id, extra_context=None):
        entity = self.get_object(request, object_id)
        if entity is None:
            return not_there(self, request, object_id)
        return redirect(reverse(f"admin:archive_{entity.kind}_history", args=[entity.pk]))
