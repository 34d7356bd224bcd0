"""Agreements, safeguards and lists as objects with history."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0004_orders")]

    operations = [
        migrations.CreateModel(
            name='AgreementCondition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField()),
                ('due_on', models.DateField(blank=True, null=True)),
                ('met_on', models.DateField(blank=True, null=True)),
                ('met_words', models.TextField(blank=True, db_default='', default='')),
            ],
            options={
                'ordering': ['due_on', 'id'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='HistoricalAgreementCondition',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('actor_name', models.TextField(default='')),
                ('txid', models.BigIntegerField(db_index=True, default=0)),
                ('words', models.TextField()),
                ('due_on', models.DateField(blank=True, null=True)),
                ('met_on', models.DateField(blank=True, null=True)),
                ('met_words', models.TextField(blank=True, db_default='', default='')),
                ('history_user_id', models.BigIntegerField(null=True)),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical agreement condition',
                'verbose_name_plural': 'historical agreement conditions',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AlterModelOptions(
            name='safeguardfinding',
            options={'ordering': ['opened_on', 'id']},
        ),
        migrations.AlterModelOptions(
            name='safeguardrefusal',
            options={'ordering': ['determined_on', 'id']},
        ),
        migrations.AddField(
            model_name='historicalsafeguardfinding',
            name='closed_words',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AddField(
            model_name='historicalsafeguardfinding',
            name='plan_accepted_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalsafeguardfinding',
            name='plan_accepted_words',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AddField(
            model_name='historicalsafeguardfinding',
            name='plan_due_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='historicalsafeguardfinding',
            name='reference',
            field=models.CharField(blank=True, db_default='', default='', max_length=120),
        ),
        migrations.AddField(
            model_name='historicalsafeguardrefusal',
            name='determined_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalsafeguardrefusal',
            name='lifted_words',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AddField(
            model_name='safeguardfinding',
            name='closed_words',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AddField(
            model_name='safeguardfinding',
            name='plan_accepted_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='safeguardfinding',
            name='plan_accepted_words',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AddField(
            model_name='safeguardfinding',
            name='plan_due_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='safeguardfinding',
            name='reference',
            field=models.CharField(blank=True, db_default='', default='', max_length=120),
        ),
        migrations.AddField(
            model_name='safeguardrefusal',
            name='determined_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='safeguardrefusal',
            name='lifted_words',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('ends', None), ('ends__gte', models.F('starts')), _connector='OR'), name='agreement_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='threshold',
            constraint=models.CheckConstraint(condition=models.Q(('value__gte', 1)), name='threshold_at_least_one'),
        ),
        migrations.AddField(
            model_name='agreementcondition',
            name='agreement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conditions', to='requests_app.agreement'),
        ),
        migrations.AddField(
            model_name='historicalagreementcondition',
            name='agreement',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='requests_app.agreement'),
        ),
    ]
