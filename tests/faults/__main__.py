"""`python -m tests.faults`: the long run of kills, on a system of its own."""

import os
import sys
from importlib import import_module

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    sys.exit(import_module("tests.faults.killing").main())
