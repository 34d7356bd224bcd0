"""The subjects of a look are written with their record, by one function: no constraint looks at each of them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('audits', '0005_reports'),
    ]

    operations = [
        migrations.AlterField(
            model_name='accessedsubject',
            name='record',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='subjects', to='audits.accessrecord'),
        ),
    ]
