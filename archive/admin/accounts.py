"""Accounts. An editor manages colleagues' accounts; only a superuser creates superusers."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission
from django.db.models import Exists, OuterRef
from django.forms import CheckboxSelectMultiple

User = get_user_model()


def grantable_groups(user):
    """Return the groups that this person may add others to: those that give no permission this person lacks."""
    if user.is_superuser:
        return Group.objects.all()
    own = Permission.objects.filter(group__user=user)
    beyond = Permission.objects.filter(group=OuterRef("pk")).exclude(pk__in=own)
    return Group.objects.exclude(Exists(beyond))


class ColleagueAdmin(UserAdmin):
    """Accounts, with the three groups instead of single permissions for anybody but a superuser."""

    list_display = ["username", "first_name", "last_name", "works_as", "is_active", "last_login"]
    list_filter = ["is_active", "groups"]
    add_fieldsets = [
        (None, {"classes": ["wide"], "fields": ["username", "usable_password", "password1", "password2"]})
    ]
    plain_fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Account", {"fields": ["first_name", "last_name", "email"]}),
        ("Permissions", {"fields": ["is_active", "groups"]}),
        ("When", {"fields": ["last_login", "date_joined"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]

    def get_fieldsets(self, request, obj=None):
        if obj is not None and not request.user.is_superuser:
            return self.plain_fieldsets
        return super().get_fieldsets(request, obj)

    def get_queryset(self, request):
        """Show only colleagues with no more permissions than oneself: whoever sets a password can sign in with it."""
        queryset = super().get_queryset(request).prefetch_related("groups")
        if request.user.is_superuser:
            return queryset
        stronger = Group.objects.exclude(pk__in=grantable_groups(request.user))
        return queryset.filter(is_superuser=False, user_permissions=None).exclude(groups__in=stronger)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups":
            kwargs["queryset"] = grantable_groups(request.user).order_by("name")
            kwargs["widget"] = CheckboxSelectMultiple(attrs={"class": "groups"})
            kwargs["help_text"] = "What this person may do. The desk of each says it in full."
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        """Let a new colleague into the admin, the only use of an account."""
        if not change:
            obj.is_staff = True
        super().save_model(request, obj, form, change)

    @admin.display(description="works as")
    def works_as(self, user):
        groups = ", ".join(group.name for group in user.groups.all())
        return "superuser" if user.is_superuser else groups or "nothing yet"


admin.site.unregister([User, Group])
admin.site.register(User, ColleagueAdmin)
admin.site.register(Group, GroupAdmin)
