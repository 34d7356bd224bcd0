"""Counts kept beside each request, what changed in the lists, and clearances of one submission."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


def _codes() -> ArrayField:
    return ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)


def _verdict_of(model: str) -> list[migrations.AddField]:
    return [
        migrations.AddField(model, "blocking_codes", _codes()),
        migrations.AddField(model, "review_codes", _codes()),
        migrations.AddField(model, "judged_under", models.CharField(blank=True, default="", max_length=60)),
    ]


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0002_numbers_and_the_hold_gate")]

    operations = [
        *_verdict_of("disclosurerequest"),
        *_verdict_of("historicaldisclosurerequest"),
        migrations.AddField("clearance", "submission", models.PositiveIntegerField(default=1)),
        migrations.AddField("historicalclearance", "submission", models.PositiveIntegerField(default=1)),
        migrations.AddField("clearance", "rests_on", models.CharField(blank=True, default="", max_length=64)),
        migrations.AddField("historicalclearance", "rests_on", models.CharField(blank=True, default="", max_length=64)),
        migrations.CreateModel(
            name="JudgingState",
            fields=[
                (
                    "disclosure_request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="judging_state",
                        serialize=False,
                        to="requests_app.disclosurerequest",
                    ),
                ),
                ("edition", models.CharField(blank=True, default="", max_length=60)),
                ("list_change", models.BigIntegerField(default=0)),
                ("judged_on", models.DateField(null=True)),
                ("running_on", models.DateField(null=True)),
                ("row", models.PositiveIntegerField(default=0)),
            ],
            options={"default_permissions": ()},
        ),
        migrations.CreateModel(
            name="ListChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("table", models.CharField(max_length=60)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={"default_permissions": ()},
        ),
        migrations.CreateModel(
            name="SubjectTally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "among",
                    models.CharField(
                        choices=[
                            ("standing", "standing"),
                            ("unseen", "set aside, unseen by the agency"),
                            ("aside", "dropped, returned or denied"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "counted",
                    models.CharField(
                        choices=[
                            ("outcome", "of an outcome"),
                            ("edition", "judged under an edition"),
                            ("blocked", "with a blocking flag"),
                            ("unreviewed", "with a review flag to be cleared"),
                            ("blocking", "with this blocking flag"),
                            ("review", "with this review flag, to be cleared"),
                            ("cleared", "with this review flag, cleared"),
                        ],
                        max_length=10,
                    ),
                ),
                ("key", models.CharField(blank=True, default="", max_length=60)),
                ("subjects", models.BigIntegerField()),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="requests_app.agency",
                    ),
                ),
                (
                    "disclosure_request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tallies",
                        to="requests_app.disclosurerequest",
                    ),
                ),
            ],
            options={"default_permissions": ()},
        ),
    ]
