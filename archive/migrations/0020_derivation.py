"""Derived data can be made anew, and tells by what it was made."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0019_web_addresses'),
    ]

    operations = [
        migrations.CreateModel(
            name='Derivation',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('made_by', models.CharField(blank=True, max_length=32)),
                ('server', models.CharField(blank=True, help_text='The version of PostgreSQL then, such as 18.', max_length=20)),
                ('rebuilding', models.CharField(blank=True, max_length=32)),
                ('reached', models.IntegerField(default=0, help_text='The last report that the rebuild has made anew.')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='derivation_is_one_row')],
            },
        ),
        migrations.RunSQL(
            (SQL / "derivation.sql").read_text(),
            """
            DROP FUNCTION archive_telling_answers, archive_drop_words, archive_missing_words, archive_idle_words, archive_rebuild,
                archive_differing, archive_derived;
            """,
        ),
    ]
