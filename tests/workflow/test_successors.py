"""Returned subjects come back in a successor request: with their text and number, linked, never one that was denied."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection

from audits.acting import acting
from audits.models import AccessRecord
from requests_app import access
from requests_app.intake import judging, whole
from requests_app.models import CarriedSubject, DisclosureRequest, Subject, Succession
from requests_app.models.succession import to_carry
from requests_app.rules.facts import SUBJECT_FIELDS
from requests_app.rules.roles import Role
from requests_app.rules.transitions import Move, Status
from requests_app.workflow import deciding, drafting, questions, showing, submission, succeeding
from requests_app.workflow.refused import Refused
from tests.cast import WHY, Cast, add, cast, draft, fresh, looker_for, match, subject_fields, version, walk
from tests.undecided import unmatched

pytestmark = pytest.mark.django_db

NAMES = ("Zwanzigfeld", "Dreissigfeld", "Vierzigfeld", "Fuenfzigfeld", "Sechzigfeld")
REASON = "Two witnesses bought forged permits from {0}; the grand jury needs the place where {0} made them."


@pytest.fixture
def who(own_copy: None) -> Cast:
    return cast()


@pytest.fixture(scope="module")
def walked(own_copy: None) -> int:
    """Five subjects: two returned, one denied, one returned for a reason that the agency may not learn, one goes on."""
    who = cast()
    made = draft(who, subject_fields(last_name=NAMES[0], reason=REASON.format(NAMES[0])), tin="912-66-0001")
    for number, name in enumerate(NAMES[1:], 2):
        add(who, made, tin=f"912-66-000{number}", **subject_fields(last_name=name, reason=REASON.format(name)))
    sent = walk(who, made, Status.COMPLETENESS)
    match(sent)
    set_aside(who, sent, [1, 2], "returned", "no_matter")
    set_aside(who, sent, [3], "denied", "no_matter")
    unmatched(sent, 4)
    set_aside(who, sent, [4], "returned", "no_record_or_mismatch")
    return sent.pk


@pytest.fixture
def one(walked: int) -> DisclosureRequest:
    return fresh(DisclosureRequest(pk=walked))


def set_aside(who, one, rows, outcome, reason):
    ids = list(one.subjects.filter(row__in=rows).values_list("pk", flat=True))
    said = {"outcome": outcome, "reason_code": reason, "seen": version(one)}
    deciding.set_aside(one.pk, ids, by=who.specialist, why=WHY, **said)


def begin(who, one, expected=2, key=None):
    return succeeding.begin(one.pk, by=who.liaison, why=WHY, expected=expected, key=key or uuid4())


@pytest.fixture
def slow(monkeypatch):
    """One subject a chunk, and none while the person waits."""
    chunk = succeeding._due
    monkeypatch.setattr(succeeding, "AT_ONCE", 0)
    monkeypatch.setattr(succeeding, "_due", lambda succession: _one_of(chunk, succession, monkeypatch))


def _one_of(chunk, succession, monkeypatch):
    with monkeypatch.context() as now:
        now.setattr(succeeding, "AT_ONCE", 1)
        return chunk(succession)


def test_returned_subjects_come_along_as_they_were_received(who, one):
    successor = begin(who, one)
    carried = list(successor.subjects.order_by("row"))
    assert [s.last_name for s in carried] == list(NAMES[:2])
    for before, after in zip(one.subjects.order_by("row")[:2], carried, strict=True):
        assert all(getattr(before, name) == getattr(after, name) for name in SUBJECT_FIELDS)
        assert bytes(before.tin_index) == bytes(after.tin_index) and before.tin_form == after.tin_form
        assert bytes(before.tin_sealed) != bytes(after.tin_sealed)
        assert after.outcome == "open" and after.judged_under and after.batch_id is None
    assert (successor.status, successor.title, successor.items) == (Status.DRAFT, one.title, one.items)


@pytest.mark.parametrize("judge", [lambda one: None, lambda one: judging.tell_shared(one.pk), lambda one: anew(one)])
def test_a_reason_that_came_back_with_its_subject_is_no_earlier_use_of_it(who, judge):
    """Counsel had to clear every subject that was returned and came back in its own words."""
    reason = "The courier’s ledger of 3 May names her flat as the place where forged seals were handed over."
    sent = walk(who, draft(who, subject_fields(reason=reason), tin="912-66-0021"), Status.COMPLETENESS)
    set_aside(who, sent, [1], "returned", "no_matter")
    came = begin(who, sent, 1)
    again = walk(who, fresh(came), Status.COMPLETENESS)
    set_aside(who, again, [1], "returned", "no_matter")
    third = begin(who, again, 1)
    other = draft(who, subject_fields(last_name="Anderfeld", first_name="Ida", reason=reason), tin="912-66-0022")
    for one in (came, third, other):
        judge(one)
    assert "reason.generic" not in (*came.subjects.get().review_codes, *third.subjects.get().review_codes)
    assert "reason.generic" in other.subjects.get().review_codes


def anew(one: DisclosureRequest) -> None:
    whole.judge_anew(one.pk)
    judging.judge_stale(one.pk)


def test_the_number_opens_in_its_new_place_and_the_look_at_the_old_one_is_recorded(who, one):
    successor = begin(who, one)
    looks = AccessRecord.objects.filter(act="work", case_id=one.pk, why__contains="successor")
    assert looks.get().count == 2
    walk(who, fresh(successor), Status.COMPLETENESS)
    with acting(by=who.specialist, why=WHY):
        looker = looker_for(who.specialist, successor)
        first = successor.subjects.get(row=1)
        assert showing.subject(successor, first.pk, looker, reveal_tin=True).tin_masked.replace("-", "") == "912660001"


def test_the_two_are_linked_subject_by_subject(who, one):
    successor = begin(who, one)
    succession = Succession.objects.get()
    assert (succession.earlier_id, succession.successor_id, succession.carried) == (one.pk, successor.pk, 2)
    pairs = CarriedSubject.objects.order_by("earlier_id").values_list("earlier_id", "later_id")
    ours = [list(r.subjects.order_by("row").values_list("pk", flat=True)) for r in (one, successor)]
    assert list(pairs) == list(zip(ours[0][:2], ours[1], strict=True))


def test_a_denied_one_never_goes_along_and_what_is_unseen_isnt_counted(who, one):
    assert to_carry(one) == 2
    begin(who, one)
    assert to_carry(one) == 0
    with pytest.raises(Refused, match="No returned subject is left"):
        begin(who, one)


def test_the_database_carries_no_denied_one(who, one):
    begin(who, one)
    succession = Succession.objects.get()
    later = add(who, succession.successor, **subject_fields(last_name="Eigenhand"))
    forged = "INSERT INTO requests_app_carriedsubject (succession_id, earlier_id, later_id) VALUES (%s, %s, %s)"
    for earlier in one.subjects.filter(row__gte=3):
        with pytest.raises(DatabaseError, match="Only what was returned"), acting(by=who.liaison, why=WHY):
            connection.cursor().execute(forged, [succession.pk, earlier.pk, later.pk])


def test_a_double_click_begins_one(who, one):
    key = uuid4()
    assert begin(who, one, key=key).pk == begin(who, one, key=key).pk
    assert Succession.objects.count() == 1


def test_more_returned_since_the_page_was_opened(who, one):
    set_aside(who, one, [5], "returned", "no_matter")
    with pytest.raises(Refused, match="3 returned subjects now, not 2"):
        begin(who, one)
    begin(who, one, expected=3)


def test_what_is_returned_later_goes_into_another(who, one):
    begin(who, one)
    set_aside(who, one, [5], "returned", "no_matter")
    second = begin(who, one, expected=1)
    assert list(second.subjects.values_list("last_name", flat=True)) == [NAMES[4]]


def test_after_a_withdrawn_successor_they_may_come_along_again(who, one):
    first = begin(who, one)
    deciding.withdraw(first.pk, by=who.liaison, why=WHY, seen=version(first))
    assert begin(who, one).subjects.count() == 2


@pytest.mark.parametrize("name", ["signer", "specialist", "oversight"])
def test_only_a_liaison_begins_one(who, one, name):
    with pytest.raises(Refused, match="liaison"):
        succeeding.begin(one.pk, by=who.people()[name], why=WHY, expected=2, key=uuid4())


@pytest.mark.parametrize("name", ["ice_liaison", "stranger", "administrator"])
def test_another_agency_finds_nothing(who, one, name):
    with pytest.raises(access.Absent):
        succeeding.begin(one.pk, by=who.people()[name], why=WHY, expected=2, key=uuid4())


def test_a_large_one_is_carried_over_chunk_by_chunk_as_the_liaison(who, one, slow):
    successor = begin(who, one)
    pk = Succession.objects.get().pk
    assert successor.subjects.count() == 0 and succeeding.unfinished() == [pk]
    assert [succeeding.carry_on(pk) for _ in range(4)] == [True, True, False, False]
    assert successor.subjects.count() == 2 and succeeding.unfinished() == []
    assert set(Subject.history.filter(disclosure_request=successor).values_list("history_user_id", flat=True)) == {
        who.liaison.pk
    }


def test_meanwhile_it_isnt_handed_over(who, one, slow):
    successor = begin(who, one)
    pk = Succession.objects.get().pk
    succeeding.carry_on(pk)
    refused = questions.move_refusals(fresh(successor), who.liaison, Move.HAND_OVER)
    assert any("still being carried over" in reason for reason in refused)
    while succeeding.carry_on(pk):
        pass
    submission.hand_over(successor.pk, by=who.liaison, why=WHY, seen=version(successor))


def test_a_subject_named_by_hand_meanwhile_is_in_nobodys_way(who, one, slow):
    successor = begin(who, one)
    pk = Succession.objects.get().pk
    succeeding.carry_on(pk)
    drafting.add_subject(
        successor.pk, by=who.liaison, why=WHY, seen=None, fields=subject_fields(last_name="Eigenhand"), tin=""
    )
    while succeeding.carry_on(pk):
        pass
    assert list(successor.subjects.order_by("row").values_list("last_name", flat=True)) == [
        NAMES[0],
        "Eigenhand",
        NAMES[1],
    ]


def test_withdrawn_meanwhile_it_stops_and_says_so(who, one, slow):
    successor = begin(who, one)
    pk = Succession.objects.get().pk
    succeeding.carry_on(pk)
    deciding.withdraw(successor.pk, by=who.liaison, why=WHY, seen=version(successor))
    assert not succeeding.carry_on(pk)
    stopped = Succession.objects.get()
    assert stopped.finished_at and "wasn’t carried over" in stopped.trouble
    assert to_carry(one) == 2


def test_who_loses_the_right_meanwhile_carries_no_further(who, one, slow):
    successor = begin(who, one)
    pk = Succession.objects.get().pk
    succeeding.carry_on(pk)
    access.revoke(who.liaison, Role.LIAISON, who.usao, by=who.administrator, why="left")
    assert not succeeding.carry_on(pk)
    assert Succession.objects.get().trouble and successor.subjects.count() == 1
    assert to_carry(one) == 1


def test_killed_in_a_chunk_nothing_of_it_stays_and_it_begins_anew(who, one, slow, monkeypatch):
    class Killed(BaseException):
        """Stands for the end of the process."""

    def killed(*_given):
        raise Killed

    successor = begin(who, one)
    pk = Succession.objects.get().pk
    with monkeypatch.context() as now:
        now.setattr(CarriedSubject.objects, "bulk_create", killed)
        with pytest.raises(Killed):
            succeeding.carry_on(pk)
    assert successor.subjects.count() == 0
    while succeeding.carry_on(pk):
        pass
    assert successor.subjects.count() == 2
