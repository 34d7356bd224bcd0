"""A request that ended, or in which no subject stands, or that answers a return, says so to each side."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest

from requests_app.models import DisclosureRequest
from requests_app.rules.reason_codes import NONE_DISCLOSED
from requests_app.rules.transitions import Status
from requests_app.views.queues import ANSWER
from requests_app.workflow import deciding, drafting, submission
from tests.cast import WHY, Cast, cast, draft, fresh, hand_over, subject_fields, version, walk
from tests.pages.test_upload_pages import GOOD, send, table
from tests.pages.visiting import visitor

LEFT, UNNAMED = "No subject is left: return or deny the request.", "No taxpayer is named"


@pytest.fixture
def who(db) -> Cast:
    return cast()


@pytest.fixture
def one(who) -> DisclosureRequest:
    return walk(who, draft(who, subject_fields(), subject_fields(last_name="Second")), Status.COMPLETENESS)


def read(who, one, name: str, page: str = "") -> str:
    """Return the words of a page of the request, without its marks."""
    text = visitor(getattr(who, name)).get(f"/requests/{one.pk}/{page}").content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def set_aside(who, one) -> None:
    ids = list(one.subjects.values_list("pk", flat=True))
    aside = {"outcome": "denied", "reason_code": "no_matter", "seen": version(one)}
    deciding.set_aside(one.pk, ids, by=who.specialist, why=WHY, **aside)


def deny(who, one) -> None:
    codes = ["no_record_or_mismatch"]
    deciding.deny(one.pk, by=who.specialist, why=WHY, seen=version(one), reason_codes=codes)


def send_back(who, one) -> None:
    said = "The matter is missing in row 1."
    deciding.return_to_agency(one.pk, by=who.specialist, why=said, seen=version(one), reason_codes=["no_matter"])


def test_where_all_were_set_aside_the_irs_reads_that_nobody_is_left(who, one):
    set_aside(who, one)
    for page in ("", "completeness/"):
        told = read(who, one, "specialist", page)
        assert LEFT in told and UNNAMED not in told
    told = read(who, one, "liaison")
    assert "No subject stands: each was dropped, returned or denied." in told
    assert UNNAMED not in told


def test_a_returned_request_without_a_subject_asks_for_one(who, one):
    set_aside(who, one)
    send_back(who, one)
    assert "No subject is left: add at least one subject, or withdraw the request." in read(who, one, "liaison")


def test_a_denied_request_says_that_nothing_was_disclosed(who, one):
    deny(who, one)
    told = read(who, one, "liaison")
    assert "Subjects not disclosed 2" in told and NONE_DISCLOSED in told
    assert "with the IRS" not in told and "No flag stands" not in told and "for this subject" not in told
    assert "The request has ended: nothing more is asked of it." in told
    assert "not disclosed 2" in read(who, one, "specialist") and "open 2" not in read(who, one, "specialist")


def test_a_denied_request_asks_nobody_for_subjects(who, one):
    set_aside(who, one)
    deny(who, one)
    for name in ("specialist", "liaison"):
        told = read(who, one, name)
        assert LEFT not in told and UNNAMED not in told


def test_a_withdrawn_request_says_so_of_its_subjects(who, one):
    deciding.withdraw(one.pk, by=who.liaison, why=WHY, seen=version(one))
    told = read(who, one, "liaison")
    assert "Subjects withdrawn 2" in told and "Subjects open" not in told and "No flag stands" not in told


def test_a_return_stays_in_sight_until_the_submission_that_answers_it_is_sent_in(who, one):
    send_back(who, one)
    box, said = "Returned to the agency", "The matter is missing in row 1."
    assert box in read(who, one, "liaison")
    hand_over(who, fresh(one))
    told = read(who, one, "signer").split("What was done")[0]
    assert box in told and said in told and "isn’t sent in yet" in told
    submission.take_back(one.pk, by=who.liaison, why=WHY, seen=version(one))
    told = read(who, one, "liaison").split("What was done")[0]
    assert box in told and said in told and "hand it to the signer again" in told
    listed = visitor(who.liaison).get("/").context["rows"]
    assert [row.due for row in listed] == [ANSWER]
    walk(who, fresh(one), Status.COMPLETENESS)
    assert box not in read(who, one, "liaison").split("What was done")[0]


def test_a_draft_that_was_never_sent_in_answers_nothing(who):
    one = draft(who)
    assert "Returned to the agency" not in read(who, one, "liaison")
    assert visitor(who.liaison).get("/").context["rows"][0].due == "Finish it and hand it to the signer"


def test_a_draft_whose_file_is_on_its_way_says_so(who):
    asked = {"agency": who.usao, "agreement": None, "items": ["address"], "cover": {}, "key": uuid4()}
    one = drafting.create(by=who.liaison, why=WHY, title="A file to come", purpose="An investigation.", **asked)
    assert "No taxpayer is named yet." in read(who, one, "liaison")
    send(visitor(who.liaison), one, table(GOOD))
    assert "No taxpayer is named yet: an uploaded file isn’t read in full." in read(who, one, "liaison")
