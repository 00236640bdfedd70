"""The three groups that people who work here belong to, and what each may do."""

from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions
from django.contrib.contenttypes.management import create_contenttypes
from django.db import migrations

KINDS = ("entity", "person", "place", "faction")

# Each group may also do what the groups before it may.
RIGHTS = {
    "Contributor": [
        "view_article", "add_article", "change_article",
        "view_source", "view_story", "view_mention", "view_name", "view_externalid",
        *(f"view_{kind}" for kind in KINDS),
    ],
    "Curator": [
        "publish_article",
        "add_source", "change_source",
        "add_story", "change_story", "delete_story",
        *(f"{verb}_{kind}" for kind in KINDS for verb in ("add", "change")),
        "add_name", "change_name", "delete_name",
        "add_externalid", "change_externalid", "delete_externalid",
        "add_mention", "change_mention", "review_mention",
        "view_boilerplaterule", "add_boilerplaterule", "change_boilerplaterule", "delete_boilerplaterule",
    ],
    "Editor": [
        "withdraw_article", "delete_article", "delete_source", "delete_mention",
        *(f"delete_{kind}" for kind in KINDS),
        "merge_entity", "merge_source", "protect_entity",
        "view_capture", "view_batch",
        "auth.view_user", "auth.add_user", "auth.change_user",
    ],
}  # fmt: skip


def make_groups(apps, schema_editor):
    """Give each group its rights; a group that exists already keeps what else it has."""
    make_permissions(apps, schema_editor.connection.alias)
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    rights = []
    for name, added in RIGHTS.items():
        rights += added
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.add(*(permission_named(Permission, right) for right in rights))


def make_permissions(apps, alias):
    """Make the permissions now: Django would only do so after the last migration."""
    for label in ("auth", "archive"):
        config = apps.get_app_config(label)
        before = getattr(config, "models_module", None)  # the app of a migration has none
        config.models_module = installed_apps.get_app_config(label).models_module
        create_contenttypes(config, verbosity=0, using=alias, apps=apps)
        create_permissions(config, verbosity=0, using=alias, apps=apps)
        config.models_module = before


def permission_named(Permission, right):
    app, _, codename = right.rpartition(".")
    return Permission.objects.get(content_type__app_label=app or "archive", codename=codename)


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0003_search"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
