"""The same person named twice: within a request, and in another open one of the agency."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from requests_app.intake import confidential, judging, waiting
from requests_app.models import ConfidentialFlag, CrossCheck, Subject
from requests_app.rules.transitions import Status
from requests_app.workflow import deciding, drafting
from tests.cast import (
    WHY,
    Cast,
    add,
    cast,
    draft,
    fresh,
    order_fields,
    subject_fields,
    version,
    walk,
)

CODE = "subject.duplicate"


@pytest.fixture
def who(db) -> Cast:
    return cast()


def other(**changes: str) -> dict[str, str]:
    return subject_fields(
        reason="Ledger pages of the shop list a Demofield as its third partner since March.", **changes
    )


def codes(one) -> list[bool]:
    return [CODE in s.review_codes for s in Subject.objects.filter(disclosure_request=one).order_by("row")]


def sweep() -> None:
    """What the worker does until nothing is due."""
    for _ in range(4):
        for pk in {*confidential.due(), *waiting.unjudged_requests()}:
            judging.judge_stale(pk)
    assert not confidential.due()


def test_two_of_one_request_are_flagged_and_the_third_is_not(who):
    swapped = other(first_name="DEMOFIELD", last_name="Cárl", date_of_birth="1 April 1980")
    one = draft(who, subject_fields(), swapped, other(date_of_birth="1980-04-02"))
    judging.judge_stale(one.pk)
    assert codes(one) == [True, True, False]


def test_an_edit_by_hand_ends_it_on_both(who):
    one = draft(who, subject_fields(), other())
    judging.judge_shared(one)
    assert codes(one) == [True, True]
    second = one.subjects.order_by("row")[1]
    drafting.edit_subject(second.pk, by=who.liaison, why=WHY, fields={"date_of_birth": "1981-05-05"}, tin=None)
    judging.judge_shared(fresh(one))
    assert codes(one) == [False, False]


def test_the_same_number_is_the_same_person_whatever_the_name(who):
    one = draft(who, subject_fields(), tin="912-66-0001")
    add(who, one, tin="912660001", **other(first_name="Karl", last_name="Nemo", date_of_birth=""))
    judging.judge_stale(one.pk)
    assert codes(one) == [True, True]


def test_another_open_request_of_the_agency_flags_both_and_its_end_clears_both(who):
    one = walk(who, draft(who), Status.COMPLETENESS)
    sweep()
    assert codes(one) == [False]
    two = draft(who, other())
    judging.judge_stale(two.pk)
    assert codes(two) == [True]
    walk(who, two, Status.COMPLETENESS)
    sweep()
    assert (codes(one), codes(two)) == ([True], [True])
    deciding.withdraw(two.pk, by=who.liaison, why=WHY, seen=version(two))
    sweep()
    assert codes(one) == [False]


def test_a_draft_elsewhere_flags_nobody(who):
    draft(who, other())
    one = walk(who, draft(who), Status.COMPLETENESS)
    sweep()
    assert codes(one) == [False]


def test_what_counsel_decided_on_is_not_flagged_by_what_comes_in_later(who):
    one = walk(who, draft(who), Status.FULFILMENT)
    walk(who, draft(who, other()), Status.COMPLETENESS)
    sweep()
    assert codes(one) == [False]


def test_the_second_request_changes_nothing_in_the_first_agencys_rows(who):
    usao = walk(who, draft(who), Status.COMPLETENESS)
    sweep()
    before = Subject.history.filter(disclosure_request=usao).count(), fresh(usao).version
    ice = walk(who, draft(who, order_fields(), ice=True), Status.COMPLETENESS)
    sweep()
    assert ConfidentialFlag.objects.filter(disclosure_request=usao).exists()
    deciding.withdraw(ice.pk, by=who.ice_liaison, why=WHY, seen=version(ice))
    sweep()
    assert not ConfidentialFlag.objects.filter(disclosure_request=usao).exists()
    assert (Subject.history.filter(disclosure_request=usao).count(), fresh(usao).version) == before


def test_a_comparison_that_is_not_done_is_found_again_and_bars_a_release(who):
    one = walk(who, draft(who), Status.FULFILMENT)
    confidential.mark(one.pk)
    with pytest.raises(DatabaseError, match="counsel has not finished"), transaction.atomic():
        connection.cursor().execute("SELECT desk_release_check(%s)", [one.pk])
    assert confidential.due() == [one.pk]
    assert confidential.settle(one.pk)
    assert not CrossCheck.objects.exists()
    assert not confidential.settle(one.pk)


@pytest.mark.parametrize(("reason", "stays"), [("no_record_or_mismatch", True), ("no_period", False)])
def test_a_subject_set_aside_unseen_ends_no_flag_that_the_agency_sees(who, reason, stays):
    one = walk(who, draft(who), Status.COMPLETENESS)
    two = walk(who, draft(who, other()), Status.COMPLETENESS)
    sweep()
    rows = Subject.history.filter(disclosure_request=one).count()
    ids = list(two.subjects.values_list("pk", flat=True))
    given = {"outcome": "denied", "reason_code": reason, "seen": version(two)}
    deciding.set_aside(two.pk, ids, by=who.specialist, why=WHY, **given)
    sweep()
    assert codes(one) == [stays]
    assert (Subject.history.filter(disclosure_request=one).count() == rows) is stays
