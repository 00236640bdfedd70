"""The functions that keep search records, and how their rows are stored."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("archive", "0002_models")]

    operations = [
        migrations.RunSQL(
            (SQL / "search_records.sql").read_text(),
            """
            DROP FUNCTION archive_scan, archive_ids, archive_count, archive_index, archive_vector, archive_prefixed_lexemes,
                archive_entity_vector, archive_lead_length, archive_pack, archive_facet_values,
                archive_language_number, archive_day_number, archive_replace_mentions, archive_passage,
                archive_lineage, archive_raise_version;
            """,
        )
    ]
