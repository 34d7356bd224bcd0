"""The recipient's page: opens the package once, after signing in again, checked and logged, and confirms its receipt."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import encrypt
from django.contrib.auth.hashers import make_password
from django.core.cache import cache

from audits.acting import SETUP, acting
from audits.models import AccessRecord
from requests_app.models import DisclosureRequest, Release
from requests_app.models.as_facts import today
from requests_app.rules.transitions import Status
from requests_app.workflow import fulfilment, holding, recipient_keys
from requests_app.workflow.kept import mark
from requests_app.workflow.sealed_packages import Download
from tests.cast import WHY, Cast, cast, draft, fresh, on_record, opened, transmit, walk
from tests.pages.visiting import visitor

RECEIPT = {"custodian": "Dana Custodian", "location": "Safe 4"}
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(scope="module")
def walked(own_copy: None) -> int:
    """A request whose package was transmitted to somebody who signs in by password and code."""
    who = cast()
    with acting(by=SETUP, why="a test"):
        who.recipient.password = make_password("right")
        who.recipient.save(update_fields=["password"])
        Authenticator.objects.create(user=who.recipient, type=Authenticator.Type.TOTP, data={"secret": encrypt(SECRET)})
    on_record()
    one = walk(who, draft(who, tin="912-66-0001"), Status.FULFILMENT)
    transmit(who, one)
    return one.pk


@pytest.fixture
def who(walked: int, db) -> Cast:
    cache.clear()
    return cast()


@pytest.fixture
def sent(walked: int, db) -> DisclosureRequest:
    return fresh(DisclosureRequest(pk=walked))


def again(**changes: str) -> dict[str, str]:
    """The password, and a code that wasn't used yet."""
    cache.clear()
    return {
        "password": "right",
        "code": totp.format_hotp_value(totp.hotp_value(SECRET, int(time.time()) // 30)),
        **changes,
    }


def place(one: DisclosureRequest, rest: str = "") -> str:
    return f"/requests/{one.pk}/package/{rest}"


def fetches(one: DisclosureRequest) -> int:
    return AccessRecord.objects.filter(case_id=one.pk, act="fetch", outcome="shown").count()


def test_it_is_opened_once_after_signing_in_again_and_each_opening_is_logged(who, sent):
    browser = visitor(who.recipient)
    answer = browser.post(place(sent, "open/"), again())
    sent_bytes = b"".join(answer.streaming_content)
    assert opened(Download("", 0, iter([sent_bytes]))).startswith(b"PK")
    assert (answer["Cache-Control"], int(answer["Content-Length"])) == ("no-store", len(sent_bytes))
    assert f"{sent.number}-FTI.zip.age" in answer["Content-Disposition"]
    twice = browser.post(place(sent, "open/"), again())
    assert twice.status_code == 409
    page = twice.content.decode()
    assert "A package can be opened once, so it wasn&#x27;t opened again" in page and "is still here" not in page
    late = browser.post(place(sent, "open/"), {"password": "wrong", "code": "000000"})
    assert late.status_code == 409 and "You opened it already" in late.content.decode()
    assert fetches(sent) == 1


def test_a_second_click_that_finds_its_code_used_up_says_that_it_is_open(who, sent, monkeypatch):
    release = Release.objects.get()

    def used_up_by_the_first_click(*_):
        fulfilment.fetch(release.pk, by=who.recipient, why="the first click", origin="")
        return False

    monkeypatch.setattr("requests_app.views.receipts.reauth.reauthenticate", used_up_by_the_first_click)
    answer = visitor(who.recipient).post(place(sent, "open/"), again())
    assert answer.status_code == 409 and "You opened it already" in answer.content.decode()


@pytest.mark.parametrize("wrong", [{"password": "wrong"}, {"code": "000000"}, {"password": ""}, {"code": ""}])
def test_who_does_not_sign_in_again_opens_nothing(who, sent, wrong):
    answer = visitor(who.recipient).post(place(sent, "open/"), again(**wrong))
    assert answer.status_code == 200
    assert answer.context["again"].errors
    assert "<title>Error: Package of" in answer.content.decode()
    assert fetches(sent) == 0
    assert Release.objects.get().fetches == 0


def test_the_page_says_beforehand_that_it_is_once_and_that_a_broken_download_counts(who, sent):
    before = visitor(who.recipient).get(place(sent)).content.decode()
    assert "It can be opened once." in before and "breaks off counts" in before
    fulfilment.fetch(Release.objects.get().pk, by=who.recipient, why=WHY, origin="a test")
    after = visitor(who.recipient).get(place(sent)).content.decode()
    assert "You opened it already." in after and 'name="password"' not in after


def test_a_specialist_opens_it_once_more_in_writing_until_receipt(who, sent):
    release = Release.objects.get()
    there = f"/requests/{sent.pk}/fulfilment/{release.pk}/reopen/"
    early = visitor(who.specialist).post(there, {"why": "The download broke off."})
    assert early.status_code == 409
    fulfilment.fetch(release.pk, by=who.recipient, why=WHY, origin="a test")
    assert "Put it in writing" in visitor(who.specialist).post(there, {"why": ""}).content.decode()
    told = {"why": "The download broke off.", "seen": mark(release)}
    assert [visitor(who.specialist).post(there, told).status_code for _ in range(2)] == [302, 302]
    granted = visitor(who.specialist).post(there, told | {"why": "A second tab."}).content.decode()
    assert "the package is transmitted now, opened 1 time of 2" in granted
    assert visitor(who.recipient).post(place(sent, "open/"), again()).status_code == 200
    behind = visitor(who.specialist).post(there, told)
    assert behind.status_code == 409 and "Somebody changed this since you opened the page" in behind.content.decode()
    assert visitor(who.recipient).post(place(sent, "open/"), again()).status_code == 409
    visitor(who.recipient).post(place(sent, "receipt/"), RECEIPT)
    assert visitor(who.specialist).post(there, {"why": "Once more."}).status_code == 409
    assert "The download broke off." in {h.history_change_reason for h in Release.history.all()}


def test_with_its_key_revoked_it_is_not_opened(who, sent):
    recipient_keys.revoke(recipient_keys.standing_key(who.recipient).pk, by=who.recipient, why="The key was lost.")
    answer = visitor(who.recipient).post(place(sent, "open/"), again())
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "was revoked. The package stays shut" in page and "prepared anew" not in page
    assert fetches(sent) == 0


def test_with_its_key_revoked_the_pages_of_both_sides_say_beforehand_that_it_stays_shut(who, sent):
    recipient_keys.revoke(recipient_keys.standing_key(who.recipient).pk, by=who.recipient, why="The key was lost.")
    page = visitor(who.recipient).get(place(sent)).content.decode()
    assert "The package stays shut" in page and 'name="password"' not in page
    assert "there is no receipt to confirm" in page and "Open and keep the package first" not in page
    for reader in (who.specialist, who.oversight):
        assert "The package stays shut" in visitor(reader).get(f"/requests/{sent.pk}/fulfilment/").content.decode()


def test_looking_at_the_page_opens_nothing(who, sent):
    assert visitor(who.recipient).get(place(sent)).status_code == 200
    assert visitor(who.recipient).get(place(sent, "open/")).status_code == 405
    assert fetches(sent) == 0


@pytest.mark.parametrize("name", ["liaison", "signer", "specialist", "oversight", "ice_recipient", "stranger"])
def test_to_anybody_else_it_is_absent(who, sent, name):
    browser = visitor(getattr(who, name))
    assert browser.get(place(sent)).status_code == 404
    assert browser.post(place(sent, "open/"), again()).status_code == 404
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
    answer = browser.post(place(sent, "open/"), again())
    assert answer.status_code == 409
    assert answer["Content-Type"].startswith("text/html")
    assert fetches(sent) == 0


def test_nobody_confirms_the_receipt_of_a_package_that_was_not_opened(who, sent):
    """The page offered no form, and yet the act was taken: received, shut for good, and never opened by anybody."""
    answer = visitor(who.recipient).post(place(sent, "receipt/"), RECEIPT)
    assert answer.context["trouble"].reasons == [fulfilment.NOT_OPENED]
    assert Release.objects.get().status == "transmitted"


def test_confirming_names_custodian_and_location_once(who, sent):
    browser = visitor(who.recipient)
    fulfilment.fetch(Release.objects.get().pk, by=who.recipient, why=WHY, origin="a test")
    assert "custodian" in browser.post(place(sent, "receipt/"), {"location": "Safe 4"}).context["form"].errors
    assert [browser.post(place(sent, "receipt/"), RECEIPT).status_code for _ in range(2)] == [302, 302]
    release = Release.objects.get()
    assert (release.status, release.custodian, release.location) == ("received", "Dana Custodian", "Safe 4")


def test_once_received_it_isnt_opened_here_any_more(who, sent):
    browser = visitor(who.recipient)
    fulfilment.fetch(Release.objects.get().pk, by=who.recipient, why=WHY, origin="a test")
    browser.post(place(sent, "receipt/"), RECEIPT)
    assert browser.post(place(sent, "open/"), again()).status_code == 409


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
    assert browser.post(place(sent, "open/"), again()).status_code == 409
    assert fetches(sent) == 0


def test_what_was_opened_before_the_order_stays_under_it_once_received(who, sent):
    fulfilment.fetch(Release.objects.get().pk, by=who.recipient, why=WHY, origin="a test")
    terms = {"kind": "injunction", "court": "D. Mass.", "docket": "25-cv-12822", "citation": "Order of Feb. 5, 2026"}
    holding.enter_order(by=who.counsel, why="a test", binds="the agency", acts=["use"], starts=today(), **terms)
    browser = visitor(who.recipient)
    browser.post(place(sent, "receipt/"), RECEIPT)
    assert "stays under the order wherever it is kept" in browser.get(place(sent)).content.decode()
