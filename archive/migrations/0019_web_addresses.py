"""Addresses that readers may follow are held to http and https."""

import archive.models.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0018_steps'),
    ]

    operations = [
        # What an address was before stays in its history; curators find it in the note of a report too.
        migrations.RunSQL(
            r"""
            UPDATE archive_article
                SET url = '', note = concat_ws(E'\n', nullif(note, ''), 'It came with an address that is none of the web: ' || url)
                WHERE url <> '' AND url !~* '^https?://[^/]';
            UPDATE archive_source SET url = '' WHERE url <> '' AND url !~* '^https?://[^/]';
            SET CONSTRAINTS ALL IMMEDIATE;
            """,
            reverse_sql=migrations.RunSQL.noop,
        ),
        migrations.AlterField(
            model_name='article',
            name='url',
            field=archive.models.fields.WebAddressField(blank=True, help_text='Where it stood on the web, if it did.', max_length=1000),
        ),
        migrations.AlterField(
            model_name='articleevent',
            name='url',
            field=archive.models.fields.WebAddressField(blank=True, help_text='Where it stood on the web, if it did.', max_length=1000),
        ),
        migrations.AlterField(
            model_name='source',
            name='url',
            field=archive.models.fields.WebAddressField(blank=True, help_text="The publication's own site, if it has one.", max_length=500),
        ),
        migrations.AlterField(
            model_name='sourceevent',
            name='url',
            field=archive.models.fields.WebAddressField(blank=True, help_text="The publication's own site, if it has one.", max_length=500),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('url', ''), ('url__iregex', '^https?://[^/]'), _connector='OR'), name='article_url_is_a_web_address', violation_error_message='Write a whole address that begins with http:// or https://.'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(('url', ''), ('url__iregex', '^https?://[^/]'), _connector='OR'), name='source_url_is_a_web_address', violation_error_message='Write a whole address that begins with http:// or https://.'),
        ),
    ]
