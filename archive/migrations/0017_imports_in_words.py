"""Imports are told in the words of those who make them."""

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0016_withheld_names'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='batch',
            options={'ordering': ['-started_at', '-id'], 'verbose_name': 'import', 'verbose_name_plural': 'imports'},
        ),
        migrations.AlterField(
            model_name='batch',
            name='created_count',
            field=models.PositiveIntegerField(default=0, verbose_name='reports added'),
        ),
        migrations.AlterField(
            model_name='batch',
            name='duplicate_count',
            field=models.PositiveIntegerField(default=0, verbose_name='there already'),
        ),
        migrations.AlterField(
            model_name='batch',
            name='finished_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='ended'),
        ),
        migrations.AlterField(
            model_name='batch',
            name='label',
            field=models.CharField(help_text='What was imported, in a few words.', max_length=300, verbose_name='import'),
        ),
        migrations.AlterField(
            model_name='batch',
            name='read_count',
            field=models.PositiveIntegerField(default=0, verbose_name='records read'),
        ),
        migrations.AlterField(
            model_name='batch',
            name='rejected_count',
            field=models.PositiveIntegerField(default=0, verbose_name='refused'),
        ),
        migrations.AlterField(
            model_name='batch',
            name='started_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='began'),
        ),
        migrations.AlterField(
            model_name='batch',
            name='updated_count',
            field=models.PositiveIntegerField(default=0, verbose_name='reports changed'),
        ),
    ]
