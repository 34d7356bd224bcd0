"""The accounting as a file: what the list is narrowed to, all of it, recorded, no cell a formula."""

import csv
import io

import pytest

from audits.models import AccessRecord
from requests_app import access
from requests_app.rules.roles import Role
from requests_app.rules.transitions import Status
from requests_app.workflow import drafting
from tests.cast import WHY, Cast, cast, draft, on_record, transmit, version, walk
from tests.pages.visiting import visitor

PLACE = "/oversight/accounting/"


@pytest.fixture(scope="module")
def walked(own_copy: None) -> None:
    """A request that was disclosed, and one of ICE."""
    who = cast()
    draft(who)
    on_record()
    sent = walk(who, draft(who, tin="912-66-0001"), Status.FULFILMENT)
    transmit(who, sent)
    walk(who, draft(who, ice=True), Status.COMPLETENESS)


@pytest.fixture
def who(walked: None, db) -> Cast:
    return cast()


def rows(person, **asked):
    sent = visitor(person).get(f"{PLACE}all.csv", asked).streaming_content
    return list(csv.DictReader(io.StringIO(b"".join(sent).decode("utf-8-sig"))))


@pytest.mark.parametrize(
    ("asked", "kinds"),
    [
        ({}, ["request received", "disclosure made", "request received"]),
        ({"agency": "ICE"}, ["request received"]),
        ({"kind": "disclosure"}, ["disclosure made"]),
        ({"agency": "ICE", "kind": "disclosure"}, []),
        ({"until": "1999-01-01"}, []),
        ({"number": "no such"}, []),
    ],
)
def test_the_file_is_narrowed_as_the_list_is(who, asked, kinds):
    listed = visitor(who.oversight).get(PLACE, asked).context["lines"]
    found = rows(who.oversight, **asked)
    assert [row["kind"] for row in found] == kinds
    assert [row["entry"] for row in found] == [str(entry.pk) for entry, *_ in listed]


def test_the_list_calls_a_subject_by_its_number_in_the_request(who):
    (entry, _, called), *rest = visitor(who.oversight).get(PLACE, {"kind": "disclosure"}).context["lines"]
    assert (called, rest) == ("subject 1", []) and entry.subject_id
    assert "subject 1<br>" in visitor(who.oversight).get(PLACE).content.decode()


def test_the_file_numbers_a_subject_as_the_list_does(who):
    (entry, _, called), *_ = visitor(who.oversight).get(PLACE, {"kind": "disclosure"}).context["lines"]
    found = rows(who.oversight)
    assert [row["subject"] for row in found] == ["", "1", ""]
    assert (found[1]["request"], f"subject {found[1]['subject']}") == (entry.case_number, called)


def test_it_is_recorded_and_names_no_hash(who):
    found = rows(who.oversight)
    assert AccessRecord.objects.filter(act="export", kind="accounting", person_id=who.oversight.pk).count() == 1
    assert "taxpayer_key" not in found[0]
    assert [row["periods"] for row in found if row["kind"] == "disclosure made"] == ["2022; 2023"]


def test_entries_of_an_agency_that_is_not_overseen_are_not_in_it(who):
    access.revoke(who.oversight, Role.OVERSIGHT, who.usao, by=who.administrator, why=WHY)
    assert {row["agency"] for row in rows(who.oversight)} == {"ICE"}
    assert rows(who.oversight, agency="USAO")[0]["agency"] == "ICE"


def test_a_purpose_that_looks_like_a_formula_stays_text(who):
    one = draft(who)
    drafting.edit(one.pk, by=who.liaison, why=WHY, seen=version(one), changes={"purpose": '=HYPERLINK("x")'})
    walk(who, one, Status.COMPLETENESS)
    assert rows(who.oversight)[0]["reasons"] == '\'=HYPERLINK("x")'


@pytest.mark.parametrize("person", ["specialist", "counsel", "liaison", "administrator", "stranger"])
def test_for_others_it_is_absent(who, person):
    assert visitor(getattr(who, person)).get(f"{PLACE}all.csv").status_code == 404
