"""Close records that contain protected names to those who may not see protected entries."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.core.exceptions import PermissionDenied

from archive.models import Entity
from archive.models.rights import may_see_protected
from archive.models.wordings import holds_protected_name, in_public_words, withhold_names

MAX_SEARCHED = 1_000
CLOSED = (
    "This record contains the name of somebody protected, so you may not see it: "
    "ask an Editor, who may see protected names, to check or change it."
)


def visible_rows(rows, user):
    """Filter to rows that this person may see."""
    return rows.visible_to(user)


def not_there(model_admin, request, object_id):
    """Say in Django's own words that there is no such record, and redirect to the desk."""
    return model_admin._get_obj_does_not_exist_redirect(request, model_admin.opts, object_id)


class WithoutListMixin(admin.ModelAdmin):
    """For models without a list of their own: their admin only offers choices, and links to the admin of the sort of record."""

    def has_module_permission(self, request):
        return False

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return visible_rows(super().get_queryset(request), request.user)


class EntityChoicesMixin(BaseModelAdmin):
    """Offers, where an entity is chosen, those that this person may see."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.related_model is Entity:
            kwargs["queryset"] = Entity.objects.visible_to(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class WithheldMixin(admin.ModelAdmin):
    """For the admin of records in which somebody may be named: `free_text` are the columns that may contain a name."""

    free_text: tuple[str, ...] = ()

    def get_changelist_instance(self, request):
        """Withhold protected names in the rows of a page."""
        changes = super().get_changelist_instance(request)
        changes.result_list = self.readable_rows(request, changes.result_list)
        return changes

    def readable_rows(self, request, rows) -> list:
        """Return the rows of a page or an export as this person may read them, with what its columns need."""
        rows = list(rows)
        if not may_see_protected(request.user):
            self.withhold_in(rows)
        return rows

    def withhold_in(self, rows):
        """Withhold protected names in rows shown in a list."""
        withhold_names(rows, *self.free_text)

    def get_search_results(self, request, queryset, search_term):
        """Find nothing by a withheld name."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        if not search_term.strip() or may_see_protected(request.user):
            return found, may_repeat
        rows = list(found.order_by().values_list("pk", *self.free_text)[:MAX_SEARCHED])
        texts = ["\n".join(filter(None, row[1:])) for row in rows]
        pairs = zip(rows, texts, in_public_words(texts), strict=True)
        return found.filter(pk__in=[row[0] for row, text, public in pairs if text == public]), may_repeat

    def get_object(self, request, object_id, from_field=None):
        found = super().get_object(request, object_id, from_field)
        if found is not None and not may_see_protected(request.user):
            self.refuse_names(found)
        return found

    def refuse_names(self, found):
        """Raise PermissionDenied for a record that contains a protected name."""
        if holds_protected_name(*self.texts_of(found)):
            raise PermissionDenied(CLOSED)

    def texts_of(self, found) -> list[str]:
        """Return the texts of a record that may contain a name."""
        return [getattr(found, column) for column in self.free_text]

    def lookup_allowed(self, lookup, value, request):
        """Let no address query these columns."""
        return lookup.split("__")[0] not in self.free_text and super().lookup_allowed(lookup, value, request)
