"""Tokens move beside the vector that they follow from, so that their heap is narrow too."""

from pathlib import Path

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0008_ingest_at_scale'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='searchvector',
            name='vector_changed',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='searchvector',
            name='words_changed',
        ),
        migrations.AddField(
            model_name='searchvector',
            name='tokens',
            field=django.contrib.postgres.search.SearchVectorField(default=''),
            preserve_default=False,
        ),
        migrations.RunSQL((SQL / "tokens_beside_vectors.sql").read_text()),
        migrations.DeleteModel(
            name='SearchTokens',
        ),
        migrations.AddIndex(
            model_name='searchvector',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['tokens'], name='searchvector_tokens'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='searchvector',
            trigger=pgtrigger.compiler.Trigger(name='vector_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func='IF EXISTS (SELECT FROM new_rows JOIN old_rows USING (article_id) WHERE new_rows.vector <> old_rows.vector) THEN PERFORM archive_note_change(array_agg(article_id)) FROM new_rows; END IF; RETURN NULL;', hash='2ffa6d267deeccdf3e2a017d907ea4170f2dfd4e', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_vector_changed_d85ee', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='archive_searchvector', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='searchvector',
            trigger=pgtrigger.compiler.Trigger(name='words_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func='IF EXISTS (SELECT FROM new_rows JOIN old_rows USING (article_id) WHERE new_rows.vector <> old_rows.vector) THEN PERFORM archive_keep_words(array_agg(DISTINCT lexeme)) FROM new_rows, unnest(tsvector_to_array(vector)) AS lexeme; END IF; RETURN NULL;', hash='66d6c49580614f8d234ffbe4b049ad0545986094', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_words_changed_3e054', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='archive_searchvector', when='AFTER')),
        ),
    ]
