"""Every address says who may come, and a person who may not learns nothing, partials and downloads included."""

import re

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver

from requests_app import visit
from requests_app.rules.roles import Role
from requests_app.views.who import ENTERING, PUBLIC, SIGNED_IN
from tests.cast import Cast, cast
from tests.pages.visiting import BACKEND, Visitor, visitor

DOORS = {"warning", "account_login", "account_inactive", "mfa_authenticate", "nothing"}
HALF_WAY = {"account_logout", "account_reauthenticate", "mfa_activate_totp"}


def declared(patterns=None, prefix=""):
    """(address, pattern) of everything that the project answers."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from declared(pattern.url_patterns, route)
        else:
            yield address(route), pattern


def address(route: str) -> str:
    """The address with a number that nothing has for whatever it asks for."""
    return "/" + re.sub(r"<[^>]*>", "987654321", route)


EVERY = sorted(declared(), key=lambda pair: pair[0])
NAMES = [pattern.name for _, pattern in EVERY]


@pytest.fixture
def who(db) -> Cast:
    return cast()


@pytest.fixture
def outside(db) -> Visitor:
    return Visitor()


def test_every_address_was_found():
    assert len(EVERY) > 20
    assert len(set(NAMES)) == len(NAMES)
    assert all("<" not in place for place, _ in EVERY)


@pytest.mark.parametrize(("place", "pattern"), EVERY, ids=NAMES)
def test_it_says_who(place, pattern):
    assert pattern.callback.who in (PUBLIC, ENTERING, SIGNED_IN) or pattern.callback.who <= set(Role)


def test_only_the_doors_are_open_to_everyone():
    assert {p.name for _, p in EVERY if p.callback.who is PUBLIC} == DOORS
    assert {p.name for _, p in EVERY if p.callback.who is ENTERING} == HALF_WAY


def test_an_administrator_comes_to_no_case():
    cases = [p for place, p in EVERY if place.startswith("/requests/")]
    assert cases
    assert [p.name for p in cases if Role.ADMINISTRATOR in p.callback.who] == []


def test_oversight_comes_to_nothing_that_changes_a_case():
    """What oversight may open answers a GET; the workflow refuses it every act besides."""
    posted = {"hand_over", "take_back", "withdraw", "sign", "subject_add", "subjects_drop", "upload_new"}
    assert [p.name for _, p in EVERY if p.name in posted and Role.OVERSIGHT in p.callback.who] == []


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_comes_in_without_signing_in(outside, method):
    for place, pattern in EVERY:
        answer = getattr(outside, method)(place)
        if pattern.callback.who is not PUBLIC:
            assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/accounts/login/")
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_comes_in_without_the_warning(who, outside, method):
    outside.force_login(who.liaison, backend=BACKEND)
    for place, pattern in EVERY:
        answer = getattr(outside, method)(place)
        if pattern.callback.who is not PUBLIC:
            assert answer.headers["Location"].partition("?")[0] == "/warning/"


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_comes_in_without_the_second_factor(who, outside, method):
    outside.force_login(who.liaison, backend=BACKEND)
    outside.session.save()
    session = outside.session
    session[visit.WARNING] = "now"
    session.save()
    for place, pattern in EVERY:
        if pattern.callback.who not in (PUBLIC, ENTERING):
            assert getattr(outside, method)(place).headers["Location"] == "/accounts/2fa/set-up/"


def test_a_partial_request_is_led_out_as_a_whole_page(outside):
    answer = outside.get("/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == "/accounts/login/"


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_finds_nothing(who, method):
    browser = visitor(who.stranger)
    bodies = set()
    for place, pattern in EVERY:
        if isinstance(pattern.callback.who, frozenset):
            answer = getattr(browser, method)(place)
            assert answer.status_code == 404, place
            bodies.add(without_tokens(answer.content))
    assert len(bodies) == 1


def test_absent_and_forbidden_look_the_same(who):
    """A number that nothing has, for a person who may open requests; and an address that doesn't exist."""
    browser = visitor(who.liaison)
    absent = browser.get("/requests/987654321/")
    answers = [absent, browser.get("/people/"), browser.get("/no/such/page/")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({without_tokens(answer.content) for answer in answers}) == 1


def without_tokens(page: bytes) -> bytes:
    """The page without what differs at each drawing: tokens and the clock."""
    kept = [line for line in page.splitlines() if not any(word in line for word in (b"oken", b"<time"))]
    return b"\n".join(kept)


def test_an_address_that_does_not_exist_is_answered_alike(outside):
    answer = Client().get("/no/such/page", follow=True)
    assert answer.status_code == 404
    assert b"There is nothing here for you" in answer.content
