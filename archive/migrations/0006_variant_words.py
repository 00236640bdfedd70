"""The variant words that every archive starts with; curators change them as they like."""

from django.db import migrations

from archive.reference.variant_words import shipped


def add_words(apps, schema_editor):
    VariantWords = apps.get_model("archive", "VariantWords")
    VariantWords.objects.bulk_create([VariantWords(**row) for row in shipped()], ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("archive", "0005_rules")]

    operations = [migrations.RunPython(add_words, migrations.RunPython.noop)]
