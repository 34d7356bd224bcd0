"""The account of one taxpayer: every request and disclosure, found by hashes, each search recorded before anything is shown."""

import csv
import io
import re

import pytest

from audits.models import AccessRecord
from requests_app import access
from requests_app.models import DisclosureRequest
from requests_app.rules.roles import Role
from requests_app.rules.transitions import Status
from requests_app.workflow import deciding
from tests.cast import WHY, Cast, cast, draft, fresh, on_record, order_fields, subject_fields, transmit, version, walk
from tests.pages.visiting import visitor

TIN = "912-66-0001"
FIND = "/oversight/accounting/taxpayer/"


@pytest.fixture
def who(db) -> Cast:
    return cast()


@pytest.fixture(scope="module")
def walked(own_copy: None) -> tuple[int, int, int]:
    """One person: disclosed by TIN, named to another agency, denied without a TIN; and somebody else."""
    who = cast()
    on_record()
    sent = walk(who, draft(who, tin=TIN), Status.FULFILMENT)
    transmit(who, sent)
    other = walk(who, draft(who, order_fields(), tin=TIN, ice=True), Status.COMPLETENESS)
    no = walk(who, draft(who), Status.COMPLETENESS)
    deciding.deny(no.pk, by=who.specialist, why="a test", seen=version(no), reason_codes=["no_period"])
    else_ = {"first_name": "Anna", "last_name": "Testwood", "date_of_birth": "1971-01-01"}
    walk(who, draft(who, subject_fields(**else_)), Status.COMPLETENESS)
    return sent.pk, other.pk, no.pk


@pytest.fixture
def cases(walked: tuple[int, int, int], db) -> list[DisclosureRequest]:
    return [fresh(DisclosureRequest(pk=pk)) for pk in walked]


def searched(person, tin=TIN, why="A complaint."):
    return visitor(person).post(FIND, {"tin": tin, "why": why})


def numbers(page):
    return sorted({entry.case_number for entry, *_ in page.context["lines"]})


def test_a_search_by_number_finds_every_request_that_names_the_person(who, cases):
    page = searched(who.oversight)
    assert numbers(page) == sorted(one.number for one in cases[:2])
    assert sorted(entry.kind for entry, *_ in page.context["lines"]) == ["disclosure", "request", "request"]


def test_from_a_subject_the_same_person_is_found_without_a_number_too(who, cases):
    """Same name and day of birth: rules/identity.py."""
    subject = cases[2].subjects.get()
    page = visitor(who.oversight).get(f"/requests/{cases[2].pk}/subjects/{subject.pk}/account/")
    assert numbers(page) == sorted(one.number for one in cases)
    assert {(entry.kind, reasons) for entry, reasons, _ in page.context["lines"] if reasons.startswith("denied")} == {
        ("outcome", "denied; No period")
    }


def test_the_number_is_never_on_the_page_nor_in_its_address(who, cases):
    page = searched(who.oversight)
    wrong = searched(who.oversight, tin="000-12-3456")
    for answer in (page, wrong):
        assert not re.search(r"912-?66-?0001|000-?12-?3456", answer.content.decode())
    assert "No taxpayer can have this number" in wrong.content.decode()


def test_a_search_without_a_reason_finds_and_records_nothing(who, cases):
    page = searched(who.oversight, why=" ")
    assert "no search without a reason" in page.content.decode()
    assert not AccessRecord.objects.filter(act="search").exists()


def test_each_search_is_recorded_with_whom_it_showed(who, cases):
    searched(who.oversight)
    searched(who.oversight, tin="912-66-0077", why="Nobody has it.")
    found = AccessRecord.objects.filter(act="search", kind="account of a taxpayer").order_by("id")
    assert [(one.why, one.count) for one in found] == [("A complaint.", 2), ("Nobody has it.", 0)]
    assert set(found[0].subjects.values_list("subject_id", flat=True)) == {one.subjects.get().pk for one in cases[:2]}


def test_requests_of_an_agency_that_is_not_overseen_are_not_there(who, cases):
    access.revoke(who.oversight, Role.OVERSIGHT, who.ice, by=who.administrator, why=WHY)
    assert numbers(searched(who.oversight)) == [cases[0].number]
    place = f"/requests/{cases[1].pk}/subjects/{cases[1].subjects.get().pk}/account/"
    assert visitor(who.oversight).get(place).status_code == 404


def rows(answer):
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def test_the_file_holds_what_the_page_shows_and_is_recorded(who, cases):
    browser = visitor(who.oversight)
    page = browser.post(FIND, {"tin": TIN, "why": "A complaint."})
    sent = rows(browser.post(f"{FIND}account.csv", {"token": page.context["token"]}))
    assert [row["entry"] for row in sent] == [str(entry.pk) for entry, *_ in page.context["lines"]]
    one = cases[0]
    place = f"/requests/{one.pk}/subjects/{one.subjects.get().pk}/account.csv"
    assert len(rows(browser.get(place))) == 5
    assert AccessRecord.objects.filter(act="export", kind="account of a taxpayer").count() == 2


@pytest.mark.parametrize("token", ["", "x", "AAAA", "Zm9v" * 20])
def test_a_hash_that_this_person_was_not_given_opens_nothing(who, cases, token):
    assert visitor(who.oversight).post(f"{FIND}account.csv", {"token": token}).status_code == 404


def test_another_persons_hash_opens_nothing(who, cases):
    token = searched(who.oversight).context["token"]
    access.grant(who.stranger, Role.OVERSIGHT, who.usao, by=who.administrator, why=WHY)
    assert visitor(who.stranger).post(f"{FIND}account.csv", {"token": token}).status_code == 404


def test_oversight_is_led_there_from_a_subject_and_others_are_not(who, cases):
    place = f"/requests/{cases[0].pk}/subjects/{cases[0].subjects.get().pk}/open/"
    assert "Every request and disclosure of this taxpayer" in visitor(who.oversight).get(place).content.decode()
    assert "Every request and disclosure" not in visitor(who.counsel).get(place).content.decode()
