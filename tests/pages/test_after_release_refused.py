"""The pages after a release say what they can't take at the field, keep the form, and tell what was recorded before."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from requests_app.models import CustodyAct, Incident, IncidentAct, Release
from requests_app.models.as_facts import today
from requests_app.rules.incidents import Act
from requests_app.workflow import fulfilment, holding, incidents
from tests.cast import WHY, Cast, cast
from tests.pages.test_after_release import MINUTES, of_incident, place
from tests.pages.visiting import body, visitor
from tests.released import SECRET, incident, lost, order, received, transmitted

AT = "%Y-%m-%dT%H:%M:%S"


@pytest.fixture(scope="module")
def walked(own_copy: None) -> int:
    return received(cast()).pk


@pytest.fixture
def who(walked: int, db) -> Cast:
    return cast()


@pytest.fixture
def release(walked: int, db) -> Release:
    return Release.objects.get(pk=walked)


def unfit(person, address: str, said: dict) -> tuple[dict, str]:
    """Send a form that can't be taken; return its errors by field, and the page."""
    answer = visitor(person).post(address, said)
    page = answer.content.decode()
    assert answer.status_code == 422, page
    assert "What you typed is still here" in page and "That may not happen now" not in page
    return dict(answer.context["form"].errors), page


@pytest.mark.parametrize("what", ["moved", "used", "unused", "extended"])
def test_a_day_that_can_not_be_is_said_at_its_field_with_one_that_can(who, release, what):
    extends = what == "extended"
    said = {"why": "Kept words.", "custodian": "A", "location": "B", "used_by": "Test Recipient", "key": uuid4()}
    for day in (-1, 1000 if extends else 1):
        said["on"] = (today() + timedelta(days=day)).isoformat()
        errors, page = unfit(who.specialist if extends else who.liaison, place(release, what), said)
        assert set(errors) == {"on"} and f"{today().year + extends * 2}" in errors["on"][0]
        assert "Kept words." in page
    assert not CustodyAct.objects.exists()


def test_a_taxpayers_name_is_refused_at_the_field_that_bears_it(who, release):
    said = {"on": today().isoformat(), "why": "Moved.", "custodian": f"Carl {SECRET}", "location": "B", "key": uuid4()}
    errors, _ = unfit(who.liaison, place(release, "moved"), said)
    assert set(errors) == {"custodian"} and "say “subject 3” instead" in errors["custodian"][0]


def test_the_receipt_says_so_too(who):
    release = transmitted(who)
    fulfilment.fetch(release.pk, by=who.recipient, why=WHY, origin="a test")
    address = f"/requests/{release.disclosure_request_id}/package/receipt/"
    errors, _ = unfit(who.recipient, address, {"custodian": "A. Keeper", "location": f"Office of Carl {SECRET}"})
    assert set(errors) == {"location"}
    errors, _ = unfit(who.recipient, address, {"custodian": "A\u202eB", "location": "Room 1"})
    assert "marks that no reader sees" in errors["custodian"][0]


def test_an_incident_that_can_not_have_been_then_is_refused_at_its_fields(who, release):
    said = {"kind": "loss", "noticed_by": "A. Official", "why": "Kept words.", "key": uuid4()}
    said |= {"noticed_at": "0001-01-01T00:00", "happened_on": "2001-01-01"}
    errors, page = unfit(who.liaison, place(release, "incident"), said)
    assert set(errors) == {"noticed_at", "happened_on"} and "Kept words." in page
    assert str(today().year) in errors["noticed_at"][0] and str(today().year) in errors["happened_on"][0]
    assert not Incident.objects.exists()


def test_what_is_wrong_with_rows_is_one_point(who, release):
    said = {"kind": "loss", "rows": "8, 9", "noticed_by": "A. Official", "why": "Lost.", "key": uuid4()}
    said["noticed_at"] = timezone.localtime().strftime(MINUTES)
    errors, _ = unfit(who.liaison, place(release, "incident"), said)
    assert errors["rows"] == [
        "Subject 8 isn't in this release. Subject 9 isn't in this release. Nothing was saved yet."
    ]


def test_when_an_act_was_done_is_refused_at_its_field(who, release):
    one = lost(release, who.liaison)
    for hours in (-5, 5):
        at = (timezone.localtime() + timedelta(hours=hours)).strftime(MINUTES)
        errors, page = unfit(who.liaison, of_incident(one, "tigta"), {"done_at": at, "why": "Sent."})
        assert set(errors) == {"done_at"} and str(today().year) in errors["done_at"][0]
        assert "in person and in writing" not in page
    assert not IncidentAct.objects.exists()


