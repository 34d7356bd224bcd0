"""To the agency every subject that isn't disclosed looks the same: no record, a mismatch, (i)(6), before and after."""

from __future__ import annotations

import re

import pytest
from django.db import DatabaseError
from django.urls import reverse

from audits.acting import acting
from requests_app.models import Subject
from requests_app.rules.transitions import Move, Status
from requests_app.workflow import deciding, drafting, matching, questions, submission
from tests.cast import WHY, Cast, cast, draft, fresh, on_record, subject_fields, transmit, version, walk
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
        self.protected = self.subject("protected")

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

    def send_back(self) -> None:
        """The protected one is set aside too, then the request is returned."""
        self.set_aside()
        said = {"reason_codes": ["no_period"], "seen": version(self.one)}
        deciding.return_to_agency(self.one.pk, by=self.who.counsel, why="The periods lack.", **said)

    def subject(self, name: str) -> Subject:
        return Subject.objects.get(disclosure_request=self.one, last_name=NAMES[name])

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


def corrected(case: Case, name: str, **changes: str) -> tuple[list[str], str]:
    """The liaison corrects a subject on its page; return what the liaison is told, and the subject's row of the list."""
    browser = visitor(case.who.liaison)
    place = reverse("subject_edit", args=[case.one.pk, case.subject(name).pk])
    form = browser.get(place).context["form"]
    sent = {field.html_name: field.value() or "" for field in form} | {"opened": form.opened, "tin": ""} | changes
    answer = browser.post(place, sent, follow=True)
    told = [re.sub(r"\d+", "", str(message)) for message in answer.context["messages"]]
    return told, case.row(case.read("liaison", "subjects"), name)


def test_in_a_returned_request_each_is_corrected_alike_and_the_no_stands(case):
    case.send_back()
    read = {name: corrected(case, name, city="Tempe") for name in NAMES}
    assert "was corrected and judged" in read["on record"][0][0]
    assert read["protected"] == read["without a record"] == read["on record"]
    assert [case.subject(name).city for name in NAMES] == ["Tempe"] * 3
    assert [case.subject(name).outcome for name in NAMES] == ["open", "denied", "denied"]


def test_what_a_returned_request_is_marked_with_counts_no_acts_of_the_irs(case):
    steps = []
    for act in (
        case.set_aside,
        case.send_back,
        lambda: walk(case.who, fresh(case.one), Status.LEGAL_REVIEW),
        case.send_back,
    ):
        before = version(case.one)
        act()
        steps.append(version(case.one) - before)
    assert min(steps[1], steps[3]) >= 1_000 and steps[1] != steps[3]
    assert f'value="{version(case.one)}"' in case.read("liaison", "request_edit")


def test_in_a_returned_request_each_is_dropped_alike(case):
    case.send_back()
    browser, told = visitor(case.who.liaison), []
    for name in NAMES:
        sent = {"subject": [case.subject(name).pk], "seen": version(case.one), "sure": "1"}
        answer = browser.post(reverse("subjects_drop", args=[case.one.pk]), sent, follow=True)
        told.append([str(message) for message in answer.context["messages"]])
    assert told == [["1 subject was dropped from the request. History keeps it."]] * 3
    dropped = Subject.objects.filter(disclosure_request=case.one, outcome="dropped", outcome_reason="")
    assert dropped.count() == 3


@pytest.mark.parametrize("name", NAMES)
def test_in_a_returned_request_each_blocks_alike(case, name):
    case.send_back()
    assert questions.move_refusals(fresh(case.one), case.who.liaison, Move.HAND_OVER) == []
    corrected(case, name, tax_periods="")
    refused = questions.move_refusals(fresh(case.one), case.who.liaison, Move.HAND_OVER)
    assert len(refused) == 1 and "A blocking flag stands on a subject" in refused[0]
    browser, place = visitor(case.who.liaison), reverse("subjects_drop_blocked", args=[case.one.pk])
    assert browser.get(place).context["count"] == 1
    browser.post(place, {"seen": version(case.one)})
    assert questions.move_refusals(fresh(case.one), case.who.liaison, Move.HAND_OVER) == []


def test_a_request_of_none_but_set_aside_is_handed_over_as_any_other(case):
    case.send_back()
    drafting.drop_subjects(
        case.one.pk, [case.subject("on record").pk], by=case.who.liaison, why=WHY, seen=version(case.one)
    )
    submission.hand_over(case.one.pk, by=case.who.liaison, why=WHY, seen=version(case.one))
    assert fresh(case.one).status == Status.AWAITING_SIGNATURE


def test_raw_sql_drops_nobody_whose_no_the_agency_was_told(case):
    told = {"outcome": "denied", "reason_code": "no_period", "seen": version(case.one)}
    deciding.set_aside(case.one.pk, [case.protected.pk], by=case.who.counsel, why="No period.", **told)
    said = {"reason_codes": ["no_period"], "seen": version(case.one)}
    deciding.return_to_agency(case.one.pk, by=case.who.counsel, why="The periods lack.", **said)
    with pytest.raises(DatabaseError, match="is final"), acting(by=case.who.liaison, why=WHY):
        Subject.objects.filter(pk=case.protected.pk).update(outcome="dropped", outcome_reason="")
