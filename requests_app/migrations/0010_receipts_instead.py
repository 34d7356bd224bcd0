"""Who confirmed a receipt in the place of a recipient, or ended a package as never opened."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('requests_app', '0009_fewer_indexes'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalrelease',
            name='instead_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='historicalrelease',
            name='instead_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalrelease',
            name='instead_words',
            field=models.TextField(db_default=''),
        ),
        migrations.AddField(
            model_name='release',
            name='instead_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='release',
            name='instead_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='release',
            name='instead_words',
            field=models.TextField(db_default=''),
        ),
        migrations.AlterField(
            model_name='historicalrelease',
            name='status',
            field=models.CharField(choices=[('prepared', 'Prepared'), ('authorized', 'Authorized'), ('transmitted', 'Transmitted'), ('received', 'Received'), ('unopened', 'Never opened'), ('void', 'Void')], default='prepared', max_length=12),
        ),
        migrations.AlterField(
            model_name='historicalreminder',
            name='kind',
            field=models.CharField(choices=[('receipt', 'Confirm receipt'), ('shut', 'End it as never opened'), ('use', 'Certify its use'), ('end', 'Return or destroy it, and certify that'), ('report', 'Report the incident, and mark that')], max_length=8),
        ),
        migrations.AlterField(
            model_name='release',
            name='status',
            field=models.CharField(choices=[('prepared', 'Prepared'), ('authorized', 'Authorized'), ('transmitted', 'Transmitted'), ('received', 'Received'), ('unopened', 'Never opened'), ('void', 'Void')], default='prepared', max_length=12),
        ),
        migrations.AlterField(
            model_name='reminder',
            name='kind',
            field=models.CharField(choices=[('receipt', 'Confirm receipt'), ('shut', 'End it as never opened'), ('use', 'Certify its use'), ('end', 'Return or destroy it, and certify that'), ('report', 'Report the incident, and mark that')], max_length=8),
        ),
    ]
