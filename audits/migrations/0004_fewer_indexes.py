"""History has no index of its dates; a disclosure is found by its subject in the index that admits it once a release."""

from django.db import migrations, models

DISCLOSED_ONCE = models.UniqueConstraint(
    condition=models.Q(('kind', 'disclosure')), fields=('subject_id', 'release_id'), name='disclosed_once_a_release'
)


class Migration(migrations.Migration):

    dependencies = [
        ('audits', '0003_looks_by_origin'),
    ]

    operations = [
        migrations.RemoveConstraint('accountingentry', 'disclosed_once_a_release'),
        migrations.AddConstraint('accountingentry', DISCLOSED_ONCE),
        migrations.AlterField('accountingentry', 'subject_id', models.BigIntegerField(null=True)),
        *(
            migrations.AlterField(f'historical{name}', 'history_date', models.DateTimeField())
            for name in ('anomaly', 'anomalyverdict', 'looklimit')
        ),
    ]
