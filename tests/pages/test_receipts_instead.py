"""The pages of a receipt whose recipient is gone: who confirms it instead, who ends it, what all read afterwards."""

from __future__ import annotations

import pytest
from django.utils.html import escape

from requests_app import access
from requests_app.models import Release
from requests_app.rules.custody import NEVER_OPENED, SHUT_FOR_GOOD
from requests_app.rules.roles import THE_IRS, Role
from requests_app.views.answers import KEPT_AS_IT_WAS
from requests_app.workflow import fulfilment
from requests_app.workflow.kept import mark
from tests.cast import WHY, Cast, cast
from tests.pages.visiting import body, visitor
from tests.released import SECRET, transmitted

SAID = {"custodian": "Test Keeper", "location": "Room 1", "why": "I saw it in the safe."}
IN_PLACE = "Receipt confirmed by Test Signer in the place of Test Recipient"
ENDED = "Transmitted and never opened; ended by Test Specialist"
TO_THE_AGENCY = f"Transmitted and never opened; ended by {THE_IRS}"


@pytest.fixture(scope="module")
def walked(own_copy: None) -> int:
    return transmitted(cast()).pk


@pytest.fixture
def who(walked: int, db) -> Cast:
    return cast()


@pytest.fixture
def release(walked: int, db) -> Release:
    return Release.objects.get(pk=walked)


def place(release: Release, *parts: object) -> str:
    return "/".join(["/requests", str(release.disclosure_request_id), *map(str, parts), ""])


def gone(who: Cast, release: Release, *, opened: bool) -> None:
    if opened:
        fulfilment.fetch(release.pk, by=who.recipient, why=WHY, origin="a test")
    access.revoke(who.recipient, Role.LIAISON, who.usao, by=who.administrator, why=WHY)


def accounted(who: Cast) -> tuple[str, str]:
    """What the accounting says, as a page and as a file."""
    sent = visitor(who.oversight).get("/oversight/accounting/all.csv")
    return body(who.oversight, "/oversight/accounting/"), b"".join(sent.streaming_content).decode()


def test_the_agency_is_led_to_the_form_and_all_read_who_confirmed(who, release):
    assert "the recipient’s place" not in body(who.signer, place(release, "after", release.pk))
    gone(who, release, opened=True)
    form = place(release, "receipt")
    for address in (place(release), place(release, "after", release.pk)):
        assert f'href="{form}"' in body(who.signer, address)
    browser = visitor(who.signer)
    for _ in range(2):
        page = browser.post(form, SAID, follow=True).content.decode()
        assert "Receipt is confirmed, in the recipient’s place." in page
    late = browser.post(form, SAID | {"why": "Once more."}, follow=True).content.decode()
    assert escape(KEPT_AS_IT_WAS) in late
    irs = (place(release, "fulfilment"), place(release, "after", release.pk), place(release))
    for reader, addresses in ((who.liaison, irs[1:]), (who.specialist, irs)):
        for address in addresses:
            assert IN_PLACE in body(reader, address) and SAID["why"] in body(reader, address)
    assert all(IN_PLACE in text for text in accounted(who))


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_confirmed(who, release):
    gone(who, release, opened=True)
    form = place(release, "receipt")
    empty = visitor(who.liaison).post(form, {"why": ""}).context["form"].errors
    assert set(empty) == {"custodian", "location", "why"}
    named = visitor(who.liaison).post(form, SAID | {"why": f"Carl {SECRET} has it."})
    assert named.status_code == 422 and set(named.context["form"].errors) == {"why"}
    assert Release.objects.get().status == "transmitted"


def test_while_the_recipient_is_there_the_page_says_why_not_and_to_others_it_is_absent(who, release):
    assert "The named recipient confirms the receipt." in body(who.liaison, place(release, "receipt"))
    assert visitor(who.liaison).post(place(release, "receipt"), SAID).status_code == 409
    for name in ("specialist", "oversight", "ice_liaison", "stranger"):
        assert visitor(who.people()[name]).get(place(release, "receipt")).status_code == 404


def test_the_form_says_whose_package_it_is_and_what_follows_and_speaks_of_no_receipt_before_it(who, release):
    gone(who, release, opened=True)
    form = body(who.signer, place(release, "receipt"))
    assert "<dd>Test Recipient</dd>" in form and "Last opened" in form and "You speak in his or her place" in form
    assert "can be recorded now" in body(who.signer, place(release, "after", release.pk))
    for address in (place(release, "receipt"), place(release, "after", release.pk)):
        assert "since the receipt" not in body(who.signer, address)


