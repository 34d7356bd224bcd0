"""`manage.py field_keys`: how many values each field key sealed, and which keys may go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from allauth.mfa.adapter import get_adapter
from django.conf import settings
from django.core.management.base import BaseCommand

from audits.keys_in_use import keys_in_use


class Command(BaseCommand):
    """It counts and changes nothing. No value is opened but the secrets of second factors, to see which key does."""

    help = "Count what each field key sealed, so that an old one is taken out of FIELD_KEYS only when nothing needs it."

    def handle(self, *args: Any, **options: Any) -> None:
        """Count and tell."""
        found, adapter = keys_in_use(), cast(Any, get_adapter())
        for key, count in adapter.secrets_by_key().items():
            found.setdefault(key, {})["second factors"] = count
        for key in (*settings.FIELD_KEYS, *sorted(found.keys() - settings.FIELD_KEYS.keys())):
            self._tell(key, found.get(key, {}))

    def _tell(self, key: str, places: Mapping[str, int]) -> None:
        seals = key == next(iter(settings.FIELD_KEYS))
        if key not in settings.FIELD_KEYS:
            said = "NOT in FIELD_KEYS: these values can't be opened"
        elif seals:
            said = "seals what is new"
        else:
            said = "still needed" if places else "may go: nothing is sealed with it"
        self.stdout.write(f"{key or 'no key'}: {said}")
        for place, count in sorted(places.items()):
            self.stdout.write(f"    {count:>12,}  {place}")
