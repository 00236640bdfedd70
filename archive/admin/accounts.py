"""The people who work here. An editor looks after colleagues' accounts; only a superuser makes superusers."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group

User = get_user_model()


class ColleagueAdmin(UserAdmin):
    """Accounts, with the three groups in place of single rights for whoever is no superuser."""

    list_display = ["username", "first_name", "last_name", "works_as", "is_active", "last_login"]
    list_filter = ["is_active", "groups"]
    add_fieldsets = [(None, {"classes": ["wide"], "fields": ["username", "usable_password", "password1", "password2"]})]
    plain_fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Who it is", {"fields": ["first_name", "last_name", "email"]}),
        ("What they may do", {"fields": ["is_active", "groups"]}),
        ("When", {"fields": ["last_login", "date_joined"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]

    def get_fieldsets(self, request, obj=None):
        if obj is not None and not request.user.is_superuser:
            return self.plain_fieldsets
        return super().get_fieldsets(request, obj)

    def get_queryset(self, request):
        queryset = super().get_queryset(request).prefetch_related("groups")
        return queryset if request.user.is_superuser else queryset.filter(is_superuser=False)

    def save_model(self, request, obj, form, change):
        """Let a new colleague into the admin: an account is of no other use."""
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
