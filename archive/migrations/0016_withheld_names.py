"""Names of protected people, places and factions are withheld from all that readers get."""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from archive.matching.untelling import untelling_words

SQL = Path(__file__).parent / "sql"
UNTELLING = f"""
CREATE FUNCTION archive_untelling_words() RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT '{{{','.join(sorted(untelling_words()))}}}'::text[]
$$
"""
PROTECTED_ALREADY = """
SELECT archive_reword_names(array_agg(id), '{}') FROM archive_entity WHERE visibility = 'protected' HAVING count(*) > 0
"""


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0015_indexing'),
    ]

    operations = [
        migrations.CreateModel(
            name='PublicWording',
            fields=[
                ('article', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='wording', serialize=False, to='archive.article')),
                ('headline', models.TextField()),
                ('standfirst', models.TextField()),
                ('body', models.TextField()),
                ('byline', models.TextField()),
                ('dateline', models.TextField()),
                ('source_ref', models.TextField()),
                ('rights', models.TextField()),
                ('date_printed', models.TextField()),
                ('withdrawn_reason', models.TextField()),
                ('url', models.TextField()),
                ('places', models.JSONField()),
                ('entities', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
            ],
        ),
        migrations.AlterField(
            model_name='entity',
            name='visibility',
            field=models.CharField(choices=[('public', 'public'), ('draft', 'draft: not ready, shown to curators only'), ('protected', "protected: withheld for somebody's safety")], default='public', help_text='Only public entries appear on the site, in counts, searches and exports. The names of protected ones, in every spelling below, are withheld from readers in the reports too, and no search finds them. A name that somebody public bears as well, or that is marked as ambiguous, is withheld only in reports that are known to mean the protected one: those that mention it or hold another of its names. There its single words go too, such as the surname alone.', max_length=10),
        ),
        migrations.AlterField(
            model_name='entityevent',
            name='visibility',
            field=models.CharField(choices=[('public', 'public'), ('draft', 'draft: not ready, shown to curators only'), ('protected', "protected: withheld for somebody's safety")], default='public', help_text='Only public entries appear on the site, in counts, searches and exports. The names of protected ones, in every spelling below, are withheld from readers in the reports too, and no search finds them. A name that somebody public bears as well, or that is marked as ambiguous, is withheld only in reports that are known to mean the protected one: those that mention it or hold another of its names. There its single words go too, such as the surname alone.', max_length=10),
        ),
        migrations.RunSQL(UNTELLING),
        migrations.RunSQL((SQL / "withheld_names.sql").read_text()),
        pgtrigger.migrations.RemoveTrigger(
            model_name='article',
            name='article_changed',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='article',
            name='article_added',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='entity',
            name='entity_search',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='mention',
            name='mention_removed',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='mention',
            name='mention_added',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='mention',
            name='mention_changed',
        ),
        migrations.AddIndex(
            model_name='entity',
            index=models.Index(condition=models.Q(('visibility', 'protected')), fields=['id'], name='entity_protected'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='article',
            trigger=pgtrigger.compiler.Trigger(name='article_added', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n        PERFORM archive_refuse_mention(mention.article_id, mention.field, mention.start, mention."end", mention.text)\n        FROM new_rows AS article CROSS JOIN LATERAL (SELECT * FROM archive_mention WHERE article_id = article.id OFFSET 0) AS mention\n        WHERE mention."end" IS NOT NULL AND NOT archive_stands(\n            CASE mention.field WHEN \'headline\' THEN article.headline WHEN \'standfirst\' THEN article.standfirst\n                ELSE article.body END,\n            mention.start, mention."end", mention.text\n        );\n    PERFORM archive_follow_wordings(archive_reword(array_agg(id))) FROM new_rows;PERFORM archive_index(array_agg(id)) FROM new_rows WHERE status = \'published\'; RETURN NULL;', hash='dcb2ee149a83d7c0974829cc45bd6f0d1689cd7b', level='STATEMENT', operation='INSERT', pgid='pgtrigger_article_added_ae399', referencing='REFERENCING NEW TABLE AS new_rows ', table='archive_article', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='article',
            trigger=pgtrigger.compiler.Trigger(name='article_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="PERFORM archive_follow_wordings(archive_reword(array_agg(id))) FROM new_rows JOIN old_rows USING (id)\n            WHERE (old_rows.headline, old_rows.standfirst, old_rows.body, old_rows.byline, old_rows.dateline, old_rows.source_ref, old_rows.rights, old_rows.date_printed, old_rows.withdrawn_reason, old_rows.note, old_rows.url) IS DISTINCT FROM (new_rows.headline, new_rows.standfirst, new_rows.body, new_rows.byline, new_rows.dateline, new_rows.source_ref, new_rows.rights, new_rows.date_printed, new_rows.withdrawn_reason, new_rows.note, new_rows.url);\n        PERFORM archive_index(array_agg(id))\n        FROM new_rows JOIN old_rows USING (id)\n        WHERE 'published' IN (old_rows.status, new_rows.status)\n          AND (old_rows.status, old_rows.headline, old_rows.standfirst, old_rows.body, old_rows.byline,\n               old_rows.dateline, old_rows.language, old_rows.source_id, old_rows.date_range, old_rows.story_id,\n               old_rows.linked_digest)\n            IS DISTINCT FROM\n              (new_rows.status, new_rows.headline, new_rows.standfirst, new_rows.body, new_rows.byline,\n               new_rows.dateline, new_rows.language, new_rows.source_id, new_rows.date_range, new_rows.story_id,\n               new_rows.linked_digest);\n         RETURN NULL;", hash='2916b03e53444c09d8a58ce8c805c01c6a294e5a', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_article_changed_6c9f1', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='archive_article', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='entity',
            trigger=pgtrigger.compiler.Trigger(name='entity_search', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    PERFORM archive_reword_names(array_agg(id), '{}')\n    FROM new_rows JOIN old_rows USING (id)\n    WHERE old_rows.visibility <> new_rows.visibility\n    HAVING count(*) > 0;\n    PERFORM archive_index(array_agg(DISTINCT mention.article_id))\n    FROM (\n        WITH changed AS (\n            SELECT id FROM new_rows JOIN old_rows USING (id)\n            WHERE (old_rows.visibility, old_rows.kind, old_rows.lineage)\n                IS DISTINCT FROM (new_rows.visibility, new_rows.kind, new_rows.lineage)\n        )\n        SELECT id FROM changed\n        UNION\n        SELECT part.id FROM changed JOIN archive_entity part ON part.lineage @> ARRAY[changed.id]\n    ) AS touched\n    JOIN archive_mention mention ON mention.entity_id = touched.id;\n     RETURN NULL;", hash='fb19508351d957c56b3066af1d8e701b0ba92d80', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_entity_search_35f77', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='archive_entity', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mention',
            trigger=pgtrigger.compiler.Trigger(name='mention_added', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n        PERFORM archive_refuse_mention(mention.article_id, mention.field, mention.start, mention."end", mention.text)\n        FROM new_rows AS mention CROSS JOIN LATERAL (SELECT * FROM archive_article WHERE id = mention.article_id OFFSET 0) AS article\n        WHERE mention."end" IS NOT NULL AND NOT archive_stands(\n            CASE mention.field WHEN \'headline\' THEN article.headline WHEN \'standfirst\' THEN article.standfirst\n                ELSE article.body END,\n            mention.start, mention."end", mention.text\n        );\n    \n        IF archive_withholds() THEN\n            PERFORM archive_follow_wordings(archive_reword(ARRAY(\n                SELECT DISTINCT changed.article_id FROM (SELECT article_id, entity_id FROM new_rows) AS changed\n                WHERE changed.entity_id IN (SELECT id FROM archive_entity WHERE visibility = \'protected\')\n                   OR changed.article_id IN (SELECT article_id FROM archive_publicwording)\n            )));\n        END IF;\n    PERFORM archive_index(array_agg(DISTINCT article_id)) FROM new_rows WHERE status = \'accepted\'; RETURN NULL;', hash='cc5a38194f1386c2c0d70060d1990b223d42e7ef', level='STATEMENT', operation='INSERT', pgid='pgtrigger_mention_added_69e50', referencing='REFERENCING NEW TABLE AS new_rows ', table='archive_mention', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mention',
            trigger=pgtrigger.compiler.Trigger(name='mention_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n        PERFORM archive_refuse_mention(mention.article_id, mention.field, mention.start, mention."end", mention.text)\n        FROM (\n            SELECT new_rows.* FROM new_rows JOIN old_rows USING (id)\n            WHERE (old_rows.article_id, old_rows.field, old_rows.start, old_rows."end", old_rows.text)\n                IS DISTINCT FROM (new_rows.article_id, new_rows.field, new_rows.start, new_rows."end", new_rows.text)\n            ) AS mention CROSS JOIN LATERAL (SELECT * FROM archive_article WHERE id = mention.article_id OFFSET 0) AS article\n        WHERE mention."end" IS NOT NULL AND NOT archive_stands(\n            CASE mention.field WHEN \'headline\' THEN article.headline WHEN \'standfirst\' THEN article.standfirst\n                ELSE article.body END,\n            mention.start, mention."end", mention.text\n        );\n    \n        IF archive_withholds() THEN\n            PERFORM archive_follow_wordings(archive_reword(ARRAY(\n                SELECT DISTINCT changed.article_id FROM (SELECT article_id, entity_id FROM new_rows UNION ALL SELECT article_id, entity_id FROM old_rows) AS changed\n                WHERE changed.entity_id IN (SELECT id FROM archive_entity WHERE visibility = \'protected\')\n                   OR changed.article_id IN (SELECT article_id FROM archive_publicwording)\n            )));\n        END IF;\n    \n        PERFORM archive_index(array_agg(DISTINCT changed.article_id))\n        FROM new_rows JOIN old_rows USING (id)\n        CROSS JOIN LATERAL (VALUES (new_rows.article_id), (old_rows.article_id)) AS changed (article_id)\n        WHERE (old_rows.article_id, old_rows.entity_id, old_rows.status, old_rows.field, old_rows.start)\n            IS DISTINCT FROM (new_rows.article_id, new_rows.entity_id, new_rows.status, new_rows.field, new_rows.start)\n          AND \'accepted\' IN (old_rows.status, new_rows.status);\n         RETURN NULL;', hash='01d2b2b5040310a42c77913987e725b91fa0008c', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_mention_changed_61f2c', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='archive_mention', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mention',
            trigger=pgtrigger.compiler.Trigger(name='mention_removed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF archive_withholds() THEN\n            PERFORM archive_follow_wordings(archive_reword(ARRAY(\n                SELECT DISTINCT changed.article_id FROM (SELECT article_id, entity_id FROM old_rows) AS changed\n                WHERE changed.entity_id IN (SELECT id FROM archive_entity WHERE visibility = 'protected')\n                   OR changed.article_id IN (SELECT article_id FROM archive_publicwording)\n            )));\n        END IF;\n    PERFORM archive_index(array_agg(DISTINCT article_id)) FROM old_rows WHERE status = 'accepted'; RETURN NULL;", hash='e0359187f2802dad0136b7cf6cf58ca1d27da7c5', level='STATEMENT', operation='DELETE', pgid='pgtrigger_mention_removed_e6a6a', referencing='REFERENCING OLD TABLE AS old_rows ', table='archive_mention', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='name',
            trigger=pgtrigger.compiler.Trigger(name='name_added', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF archive_withholds() THEN\n            PERFORM archive_reword_names(\n                ARRAY(\n                    SELECT entity_id FROM new_rows AS changed JOIN archive_entity entity ON entity.id = entity_id\n                    WHERE entity.visibility = 'protected'\n                ),\n                ARRAY(SELECT key::text FROM new_rows AS changed)\n            );\n        END IF;\n     RETURN NULL;", hash='204acc7d73daf9b81216e042e709d32b6ac3b06e', level='STATEMENT', operation='INSERT', pgid='pgtrigger_name_added_08666', referencing='REFERENCING NEW TABLE AS new_rows ', table='archive_name', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='name',
            trigger=pgtrigger.compiler.Trigger(name='name_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF archive_withholds() THEN\n            PERFORM archive_reword_names(\n                ARRAY(\n                    SELECT entity_id FROM (\n    SELECT one.entity_id, one.key\n    FROM new_rows JOIN old_rows USING (id)\n    CROSS JOIN LATERAL (VALUES (new_rows.entity_id, new_rows.key), (old_rows.entity_id, old_rows.key)) AS one (entity_id, key)\n    WHERE (old_rows.entity_id, old_rows.text, old_rows.ambiguous)\n        IS DISTINCT FROM (new_rows.entity_id, new_rows.text, new_rows.ambiguous)\n) AS changed JOIN archive_entity entity ON entity.id = entity_id\n                    WHERE entity.visibility = 'protected'\n                ),\n                ARRAY(SELECT key::text FROM (\n    SELECT one.entity_id, one.key\n    FROM new_rows JOIN old_rows USING (id)\n    CROSS JOIN LATERAL (VALUES (new_rows.entity_id, new_rows.key), (old_rows.entity_id, old_rows.key)) AS one (entity_id, key)\n    WHERE (old_rows.entity_id, old_rows.text, old_rows.ambiguous)\n        IS DISTINCT FROM (new_rows.entity_id, new_rows.text, new_rows.ambiguous)\n) AS changed)\n            );\n        END IF;\n     RETURN NULL;", hash='55d3b3d9722d2825f7fe3cb0c9ce298ad607dc6d', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_name_changed_e3286', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='archive_name', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='name',
            trigger=pgtrigger.compiler.Trigger(name='name_removed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF archive_withholds() THEN\n            PERFORM archive_reword_names(\n                ARRAY(\n                    SELECT entity_id FROM old_rows AS changed JOIN archive_entity entity ON entity.id = entity_id\n                    WHERE entity.visibility = 'protected'\n                ),\n                ARRAY(SELECT key::text FROM old_rows AS changed)\n            );\n        END IF;\n     RETURN NULL;", hash='0d410e0c358280a278b42430b88f93bd92964c38', level='STATEMENT', operation='DELETE', pgid='pgtrigger_name_removed_543ab', referencing='REFERENCING OLD TABLE AS old_rows ', table='archive_name', when='AFTER')),
        ),
        migrations.RunSQL(PROTECTED_ALREADY, reverse_sql=migrations.RunSQL.noop),
    ]
