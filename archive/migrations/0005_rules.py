"""The boilerplate rules that every archive starts with; curators change them as they like."""

from django.db import migrations

from archive.ingest.rules import DEFAULT_RULES


def add_rules(apps, schema_editor):
    BoilerplateRule = apps.get_model("archive", "BoilerplateRule")
    BoilerplateRule.objects.bulk_create([BoilerplateRule(**row) for row in DEFAULT_RULES], ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("archive", "0004_groups")]

    operations = [migrations.RunPython(add_rules, migrations.RunPython.noop)]
