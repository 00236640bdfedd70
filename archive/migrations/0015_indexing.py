"""Reports may be indexed at the end of a transaction, each once; an index that is being made anew stops no writer."""

from pathlib import Path

import django.contrib.postgres.fields
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0014_address_keys'),
    ]

    operations = [
        migrations.AlterField(
            model_name='entity',
            name='lineage',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), blank=True, default=list, editable=False, serialize=False, size=None),
        ),
        migrations.RunSQL(
            (SQL / "indexing.sql").read_text(),
            reverse_sql=f"""
            DROP FUNCTION archive_index(integer[]);
            ALTER FUNCTION archive_index_now(integer[]) RENAME TO archive_index;
            DROP TABLE archive_indexing;
            DROP FUNCTION archive_index_waiting();
            DROP FUNCTION archive_file_pending(text);
            {(SQL / "pending_lists.sql").read_text()}
            """,
        ),
    ]
