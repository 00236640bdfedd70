"""Extensions, and the functions used by generated columns and indexes of the models."""

from pathlib import Path

from django.contrib.postgres.operations import CreateExtension
from django.db import migrations

from archive.hosting.checks import EXTENSIONS
from archive.reference.languages import stemming_sql
from archive.text.letters import name_letters_sql

SQL = Path(__file__).parents[1] / "sql"
GROUPS = ("visibility", "folding", "names", "edtf", "statements", "addresses")


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        *map(CreateExtension, EXTENSIONS),
        migrations.RunSQL(name_letters_sql()),
        *(migrations.RunSQL((SQL / f"{group}.sql").read_text()) for group in GROUPS),
        migrations.RunSQL(stemming_sql()),
    ]