def test_a_second_click_is_on_record_and_other_words_are_not(who, release):
    one = lost(release, who.liaison)
    said = {"done_at": timezone.localtime().strftime(AT), "why": "Sent by mail.", "reference": "7"}
    browser = visitor(who.liaison)
    for more, sentence in (
        ({}, "It is on record."),
        ({}, "It is on record."),
        ({"why": "By telephone."}, "recorded now"),
    ):
        answer = browser.post(of_incident(one, "tigta"), said | more, follow=True)
        assert answer.redirect_chain
        told = [str(message) for message in answer.context["messages"]]
        assert told == [sentence] if "on record" in sentence else "what you typed now wasn't recorded" in told[0]
    assert IncidentAct.objects.get().words == "Sent by mail."
    answer = visitor(who.signer).post(of_incident(one, "tigta"), said, follow=True)
    assert "what you typed now wasn&#x27;t recorded" in answer.content.decode()


def test_a_form_sent_again_with_other_words_is_said_not_to_be_recorded(who, release):
    now = {
        "noticed_at": timezone.localtime().strftime(MINUTES),
        "noticed_by": "A. Official",
        "kind": "loss",
        "rows": "1",
    }
    forms = [
        (place(release, "moved"), {"custodian": "New Keeper", "location": "Safe 2", "on": today().isoformat()}),
        (place(release, "used"), {"used_by": "Test Recipient", "on": today().isoformat()}),
        (place(release, "incident"), now),
    ]
    browser = visitor(who.liaison)
    for address, said in forms:
        said |= {"seen": browser.get(address).context["form"].initial["seen"]}
        said |= {"key": uuid4(), "why": "First words."}
        told = []
        for more in ({}, {}, {"why": "Other words."}):
            answer = browser.post(address, said | more, follow=True)
            told += ["wasn't recorded" in str(message) for message in answer.context["messages"]]
        assert told == [False, False, True], address
    assert {one.words for one in (*CustodyAct.objects.all(), *Incident.objects.all())} == {"First words."}


@pytest.mark.parametrize("what", ["moved", "incident"])
def test_a_second_tab_records_nothing_twice_and_its_form_can_be_sent_again(who, release, what):
    said = {"custodian": "New Keeper", "location": "Safe 2", "on": today().isoformat(), "why": "Kept words."}
    said |= {"kind": "loss", "noticed_by": "A. Official", "noticed_at": timezone.localtime().strftime(MINUTES)}
    address, browsers = place(release, what), (visitor(who.liaison), visitor(who.signer))
    tabs = [browser.get(address).context["form"].initial for browser in browsers]
    carried = [{name: tab[name] for name in ("key", "seen")} for tab in tabs]
    assert browsers[0].post(address, said | carried[0]).status_code == 302
    answer = browsers[1].post(address, said | carried[1])
    page = answer.content.decode()
    assert answer.status_code == 409 and "Nothing was recorded twice, and what you typed is still here." in page
    assert f"by {who.liaison.get_full_name()} on {today():%B}" in page and "Kept words." in page
    assert CustodyAct.objects.count() + Incident.objects.count() == 1
    anew = {name: answer.context["form"].data[name] for name in ("key", "seen")}
    assert browsers[1].post(address, said | anew).status_code == 302
    assert CustodyAct.objects.count() + Incident.objects.count() == 2


def test_an_incident_that_the_agency_is_not_told_of_stands_in_nobodys_way(who, release):
    address, browser = place(release, "incident"), visitor(who.liaison)
    seen = browser.get(address).context["form"].initial["seen"]
    incident(release, who.specialist)
    said = {"kind": "loss", "noticed_by": "A. Official", "noticed_at": timezone.localtime().strftime(MINUTES)}
    said |= {"why": "Lost.", "key": uuid4(), "seen": seen}
    assert browser.post(address, said).status_code == 302


def test_each_side_reads_what_is_asked_of_it(who, release):
    one, theirs = incident(release, who.specialist), lost(release, who.liaison)
    incidents.record(one.pk, Act.NOTICE, by=who.specialist, why="By letter.")
    assert "Send the report below" in body(who.specialist, of_incident(one))
    assert "dispose of what you hold of it" in body(who.liaison, of_incident(one))
    assert "Send the report below" in body(who.signer, of_incident(theirs))
    for person, of in ((who.liaison, one), (who.specialist, theirs), (who.oversight, one)):
        page = body(person, of_incident(of))
        assert "Send the report below" not in page and "yours to do" in page


def test_what_is_done_keeps_its_abbreviations(who, release):
    one = lost(release, who.liaison)
    incidents.record(one.pk, Act.TIGTA, by=who.liaison, why="Sent.")
    assert "<strong>Done:</strong> reported to TIGTA</p>" in body(who.liaison, of_incident(one))


def test_an_order_that_freezes_stands_once_on_the_page(who, release):
    hold = order(who, "use")
    week = today() + timedelta(days=7)
    holding.serve(
        hold.pk, seen=hold.version, by=who.counsel, why=WHY, person=who.liaison, method="e-mail", acknowledge_by=week
    )
    for person in (who.liaison, who.counsel):
        page = body(person, place(release))
        assert page.count("usa-alert__heading") == page.count("Frozen by court order") == 1
        assert page.count(f'/orders/{hold.pk}/"') == 1
        assert "it may be moved to another custodian or place" in page
    assert "Read and acknowledge" in body(who.liaison, place(release))
