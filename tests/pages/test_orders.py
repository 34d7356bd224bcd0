"""Court orders: listed for the IRS's side, entered and lifted by counsel only."""

import pytest

from requests_app.models import Hold
from tests.cast import Cast, cast, draft
from tests.pages.visiting import queries_of, visitor


@pytest.fixture
def who(db) -> Cast:
    return cast()


def order(**changes):
    return {
        "kind": "stay",
        "court": "D.D.C.",
        "docket": "25-cv-00457",
        "citation": "Order of Nov. 21, 2025",
        "binds": "the IRS",
        "acts": ["disclose"],
        "starts": "2025-11-21",
        "why": "Stays all disclosure.",
    } | changes


def test_counsel_enters_an_order(who):
    answer = visitor(who.counsel).post("/orders/new/", order(agreement=who.mou.pk))
    assert answer.url == "/orders/"
    hold = Hold.objects.get()
    assert (hold.acts, hold.agreement, hold.entered_by, hold.words) == (
        ["disclose"],
        who.mou,
        who.counsel,
        "Stays all disclosure.",
    )


def test_an_order_can_name_one_request(who):
    one = draft(who)
    visitor(who.counsel).post("/orders/new/", order(number=one.number.lower()))
    assert Hold.objects.get().disclosure_request == one


def test_a_number_that_is_not_there_is_refused(who):
    answer = visitor(who.counsel).post("/orders/new/", order(number="USAO-1"))
    assert answer.context["form"].errors["number"]
    assert not Hold.objects.exists()


def test_the_same_order_twice_is_one(who):
    browser = visitor(who.counsel)
    assert [browser.post("/orders/new/", order()).status_code for _ in range(2)] == [302, 409]
    assert Hold.objects.count() == 1


@pytest.mark.parametrize("missing", ["citation", "docket", "acts", "starts", "why"])
def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(who, missing):
    answer = visitor(who.counsel).post("/orders/new/", {k: v for k, v in order().items() if k != missing})
    assert answer.context["form"].errors[missing]
    assert 'value="the IRS"' in answer.content.decode()


def test_counsel_lifts_it(who):
    browser = visitor(who.counsel)
    browser.post("/orders/new/", order())
    hold = Hold.objects.get()
    browser.post(f"/orders/{hold.pk}/lift/", {"on": "2026-02-24", "why": "Vacated on appeal."})
    hold.refresh_from_db()
    assert str(hold.lifted_on) == "2026-02-24"
    assert "Vacated" not in browser.get("/orders/").context["lifted"][0].words


def test_it_is_not_lifted_before_it_starts(who):
    browser = visitor(who.counsel)
    browser.post("/orders/new/", order())
    answer = browser.post(f"/orders/{Hold.objects.get().pk}/lift/", {"on": "2020-01-01", "why": "x y"})
    assert answer.status_code == 409


@pytest.mark.parametrize("person", ["specialist", "approver", "authorizer", "oversight"])
def test_others_read_them_and_enter_none(who, person):
    visitor(who.counsel).post("/orders/new/", order())
    browser = visitor(getattr(who, person))
    assert "Enter an order" not in browser.get("/orders/").content.decode()
    assert browser.post("/orders/new/", order(docket="other")).status_code == 409
    lifting = f"/orders/{Hold.objects.get().pk}/lift/"
    assert browser.post(lifting, {"on": "2026-02-24", "why": "I try."}).status_code == 409
    assert Hold.objects.get().lifted_on is None


@pytest.mark.parametrize("person", ["liaison", "signer", "administrator", "stranger"])
def test_for_the_agency_and_strangers_the_list_is_absent(who, person):
    assert visitor(getattr(who, person)).get("/orders/").status_code == 404


def test_the_list_asks_a_fixed_number_of_queries(who):
    browser = visitor(who.counsel)
    for n in range(5):
        browser.post("/orders/new/", order(docket=str(n), agreement=who.mou.pk))
    assert queries_of(browser, "/orders/") <= 9
