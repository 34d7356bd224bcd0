"""A court order as a full object."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0003_tallies")]

    operations = []
