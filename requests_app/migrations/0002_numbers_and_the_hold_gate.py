"""The sequence that request numbers come from, and the single row that orders and releases meet at."""

from django.db import migrations


class Migration(migrations.Migration):
    """Add the sequence and the row."""

    dependencies = [("requests_app", "0001_first_tables")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE request_number", "DROP SEQUENCE request_number"),
        migrations.RunSQL("INSERT INTO requests_app_holdgate (id) VALUES (1)", migrations.RunSQL.noop),
    ]
