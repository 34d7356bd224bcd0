"""The recipient's page: opens the package, each time checked and logged, and confirms its receipt."""

import io
import zipfile

import pytest

from audits.models import AccessRecord
from requests_app.models import DisclosureRequest, Release
from requests_app.models.as_facts import today
from requests_app.rules.transitions import Status
from requests_app.workflow import holding
from tests.cast import Cast, cast, draft, on_record, transmit, walk
from tests.pages.visiting import visitor

RECEIPT = {"custodian": "Dana Custodian", "location": "Safe 4"}


@pytest.fixture
def who(db) -> Cast:
    return cast()


@pytest.fixture
def sent(who) -> DisclosureRequest:
    on_record()
    one = walk(who, draft(who, tin="912-66-0001"), Status.FULFILMENT)
    transmit(who, one)
    return one


def place(one: DisclosureRequest, rest: str = "") -> str:
    return f"/requests/{one.pk}/package/{rest}"


def fetches(one: DisclosureRequest) -> int:
    return AccessRecord.objects.filter(case_id=one.pk, act="fetch", outcome="shown").count()


def test_each_opening_is_logged(who, sent):
    browser = visitor(who.recipient)
    for times in (1, 2):
        answer = browser.post(place(sent, "open/"))
        assert zipfile.is_zipfile(io.BytesIO(answer.content))
        assert fetches(sent) == times
    assert answer["Cache-Control"] == "no-store"


def test_looking_at_the_page_opens_nothing(who, sent):
    assert visitor(who.recipient).get(place(sent)).status_code == 200
    assert visitor(who.recipient).get(place(sent, "open/")).status_code == 405
    assert fetches(sent) == 0


@pytest.mark.parametrize("name", ["liaison", "signer", "specialist", "oversight", "ice_recipient", "stranger"])
def test_to_anybody_else_it_is_absent(who, sent, name):
    browser = visitor(getattr(who, name))
    assert browser.get(place(sent)).status_code == 404
    assert browser.post(place(sent, "open/")).status_code == 404
    assert browser.post(place(sent, "receipt/"), RECEIPT).status_code == 404


def test_before_transmittal_it_is_absent(who):
    one = walk(who, draft(who), Status.FULFILMENT)
    assert visitor(who.recipient).get(place(one)).status_code == 404


def test_an_order_entered_since_closes_it(who, sent):
    holding.enter_order(
        by=who.counsel,
        why="a test",
        kind="stay",
        court="D.D.C.",
        docket="26-cv-1",
        citation="Order of today",
        binds="the IRS",
        acts=["disclose"],
        agency=who.usao,
        starts=today(),
    )
    browser = visitor(who.recipient)
    assert browser.get(place(sent)).context["fetch_refusals"]
    answer = browser.post(place(sent, "open/"))
    assert answer.status_code == 409
    assert answer["Content-Type"].startswith("text/html")
    assert fetches(sent) == 0


def test_confirming_names_custodian_and_location_once(who, sent):
    browser = visitor(who.recipient)
    assert "custodian" in browser.post(place(sent, "receipt/"), {"location": "Safe 4"}).context["form"].errors
    assert [browser.post(place(sent, "receipt/"), RECEIPT).status_code for _ in range(2)] == [302, 302]
    release = Release.objects.get()
    assert (release.status, release.custodian, release.location) == ("received", "Dana Custodian", "Safe 4")


def test_once_received_it_isnt_opened_here_any_more(who, sent):
    browser = visitor(who.recipient)
    browser.post(place(sent, "receipt/"), RECEIPT)
    assert browser.post(place(sent, "open/")).status_code == 409


def test_an_order_that_bars_its_use_freezes_it_and_the_page_says_which_which_acts_since_when(who, sent):
    terms = {"kind": "injunction", "court": "D. Mass.", "docket": "25-cv-12822", "citation": "Order of Feb. 5, 2026"}
    holding.enter_order(by=who.counsel, why="a test", binds="the agency", acts=["use"], starts=today(), **terms)
    browser = visitor(who.recipient)
    page = browser.get(place(sent)).content.decode()
    said = (
        "Frozen by court order",
        "25-cv-12822",
        "D. Mass.",
        "inspecting, viewing, using",
        f"{today():%B} {today().day}",
    )
    assert [words for words in said if words not in page] == []
    assert browser.post(place(sent, "open/")).status_code == 409
    assert fetches(sent) == 0
    browser.post(place(sent, "receipt/"), RECEIPT)
    assert "stays under the order wherever it is kept" in browser.get(place(sent)).content.decode()
