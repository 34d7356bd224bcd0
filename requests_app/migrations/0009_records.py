"""Normal forms of records and subjects."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0008_matching")]

    operations = []
