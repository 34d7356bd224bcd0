"""A form whose connection breaks off before its end is not acted upon with the half that came."""

import io

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import UnreadablePostError
from django.test import RequestFactory

from config import wsgi
from config.bodies import WholeBody, taken_whole
from requests_app.rules.transitions import Status
from tests.cast import cast, draft, fresh, version
from tests.pages.visiting import visitor

WHY = "The agency no longer needs this, because the grand jury returned no bill."
TYPED = ("application/x-www-form-urlencoded", "multipart/form-data; boundary=B")


def body(kind: str, **fields: object) -> bytes:
    if kind == TYPED[0]:
        return "&".join(f"{name}={value}" for name, value in fields.items()).encode()
    parts = [f'--B\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{value}\r\n' for n, value in fields.items()]
    return "".join([*parts, "--B--\r\n"]).encode()


def environ(kind: str, sent: bytes, length: int) -> dict[str, object]:
    made = RequestFactory().post("/").environ
    return made | {"wsgi.input": io.BytesIO(sent), "CONTENT_TYPE": kind, "CONTENT_LENGTH": str(length)}


@pytest.mark.parametrize("kind", TYPED)
@pytest.mark.parametrize("lost", [0, 1, 30])
def test_a_body_is_read_whole_or_not_at_all(kind, lost):
    whole = body(kind, seen=1, why=WHY)
    seen = []

    def read(given: dict[str, object], _: object) -> list[bytes]:
        seen.append(WSGIRequest(given).POST.dict())
        return []

    ask = environ(kind, whole[: len(whole) - lost], len(whole))
    if lost:
        with pytest.raises(UnreadablePostError):
            taken_whole(read)(ask, print)
    else:
        taken_whole(read)(ask, print)
    assert seen == ([] if lost else [{"seen": "1", "why": WHY}])


def test_the_server_is_given_whole_bodies_alone():
    assert "taken_whole" in wsgi.application.__qualname__


@pytest.mark.django_db
@pytest.mark.parametrize("kind", TYPED)
def test_a_request_is_not_withdrawn_by_half_a_form(kind):
    who = cast()
    one = draft(who)
    browser = visitor(who.liaison)
    browser.handler.enforce_csrf_checks = True
    place = f"/requests/{one.pk}/withdraw/"
    browser.get(place)
    token = browser.cookies["csrftoken"].value
    whole = body(kind, csrfmiddlewaretoken=token, seen=version(one), why=WHY)
    for lost, answer in ((20, 403), (0, 302)):
        coming = {"wsgi.input": WholeBody(io.BytesIO(whole[: len(whole) - lost]), len(whole))}
        assert browser.generic("POST", place, whole, content_type=kind, **coming).status_code == answer
        assert (fresh(one).status == Status.WITHDRAWN) is (lost == 0)
