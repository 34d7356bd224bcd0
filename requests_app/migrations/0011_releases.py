"""Releases item by item, keys of recipients, the breaker."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0010_selections")]

    operations = []
