"""Signatures: which words of a report stand one after the other. In a large archive this reads all vectors: minutes for a million reports."""

from pathlib import Path

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0012_mentions_of_a_report'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchSignature',
            fields=[
                ('article', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='search_signature', serialize=False, to='archive.article')),
                ('signature', models.BinaryField(null=True)),
                ('shared', models.BinaryField()),
            ],
        ),
        migrations.RunSQL((SQL / "signatures.sql").read_text()),
        pgtrigger.migrations.RemoveTrigger(
            model_name='searchvector',
            name='words_added',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='searchvector',
            name='vector_changed',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='searchvector',
            name='words_changed',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='searchvector',
            trigger=pgtrigger.compiler.Trigger(name='vector_added', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM archive_keep_words(array_agg(DISTINCT lexeme)) FROM new_rows, unnest(tsvector_to_array(vector)) AS lexeme;\n    INSERT INTO archive_searchsignature (article_id, signature, shared)\n    SELECT article_id, signature, shared FROM new_rows, archive_signature(vector)\n    ON CONFLICT (article_id) DO UPDATE SET signature = excluded.signature, shared = excluded.shared;\n RETURN NULL;', hash='126993c2ef0b3ef9f57c94e9d0eb41188a8c8a0f', level='STATEMENT', operation='INSERT', pgid='pgtrigger_vector_added_21c5f', referencing='REFERENCING NEW TABLE AS new_rows ', table='archive_searchvector', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='searchvector',
            trigger=pgtrigger.compiler.Trigger(name='vector_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n        IF EXISTS (SELECT FROM new_rows JOIN old_rows USING (article_id) WHERE new_rows.vector <> old_rows.vector) THEN\n            PERFORM archive_note_change(array_agg(article_id)) FROM new_rows;\n            PERFORM archive_keep_words(array_agg(DISTINCT lexeme)) FROM new_rows, unnest(tsvector_to_array(vector)) AS lexeme;\n            \n    INSERT INTO archive_searchsignature (article_id, signature, shared)\n    SELECT article_id, signature, shared FROM new_rows, archive_signature(vector)\n    ON CONFLICT (article_id) DO UPDATE SET signature = excluded.signature, shared = excluded.shared;\n\n        END IF;\n         RETURN NULL;', hash='6eb08fc0a47cec04f31d899aea61ee3daa727625', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_vector_changed_d85ee', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='archive_searchvector', when='AFTER')),
        ),
    ]
