"""How a test comes in: a client that has acknowledged the warning and given both factors."""

from __future__ import annotations

import time
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from requests_app import visit
from requests_app.models import Person

ADDRESS = "192.0.2.10"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Visitor(Client):
    """A browser. A page narrows its transaction to the person's agencies; a test's goes on, so it is widened again."""

    def request(self, **sent: Any) -> HttpResponse:
        """Ask for a page."""
        answer = super().request(**sent)
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('desk.agencies', '', true)")
        return answer


def visitor(person: Person) -> Visitor:
    """Return a browser signed in as the person, as after a sign-in by password and code."""
    browser = Visitor(REMOTE_ADDR=ADDRESS)
    browser.force_login(person, backend=BACKEND)
    session = browser.session
    now = time.time()
    given = [{"method": "password", "at": now}, {"method": "mfa", "type": "totp", "at": now}]
    session.update(
        {
            visit.WARNING: "2026-11-22T09:00:00-05:00",
            visit.STARTED: now,
            visit.ACTIVE: now,
            "account_authentication_methods": given,
            "account_authentication_methods_user": str(person.pk),
        }
    )
    session.save()
    return browser


def body(person: Person, address: str) -> str:
    """Return the page that the person reads at an address."""
    answer = visitor(person).get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def queries_of(browser: Visitor, place: str) -> int:
    """Return how many queries a page takes when asked for again, without what only a test adds (savepoints, widening)."""
    browser.get(place)
    with CaptureQueriesContext(connection) as caught:
        assert browser.get(place).status_code == 200
    sent = [query["sql"] for query in caught.captured_queries]
    return len([sql for sql in sent if "SAVEPOINT" not in sql and "set_config('desk.agencies', '', true)" not in sql])
