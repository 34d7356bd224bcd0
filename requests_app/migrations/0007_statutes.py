"""Statutes that counsel has determined, beside the table; and whether an agency's roster is kept in full."""

import django.db.models.deletion
import django.db.models.functions.datetime
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0006_identity")]

    operations = [
        migrations.AddField(
            model_name='agency',
            name='roster_kept',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='historicalagency',
            name='roster_kept',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.CreateModel(
            name='HistoricalListedStatute',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('actor_name', models.TextField(default='')),
                ('txid', models.BigIntegerField(db_index=True, default=0)),
                ('citation', models.CharField(max_length=60)),
                ('kind', models.CharField(choices=[('criminal', 'Federal criminal'), ('civil', 'civil or administrative'), ('tax', 'tax administration')], max_length=10)),
                ('about', models.CharField(max_length=200)),
                ('words', models.TextField()),
                ('entered_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('withdrawn_on', models.DateField(blank=True, null=True)),
                ('withdrawn_words', models.TextField(blank=True, db_default='', default='')),
                ('history_user_id', models.BigIntegerField(null=True)),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('entered_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical listed statute',
                'verbose_name_plural': 'historical listed statutes',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='ListedStatute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('citation', models.CharField(max_length=60)),
                ('kind', models.CharField(choices=[('criminal', 'Federal criminal'), ('civil', 'civil or administrative'), ('tax', 'tax administration')], max_length=10)),
                ('about', models.CharField(max_length=200)),
                ('words', models.TextField()),
                ('entered_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('withdrawn_on', models.DateField(blank=True, null=True)),
                ('withdrawn_words', models.TextField(blank=True, db_default='', default='')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['citation', 'id'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_on', None)), fields=('citation',), name='statute_determined_once')],
            },
        ),
    ]
