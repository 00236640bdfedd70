"""The mentions of a report are looked up by the report, however many there are in the archive."""

from pathlib import Path

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0011_beginnings'),
    ]

    operations = [
        migrations.RunSQL(
            (SQL / "mentions_of_a_report.sql").read_text(), reverse_sql=migrations.RunSQL.noop
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='article',
            name='article_added',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='mention',
            name='mention_added',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='mention',
            name='mention_changed',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='article',
            trigger=pgtrigger.compiler.Trigger(name='article_added', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n        PERFORM archive_refuse_mention(mention.article_id, mention.field, mention.start, mention."end", mention.text)\n        FROM new_rows AS article CROSS JOIN LATERAL (SELECT * FROM archive_mention WHERE article_id = article.id OFFSET 0) AS mention\n        WHERE mention."end" IS NOT NULL AND NOT archive_stands(\n            CASE mention.field WHEN \'headline\' THEN article.headline WHEN \'standfirst\' THEN article.standfirst\n                ELSE article.body END,\n            mention.start, mention."end", mention.text\n        );\n    PERFORM archive_index(array_agg(id)) FROM new_rows WHERE status = \'published\'; RETURN NULL;', hash='07ded46b10cbb40b86a11537dd91a1e878c708fc', level='STATEMENT', operation='INSERT', pgid='pgtrigger_article_added_ae399', referencing='REFERENCING NEW TABLE AS new_rows ', table='archive_article', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mention',
            trigger=pgtrigger.compiler.Trigger(name='mention_added', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n        PERFORM archive_refuse_mention(mention.article_id, mention.field, mention.start, mention."end", mention.text)\n        FROM new_rows AS mention CROSS JOIN LATERAL (SELECT * FROM archive_article WHERE id = mention.article_id OFFSET 0) AS article\n        WHERE mention."end" IS NOT NULL AND NOT archive_stands(\n            CASE mention.field WHEN \'headline\' THEN article.headline WHEN \'standfirst\' THEN article.standfirst\n                ELSE article.body END,\n            mention.start, mention."end", mention.text\n        );\n    PERFORM archive_index(array_agg(DISTINCT article_id)) FROM new_rows WHERE status = \'accepted\'; RETURN NULL;', hash='0a14208f3cd6c226c0b9339feb507e13f3c1f815', level='STATEMENT', operation='INSERT', pgid='pgtrigger_mention_added_69e50', referencing='REFERENCING NEW TABLE AS new_rows ', table='archive_mention', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mention',
            trigger=pgtrigger.compiler.Trigger(name='mention_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n        PERFORM archive_refuse_mention(mention.article_id, mention.field, mention.start, mention."end", mention.text)\n        FROM (\n            SELECT new_rows.* FROM new_rows JOIN old_rows USING (id)\n            WHERE (old_rows.article_id, old_rows.field, old_rows.start, old_rows."end", old_rows.text)\n                IS DISTINCT FROM (new_rows.article_id, new_rows.field, new_rows.start, new_rows."end", new_rows.text)\n            ) AS mention CROSS JOIN LATERAL (SELECT * FROM archive_article WHERE id = mention.article_id OFFSET 0) AS article\n        WHERE mention."end" IS NOT NULL AND NOT archive_stands(\n            CASE mention.field WHEN \'headline\' THEN article.headline WHEN \'standfirst\' THEN article.standfirst\n                ELSE article.body END,\n            mention.start, mention."end", mention.text\n        );\n    \n        PERFORM archive_index(array_agg(DISTINCT changed.article_id))\n        FROM new_rows JOIN old_rows USING (id)\n        CROSS JOIN LATERAL (VALUES (new_rows.article_id), (old_rows.article_id)) AS changed (article_id)\n        WHERE (old_rows.article_id, old_rows.entity_id, old_rows.status, old_rows.field, old_rows.start)\n            IS DISTINCT FROM (new_rows.article_id, new_rows.entity_id, new_rows.status, new_rows.field, new_rows.start)\n          AND \'accepted\' IN (old_rows.status, new_rows.status);\n         RETURN NULL;', hash='45a18980ff90480a09d5ae1589fd590b4ca88333', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_mention_changed_61f2c', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='archive_mention', when='AFTER')),
        ),
    ]
