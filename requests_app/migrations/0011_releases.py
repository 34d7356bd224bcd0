"""Releases item by item, in sealed parts; keys of recipients, items attached by hand, packages in the making, the breaker."""

import django.db.models.deletion
import django.db.models.functions.datetime
import simple_history.models
from django.conf import settings
from django.db import migrations, models

KEPT_IN_PARTS = [
    "SET CONSTRAINTS ALL IMMEDIATE",
    "INSERT INTO requests_app_releasepart (release_id, number, sealed) SELECT id, 0, package FROM requests_app_release",
    "ALTER TABLE requests_app_release DISABLE TRIGGER USER",
    "UPDATE requests_app_release SET parts_count = 1, taxpayers = items_count, size = octet_length(package)",
    "ALTER TABLE requests_app_release ENABLE TRIGGER USER",
    "SET CONSTRAINTS ALL DEFERRED",
]
"""A package made before is one part, numbered 0; what history says of it stays as it was."""


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0010_selections"),
    ]

    operations = [
        migrations.CreateModel(
            name="AttachedItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("submission", models.PositiveIntegerField()),
                ("item", models.CharField(max_length=40)),
                ("source", models.TextField()),
                ("key", models.UUIDField(unique=True)),
                ("sealed", models.BinaryField()),
                ("file_sealed", models.BinaryField(null=True)),
                ("file_size", models.PositiveIntegerField(default=0)),
                ("attached_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("removed_at", models.DateTimeField(null=True)),
                ("removed_why", models.TextField(default="")),
            ],
            options={
                "ordering": ["id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="HistoricalAttachedItem",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("actor_name", models.TextField(default="")),
                ("txid", models.BigIntegerField(db_index=True, default=0)),
                ("submission", models.PositiveIntegerField()),
                ("item", models.CharField(max_length=40)),
                ("source", models.TextField()),
                ("key", models.UUIDField(db_index=True)),
                ("file_size", models.PositiveIntegerField(default=0)),
                ("attached_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("removed_at", models.DateTimeField(null=True)),
                ("removed_why", models.TextField(default="")),
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
                "verbose_name": "historical attached item",
                "verbose_name_plural": "historical attached items",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPreparation",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("actor_name", models.TextField(default="")),
                ("txid", models.BigIntegerField(db_index=True, default=0)),
                (
                    "status",
                    models.CharField(
                        choices=[("working", "Being prepared"), ("done", "Prepared"), ("failed", "Not prepared")],
                        default="working",
                        max_length=8,
                    ),
                ),
                ("letters", models.BooleanField(default=False)),
                ("why", models.TextField()),
                ("origin", models.CharField(blank=True, default="", max_length=80)),
                ("total", models.PositiveIntegerField(default=0)),
                ("asked_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("ended_at", models.DateTimeField(null=True)),
                ("trouble", models.TextField(blank=True, default="")),
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
                "verbose_name": "historical preparation",
                "verbose_name_plural": "historical preparations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalRecipientKey",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("actor_name", models.TextField(default="")),
                ("txid", models.BigIntegerField(db_index=True, default=0)),
                ("public", models.CharField(db_index=True, max_length=80)),
                ("fingerprint", models.CharField(max_length=64)),
                ("registered_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("revoked_at", models.DateTimeField(null=True)),
                ("revoked_why", models.TextField(default="")),
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
                "verbose_name": "historical recipient key",
                "verbose_name_plural": "historical recipient keys",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalReleaseBreaker",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("actor_name", models.TextField(default="")),
                ("txid", models.BigIntegerField(db_index=True, default=0)),
                ("what", models.CharField(max_length=20)),
                ("tripped_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("reset_at", models.DateTimeField(null=True)),
                ("reset_words", models.TextField(default="")),
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
                "verbose_name": "historical release breaker",
                "verbose_name_plural": "historical release breakers",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Preparation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[("working", "Being prepared"), ("done", "Prepared"), ("failed", "Not prepared")],
                        default="working",
                        max_length=8,
                    ),
                ),
                ("letters", models.BooleanField(default=False)),
                ("why", models.TextField()),
                ("origin", models.CharField(blank=True, default="", max_length=80)),
                ("total", models.PositiveIntegerField(default=0)),
                ("checked", models.PositiveIntegerField(default=0)),
                ("written", models.PositiveIntegerField(default=0)),
                ("begun", models.PositiveIntegerField(default=0)),
                ("asked_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("begun_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("trouble", models.TextField(blank=True, default="")),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="RecipientKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public", models.CharField(max_length=80, unique=True)),
                ("fingerprint", models.CharField(max_length=64)),
                ("registered_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("revoked_at", models.DateTimeField(null=True)),
                ("revoked_why", models.TextField(default="")),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ReleaseBreaker",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(max_length=20)),
                ("tripped_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("reset_at", models.DateTimeField(null=True)),
                ("reset_words", models.TextField(default="")),
            ],
            options={
                "ordering": ["-id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ReleasePart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("sealed", models.BinaryField()),
            ],
            options={
                "ordering": ["number"],
                "default_permissions": (),
            },
        ),
        migrations.RemoveConstraint(
            model_name="releaseitem",
            name="item_once",
        ),
        migrations.AddField(
            model_name="historicalrelease",
            name="fetched_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="historicalrelease",
            name="fetches",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="historicalrelease",
            name="left_out",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="historicalrelease",
            name="letters",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="historicalrelease",
            name="openings",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="historicalrelease",
            name="parts_count",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="historicalrelease",
            name="prepared_txid",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="historicalrelease",
            name="size",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="historicalrelease",
            name="taxpayers",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="historicalrelease",
            name="zip_sha256",
            field=models.CharField(default="", max_length=64),
        ),
        migrations.AddField(
            model_name="release",
            name="fetched_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="release",
            name="fetches",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="release",
            name="left_out",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="release",
            name="letters",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="release",
            name="openings",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="release",
            name="parts_count",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="release",
            name="prepared_txid",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="release",
            name="size",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="release",
            name="taxpayers",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="release",
            name="zip_sha256",
            field=models.CharField(default="", max_length=64),
        ),
        migrations.AddField(
            model_name="attacheditem",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="requests_app.agency"
            ),
        ),
        migrations.AddField(
            model_name="attacheditem",
            name="attached_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="attacheditem",
            name="disclosure_request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attached_items",
                to="requests_app.disclosurerequest",
            ),
        ),
        migrations.AddField(
            model_name="attacheditem",
            name="removed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="attacheditem",
            name="subject",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="attached_items", to="requests_app.subject"
            ),
        ),
        migrations.AddField(
            model_name="releaseitem",
            name="attached",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="requests_app.attacheditem"
            ),
        ),
        migrations.AddConstraint(
            model_name="releaseitem",
            constraint=models.UniqueConstraint(
                fields=("release", "subject", "item", "attached"), name="item_once", nulls_distinct=False
            ),
        ),
        migrations.AddField(
            model_name="historicalattacheditem",
            name="agency",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="requests_app.agency",
            ),
        ),
        migrations.AddField(
            model_name="historicalattacheditem",
            name="attached_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalattacheditem",
            name="disclosure_request",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="requests_app.disclosurerequest",
            ),
        ),
        migrations.AddField(
            model_name="historicalattacheditem",
            name="removed_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalattacheditem",
            name="subject",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="requests_app.subject",
            ),
        ),
        migrations.AddField(
            model_name="historicalpreparation",
            name="by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalpreparation",
            name="disclosure_request",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="requests_app.disclosurerequest",
            ),
        ),
        migrations.AddField(
            model_name="historicalpreparation",
            name="release",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="requests_app.release",
            ),
        ),
        migrations.AddField(
            model_name="historicalrecipientkey",
            name="person",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalreleasebreaker",
            name="disclosure_request",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="requests_app.disclosurerequest",
            ),
        ),
        migrations.AddField(
            model_name="historicalreleasebreaker",
            name="release",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="requests_app.release",
            ),
        ),
        migrations.AddField(
            model_name="historicalreleasebreaker",
            name="reset_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalreleasebreaker",
            name="tripped_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="preparation",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="preparation",
            name="disclosure_request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="preparations",
                to="requests_app.disclosurerequest",
            ),
        ),
        migrations.AddField(
            model_name="preparation",
            name="release",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="requests_app.release"
            ),
        ),
        migrations.AddField(
            model_name="recipientkey",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="recipient_keys", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="preparation",
            name="recipient_key",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="requests_app.recipientkey"
            ),
        ),
        migrations.AddField(
            model_name="historicalpreparation",
            name="recipient_key",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="requests_app.recipientkey",
            ),
        ),
        migrations.AddField(
            model_name="historicalrelease",
            name="recipient_key",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="requests_app.recipientkey",
            ),
        ),
        migrations.AddField(
            model_name="release",
            name="recipient_key",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="requests_app.recipientkey"
            ),
        ),
        migrations.AddField(
            model_name="releasebreaker",
            name="disclosure_request",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="requests_app.disclosurerequest",
            ),
        ),
        migrations.AddField(
            model_name="releasebreaker",
            name="release",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="requests_app.release"
            ),
        ),
        migrations.AddField(
            model_name="releasebreaker",
            name="reset_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="releasebreaker",
            name="tripped_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="releasepart",
            name="release",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="requests_app.release"
            ),
        ),
        migrations.AddConstraint(
            model_name="recipientkey",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at", None)), fields=("person",), name="one_standing_key_a_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="preparation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "working")),
                fields=("disclosure_request",),
                name="one_preparation_at_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="releasepart",
            constraint=models.UniqueConstraint(fields=("release", "number"), name="release_part_once"),
        ),
        migrations.RunSQL(KEPT_IN_PARTS, migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name="release",
            name="package",
        ),
    ]
