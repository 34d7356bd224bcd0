"""A court order as a full object: its fields and scope, its services, and how texts that cite statutes were read."""

import django.contrib.postgres.fields
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("requests_app", "0003_tallies")]

    operations = [
        migrations.CreateModel(
            name='HistoricalOrderService',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('actor_name', models.TextField(default='')),
                ('txid', models.BigIntegerField(db_index=True, default=0)),
                ('served_on', models.DateField()),
                ('method', models.CharField(max_length=120)),
                ('acknowledge_by', models.DateField()),
                ('acknowledged_at', models.DateTimeField(blank=True, null=True)),
                ('words', models.TextField(blank=True, default='')),
                ('history_user_id', models.BigIntegerField(null=True)),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical order service',
                'verbose_name_plural': 'historical order services',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='OrderService',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('served_on', models.DateField()),
                ('method', models.CharField(max_length=120)),
                ('acknowledge_by', models.DateField()),
                ('acknowledged_at', models.DateTimeField(blank=True, null=True)),
                ('words', models.TextField(blank=True, default='')),
            ],
            options={
                'ordering': ['acknowledge_by', 'id'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='StatuteReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.CharField(max_length=60)),
                ('text_sha256', models.BinaryField()),
                ('citations', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), default=list, size=None)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.AlterModelOptions(
            name='historicalhold',
            options={'get_latest_by': ('history_date', 'history_id'), 'ordering': ('-history_date', '-history_id'), 'verbose_name': 'historical court order', 'verbose_name_plural': 'historical court orders'},
        ),
        migrations.AlterModelOptions(
            name='hold',
            options={'default_permissions': (), 'ordering': ['-starts'], 'verbose_name': 'court order'},
        ),
        migrations.AddField(
            model_name='historicalhold',
            name='acknowledge_within',
            field=models.PositiveSmallIntegerField(db_default=7, default=7),
        ),
        migrations.AddField(
            model_name='historicalhold',
            name='appeal',
            field=models.CharField(blank=True, choices=[('noticed', 'appeal noticed'), ('pending', 'appeal pending'), ('affirmed', 'affirmed on appeal'), ('reversed', 'reversed on appeal'), ('dismissed', 'appeal dismissed')], db_default='', default='', max_length=12),
        ),
        migrations.AddField(
            model_name='historicalhold',
            name='appeal_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='historicalhold',
            name='appeal_words',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AddField(
            model_name='historicalhold',
            name='batch',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='requests_app.batch'),
        ),
        migrations.AddField(
            model_name='historicalhold',
            name='excepted_request_ids',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, db_default=[], default=list, size=None),
        ),
        migrations.AddField(
            model_name='historicalhold',
            name='excepted_subject_ids',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, db_default=[], default=list, size=None),
        ),
        migrations.AddField(
            model_name='historicalhold',
            name='exceptions',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AddField(
            model_name='historicalhold',
            name='issued_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='historicalhold',
            name='judge',
            field=models.CharField(blank=True, db_default='', default='', max_length=120),
        ),
        migrations.AddField(
            model_name='historicalhold',
            name='lift_citation',
            field=models.CharField(blank=True, db_default='', default='', max_length=200),
        ),
        migrations.AddField(
            model_name='historicalhold',
            name='made_by_key',
            field=models.UUIDField(blank=True, db_index=True, null=True),
        ),
        migrations.AddField(
            model_name='historicalhold',
            name='statute',
            field=models.CharField(blank=True, db_default='', default='', max_length=60),
        ),
        migrations.AddField(
            model_name='historicalhold',
            name='subject_ids',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, db_default=[], default=list, size=None),
        ),
        migrations.AddField(
            model_name='historicalhold',
            name='superseded_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='requests_app.hold'),
        ),
        migrations.AddField(
            model_name='historicalhold',
            name='until',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='historicalhold',
            name='version',
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name='hold',
            name='acknowledge_within',
            field=models.PositiveSmallIntegerField(db_default=7, default=7),
        ),
        migrations.AddField(
            model_name='hold',
            name='appeal',
            field=models.CharField(blank=True, choices=[('noticed', 'appeal noticed'), ('pending', 'appeal pending'), ('affirmed', 'affirmed on appeal'), ('reversed', 'reversed on appeal'), ('dismissed', 'appeal dismissed')], db_default='', default='', max_length=12),
        ),
        migrations.AddField(
            model_name='hold',
            name='appeal_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='hold',
            name='appeal_words',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AddField(
            model_name='hold',
            name='batch',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='requests_app.batch'),
        ),
        migrations.AddField(
            model_name='hold',
            name='excepted_request_ids',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, db_default=[], default=list, size=None),
        ),
        migrations.AddField(
            model_name='hold',
            name='excepted_subject_ids',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, db_default=[], default=list, size=None),
        ),
        migrations.AddField(
            model_name='hold',
            name='exceptions',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AddField(
            model_name='hold',
            name='issued_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='hold',
            name='judge',
            field=models.CharField(blank=True, db_default='', default='', max_length=120),
        ),
        migrations.AddField(
            model_name='hold',
            name='lift_citation',
            field=models.CharField(blank=True, db_default='', default='', max_length=200),
        ),
        migrations.AddField(
            model_name='hold',
            name='made_by_key',
            field=models.UUIDField(blank=True, null=True, unique=True),
        ),
        migrations.AddField(
            model_name='hold',
            name='statute',
            field=models.CharField(blank=True, db_default='', default='', max_length=60),
        ),
        migrations.AddField(
            model_name='hold',
            name='subject_ids',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, db_default=[], default=list, size=None),
        ),
        migrations.AddField(
            model_name='hold',
            name='superseded_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supersedes', to='requests_app.hold'),
        ),
        migrations.AddField(
            model_name='hold',
            name='until',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='hold',
            name='version',
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
        migrations.AddConstraint(
            model_name='hold',
            constraint=models.CheckConstraint(condition=models.Q(('lifted_on', None), ('lifted_on__gte', models.F('starts')), _connector='OR'), name='lifted_not_before_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='hold',
            constraint=models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('starts')), _connector='OR'), name='ends_not_before_it_starts'),
        ),
        migrations.AddField(
            model_name='historicalorderservice',
            name='hold',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='requests_app.hold'),
        ),
        migrations.AddField(
            model_name='historicalorderservice',
            name='person',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='orderservice',
            name='hold',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='requests_app.hold'),
        ),
        migrations.AddField(
            model_name='orderservice',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='statutereading',
            constraint=models.UniqueConstraint(fields=('edition', 'text_sha256'), name='read_once_an_edition'),
        ),
        migrations.AddConstraint(
            model_name='orderservice',
            constraint=models.UniqueConstraint(fields=('hold', 'person'), name='served_once'),
        ),
    ]
