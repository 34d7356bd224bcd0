"""Normal forms of records and subjects, and the count of the records' changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0008_matching")]

    operations = [
        migrations.CreateModel(
            name="RecordForm",
            fields=[
                ("tin", models.BigIntegerField(null=True)),
                ("surname", models.BigIntegerField(null=True)),
                ("given", models.BigIntegerField(null=True)),
                ("initial", models.BigIntegerField(null=True)),
                ("middle", models.BigIntegerField(null=True)),
                ("middle_initial", models.BigIntegerField(null=True)),
                ("suffix", models.BigIntegerField(null=True)),
                ("first_part", models.BigIntegerField(null=True)),
                ("last_part", models.BigIntegerField(null=True)),
                ("control", models.BigIntegerField(null=True)),
                ("whole", models.BigIntegerField(null=True)),
                ("street", models.BigIntegerField(null=True)),
                ("house", models.BigIntegerField(null=True)),
                ("unit", models.BigIntegerField(null=True)),
                ("city", models.BigIntegerField(null=True)),
                ("zip", models.BigIntegerField(null=True)),
                ("name_zip", models.BigIntegerField(null=True)),
                ("record_id", models.BigIntegerField(primary_key=True, serialize=False)),
            ],
            options={"default_permissions": ()},
        ),
        migrations.CreateModel(
            name="RecordsChange",
            fields=[
                ("transaction", models.BigIntegerField(primary_key=True, serialize=False)),
            ],
            options={"default_permissions": ()},
        ),
        migrations.CreateModel(
            name="SubjectForm",
            fields=[
                ("tin", models.BigIntegerField(null=True)),
                ("surname", models.BigIntegerField(null=True)),
                ("given", models.BigIntegerField(null=True)),
                ("initial", models.BigIntegerField(null=True)),
                ("middle", models.BigIntegerField(null=True)),
                ("middle_initial", models.BigIntegerField(null=True)),
                ("suffix", models.BigIntegerField(null=True)),
                ("first_part", models.BigIntegerField(null=True)),
                ("last_part", models.BigIntegerField(null=True)),
                ("control", models.BigIntegerField(null=True)),
                ("whole", models.BigIntegerField(null=True)),
                ("street", models.BigIntegerField(null=True)),
                ("house", models.BigIntegerField(null=True)),
                ("unit", models.BigIntegerField(null=True)),
                ("city", models.BigIntegerField(null=True)),
                ("zip", models.BigIntegerField(null=True)),
                ("name_zip", models.BigIntegerField(null=True)),
                ("subject_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("disclosure_request_id", models.BigIntegerField()),
                ("row", models.PositiveIntegerField()),
            ],
            options={"default_permissions": ()},
        ),
        migrations.AddIndex(
            model_name="recordform",
            index=models.Index(fields=["tin"], name="record_by_tin"),
        ),
        migrations.AddIndex(
            model_name="recordform",
            index=models.Index(fields=["street", "surname"], name="record_by_surname_there"),
        ),
        migrations.AddIndex(
            model_name="recordform",
            index=models.Index(fields=["street", "given"], name="record_by_given_there"),
        ),
        migrations.AddIndex(
            model_name="recordform",
            index=models.Index(fields=["name_zip"], name="record_by_name_and_zip"),
        ),
        migrations.AddIndex(
            model_name="subjectform",
            index=models.Index(fields=["disclosure_request_id", "row"], name="form_by_request"),
        ),
        migrations.RemoveIndex(model_name="taxrecord", name="record_by_name_address"),
        migrations.RemoveField(model_name="taxrecord", name="address_key"),
        migrations.RemoveField(model_name="taxrecord", name="name_control"),
        migrations.RemoveField(model_name="taxrecord", name="name_key"),
    ]
