"""Items of a package are held to it and to their subjects a statement at a time (`gates/release.sql`)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('requests_app', '0017_rights'),
    ]

    operations = [
        migrations.AlterField(
            model_name='releaseitem',
            name='release',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='requests_app.release'),
        ),
        migrations.AlterField(
            model_name='releaseitem',
            name='subject',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='release_items', to='requests_app.subject'),
        ),
        migrations.AlterField(
            model_name='releaseitem',
            name='attached',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='requests_app.attacheditem'),
        ),
        migrations.AddIndex(
            model_name='releaseitem',
            index=models.Index(condition=models.Q(('attached__isnull', False)), fields=['attached'], name='item_attached'),
        ),
    ]
