"""Reports are found by what the addresses of one page have in common."""

from pathlib import Path

from django.db import migrations, models

import archive.models.fields

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0013_signatures'),
    ]

    operations = [
        migrations.RunSQL((SQL / "address_key.sql").read_text(), "DROP FUNCTION archive_address_key(text)"),
        migrations.RemoveIndex(
            model_name='article',
            name='article_url',
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(archive.models.fields.AddressKey('url'), condition=models.Q(('url', ''), _negated=True), name='article_address'),
        ),
    ]
