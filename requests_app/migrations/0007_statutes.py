"""Statutes that counsel has determined, beside the table."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0006_identity")]

    operations = []
