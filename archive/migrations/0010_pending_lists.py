"""GIN indexes take in what is added by way of a list, filed at the end of each statement; the indexes are not made anew."""

from pathlib import Path

import pgtrigger.compiler
import pgtrigger.migrations
from django.contrib.postgres.indexes import GinIndex
from django.db import migrations

SQL = Path(__file__).parent / "sql"
INDEXES = {
    "fingerprint_bands": ("fingerprint", "bands"),
    "searchvector_vector": ("searchvector", "vector"),
    "searchvector_tokens": ("searchvector", "tokens"),
}


def with_list(name):
    model, column = INDEXES[name]
    index = GinIndex(fields=[column], name=name, fastupdate=True, gin_pending_list_limit=65_536)
    return [
        migrations.RemoveIndex(model_name=model, name=name),
        migrations.AddIndex(model_name=model, index=index),
    ]


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0009_tokens_beside_vectors'),
    ]

    operations = [
        migrations.RunSQL(
            (SQL / "pending_lists.sql").read_text(),
            reverse_sql="DROP FUNCTION archive_file_pending",
        ),
        *(
            migrations.RunSQL(
                f"ALTER INDEX {name} SET (fastupdate = on, gin_pending_list_limit = 65536)",
                reverse_sql=f"ALTER INDEX {name} SET (fastupdate = off); ALTER INDEX {name} RESET (gin_pending_list_limit);"
                f" SELECT archive_file_pending('{name}')",
                state_operations=with_list(name),
            )
            for name in INDEXES
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fingerprint',
            trigger=pgtrigger.compiler.Trigger(name='pending_filed', sql=pgtrigger.compiler.UpsertTriggerSql(func="PERFORM archive_file_pending('fingerprint_bands'); RETURN NULL;", hash='9052262771d8a2c5f390a8751b22e2c413c74fae', level='STATEMENT', operation='INSERT OR UPDATE', pgid='pgtrigger_pending_filed_26664', table='archive_fingerprint', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='searchvector',
            trigger=pgtrigger.compiler.Trigger(name='pending_filed', sql=pgtrigger.compiler.UpsertTriggerSql(func="PERFORM archive_file_pending('searchvector_vector');PERFORM archive_file_pending('searchvector_tokens'); RETURN NULL;", hash='d77b8855120a7e47dc953f4c3e8a4a9f790d0a5a', level='STATEMENT', operation='INSERT OR UPDATE', pgid='pgtrigger_pending_filed_720d9', table='archive_searchvector', when='AFTER')),
        ),
    ]
