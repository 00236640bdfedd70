"""Narrow tables for searching, a log of what changed, and tokens for phrases and relevance."""

from pathlib import Path

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"

# In lots, as an array of a million ids would be held at once.
INDEX_ALL = """
    SELECT archive_index(array_agg(id)) FROM archive_article WHERE status = 'published' GROUP BY id / 500
"""


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0005_boilerplate_rules'),
    ]

    operations = [
        migrations.CreateModel(
            name='CommonWord',
            fields=[
                ('lexeme', models.CharField(max_length=100, primary_key=True, serialize=False)),
                ('ready', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='SearchChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shard', models.SmallIntegerField()),
                ('token', models.BigIntegerField(unique=True)),
                ('articles', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), null=True, size=None)),
            ],
        ),
        migrations.CreateModel(
            name='SearchTokens',
            fields=[
                ('article', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='search_tokens', serialize=False, to='archive.article')),
                ('vector', django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                'verbose_name_plural': 'search tokens',
            },
        ),
        migrations.CreateModel(
            name='SearchVector',
            fields=[
                ('article', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='search_vector', serialize=False, to='archive.article')),
                ('vector', django.contrib.postgres.search.SearchVectorField()),
            ],
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='searchrecord',
            name='record_added',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='searchrecord',
            name='record_changed',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='searchrecord',
            name='record_removed',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='searchrecord',
            name='records_truncated',
        ),
        migrations.RemoveIndex(
            model_name='searchrecord',
            name='searchrecord_vector',
        ),
        migrations.RemoveField(
            model_name='searchrecord',
            name='vector',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='searchrecord',
            trigger=pgtrigger.compiler.Trigger(name='record_added', sql=pgtrigger.compiler.UpsertTriggerSql(func='IF EXISTS (SELECT FROM new_rows) THEN PERFORM archive_note_change(array_agg(article_id)) FROM new_rows; END IF; RETURN NULL;', hash='5f613bac358f5c87ef1f4dbaedcb023d5900b09f', level='STATEMENT', operation='INSERT', pgid='pgtrigger_record_added_6ac5e', referencing='REFERENCING NEW TABLE AS new_rows ', table='archive_searchrecord', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='searchrecord',
            trigger=pgtrigger.compiler.Trigger(name='record_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func='IF EXISTS (SELECT FROM new_rows) THEN PERFORM archive_note_change(array_agg(article_id)) FROM new_rows; END IF; RETURN NULL;', hash='bdda9a78a1c01eb13180cba5c8a926330e0a4783', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_record_changed_d74b0', referencing='REFERENCING NEW TABLE AS new_rows ', table='archive_searchrecord', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='searchrecord',
            trigger=pgtrigger.compiler.Trigger(name='record_removed', sql=pgtrigger.compiler.UpsertTriggerSql(func='IF EXISTS (SELECT FROM old_rows) THEN PERFORM archive_note_change(array_agg(article_id)) FROM old_rows; END IF; RETURN NULL;', hash='9e150e6d7c2d09f8cfb1c01a63d51ac3c4312ca8', level='STATEMENT', operation='DELETE', pgid='pgtrigger_record_removed_cb623', referencing='REFERENCING OLD TABLE AS old_rows ', table='archive_searchrecord', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='searchrecord',
            trigger=pgtrigger.compiler.Trigger(name='records_truncated', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM archive_note_change(NULL); RETURN NULL;', hash='8fb1b947484da14944cc01147de648b0889707fc', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_records_truncated_dabc1', table='archive_searchrecord', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='searchchange',
            index=models.Index(fields=['shard', 'id'], name='searchchange_order'),
        ),
        migrations.AddIndex(
            model_name='searchtokens',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['vector'], name='searchtokens_vector'),
        ),
        migrations.AddIndex(
            model_name='searchvector',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['vector'], name='searchvector_vector'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='searchvector',
            trigger=pgtrigger.compiler.Trigger(name='vector_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func='IF EXISTS (SELECT FROM new_rows) THEN PERFORM archive_note_change(array_agg(article_id)) FROM new_rows; END IF; RETURN NULL;', hash='c0655a2fa6ac5eb21fa12de92b08c6569c8a6d7b', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_vector_changed_d85ee', referencing='REFERENCING NEW TABLE AS new_rows ', table='archive_searchvector', when='AFTER')),
        ),
        migrations.DeleteModel(
            name='SearchLead',
        ),
        migrations.RunSQL((SQL / "search_at_scale.sql").read_text()),
        migrations.RunSQL("DROP FUNCTION archive_scan, archive_raise_version, archive_prefixed_lexemes"),
        migrations.RunSQL(INDEX_ALL),
    ]
