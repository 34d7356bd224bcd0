"""What 0001 to 0007 do, in as few groups as may be: for a database that has none of them yet."""

from importlib import import_module

from django.db import migrations

from requests_app.migrations._together import in_groups

RELEASED = [
    "0001_first_tables",
    "0002_numbers_and_the_hold_gate",
    "0003_tallies",
    "0004_orders",
    "0005_agreements",
    "0006_identity",
    "0007_statutes",
]
STEPS = [import_module(f"requests_app.migrations.{name}").Migration for name in RELEASED]


class Migration(migrations.Migration):
    initial = True
    replaces = [("requests_app", name) for name in RELEASED]
    dependencies = STEPS[0].dependencies
    operations = list(in_groups(operation for step in STEPS for operation in step.operations))
