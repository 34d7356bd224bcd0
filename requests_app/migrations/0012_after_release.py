"""What happens after a release."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0011_releases")]

    operations = []
