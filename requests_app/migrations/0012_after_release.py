"""What happens after a release: custody, reminders, incidents, re-audits, disposal by schedule."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0011_releases")]

    operations = [
        migrations.CreateModel(
            name="HistoricalRetentionPeriod",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("actor_name", models.TextField(default="")),
                ("txid", models.BigIntegerField(db_index=True, default=0)),
                ("name", models.SlugField(max_length=40)),
                ("length", models.PositiveIntegerField()),
                ("citation", models.CharField(max_length=200)),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
            ],
            options={
                "verbose_name": "historical retention period",
                "verbose_name_plural": "historical retention periods",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Reaudit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("edition", models.CharField(max_length=60)),
                ("match_edition", models.CharField(max_length=60)),
                ("list_change", models.BigIntegerField()),
                ("by_id", models.BigIntegerField()),
                ("by_name", models.CharField(max_length=160)),
                ("why", models.CharField(max_length=400)),
                ("started_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="requests_app.agency"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="HistoricalCustodyAct",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("actor_name", models.TextField(default="")),
                ("txid", models.BigIntegerField(db_index=True, default=0)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("moved", "Change the custodian or the place"),
                            ("used", "Certify its use"),
                            ("unused", "Certify that it wasn't used"),
                            ("extended", "Extend the day"),
                            ("returned", "Certify its return"),
                            ("destroyed", "Certify its destruction"),
                        ],
                        max_length=10,
                    ),
                ),
                ("on", models.DateField()),
                ("custodian", models.CharField(blank=True, default="", max_length=160)),
                ("location", models.CharField(blank=True, default="", max_length=200)),
                (
                    "used_by",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=160), default=list, size=None
                    ),
                ),
                ("words", models.TextField()),
                ("name", models.CharField(max_length=160)),
                ("made_by_key", models.UUIDField(db_index=True)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="requests_app.agency",
                    ),
                ),
                (
                    "disclosure_request",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="requests_app.disclosurerequest",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="requests_app.release",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical custody act",
                "verbose_name_plural": "historical custody acts",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalDisposal",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("actor_name", models.TextField(default="")),
                ("txid", models.BigIntegerField(db_index=True, default=0)),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("package", "the sealed bytes of its packages"),
                            ("files", "the sealed bytes of its uploaded files"),
                        ],
                        max_length=10,
                    ),
                ),
                ("years", models.PositiveIntegerField()),
                ("citation", models.CharField(max_length=200)),
                ("due_on", models.DateField()),
                ("proposed_name", models.CharField(max_length=160)),
                ("proposed_words", models.TextField()),
                ("proposed_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("done_name", models.CharField(default="", max_length=160)),
                ("done_words", models.TextField(default="")),
                ("done_at", models.DateTimeField(null=True)),
                ("pieces", models.PositiveIntegerField(default=0)),
                ("size", models.BigIntegerField(default=0)),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="requests_app.agency",
                    ),
                ),
                (
                    "disclosure_request",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="requests_app.disclosurerequest",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical disposal",
                "verbose_name_plural": "historical disposals",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalIncident",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("actor_name", models.TextField(default="")),
                ("txid", models.BigIntegerField(db_index=True, default=0)),
                ("side", models.CharField(choices=[("agency", "The agency"), ("irs", "The IRS")], max_length=8)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("erroneous", "Erroneous disclosure by the IRS"),
                            ("unauthorized", "Unauthorized inspection or disclosure at the agency"),
                            ("loss", "Loss of what was released"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "subject_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("noticed_by", models.CharField(max_length=160)),
                ("noticed_at", models.DateTimeField()),
                ("happened_on", models.DateField(null=True)),
                ("words", models.TextField()),
                ("run_id", models.BigIntegerField(default=0)),
                ("name", models.CharField(max_length=160)),
                ("made_by_key", models.UUIDField(db_index=True)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="requests_app.agency",
                    ),
                ),
                (
                    "disclosure_request",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="requests_app.disclosurerequest",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="requests_app.release",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical incident",
                "verbose_name_plural": "historical incidents",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalReaudit",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("actor_name", models.TextField(default="")),
                ("txid", models.BigIntegerField(db_index=True, default=0)),
                ("edition", models.CharField(max_length=60)),
                ("match_edition", models.CharField(max_length=60)),
                ("list_change", models.BigIntegerField()),
                ("by_id", models.BigIntegerField()),
                ("by_name", models.CharField(max_length=160)),
                ("why", models.CharField(max_length=400)),
                ("started_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="requests_app.agency",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical reaudit",
                "verbose_name_plural": "historical reaudits",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalReminderDigest",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("actor_name", models.TextField(default="")),
                ("txid", models.BigIntegerField(db_index=True, default=0)),
                ("on", models.DateField()),
                ("reminders", models.PositiveIntegerField()),
                ("mailed", models.BooleanField()),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical reminder digest",
                "verbose_name_plural": "historical reminder digests",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Incident",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("side", models.CharField(choices=[("agency", "The agency"), ("irs", "The IRS")], max_length=8)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("erroneous", "Erroneous disclosure by the IRS"),
                            ("unauthorized", "Unauthorized inspection or disclosure at the agency"),
                            ("loss", "Loss of what was released"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "subject_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("noticed_by", models.CharField(max_length=160)),
                ("noticed_at", models.DateTimeField()),
                ("happened_on", models.DateField(null=True)),
                ("words", models.TextField()),
                ("run_id", models.BigIntegerField(default=0)),
                ("name", models.CharField(max_length=160)),
                ("made_by_key", models.UUIDField(unique=True)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="requests_app.agency"
                    ),
                ),
                (
                    "disclosure_request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="requests_app.disclosurerequest",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="incidents", to="requests_app.release"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="HistoricalIncidentAct",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("actor_name", models.TextField(default="")),
                ("txid", models.BigIntegerField(db_index=True, default=0)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("notice", "Notify the agency"),
                            ("disposal", "Confirm disposal"),
                            ("tigta", "Mark as reported to TIGTA"),
                            ("safeguards", "Mark as reported to IRS Safeguards"),
                            ("closed", "Close the incident"),
                        ],
                        max_length=12,
                    ),
                ),
                ("done_at", models.DateTimeField()),
                ("reference", models.CharField(blank=True, default="", max_length=120)),
                ("words", models.TextField()),
                ("name", models.CharField(max_length=160)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="requests_app.agency",
                    ),
                ),
                (
                    "disclosure_request",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="requests_app.disclosurerequest",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="requests_app.incident",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical incident act",
                "verbose_name_plural": "historical incident acts",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ReminderDigest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("reminders", models.PositiveIntegerField()),
                ("mailed", models.BooleanField()),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("receipt", "Confirm receipt"),
                            ("use", "Certify its use"),
                            ("end", "Return or destroy it, and certify that"),
                        ],
                        max_length=8,
                    ),
                ),
                ("day", models.DateField()),
                ("level", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=160)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="requests_app.agency"
                    ),
                ),
                (
                    "disclosure_request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="requests_app.disclosurerequest",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reminders", to="requests_app.release"
                    ),
                ),
                (
                    "digest",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="requests_app.reminderdigest",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="HistoricalReminder",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("actor_name", models.TextField(default="")),
                ("txid", models.BigIntegerField(db_index=True, default=0)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("receipt", "Confirm receipt"),
                            ("use", "Certify its use"),
                            ("end", "Return or destroy it, and certify that"),
                        ],
                        max_length=8,
                    ),
                ),
                ("day", models.DateField()),
                ("level", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=160)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="requests_app.agency",
                    ),
                ),
                (
                    "disclosure_request",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="requests_app.disclosurerequest",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="requests_app.release",
                    ),
                ),
                (
                    "digest",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="requests_app.reminderdigest",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical reminder",
                "verbose_name_plural": "historical reminders",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="RetentionPeriod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.SlugField(max_length=40, unique=True)),
                ("length", models.PositiveIntegerField()),
                ("citation", models.CharField(max_length=200)),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("length__gte", 1)), name="kept_at_least_one")
                ],
            },
        ),
        migrations.CreateModel(
            name="CustodyAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("moved", "Change the custodian or the place"),
                            ("used", "Certify its use"),
                            ("unused", "Certify that it wasn't used"),
                            ("extended", "Extend the day"),
                            ("returned", "Certify its return"),
                            ("destroyed", "Certify its destruction"),
                        ],
                        max_length=10,
                    ),
                ),
                ("on", models.DateField()),
                ("custodian", models.CharField(blank=True, default="", max_length=160)),
                ("location", models.CharField(blank=True, default="", max_length=200)),
                (
                    "used_by",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=160), default=list, size=None
                    ),
                ),
                ("words", models.TextField()),
                ("name", models.CharField(max_length=160)),
                ("made_by_key", models.UUIDField(unique=True)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="requests_app.agency"
                    ),
                ),
                (
                    "disclosure_request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="requests_app.disclosurerequest",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="custody_acts",
                        to="requests_app.release",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["moved", "used", "unused", "extended", "returned", "destroyed"])
                        ),
                        name="custody_act_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind__in", ["returned", "destroyed"])),
                        fields=("release",),
                        name="ended_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Disposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("package", "the sealed bytes of its packages"),
                            ("files", "the sealed bytes of its uploaded files"),
                        ],
                        max_length=10,
                    ),
                ),
                ("years", models.PositiveIntegerField()),
                ("citation", models.CharField(max_length=200)),
                ("due_on", models.DateField()),
                ("proposed_name", models.CharField(max_length=160)),
                ("proposed_words", models.TextField()),
                ("proposed_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("done_name", models.CharField(default="", max_length=160)),
                ("done_words", models.TextField(default="")),
                ("done_at", models.DateTimeField(null=True)),
                ("pieces", models.PositiveIntegerField(default=0)),
                ("size", models.BigIntegerField(default=0)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="requests_app.agency"
                    ),
                ),
                (
                    "disclosure_request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disposals",
                        to="requests_app.disclosurerequest",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("disclosure_request", "what"), name="disposed_of_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="IncidentAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("notice", "Notify the agency"),
                            ("disposal", "Confirm disposal"),
                            ("tigta", "Mark as reported to TIGTA"),
                            ("safeguards", "Mark as reported to IRS Safeguards"),
                            ("closed", "Close the incident"),
                        ],
                        max_length=12,
                    ),
                ),
                ("done_at", models.DateTimeField()),
                ("reference", models.CharField(blank=True, default="", max_length=120)),
                ("words", models.TextField()),
                ("name", models.CharField(max_length=160)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="requests_app.agency"
                    ),
                ),
                (
                    "disclosure_request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="requests_app.disclosurerequest",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="acts", to="requests_app.incident"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("incident", "kind"), name="done_once")],
            },
        ),
        migrations.CreateModel(
            name="ReauditState",
            fields=[
                (
                    "reaudit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="state",
                        serialize=False,
                        to="requests_app.reaudit",
                    ),
                ),
                ("release_id", models.BigIntegerField(default=0)),
                ("subject_id", models.BigIntegerField(default=0)),
                ("judged", models.PositiveIntegerField(default=0)),
                ("failed", models.PositiveIntegerField(default=0)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="requests_app.agency"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ReauditFinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject_id", models.BigIntegerField()),
                ("row", models.PositiveIntegerField()),
                (
                    "codes",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="requests_app.agency"
                    ),
                ),
                (
                    "reaudit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="findings", to="requests_app.reaudit"
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="requests_app.release"
                    ),
                ),
            ],
            options={
                "ordering": ["row"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("reaudit", "release", "subject_id"), name="found_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ReauditRelease",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "codes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None
                    ),
                ),
                ("judged", models.PositiveIntegerField()),
                ("failed", models.PositiveIntegerField()),
                ("matched_before", models.PositiveIntegerField(default=0)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="requests_app.agency"
                    ),
                ),
                (
                    "reaudit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="releases", to="requests_app.reaudit"
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="requests_app.release"
                    ),
                ),
            ],
            options={
                "ordering": ["release_id"],
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("reaudit", "release"), name="release_once_a_run")],
            },
        ),
        migrations.AddConstraint(
            model_name="reminderdigest",
            constraint=models.UniqueConstraint(fields=("person", "on"), name="one_digest_a_day"),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                fields=("release", "kind", "day", "level", "person"), name="reminded_once_a_level"
            ),
        ),
        migrations.AddIndex(
            model_name="reauditstate",
            index=models.Index(
                condition=models.Q(("finished_at", None)), fields=["reaudit"], name="reaudit_unfinished"
            ),
        ),
    ]
