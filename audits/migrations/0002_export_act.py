"""The access log knows exports."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('audits', '0001_first_tables'),
    ]

    operations = [
        migrations.AlterField(
            model_name='accessrecord',
            name='act',
            field=models.CharField(choices=[('view', 'looked at'), ('list', 'listed'), ('search', 'searched'), ('download', 'downloaded'), ('fetch', 'opened the package'), ('work', 'processed'), ('export', 'exported'), ('reveal', 'saw in full'), ('sign_in', 'signed in'), ('sign_out', 'signed out'), ('account', 'changed the account')], max_length=12),
        ),
    ]
