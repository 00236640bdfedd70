"""Reports are added with less work: mentions looked at all at once, and no index twice."""

from pathlib import Path

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0007_lexicon'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(
            (SQL / "ingest_at_scale.sql").read_text(), "DROP FUNCTION archive_stands, archive_refuse_mention"
        ),
        migrations.AddField(
            model_name='fingerprint',
            name='sample',
            field=models.BinaryField(null=True),
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='article',
            name='article_added',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='mention',
            name='mention_stands',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='mention',
            name='mention_added',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='mention',
            name='mention_changed',
        ),
        migrations.AlterField(
            model_name='article',
            name='batch',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='articles', to='archive.batch'),
        ),
        migrations.AlterField(
            model_name='article',
            name='story',
            field=models.ForeignKey(blank=True, db_index=False, help_text='The group of its copies.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='articles', to='archive.story'),
        ),
        migrations.AlterField(
            model_name='mention',
            name='article',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='mentions', to='archive.article'),
        ),
        migrations.AlterField(
            model_name='mention',
            name='entity',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='mentions', to='archive.entity'),
        ),
        migrations.AlterField(
            model_name='mention',
            name='reviewed_by',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='mention',
            index=models.Index(condition=models.Q(('reviewed_by__isnull', False)), fields=['reviewed_by'], name='mention_reviewed_by'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='article',
            trigger=pgtrigger.compiler.Trigger(name='article_added', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n        PERFORM archive_refuse_mention(mention.article_id, mention.field, mention.start, mention."end", mention.text)\n        FROM archive_mention AS mention JOIN new_rows AS article ON article.id = mention.article_id\n        WHERE mention.start IS NOT NULL AND NOT archive_stands(\n            CASE mention.field WHEN \'headline\' THEN article.headline WHEN \'standfirst\' THEN article.standfirst\n                ELSE article.body END,\n            mention.start, mention."end", mention.text\n        );\n    PERFORM archive_index(array_agg(id)) FROM new_rows WHERE status = \'published\'; RETURN NULL;', hash='7afdc6af06022ee2a7eeec3d6e3e959a81a77954', level='STATEMENT', operation='INSERT', pgid='pgtrigger_article_added_ae399', referencing='REFERENCING NEW TABLE AS new_rows ', table='archive_article', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mention',
            trigger=pgtrigger.compiler.Trigger(name='mention_stands', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.start IS NOT NULL AND NEW.text = '')", func='NEW.text := archive_passage(NEW.article_id, NEW.field, NEW.start, NEW."end", NEW.text); RETURN NEW;', hash='f13463a647becd11295c8def27409407fe1cd683', operation='INSERT OR UPDATE OF "article_id", "field", "start", "end", "text"', pgid='pgtrigger_mention_stands_5f272', table='archive_mention', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mention',
            trigger=pgtrigger.compiler.Trigger(name='mention_added', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n        PERFORM archive_refuse_mention(mention.article_id, mention.field, mention.start, mention."end", mention.text)\n        FROM new_rows AS mention JOIN archive_article AS article ON article.id = mention.article_id\n        WHERE mention.start IS NOT NULL AND NOT archive_stands(\n            CASE mention.field WHEN \'headline\' THEN article.headline WHEN \'standfirst\' THEN article.standfirst\n                ELSE article.body END,\n            mention.start, mention."end", mention.text\n        );\n    PERFORM archive_index(array_agg(DISTINCT article_id)) FROM new_rows WHERE status = \'accepted\'; RETURN NULL;', hash='4b4f29b92afb4191abc0e491fb3244d69e50b3b3', level='STATEMENT', operation='INSERT', pgid='pgtrigger_mention_added_69e50', referencing='REFERENCING NEW TABLE AS new_rows ', table='archive_mention', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mention',
            trigger=pgtrigger.compiler.Trigger(name='mention_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n        PERFORM archive_refuse_mention(mention.article_id, mention.field, mention.start, mention."end", mention.text)\n        FROM (\n            SELECT new_rows.* FROM new_rows JOIN old_rows USING (id)\n            WHERE (old_rows.article_id, old_rows.field, old_rows.start, old_rows."end", old_rows.text)\n                IS DISTINCT FROM (new_rows.article_id, new_rows.field, new_rows.start, new_rows."end", new_rows.text)\n            ) AS mention JOIN archive_article AS article ON article.id = mention.article_id\n        WHERE mention.start IS NOT NULL AND NOT archive_stands(\n            CASE mention.field WHEN \'headline\' THEN article.headline WHEN \'standfirst\' THEN article.standfirst\n                ELSE article.body END,\n            mention.start, mention."end", mention.text\n        );\n    \n        PERFORM archive_index(array_agg(DISTINCT changed.article_id))\n        FROM new_rows JOIN old_rows USING (id)\n        CROSS JOIN LATERAL (VALUES (new_rows.article_id), (old_rows.article_id)) AS changed (article_id)\n        WHERE (old_rows.article_id, old_rows.entity_id, old_rows.status, old_rows.field, old_rows.start)\n            IS DISTINCT FROM (new_rows.article_id, new_rows.entity_id, new_rows.status, new_rows.field, new_rows.start)\n          AND \'accepted\' IN (old_rows.status, new_rows.status);\n         RETURN NULL;', hash='9c56e4ee36eaca5a8cfd06b12a39f67b34d3e221', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_mention_changed_61f2c', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='archive_mention', when='AFTER')),
        ),
    ]
