"""The circuit breaker's page: who reads that it tripped, who resets it, and what a second tab is told."""

from __future__ import annotations

import pytest
from django.utils.html import escape

from requests_app.models import DisclosureRequest, ReleaseBreaker
from requests_app.views.answers import KEPT_AS_IT_WAS
from requests_app.views.breaker import RESET
from requests_app.workflow import breaker
from tests.cast import Cast, cast, in_fulfilment
from tests.pages.visiting import visitor

PAGE = "/releases/breaker/"
TRIPPED = "The circuit breaker has tripped"


@pytest.fixture(scope="module")
def walked(own_copy: None) -> int:
    return in_fulfilment(cast()).pk


@pytest.fixture
def who(walked: int, db) -> Cast:
    return cast()


@pytest.fixture
def one(walked: int, db) -> DisclosureRequest:
    return DisclosureRequest.objects.get(pk=walked)


def tripped(one: DisclosureRequest, by) -> ReleaseBreaker:
    return breaker.trip(breaker.Broken("seal", by=by, request_id=one.pk))


@pytest.mark.parametrize("name", ["specialist", "counsel", "approver", "authorizer", "oversight"])
def test_whoever_comes_in_at_the_irs_reads_that_releases_are_stopped(who, one, name):
    """It stood on the pages of fulfilment alone, and who resets it read that nothing waits."""
    browser = visitor(getattr(who, name))
    assert TRIPPED not in browser.get("/").content.decode()
    tripped(one, who.transmitter)
    page = browser.get("/").content.decode()
    assert TRIPPED in page and f'href="{PAGE}"' in page


@pytest.mark.parametrize("name", ["liaison", "signer", "recipient"])
def test_the_agencys_list_says_nothing_of_it(who, one, name):
    tripped(one, who.transmitter)
    browser = visitor(getattr(who, name))
    assert "breaker" not in browser.get("/").content.decode()
    assert browser.get(PAGE).status_code == 404


def test_a_second_tab_is_not_told_that_its_words_were_kept(who, one):
    row = tripped(one, who.transmitter)
    browser, place = visitor(who.authorizer), f"{PAGE}{row.pk}/reset/"
    first = "The disk was changed and every part compared."
    assert RESET in browser.post(place, {"why": first}, follow=True).content.decode()
    assert RESET in browser.post(place, {"why": first}, follow=True).content.decode()
    late = browser.post(place, {"why": "Another tab."}, follow=True).content.decode()
    assert escape(KEPT_AS_IT_WAS) in late and RESET not in late
    row.refresh_from_db()
    assert row.reset_words == first


@pytest.mark.parametrize("words", ["Carl Demofield was checked.", "Checked 912-66-1234."])
def test_its_words_name_nobody_of_the_request_on_which_it_tripped(who, one, words):
    row = tripped(one, who.transmitter)
    answer = visitor(who.authorizer).post(f"{PAGE}{row.pk}/reset/", {"why": words})
    row.refresh_from_db()
    assert answer.context["form"].errors["why"] and "<title>Error: " in answer.content.decode()
    assert row.reset_at is None


def test_whoever_tripped_it_is_offered_no_form(who, one):
    row = tripped(one, who.authorizer)
    browser = visitor(who.authorizer)
    page = browser.get(PAGE).content.decode()
    assert "other than the one in whose act it tripped" in page and "Reset it" not in page
    assert browser.post(f"{PAGE}{row.pk}/reset/", {"why": "I reset my own."}).status_code == 409
