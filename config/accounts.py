"""What allauth is told about accounts here: nobody signs up by themselves, and second factors are kept
encrypted.
"""

import base64
from collections import Counter
from collections.abc import Iterator
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.apps import apps
from django.conf import settings


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of second factors are useless without the installation's keys."""

    def encrypt(self, text: str) -> str:
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher().decrypt(encrypted_text.encode()).decode()

    def secrets_by_key(self) -> dict[str, int]:
        """Answers how many secrets of second factors each field key opens; under '' those that none does."""
        known, found = ciphers(), Counter[str]()
        for data in apps.get_model("mfa.Authenticator").objects.values_list("data", flat=True):
            for secret in _secrets(data):
                found[next((id for id, one in known.items() if _opens(one, secret)), "")] += 1
        return dict(found)


def ciphers() -> dict[str, Fernet]:
    """By the id of the field key."""
    return {id: Fernet(base64.urlsafe_b64encode(key)) for id, key in settings.FIELD_KEYS.items()}


def cipher() -> MultiFernet:
    return MultiFernet(list(ciphers().values()))


def _secrets(data: dict[str, Any]) -> Iterator[str]:
    """What an authenticator keeps encrypted: its secret or seed, or codes brought from elsewhere."""
    yield from (data[name] for name in ("secret", "seed") if name in data)
    yield from data.get("migrated_codes", ())


def _opens(one: Fernet, secret: str) -> bool:
    try:
        one.decrypt(secret.encode())
    except InvalidToken:
        return False
    return True
