"""Agreements, safeguards and lists as objects with history."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0004_orders")]

    operations = []
