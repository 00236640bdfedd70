"""A rebuild takes its locks in the order in which writers of reports take theirs."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0023_long_texts'),
    ]

    operations = [
        migrations.RunSQL((SQL / "rebuild_in_order.sql").read_text(), reverse_sql=migrations.RunSQL.noop),
    ]
