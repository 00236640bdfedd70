"""Extensions, the text search configurations and the functions that columns are derived with."""

from pathlib import Path

from django.contrib.postgres.operations import CreateExtension
from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        CreateExtension("unaccent"),
        CreateExtension("pg_trgm"),
        CreateExtension("fuzzystrmatch"),
        CreateExtension("btree_gin"),
        migrations.RunSQL(
            (SQL / "text_search.sql").read_text(),
            """
            DROP TEXT SEARCH CONFIGURATION dateline_simple;
            DROP TEXT SEARCH CONFIGURATION dateline;
            DROP FUNCTION archive_name_keys, archive_name_key, archive_unaccent, archive_fold_in_place, archive_fold,
                archive_fold_letters;
            """,
        ),
        migrations.RunSQL((SQL / "edtf_range.sql").read_text(), "DROP FUNCTION archive_edtf_range(text)"),
    ]
