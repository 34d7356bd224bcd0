"""Reviews of rights, signed each quarter: the list as it stood, signatures, verdicts, reminders."""

import django.db.models.deletion
import django.db.models.functions.datetime
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('requests_app', '0016_tally_steps'),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalRightsReminder',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('actor_name', models.TextField(default='')),
                ('txid', models.BigIntegerField(db_index=True, default=0)),
                ('quarter', models.CharField(max_length=7)),
                ('kind', models.CharField(choices=[('review', 'Review the rights and sign'), ('take', 'Take the rights that the review found unneeded')], max_length=6)),
                ('level', models.PositiveSmallIntegerField()),
                ('history_user_id', models.BigIntegerField(null=True)),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('agency', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='requests_app.agency')),
                ('digest', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='requests_app.reminderdigest')),
                ('person', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical rights reminder',
                'verbose_name_plural': 'historical rights reminders',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalRightsReview',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('actor_name', models.TextField(default='')),
                ('txid', models.BigIntegerField(db_index=True, default=0)),
                ('quarter', models.CharField(max_length=7)),
                ('hash', models.CharField(max_length=64)),
                ('taken_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('history_user_id', models.BigIntegerField(null=True)),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('agency', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='requests_app.agency')),
            ],
            options={
                'verbose_name': 'historical review of rights',
                'verbose_name_plural': 'historical review of rightss',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='RightsReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quarter', models.CharField(max_length=7)),
                ('hash', models.CharField(max_length=64)),
                ('taken_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='requests_app.agency')),
            ],
            options={
                'verbose_name': 'review of rights',
                'ordering': ['-quarter', 'agency_id'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='RightsLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('grant_id', models.BigIntegerField()),
                ('name', models.CharField(max_length=160)),
                ('role', models.CharField(choices=[('liaison', 'Agency liaison'), ('signer', 'Agency signer'), ('specialist', 'Disclosure specialist'), ('counsel', 'Legal reviewer'), ('approver', 'Approving official'), ('authorizer', 'Authorizing official'), ('oversight', 'Oversight'), ('administrator', 'Administrator')], max_length=16)),
                ('given_at', models.DateTimeField(null=True)),
                ('given_by', models.BigIntegerField(null=True)),
                ('given_name', models.TextField(blank=True, default='')),
                ('given_why', models.TextField(blank=True, default='')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='requests_app.rightsreview')),
            ],
            options={
                'verbose_name': 'right as it stood',
                'ordering': ['id'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='HistoricalRightsSignature',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('actor_name', models.TextField(default='')),
                ('txid', models.BigIntegerField(db_index=True, default=0)),
                ('name', models.CharField(max_length=160)),
                ('title', models.CharField(max_length=160)),
                ('role', models.CharField(choices=[('liaison', 'Agency liaison'), ('signer', 'Agency signer'), ('specialist', 'Disclosure specialist'), ('counsel', 'Legal reviewer'), ('approver', 'Approving official'), ('authorizer', 'Authorizing official'), ('oversight', 'Oversight'), ('administrator', 'Administrator')], max_length=16)),
                ('text', models.TextField()),
                ('text_version', models.CharField(max_length=20)),
                ('list_hash', models.CharField(max_length=64)),
                ('signed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('history_user_id', models.BigIntegerField(null=True)),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('person', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('review', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='requests_app.rightsreview')),
            ],
            options={
                'verbose_name': 'historical signature on a review of rights',
                'verbose_name_plural': 'historical signature on a review of rightss',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalRightsLine',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('actor_name', models.TextField(default='')),
                ('txid', models.BigIntegerField(db_index=True, default=0)),
                ('grant_id', models.BigIntegerField()),
                ('name', models.CharField(max_length=160)),
                ('role', models.CharField(choices=[('liaison', 'Agency liaison'), ('signer', 'Agency signer'), ('specialist', 'Disclosure specialist'), ('counsel', 'Legal reviewer'), ('approver', 'Approving official'), ('authorizer', 'Authorizing official'), ('oversight', 'Oversight'), ('administrator', 'Administrator')], max_length=16)),
                ('given_at', models.DateTimeField(null=True)),
                ('given_by', models.BigIntegerField(null=True)),
                ('given_name', models.TextField(blank=True, default='')),
                ('given_why', models.TextField(blank=True, default='')),
                ('history_user_id', models.BigIntegerField(null=True)),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('person', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('review', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='requests_app.rightsreview')),
            ],
            options={
                'verbose_name': 'historical right as it stood',
                'verbose_name_plural': 'historical right as it stoods',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='RightsSignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=160)),
                ('title', models.CharField(max_length=160)),
                ('role', models.CharField(choices=[('liaison', 'Agency liaison'), ('signer', 'Agency signer'), ('specialist', 'Disclosure specialist'), ('counsel', 'Legal reviewer'), ('approver', 'Approving official'), ('authorizer', 'Authorizing official'), ('oversight', 'Oversight'), ('administrator', 'Administrator')], max_length=16)),
                ('text', models.TextField()),
                ('text_version', models.CharField(max_length=20)),
                ('list_hash', models.CharField(max_length=64)),
                ('signed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='requests_app.rightsreview')),
            ],
            options={
                'verbose_name': 'signature on a review of rights',
                'ordering': ['id'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='HistoricalRightsVerdict',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('actor_name', models.TextField(default='')),
                ('txid', models.BigIntegerField(db_index=True, default=0)),
                ('kept', models.BooleanField()),
                ('words', models.TextField(blank=True, default='')),
                ('history_user_id', models.BigIntegerField(null=True)),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('line', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='requests_app.rightsline')),
                ('signature', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='requests_app.rightssignature')),
            ],
            options={
                'verbose_name': 'historical verdict on a right',
                'verbose_name_plural': 'historical verdict on a rights',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='RightsVerdict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kept', models.BooleanField()),
                ('words', models.TextField(blank=True, default='')),
                ('line', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='verdict', to='requests_app.rightsline')),
                ('signature', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='verdicts', to='requests_app.rightssignature')),
            ],
            options={
                'verbose_name': 'verdict on a right',
                'ordering': ['id'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='RightsReminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quarter', models.CharField(max_length=7)),
                ('kind', models.CharField(choices=[('review', 'Review the rights and sign'), ('take', 'Take the rights that the review found unneeded')], max_length=6)),
                ('level', models.PositiveSmallIntegerField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='requests_app.agency')),
                ('digest', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rights_lines', to='requests_app.reminderdigest')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('agency', 'quarter', 'kind', 'level', 'person'), name='reminded_of_rights_once_a_level')],
            },
        ),
        migrations.AddConstraint(
            model_name='rightsreview',
            constraint=models.UniqueConstraint(fields=('agency', 'quarter'), name='one_rights_review_a_quarter'),
        ),
        migrations.AddConstraint(
            model_name='rightsline',
            constraint=models.UniqueConstraint(fields=('review', 'grant_id'), name='a_right_once_a_review'),
        ),
    ]
