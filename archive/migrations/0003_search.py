"""The functions that triggers of the models call, and the storage of the search tables."""

from pathlib import Path

from django.db import migrations

from archive.matching.untelling import untelling_words
from archive.search.declared import declared_sql

SQL = Path(__file__).parents[1] / "sql"
UNTELLING = f"""
CREATE FUNCTION archive_untelling_words() RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT '{{{','.join(sorted(untelling_words()))}}}'::text[]
$$
"""
# In this order: a function in SQL can only name what is there.
GROUPS = (
    "places", "mentions", "passages", "steps", "changes", "lexicon", "records", "vectors", "phrases", "withheld", "indexing", "variants", "leftovers",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("archive", "0002_models")]

    operations = [
        migrations.RunSQL(UNTELLING),
        *(migrations.RunSQL((SQL / f"{group}.sql").read_text()) for group in GROUPS),
        migrations.RunSQL(declared_sql()),
        *(migrations.RunSQL((SQL / f"{group}.sql").read_text()) for group in ("facets", "derivation")),
    ]
