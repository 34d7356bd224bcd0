"""Looks are found by the address they came from."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('audits', '0002_further_tables'),
    ]

    operations = [
        migrations.AddIndex('accessrecord', models.Index(fields=['origin', '-id'], name='access_by_origin')),
    ]
