"""Rights of the three groups, for migrations to grant."""

from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions
from django.contrib.contenttypes.management import create_contenttypes
from django.db import migrations

GROUPS = ("Contributor", "Curator", "Editor")  # each also has the rights of the groups before it


def give_rights(added):
    """Return the operation that gives each group its rights in `added`; an existing group keeps its other rights."""

    def give(apps, schema_editor):
        _make_permissions(apps, schema_editor.connection.alias)
        Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
        rights = []
        for name in GROUPS:
            rights += added[name]
            group, _ = Group.objects.get_or_create(name=name)
            group.permissions.add(*(_permission_named(Permission, right) for right in rights))

    return migrations.RunPython(give, migrations.RunPython.noop)


def rights_of_kind(key):
    """Return the permissions of each group for the entities of a kind."""
    return {
        "Contributor": [f"view_{key}"],
        "Curator": [f"add_{key}", f"change_{key}"],
        "Editor": [f"delete_{key}"],
    }


def _make_permissions(apps, alias):
    """Create the permissions now: Django would only do so after the last migration."""
    for label in ("auth", "archive"):
        config = apps.get_app_config(label)
        before = getattr(config, "models_module", None)  # the app of a migration has none
        config.models_module = installed_apps.get_app_config(label).models_module
        create_contenttypes(config, verbosity=0, using=alias, apps=apps)
        create_permissions(config, verbosity=0, using=alias, apps=apps)
        config.models_module = before


def _permission_named(Permission, right):
    app, _, codename = right.rpartition(".")
    return Permission.objects.get(content_type__app_label=app or "archive", codename=codename)
