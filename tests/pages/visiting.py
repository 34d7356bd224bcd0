"""How a test comes in: a client that has acknowledged the warning and given both factors."""

from __future__ import annotations

import time

from django.test import Client

from requests_app import visit
from requests_app.models import Person

ADDRESS = "192.0.2.10"


def visitor(person: Person, client: Client | None = None) -> Client:
    """Return a client signed in as the person, as after a sign-in by password and code."""
    client = client or Client(REMOTE_ADDR=ADDRESS)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    now = time.time()
    session.update({visit.WARNING: "2026-11-22T09:00:00-05:00", visit.STARTED: now, visit.ACTIVE: now})
    session["account_authentication_methods"] = [{"method": "password", "at": now}, {"method": "mfa", "type": "totp", "at": now}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return client
