"""To the agency every subject that isn't disclosed looks the same: no record, a mismatch, (i)(6), before and after."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from requests_app.models import Subject
from requests_app.rules.transitions import Status
from requests_app.workflow import deciding, matching
from tests.cast import Cast, cast, draft, fresh, on_record, subject_fields, transmit, version, walk
from tests.pages.visiting import visitor

NAMES = {"on record": "Zwanzigfeld", "without a record": "Vierzigfeld", "protected": "Dreissigfeld"}


class Case:
    """A request of three: one has a record, one has none, one is set aside by counsel under (i)(6)."""

    def __init__(self) -> None:
        self.who: Cast = cast()
        on_record(last_name=NAMES["on record"], tin="912-66-0001")
        given = [subject_fields(last_name=n, reason=self.reason(n)) for n in NAMES.values()]
        self.one = walk(self.who, draft(self.who, *given), Status.COMPLETENESS)
        self.set_aside_without_record()
        self.one = walk(self.who, fresh(self.one), Status.LEGAL_REVIEW)
        self.protected = Subject.objects.get(disclosure_request=self.one, last_name=NAMES["protected"])

    @staticmethod
    def reason(name: str) -> str:
        return (
            f"Two witnesses bought forged permits from {name}; the grand jury needs the place where {name} made them."
        )

    def set_aside_without_record(self) -> None:
        matching.run(self.one.pk)
        ids = [self.one.subjects.get(last_name=NAMES["without a record"]).pk]
        aside = {"outcome": "denied", "reason_code": "no_record_or_mismatch", "seen": version(self.one)}
        deciding.set_aside(self.one.pk, ids, by=self.who.specialist, why="No record fits.", **aside)

    def set_aside(self) -> None:
        aside = {"outcome": "denied", "reason_code": "undisclosed", "seen": version(self.one)}
        deciding.set_aside(
            self.one.pk, [self.protected.pk], by=self.who.counsel, why="it would unmask a source", **aside
        )

    def read(self, name: str, place: str, **query: str) -> str:
        answer = visitor(self.who.people()[name]).get(reverse(place, args=[self.one.pk]), query)
        assert answer.status_code == 200
        return re.sub(r'value="\w{64}"', "", answer.content.decode())

    def row(self, page: str, name: str) -> str:
        """Return the row of a subject without what tells it from another: name, number, address."""
        row = next(r for r in page.split("<tr") if NAMES[name] in r).split("</tr>")[0]
        return re.sub(r"\d+", "", row.replace(NAMES[name], ""))


@pytest.fixture
def case(db) -> Case:
    return Case()


def test_a_protected_subject_looks_as_before_until_something_is_transmitted(case):
    before = case.read("liaison", "subjects")
    case.set_aside()
    after = case.read("liaison", "subjects")
    assert case.row(after, "protected") == case.row(before, "protected") == case.row(after, "on record")
    assert NAMES["protected"] not in case.read("liaison", "subjects", show="aside")
    assert "unmask" not in case.read("liaison", "request")
    assert "subjects set aside" not in case.read("liaison", "request").lower()
    assert "subjects denied" not in case.read("liaison", "request").lower()


def test_after_the_transmittal_no_record_and_protected_read_the_same(case):
    case.set_aside()
    transmit(case.who, walk(case.who, fresh(case.one), Status.FULFILMENT))
    for name in ("liaison", "signer", "recipient"):
        page = case.read(name, "subjects")
        assert case.row(page, "protected") == case.row(page, "without a record")
        assert "not disclosed" in case.row(page, "protected")
        assert "not disclosed" not in case.row(page, "on record")


def test_the_irs_sees_which_is_which(case):
    case.set_aside()
    assert NAMES["protected"] in case.read("counsel", "subjects", show="aside")
    assert NAMES["protected"] not in case.read("counsel", "subjects")
