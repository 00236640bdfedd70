"""Steps: what a merge moved, so that it can be taken back; past addresses of sources, with a history as those of entities."""

from pathlib import Path

import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


def let_editors_merge_sources(apps, schema_editor):
    """Give editors the right to merge sources, as they may merge people, places and factions."""
    config = apps.get_app_config("archive")
    before = getattr(config, "models_module", None)  # the app of a migration has none
    config.models_module = installed_apps.get_app_config("archive").models_module
    create_permissions(config, verbosity=0, using=schema_editor.connection.alias, apps=apps)
    config.models_module = before
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    right = Permission.objects.get(content_type__app_label="archive", codename="merge_source")
    for group in Group.objects.filter(name="Editor"):
        group.permissions.add(right)


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0017_imports_in_words'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PastSlugEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('person', 'person'), ('place', 'place'), ('faction', 'faction')], max_length=10)),
                ('slug', models.SlugField(db_index=False, max_length=120)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PastSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=120, unique=True)),
                ('name', models.CharField(max_length=200)),
            ],
            options={
                'ordering': ['slug'],
            },
        ),
        migrations.CreateModel(
            name='PastSourceEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('slug', models.SlugField(db_index=False, max_length=120)),
                ('name', models.CharField(max_length=200)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('verb', models.CharField(choices=[('merge', 'merge'), ('take back', 'taking back')], max_length=20)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('reason', models.TextField(blank=True)),
                ('model', models.CharField(help_text='The kind of record that it is about: person, source …', max_length=20)),
                ('record', models.IntegerField(help_text='The number of that record, such as the one that a merge kept.')),
                ('summary', models.TextField(blank=True, help_text='What was done, in a sentence.')),
                ('told', models.JSONField(blank=True, default=list, help_text='What was not taken over, a sentence for each.')),
                ('context', models.UUIDField(help_text='The context of the history that its changes share.', null=True)),
                ('marks', models.JSONField(default=dict, help_text='The latest id of each table when it was done.')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='StepRow',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('model', models.CharField(max_length=20)),
                ('row_id', models.BigIntegerField()),
                ('before', models.JSONField(null=True)),
                ('after', models.JSONField(null=True)),
            ],
        ),
        migrations.AlterModelOptions(
            name='source',
            options={'ordering': ['name', 'id'], 'permissions': [('merge_source', 'Can merge sources')]},
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='entity',
            name='primary_name',
        ),
        migrations.AlterField(
            model_name='source',
            name='slug',
            field=models.SlugField(help_text='Part of the public address. A changed one leaves a redirect behind.', max_length=120, unique=True),
        ),
        migrations.AlterField(
            model_name='sourceevent',
            name='slug',
            field=models.SlugField(db_index=False, help_text='Part of the public address. A changed one leaves a redirect behind.', max_length=120),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='article',
            trigger=pgtrigger.compiler.Trigger(name='step_added', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF current_setting('archive.step', true) <> '' THEN\n            PERFORM archive_keep_step_row('article', id, NULL, to_jsonb(new_rows)) FROM new_rows;\n        END IF;\n         RETURN NULL;", hash='bbac6925fe5a694408c7082a954f8c8084008bee', level='STATEMENT', operation='INSERT', pgid='pgtrigger_step_added_20aac', referencing='REFERENCING NEW TABLE AS new_rows ', table='archive_article', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='article',
            trigger=pgtrigger.compiler.Trigger(name='step_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF current_setting('archive.step', true) <> '' THEN\n            PERFORM archive_keep_step_row('article', id, to_jsonb(old_rows), to_jsonb(new_rows)) FROM new_rows JOIN old_rows USING (id);\n        END IF;\n         RETURN NULL;", hash='e4ed8b936e1f3ca98b413c7e62fc41f8913bb38a', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_step_changed_de6d4', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='archive_article', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='article',
            trigger=pgtrigger.compiler.Trigger(name='step_removed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF current_setting('archive.step', true) <> '' THEN\n            PERFORM archive_keep_step_row('article', id, to_jsonb(old_rows), NULL) FROM old_rows;\n        END IF;\n         RETURN NULL;", hash='f95a93abb1298dbda8421bcb93e7a0a0bd7b0ce2', level='STATEMENT', operation='DELETE', pgid='pgtrigger_step_removed_b5ee9', referencing='REFERENCING OLD TABLE AS old_rows ', table='archive_article', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='boilerplaterule',
            trigger=pgtrigger.compiler.Trigger(name='step_added', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF current_setting('archive.step', true) <> '' THEN\n            PERFORM archive_keep_step_row('boilerplaterule', id, NULL, to_jsonb(new_rows)) FROM new_rows;\n        END IF;\n         RETURN NULL;", hash='b3d46c179fd5ed73c33ab82e130711704b4a979b', level='STATEMENT', operation='INSERT', pgid='pgtrigger_step_added_f058e', referencing='REFERENCING NEW TABLE AS new_rows ', table='archive_boilerplaterule', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='boilerplaterule',
            trigger=pgtrigger.compiler.Trigger(name='step_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF current_setting('archive.step', true) <> '' THEN\n            PERFORM archive_keep_step_row('boilerplaterule', id, to_jsonb(old_rows), to_jsonb(new_rows)) FROM new_rows JOIN old_rows USING (id);\n        END IF;\n         RETURN NULL;", hash='3e711b76ec6dd9faa2445bee293103a914a2c47b', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_step_changed_35bef', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='archive_boilerplaterule', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='boilerplaterule',
            trigger=pgtrigger.compiler.Trigger(name='step_removed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF current_setting('archive.step', true) <> '' THEN\n            PERFORM archive_keep_step_row('boilerplaterule', id, to_jsonb(old_rows), NULL) FROM old_rows;\n        END IF;\n         RETURN NULL;", hash='29e521f9f73652d1e53a63d1cfe275cfff620424', level='STATEMENT', operation='DELETE', pgid='pgtrigger_step_removed_3408e', referencing='REFERENCING OLD TABLE AS old_rows ', table='archive_boilerplaterule', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='entity',
            trigger=pgtrigger.compiler.Trigger(name='primary_name', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF current_setting('archive.putting_back', true) = 'on' THEN\n        RETURN NULL;\n    END IF;\n    UPDATE archive_name SET is_primary = false WHERE entity_id = NEW.id AND is_primary AND text <> NEW.name;\n    INSERT INTO archive_name\n        (entity_id, text, kind, language, used_from, used_to, is_primary, ambiguous, in_search, note)\n    VALUES (NEW.id, NEW.name, 'spelling', '', '', '', true, false, true, '')\n    ON CONFLICT (entity_id, text) DO UPDATE SET is_primary = true WHERE NOT archive_name.is_primary;\n    RETURN NULL;\n    ", hash='95bc2415e60ad5e795d43d4d102968518b7ce2e8', operation='INSERT OR UPDATE OF "name"', pgid='pgtrigger_primary_name_0412f', table='archive_entity', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='entity',
            trigger=pgtrigger.compiler.Trigger(name='step_added', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF current_setting('archive.step', true) <> '' THEN\n            PERFORM archive_keep_step_row('entity', id, NULL, to_jsonb(new_rows)) FROM new_rows;\n        END IF;\n         RETURN NULL;", hash='857c726a4a38871c71cae790c49bf6ba17ec0940', level='STATEMENT', operation='INSERT', pgid='pgtrigger_step_added_baf62', referencing='REFERENCING NEW TABLE AS new_rows ', table='archive_entity', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='entity',
            trigger=pgtrigger.compiler.Trigger(name='step_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF current_setting('archive.step', true) <> '' THEN\n            PERFORM archive_keep_step_row('entity', id, to_jsonb(old_rows), to_jsonb(new_rows)) FROM new_rows JOIN old_rows USING (id);\n        END IF;\n         RETURN NULL;", hash='f9c8fb1ce4a6028f93b069bbd21acae22e02f992', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_step_changed_4e264', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='archive_entity', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='entity',
            trigger=pgtrigger.compiler.Trigger(name='step_removed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF current_setting('archive.step', true) <> '' THEN\n            PERFORM archive_keep_step_row('entity', id, to_jsonb(old_rows), NULL) FROM old_rows;\n        END IF;\n         RETURN NULL;", hash='e57de0340960e1ea7d6b731ef3161524be7d7b7d', level='STATEMENT', operation='DELETE', pgid='pgtrigger_step_removed_25fc8', referencing='REFERENCING OLD TABLE AS old_rows ', table='archive_entity', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='externalid',
            trigger=pgtrigger.compiler.Trigger(name='step_added', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF current_setting('archive.step', true) <> '' THEN\n            PERFORM archive_keep_step_row('externalid', id, NULL, to_jsonb(new_rows)) FROM new_rows;\n        END IF;\n         RETURN NULL;", hash='a6efb4b68cd2f4fc8284d982f7c3f3bd4ac2a088', level='STATEMENT', operation='INSERT', pgid='pgtrigger_step_added_f2160', referencing='REFERENCING NEW TABLE AS new_rows ', table='archive_externalid', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='externalid',
            trigger=pgtrigger.compiler.Trigger(name='step_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF current_setting('archive.step', true) <> '' THEN\n            PERFORM archive_keep_step_row('externalid', id, to_jsonb(old_rows), to_jsonb(new_rows)) FROM new_rows JOIN old_rows USING (id);\n        END IF;\n         RETURN NULL;", hash='1dc379de81c16e9bb5dd69c8ecd876aacf2eea6b', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_step_changed_9167c', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='archive_externalid', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='externalid',
            trigger=pgtrigger.compiler.Trigger(name='step_removed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF current_setting('archive.step', true) <> '' THEN\n            PERFORM archive_keep_step_row('externalid', id, to_jsonb(old_rows), NULL) FROM old_rows;\n        END IF;\n         RETURN NULL;", hash='c69e9272c77b6419dc0b51b2c1e6a7a056edeb23', level='STATEMENT', operation='DELETE', pgid='pgtrigger_step_removed_45995', referencing='REFERENCING OLD TABLE AS old_rows ', table='archive_externalid', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mention',
            trigger=pgtrigger.compiler.Trigger(name='step_added', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF current_setting('archive.step', true) <> '' THEN\n            PERFORM archive_keep_step_row('mention', id, NULL, to_jsonb(new_rows)) FROM new_rows;\n        END IF;\n         RETURN NULL;", hash='09a733d7db72b6e40369d016e59dc01d8bee319c', level='STATEMENT', operation='INSERT', pgid='pgtrigger_step_added_29f22', referencing='REFERENCING NEW TABLE AS new_rows ', table='archive_mention', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mention',
            trigger=pgtrigger.compiler.Trigger(name='step_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF current_setting('archive.step', true) <> '' THEN\n            PERFORM archive_keep_step_row('mention', id, to_jsonb(old_rows), to_jsonb(new_rows)) FROM new_rows JOIN old_rows USING (id);\n        END IF;\n         RETURN NULL;", hash='28fd72a9b8309a7d56095ebb9d0df00a43d015a2', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_step_changed_fe90c', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='archive_mention', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mention',
            trigger=pgtrigger.compiler.Trigger(name='step_removed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF current_setting('archive.step', true) <> '' THEN\n            PERFORM archive_keep_step_row('mention', id, to_jsonb(old_rows), NULL) FROM old_rows;\n        END IF;\n         RETURN NULL;", hash='29c4ff6f3d7b2b9db3dfaec73c673f1ecc98bee5', level='STATEMENT', operation='DELETE', pgid='pgtrigger_step_removed_665f2', referencing='REFERENCING OLD TABLE AS old_rows ', table='archive_mention', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='name',
            trigger=pgtrigger.compiler.Trigger(name='step_added', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF current_setting('archive.step', true) <> '' THEN\n            PERFORM archive_keep_step_row('name', id, NULL, to_jsonb(new_rows)) FROM new_rows;\n        END IF;\n         RETURN NULL;", hash='df9f55cf4e4a88c3b81822c6d1629f7365d0363d', level='STATEMENT', operation='INSERT', pgid='pgtrigger_step_added_784d4', referencing='REFERENCING NEW TABLE AS new_rows ', table='archive_name', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='name',
            trigger=pgtrigger.compiler.Trigger(name='step_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF current_setting('archive.step', true) <> '' THEN\n            PERFORM archive_keep_step_row('name', id, to_jsonb(old_rows), to_jsonb(new_rows)) FROM new_rows JOIN old_rows USING (id);\n        END IF;\n         RETURN NULL;", hash='ddae3e4f39bcf30ec178bab7614e4fd8f8ccfa06', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_step_changed_400b8', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='archive_name', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='name',
            trigger=pgtrigger.compiler.Trigger(name='step_removed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF current_setting('archive.step', true) <> '' THEN\n            PERFORM archive_keep_step_row('name', id, to_jsonb(old_rows), NULL) FROM old_rows;\n        END IF;\n         RETURN NULL;", hash='b5f777866fc4569c23ca8b24bca59f3e73feab80', level='STATEMENT', operation='DELETE', pgid='pgtrigger_step_removed_f8cb9', referencing='REFERENCING OLD TABLE AS old_rows ', table='archive_name', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pastslug',
            trigger=pgtrigger.compiler.Trigger(name='step_added', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF current_setting('archive.step', true) <> '' THEN\n            PERFORM archive_keep_step_row('pastslug', id, NULL, to_jsonb(new_rows)) FROM new_rows;\n        END IF;\n         RETURN NULL;", hash='3036f1f8fa9a34846e016c17c7ad85029ffcb928', level='STATEMENT', operation='INSERT', pgid='pgtrigger_step_added_634b2', referencing='REFERENCING NEW TABLE AS new_rows ', table='archive_pastslug', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pastslug',
            trigger=pgtrigger.compiler.Trigger(name='step_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF current_setting('archive.step', true) <> '' THEN\n            PERFORM archive_keep_step_row('pastslug', id, to_jsonb(old_rows), to_jsonb(new_rows)) FROM new_rows JOIN old_rows USING (id);\n        END IF;\n         RETURN NULL;", hash='a698a21dbbb1cacc5d6156bcfdc55db091064bb4', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_step_changed_0666a', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='archive_pastslug', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pastslug',
            trigger=pgtrigger.compiler.Trigger(name='step_removed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF current_setting('archive.step', true) <> '' THEN\n            PERFORM archive_keep_step_row('pastslug', id, to_jsonb(old_rows), NULL) FROM old_rows;\n        END IF;\n         RETURN NULL;", hash='91afd3cdc5bcfe462d232d259d29e3521e2a06f9', level='STATEMENT', operation='DELETE', pgid='pgtrigger_step_removed_ee1ac', referencing='REFERENCING OLD TABLE AS old_rows ', table='archive_pastslug', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pastslug',
            trigger=pgtrigger.compiler.Trigger(name='added_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "archive_pastslugevent" ("entity_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug") VALUES (NEW."entity_id", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'added\', NEW."id", NEW."slug"); RETURN NULL;', hash='eee97258086d9cbe650a57996601774ac4174c0c', operation='INSERT', pgid='pgtrigger_added_insert_ec9a3', table='archive_pastslug', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pastslug',
            trigger=pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "archive_pastslugevent" ("entity_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug") VALUES (OLD."entity_id", OLD."id", OLD."kind", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."slug"); RETURN NULL;', hash='54c8eaabf3897cd8054631d0f9e5a31322d3ab5c', operation='UPDATE', pgid='pgtrigger_changed_update_23681', table='archive_pastslug', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pastslug',
            trigger=pgtrigger.compiler.Trigger(name='deleted_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "archive_pastslugevent" ("entity_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug") VALUES (OLD."entity_id", OLD."id", OLD."kind", _pgh_attach_context(), NOW(), \'deleted\', OLD."id", OLD."slug"); RETURN NULL;', hash='a165dbc908db45b5be84665c289a29e079e81236', operation='DELETE', pgid='pgtrigger_deleted_delete_e339d', table='archive_pastslug', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='source',
            trigger=pgtrigger.compiler.Trigger(name='past_source', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."slug" IS DISTINCT FROM (NEW."slug"))', func='\n        INSERT INTO archive_pastsource (slug, name, source_id) VALUES (OLD.slug, OLD.name, NEW.id)\n        ON CONFLICT (slug) DO UPDATE SET source_id = excluded.source_id, name = excluded.name;\n        DELETE FROM archive_pastsource WHERE slug = NEW.slug AND source_id = NEW.id;\n        RETURN NULL;\n        ', hash='dcd8b8fac8cc6aa090a84c722eb70630c0fa178c', operation='UPDATE OF "slug"', pgid='pgtrigger_past_source_f553c', table='archive_source', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='source',
            trigger=pgtrigger.compiler.Trigger(name='step_added', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF current_setting('archive.step', true) <> '' THEN\n            PERFORM archive_keep_step_row('source', id, NULL, to_jsonb(new_rows)) FROM new_rows;\n        END IF;\n         RETURN NULL;", hash='8bdefe6f650d7c24da3e886998f1e1769cf4b88d', level='STATEMENT', operation='INSERT', pgid='pgtrigger_step_added_07cb3', referencing='REFERENCING NEW TABLE AS new_rows ', table='archive_source', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='source',
            trigger=pgtrigger.compiler.Trigger(name='step_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF current_setting('archive.step', true) <> '' THEN\n            PERFORM archive_keep_step_row('source', id, to_jsonb(old_rows), to_jsonb(new_rows)) FROM new_rows JOIN old_rows USING (id);\n        END IF;\n         RETURN NULL;", hash='476443f056ac255260e871714d71c642845016b3', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_step_changed_f3912', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='archive_source', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='source',
            trigger=pgtrigger.compiler.Trigger(name='step_removed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF current_setting('archive.step', true) <> '' THEN\n            PERFORM archive_keep_step_row('source', id, to_jsonb(old_rows), NULL) FROM old_rows;\n        END IF;\n         RETURN NULL;", hash='5cd3256e5b650cb40119ce0a643a65030d1f9c6d', level='STATEMENT', operation='DELETE', pgid='pgtrigger_step_removed_57ddd', referencing='REFERENCING OLD TABLE AS old_rows ', table='archive_source', when='AFTER')),
        ),
        migrations.AddField(
            model_name='pastslugevent',
            name='entity',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='archive.entity'),
        ),
        migrations.AddField(
            model_name='pastslugevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='pastslugevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='archive.pastslug'),
        ),
        migrations.AddField(
            model_name='pastsource',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='past', to='archive.source'),
        ),
        migrations.AddField(
            model_name='pastsourceevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='pastsourceevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='archive.pastsource'),
        ),
        migrations.AddField(
            model_name='pastsourceevent',
            name='source',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='archive.source'),
        ),
        migrations.AddField(
            model_name='step',
            name='undoes',
            field=models.OneToOneField(blank=True, help_text='What it took back.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='undone_by', to='archive.step'),
        ),
        migrations.AddField(
            model_name='step',
            name='user',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='steprow',
            name='step',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='archive.step'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pastsource',
            trigger=pgtrigger.compiler.Trigger(name='step_added', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF current_setting('archive.step', true) <> '' THEN\n            PERFORM archive_keep_step_row('pastsource', id, NULL, to_jsonb(new_rows)) FROM new_rows;\n        END IF;\n         RETURN NULL;", hash='132e27ba450f60079f59f791247d2e2009b9e7eb', level='STATEMENT', operation='INSERT', pgid='pgtrigger_step_added_2df41', referencing='REFERENCING NEW TABLE AS new_rows ', table='archive_pastsource', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pastsource',
            trigger=pgtrigger.compiler.Trigger(name='step_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF current_setting('archive.step', true) <> '' THEN\n            PERFORM archive_keep_step_row('pastsource', id, to_jsonb(old_rows), to_jsonb(new_rows)) FROM new_rows JOIN old_rows USING (id);\n        END IF;\n         RETURN NULL;", hash='725779af8d26250a7f0e7a18e3f7cc7d935e486d', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_step_changed_a9934', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='archive_pastsource', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pastsource',
            trigger=pgtrigger.compiler.Trigger(name='step_removed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF current_setting('archive.step', true) <> '' THEN\n            PERFORM archive_keep_step_row('pastsource', id, to_jsonb(old_rows), NULL) FROM old_rows;\n        END IF;\n         RETURN NULL;", hash='ff936a6f0b84ebb2d16eecf08446705a8671e6ff', level='STATEMENT', operation='DELETE', pgid='pgtrigger_step_removed_29f98', referencing='REFERENCING OLD TABLE AS old_rows ', table='archive_pastsource', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pastsource',
            trigger=pgtrigger.compiler.Trigger(name='added_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "archive_pastsourceevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "source_id") VALUES (NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'added\', NEW."id", NEW."slug", NEW."source_id"); RETURN NULL;', hash='561809c0e86ef458d3f63e578a6025dba8d958b4', operation='INSERT', pgid='pgtrigger_added_insert_32ebc', table='archive_pastsource', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pastsource',
            trigger=pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "archive_pastsourceevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "source_id") VALUES (OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."slug", OLD."source_id"); RETURN NULL;', hash='66d2328495f298bac4362b550cc500e53603b1d4', operation='UPDATE', pgid='pgtrigger_changed_update_d847e', table='archive_pastsource', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pastsource',
            trigger=pgtrigger.compiler.Trigger(name='deleted_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "archive_pastsourceevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "source_id") VALUES (OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'deleted\', OLD."id", OLD."slug", OLD."source_id"); RETURN NULL;', hash='02d4f915692d78044bd17657c1bd94abb927b1e8', operation='DELETE', pgid='pgtrigger_deleted_delete_abddc', table='archive_pastsource', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='step',
            index=models.Index(fields=['context'], name='step_context'),
        ),
        migrations.AddIndex(
            model_name='steprow',
            index=models.Index(fields=['model', 'row_id'], name='step_row'),
        ),
        migrations.AddConstraint(
            model_name='steprow',
            constraint=models.UniqueConstraint(fields=('step', 'model', 'row_id'), name='step_keeps_a_row_once'),
        ),
        migrations.RunSQL((SQL / "steps.sql").read_text(), "DROP FUNCTION archive_keep_step_row, archive_tidy_step"),
        migrations.RunPython(let_editors_merge_sources, migrations.RunPython.noop, elidable=False),
    ]
