"""Selections, and the deciding that is under way."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0009_records")]

    operations = []