def test_who_comes_late_reads_who_confirmed_it_and_not_that_the_recipient_does(who, release):
    gone(who, release, opened=True)
    fulfilment.stand_in(release.pk, by=who.signer, **SAID)
    page = body(who.liaison, place(release, "receipt"))
    assert IN_PLACE in page and "it is received now" in page
    assert "<dd>Test Keeper</dd>" in page and "<dd>Room 1</dd>" in page
    assert "The named recipient confirms the receipt" not in page and 'name="custodian"' not in page


def test_to_open_it_once_more_is_offered_where_it_was_opened_and_its_recipient_is_there(who, release):
    label = "Open it to the recipient once more"
    assert label not in body(who.specialist, place(release))
    fulfilment.fetch(release.pk, by=who.recipient, why=WHY, origin="a test")
    assert f'href="{place(release, "fulfilment")}">{label}' in body(who.specialist, place(release))
    gone(who, release, opened=False)
    assert label not in body(who.specialist, place(release))


def test_of_what_was_ended_nothing_was_returned_and_why_nothing_is_recorded_is_said_once(who, release):
    gone(who, release, opened=False)
    after = place(release, "after", release.pk)
    assert body(who.signer, after).count(escape(SHUT_FOR_GOOD)) == 1
    fulfilment.end(release.pk, by=who.specialist, why="Its recipient has left.", seen=mark(release))
    assert body(who.signer, after).count(NEVER_OPENED) == 1
    assert ", done" not in body(who.signer, "/after/")
    page = body(who.specialist, place(release))
    assert "ended as never opened" in page and "is unopened" not in page


def test_the_file_of_the_accounting_says_of_every_package_whether_its_receipt_is_confirmed(who, release):
    assert escape("Receipt isn't confirmed yet") not in accounted(who)[0]
    assert "Receipt isn't confirmed yet" in accounted(who)[1]
    fulfilment.fetch(release.pk, by=who.recipient, why=WHY, origin="a test")
    fulfilment.confirm(release.pk, by=who.recipient, why=WHY, custodian="Test Keeper", location="Room 1")
    assert "Receipt confirmed by Test Recipient," in accounted(who)[1]


def test_a_specialist_ends_what_nobody_can_open_and_all_read_it(who, release):
    gone(who, release, opened=False)
    ends = place(release, "fulfilment", release.pk, "end")
    assert f'href="{place(release, "fulfilment")}"' in body(who.specialist, place(release, "after", release.pk))
    assert "This is for: disclosure specialist." in body(who.liaison, place(release))
    browser = visitor(who.specialist)
    assert ends in browser.get(place(release, "fulfilment")).content.decode()
    sent = {"why": "Its recipient has left.", "seen": mark(release)}
    for _ in range(2):
        assert "ended as never opened" in browser.post(ends, sent, follow=True).content.decode()
    pages = {who.specialist: ("fulfilment",), who.liaison: (), who.signer: ()}
    for reader, more in pages.items():
        for address in (place(release), place(release, "after", release.pk), *(place(release, one) for one in more)):
            assert (ENDED if reader == who.specialist else TO_THE_AGENCY) in body(reader, address)
        assert "Never opened" in body(reader, "/after/") and "What awaits you" not in body(reader, "/")
    assert all(ENDED in text for text in accounted(who))


def test_back_again_the_recipient_reads_that_it_was_ended(who, release):
    gone(who, release, opened=False)
    fulfilment.end(release.pk, by=who.specialist, why="Its recipient has left.", seen=mark(release))
    access.grant(who.recipient, Role.LIAISON, who.usao, by=who.administrator, why=WHY)
    page = body(who.recipient, place(release, "package"))
    assert TO_THE_AGENCY in page and 'name="password"' not in page and 'name="custodian"' not in page
    assert visitor(who.recipient).post(place(release, "package", "receipt"), SAID).status_code == 409


def test_history_says_that_it_was_confirmed_in_his_place_or_ended(committed_db):
    who = cast()
    opened, shut = transmitted(who), transmitted(who)
    fulfilment.fetch(opened.pk, by=who.recipient, why=WHY, origin="a test")
    access.revoke(who.recipient, Role.LIAISON, who.usao, by=who.administrator, why=WHY)
    fulfilment.stand_in(opened.pk, by=who.signer, **SAID)
    fulfilment.end(shut.pk, by=who.specialist, why="Its recipient has left.", seen=mark(shut))
    for reader in (who.oversight, who.liaison):
        said = body(reader, place(opened, "timeline"))
        assert "in the place of Test Recipient; it is kept by Test Keeper" in said
        assert "ended the package to Test Recipient as never opened" in body(reader, place(shut, "timeline"))
