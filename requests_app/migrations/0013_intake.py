"""Uploads at scale."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0012_after_release")]

    operations = []
