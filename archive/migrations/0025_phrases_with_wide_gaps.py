"""A phrase with two words or more left out in one place is told by the vector where its signature fits."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0024_rebuild_in_order'),
    ]

    operations = [
        migrations.RunSQL(
            (SQL / "phrases_with_wide_gaps.sql").read_text(), reverse_sql=migrations.RunSQL.noop
        ),
    ]
