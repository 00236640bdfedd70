"""The words of the archive, and what words and names that sound alike are found by."""

from pathlib import Path

import django.contrib.postgres.indexes
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0006_search_at_scale'),
    ]

    operations = [
        migrations.RunSQL((SQL / "sounds.sql").read_text(), "DROP FUNCTION archive_sounds, archive_skeleton"),
        migrations.CreateModel(
            name='LexiconWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.TextField()),
            ],
        ),
        migrations.RunSQL(
            (SQL / "lexicon.sql").read_text(),
            "DROP FUNCTION archive_printed_forms, archive_some_ids, archive_words_like, archive_gather_words, archive_keep_words",
        ),
        migrations.RunSQL("SELECT archive_gather_words()", migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='name',
            index=django.contrib.postgres.indexes.GinIndex(models.Func('key', function='archive_sounds'), fastupdate=False, name='name_sounds'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='searchvector',
            trigger=pgtrigger.compiler.Trigger(name='words_added', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM archive_keep_words(array_agg(DISTINCT lexeme)) FROM new_rows, unnest(tsvector_to_array(vector)) AS lexeme; RETURN NULL;', hash='83d35015cb36645a0cd2d4e8dbf72ab4f1864035', level='STATEMENT', operation='INSERT', pgid='pgtrigger_words_added_9670d', referencing='REFERENCING NEW TABLE AS new_rows ', table='archive_searchvector', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='searchvector',
            trigger=pgtrigger.compiler.Trigger(name='words_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM archive_keep_words(array_agg(DISTINCT lexeme)) FROM new_rows, unnest(tsvector_to_array(vector)) AS lexeme; RETURN NULL;', hash='2da1c4f9e7b3dcea9e8f52606730a305a91b4349', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_words_changed_3e054', referencing='REFERENCING NEW TABLE AS new_rows ', table='archive_searchvector', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='lexiconword',
            index=models.Index(django.contrib.postgres.indexes.OpClass('word', 'text_pattern_ops'), name='lexicon_word'),
        ),
        migrations.AddIndex(
            model_name='lexiconword',
            index=models.Index(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Reverse('word'), 'text_pattern_ops'), name='lexicon_ending'),
        ),
        migrations.AddIndex(
            model_name='lexiconword',
            index=models.Index(django.db.models.functions.text.Left('word', 1), django.db.models.functions.text.Length('word'), models.F('word'), name='lexicon_shape'),
        ),
        migrations.AddIndex(
            model_name='lexiconword',
            index=models.Index(models.Func('word', function='dmetaphone'), name='lexicon_sound'),
        ),
        migrations.AddIndex(
            model_name='lexiconword',
            index=models.Index(models.Func('word', function='archive_skeleton'), name='lexicon_skeleton'),
        ),
    ]
