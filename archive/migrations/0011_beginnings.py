"""The lexicon keeps the beginnings of long words too. In a large archive this reads all vectors: minutes for a million reports."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0010_pending_lists'),
    ]

    operations = [
        migrations.RunSQL((SQL / "beginnings.sql").read_text(), reverse_sql=migrations.RunSQL.noop),
    ]
