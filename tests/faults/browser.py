"""A browser of few words: signed in beforehand, it sends one form over a connection of its own."""

from __future__ import annotations

import http.client
import secrets
import time
from uuid import uuid4

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from requests_app import visit
from requests_app.models import Person
from tests.stack import Stack

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Browser:
    """Signed in as a person, as after a sign-in by password and code."""

    def __init__(self, stack: Stack, person: Person) -> None:
        self.stack, self.csrf, now = stack, secrets.token_hex(16), time.time()
        given = [{"method": "password", "at": now}, {"method": "mfa", "type": "totp", "at": now}]
        session = SessionStore()
        session.update(
            {
                SESSION_KEY: str(person.pk),
                BACKEND_SESSION_KEY: BACKEND,
                HASH_SESSION_KEY: person.get_session_auth_hash(),
                visit.WARNING: "2026-11-22T09:00:00-05:00",
                visit.STARTED: now,
                visit.ACTIVE: now,
                "account_authentication_methods": given,
                "account_authentication_methods_user": str(person.pk),
            }
        )
        session.create()
        self.cookies = f"sessionid={session.session_key}; csrftoken={self.csrf}"

    def get(self, place: str) -> int:
        """Ask for a page over a connection of its own, and return the answer's status once all of it is there."""
        connection = http.client.HTTPConnection("127.0.0.1", self.stack.port, timeout=60)
        connection.request("GET", place, headers={"Cookie": self.cookies})
        with connection.getresponse() as answer:
            answer.read()
        connection.close()
        return answer.status

    def send(self, place: str, fields: dict[str, str], file: bytes) -> http.client.HTTPConnection:
        """Send a form with a file to a page; the answer isn't waited for."""
        mark = uuid4().hex
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in (fields | {"csrfmiddlewaretoken": self.csrf}).items()
        ]
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="people.csv"\r\n\r\n'
        body = "".join(parts).encode() + head.encode() + file + f"\r\n--{mark}--\r\n".encode()
        connection = http.client.HTTPConnection("127.0.0.1", self.stack.port, timeout=60)
        headers = {"Cookie": self.cookies, "Content-Type": f"multipart/form-data; boundary={mark}"}
        connection.request("POST", place, body, headers)
        return connection

    def post(self, place: str, fields: dict[str, str], file: bytes) -> int:
        """Send a form with a file, and return the answer's status."""
        connection = self.send(place, fields, file)
        with connection.getresponse() as answer:
            answer.read()
        connection.close()
        return answer.status


def answers(stack: Stack) -> bool:
    """Tell whether the web answers at all."""
    connection = http.client.HTTPConnection("127.0.0.1", stack.port, timeout=5)
    try:
        connection.request("GET", "/healthy")
        connection.getresponse().close()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True
