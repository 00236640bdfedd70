"""People, places and factions: one table, an admin for each kind."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import Exists, OuterRef
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import slugify

from archive.admin.edtf import EdtfMixin, dates_read
from archive.admin.lists import BoundedCount, shown_count
from archive.admin.merging import MergeMixin
from archive.admin.names import ExternalIdInline, NameInline
from archive.admin.records import RecordAdmin, RecordForm
from archive.matching.jobs import names_changed
from archive.models import Entity, ExternalId, Faction, Mention, Name, PastSlug, Person, Place
from archive.text import excerpt, name_key

PROTECTED = Entity.Visibility.PROTECTED
MOST_DELETED = 1_000


def may_protect(request) -> bool:
    """Tell whether this person may know of protected entries."""
    return request.user.has_perm("archive.protect_entity")


def without_protected(request, entities):
    """Leave out what this person must not know of."""
    return entities if may_protect(request) else entities.exclude(visibility=PROTECTED)


def with_name(entities, typed: str):
    """Keep the entities whose names have these words, or their beginnings, in any order, case, hyphens and accents.

    The single letters between names ("Mazar-i-Sharif", "Mazar-e-Sharif") do not count.
    """
    words = name_key(typed).split()
    telling = [word for word in words if len(word) > 1] or words
    names = Name.objects.filter(entity=OuterRef("pk"))
    conditions = [Exists(names.filter(key__regex=rf"\m{word}")) for word in telling]
    return entities.filter(*conditions) if conditions else entities.none()


def free_slug(name: str, kind: str, pk=None) -> str:
    """Make an address of a name that no other entity of the kind has."""
    base = slugify(name)[:100].strip("-") or kind
    taken = set(
        Entity.objects.filter(kind=kind, slug__startswith=base).exclude(pk=pk).values_list("slug", flat=True)
    )
    candidates = (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3)))
    return next(slug for slug in candidates if slug not in taken and slug != "none")


class EntityForm(RecordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean(self):
        cleaned = super().clean()
        name, slug = cleaned.get("name"), cleaned.get("slug")
        if "slug" in cleaned and name and not slug:
            cleaned["slug"] = free_slug(name, self.instance.kind, self.instance.pk)
        elif slug:
            self._check_slug(slug)
        return cleaned

    def _check_slug(self, slug):
        kind = self.instance.kind
        others = Entity.objects.filter(kind=kind).exclude(pk=self.instance.pk)
        if slug == "none" or slug.startswith("-"):
            self.add_error("slug", "An address cannot be “none” or begin with a hyphen.")
        elif others.filter(slug=slug).exists():
            free = free_slug(slug, kind, self.instance.pk)
            self.add_error("slug", f"Another {kind} has this address. “{free}” is free.")
        elif past := PastSlug.objects.filter(kind=kind, slug=slug).exclude(entity=self.instance.pk).first():
            self.add_error(
                "slug", f"This address was used before and leads to {past.entity}. Choose another."
            )


class KindAdmin(EdtfMixin, MergeMixin, RecordAdmin):
    """What the admins of people, places and factions have in common."""

    form = EntityForm
    inlines = [NameInline, ExternalIdInline]
    search_fields = ["name"]
    search_help_text = "Any spelling finds it; so do the beginnings of its words."
    prepopulated_fields = {"slug": ["name"]}
    readonly_fields = ["reports", "past_addresses"]
    history_parts = ((Name, "entity"), (ExternalId, "entity"))
    actions = ["merge_chosen"]
    own_fields: tuple = ()
    ordering = ["name", "id"]

    def fieldsets_for(self, request, obj):
        head = (None, {"fields": ["name", "slug", "summary", "description"]})
        own = (f"As a {self.opts.verbose_name}", {"fields": self.own_fields})
        shown = ["visibility", "reports", "past_addresses"] if obj else ["visibility"]
        return [head, own, ("On the site", {"fields": shown})]

    def get_queryset(self, request):
        return without_protected(request, super().get_queryset(request))

    def get_list_display(self, request):
        return ["name", *self.own_columns, "summary_line", "visibility", "named_in"]

    def get_search_results(self, request, queryset, search_term):
        return with_name(queryset, search_term) if search_term.strip() else queryset, False

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        field = super().formfield_for_choice_field(db_field, request, **kwargs)
        if db_field.name == "visibility" and not may_protect(request):
            field.choices = [choice for choice in field.choices if choice[0] != PROTECTED]
        return field

    def view_on_site(self, obj):
        return obj.get_absolute_url() if obj.is_public() else None

    def get_view_on_site_url(self, obj=None):
        return self.view_on_site(obj) if obj is not None and obj.pk else None

    # Columns

    @admin.display(description="summary")
    def summary_line(self, obj):
        return excerpt(obj.summary, 90) or "–"

    @admin.display(description="named in")
    def named_in(self, obj):
        """How many reports name it; counted for the rows of one page only."""
        address = reverse("admin:archive_article_changelist")
        return format_html(
            '<a href="{}?names={}">{} reports</a>', address, obj.pk, shown_count(obj.report_count)
        )

    def get_changelist_instance(self, request):
        changes = super().get_changelist_instance(request)
        changes.result_list = self._counted(changes.result_list)
        return changes

    def _counted(self, rows):
        """Add the number of reports to the rows of a page."""
        rows = list(rows)
        mentions = Mention.objects.filter(entity=OuterRef("pk"), status=Mention.Status.ACCEPTED)
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
            '<a href="{}?entity={}">suggestions to look through</a>', reverse("admin:review"), obj.pk
        )
        return format_html("{} · {}", self.named_in(obj), review)

    @admin.display(description="earlier addresses")
    def past_addresses(self, obj):
        slugs = obj.past_slugs.values_list("slug")
        return format_html_join(", ", "<code>{}</code>", slugs) or "none"

    # Saving

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        for told in dates_read(form):
            self.message_user(request, told, messages.INFO)
        if any(formset.gone for formset in formsets):
            self.message_user(
                request,
                "A row was gone already: somebody deleted it while you had it open.",
                messages.WARNING,
            )
        self.match_again(request, form.instance, _texts_changed(form, formsets))

    def match_again(self, request, entity, texts):
        """Have the reports matched that changed names can touch, and say so."""
        if not texts:
            return
        done = names_changed(entity=entity, texts=texts)
        if done.queued:
            self.message_user(
                request,
                "Names have changed: the reports that can have them are being matched in the background.",
            )
        elif done.articles:
            noun = "report was" if done.articles == 1 else "reports were"
            self.message_user(request, f"Names have changed: {done.articles} {noun} matched again.")

    def after_restore(self, request, obj):
        self.match_again(request, obj, set(obj.names.values_list("text", flat=True)))

    def deleted_events(self, request):
        events = super().deleted_events(request).filter(kind=self.model().kind)
        return without_protected(request, events)

    # Deleting

    def get_deleted_objects(self, objs, request):
        """Count what goes along instead of listing every mention; refuse where that is a great deal."""
        entities = list(objs)
        mentions = Mention.objects.filter(entity__in=entities)[: MOST_DELETED + 1].count()
        names = Name.objects.filter(entity__in=entities).count()
        parts = [part for entity in entities for part in entity.parts.all()[:20]]
        protected = [f"{part}, which lies in it" for part in parts]
        if mentions > MOST_DELETED:
            protected.append(
                f"more than {MOST_DELETED:,} mentions in reports. Merge it into another, or make it a draft"
            )
        counts = {self.opts.verbose_name_plural: len(entities), "names": names, "mentions": mentions}
        needed = set() if self.has_delete_permission(request) else {self.opts.verbose_name}
        return [str(entity) for entity in entities], counts, needed, protected

    def delete_model(self, request, obj):
        texts = set(obj.names.values_list("text", flat=True))
        super().delete_model(request, obj)
        names_changed(entity=None, texts=texts)

    def delete_queryset(self, request, queryset):
        texts = set(Name.objects.filter(entity__in=queryset).values_list("text", flat=True))
        super().delete_queryset(request, queryset)
        names_changed(entity=None, texts=texts)


def _texts_changed(form, formsets) -> set[str]:
    """Return the spellings that a saved form has changed."""
    changed = set().union(
        *(formset.texts_changed() for formset in formsets if hasattr(formset, "texts_changed"))
    )
    if "name" in form.changed_data:
        changed |= {form.initial.get("name"), form.instance.name}
    return changed - {None, ""}


@admin.register(Person)
class PersonAdmin(KindAdmin):
    own_fields = (("born_edtf", "died_edtf"),)
    own_columns = ["lived"]
    list_filter = ["visibility"]

    @admin.display(description="lived")
    def lived(self, obj):
        return f"{obj.born_edtf or '?'} – {obj.died_edtf}" if obj.born_edtf or obj.died_edtf else "–"


@admin.register(Place)
class PlaceAdmin(KindAdmin):
    own_fields = ("place_type", "parent", ("latitude", "longitude"))
    own_columns = ["place_type", "parent"]
    list_filter = ["visibility", "place_type"]
    list_select_related = ["parent"]
    autocomplete_fields = ["parent"]


@admin.register(Faction)
class FactionAdmin(KindAdmin):
    own_fields = ("faction_type", ("founded_edtf", "dissolved_edtf"))
    own_columns = ["faction_type"]
    list_filter = ["visibility", "faction_type"]


@admin.register(Entity)
class EntityAdmin(admin.ModelAdmin):
    """Not a list of its own: it offers choices of any kind, and leads on to the admin of the kind."""

    search_fields = ["name"]
    ordering = ["name", "id"]

    def get_queryset(self, request):
        return without_protected(request, super().get_queryset(request))

    def get_search_results(self, request, queryset, search_term):
        return with_name(queryset, search_term) if search_term.strip() else queryset, False

    def choice_label(self, entity):
        """Tell namesakes apart: name, kind, and what is said of it."""
        about = excerpt(entity.summary, 60) or entity.place_type or entity.faction_type
        return " · ".join(part for part in (entity.name, entity.kind, about) if part)

    def has_module_permission(self, request):
        return False

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        return redirect("admin:archive_person_changelist")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        entity = self.get_object(request, object_id)
        if entity is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return redirect(reverse(f"admin:archive_{entity.kind}_change", args=[entity.pk]))

    def history_view(self, request, object_id, extra_context=None):
        entity = self.get_object(request, object_id)
        if entity is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return redirect(reverse(f"admin:archive_{entity.kind}_history", args=[entity.pk]))
