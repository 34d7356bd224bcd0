"""The same person named twice, and the list kept under (i)(6)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0005_agreements")]

    operations = []
