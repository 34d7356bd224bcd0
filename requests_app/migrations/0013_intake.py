"""Uploads at scale."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0012_after_release")]

    operations = [
        migrations.RemoveIndex(
            model_name="batch",
            name="batch_unfinished",
        ),
        migrations.AddField(
            model_name="batch",
            name="cancelled_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="batch",
            name="corrects",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrections",
                to="requests_app.batch",
            ),
        ),
        migrations.AddField(
            model_name="batch",
            name="mapped_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="batch",
            name="read_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="batch",
            name="rows_guessed",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="batchchunk",
            name="tries",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="historicalbatch",
            name="cancelled_by",
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
            model_name="historicalbatch",
            name="corrects",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="requests_app.batch",
            ),
        ),
        migrations.AddField(
            model_name="historicalbatch",
            name="mapped_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="historicalbatch",
            name="read_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="historicalbatch",
            name="rows_guessed",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="rowerror",
            name="corrected_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rows_brought_again",
                to="requests_app.batch",
            ),
        ),
        migrations.AlterField(
            model_name="batch",
            name="status",
            field=models.CharField(
                choices=[
                    ("received", "Waiting for its columns to be mapped"),
                    ("reading", "Being read"),
                    ("judging", "Being judged"),
                    ("done", "Done"),
                    ("refused", "Refused"),
                    ("cancelling", "Being cancelled"),
                    ("cancelled", "Cancelled"),
                ],
                default="received",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="historicalbatch",
            name="status",
            field=models.CharField(
                choices=[
                    ("received", "Waiting for its columns to be mapped"),
                    ("reading", "Being read"),
                    ("judging", "Being judged"),
                    ("done", "Done"),
                    ("refused", "Refused"),
                    ("cancelling", "Being cancelled"),
                    ("cancelled", "Cancelled"),
                ],
                default="received",
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="batch",
            index=models.Index(
                condition=models.Q(("status__in", ["reading", "judging", "cancelling"])),
                fields=["id"],
                name="batch_unfinished",
            ),
        ),
        migrations.AlterField(
            model_name="historicalsubject",
            name="agency",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="requests_app.agency",
            ),
        ),
        migrations.AlterField(
            model_name="historicalsubject",
            name="batch",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="requests_app.batch",
            ),
        ),
        migrations.AlterField(
            model_name="historicalsubject",
            name="disclosure_request",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="requests_app.disclosurerequest",
            ),
        ),
        migrations.AlterField(
            model_name="subject",
            name="agency",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="requests_app.agency",
            ),
        ),
        migrations.AlterField(
            model_name="subject",
            name="batch",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="subjects",
                to="requests_app.batch",
            ),
        ),
        migrations.AlterField(
            model_name="subject",
            name="disclosure_request",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="subjects",
                to="requests_app.disclosurerequest",
            ),
        ),
        # sealed bytes don't shrink; a page with room takes a new verdict without a new entry in each index
        migrations.RunSQL(
            """
            ALTER TABLE requests_app_batchpart ALTER COLUMN sealed SET STORAGE EXTERNAL;
            ALTER TABLE requests_app_batchchunk ALTER COLUMN sealed SET STORAGE EXTERNAL;
            ALTER TABLE requests_app_subject SET (fillfactor = 90);
            """,
            """
            ALTER TABLE requests_app_batchpart ALTER COLUMN sealed SET STORAGE EXTENDED;
            ALTER TABLE requests_app_batchchunk ALTER COLUMN sealed SET STORAGE EXTENDED;
            ALTER TABLE requests_app_subject RESET (fillfactor);
            """,
        ),
    ]
