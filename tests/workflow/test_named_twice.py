"""The same person named twice: within a request, in another open one of the agency, and across agencies for the IRS alone."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from audits.acting import acting
from requests_app.access import narrow
from requests_app.intake import confidential, judging, waiting
from requests_app.models import ConfidentialFlag, CrossCheck, Subject
from requests_app.rules.facts import Audience
from requests_app.rules.transitions import Status
from requests_app.workflow import deciding, drafting, legal_review, showing
from requests_app.workflow.refused import Refused
from tests.cast import (
    LAWFUL,
    WHY,
    Cast,
    add,
    cast,
    clear_all,
    clear_subject,
    draft,
    fresh,
    looker_for,
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


@pytest.fixture
def across(who) -> tuple[Cast, object, object]:
    """Two agencies name one person, in requests that are in legal review."""
    usao = walk(who, draft(who), Status.LEGAL_REVIEW)
    ice = walk(who, draft(who, order_fields(), ice=True), Status.LEGAL_REVIEW)
    sweep()
    return who, usao, ice


def test_across_agencies_the_flag_is_the_irss_alone(across):
    who, usao, ice = across
    flags = ConfidentialFlag.objects.order_by("disclosure_request")
    assert [(f.disclosure_request_id, f.code, f.audience, f.severity) for f in flags] == [
        (one.pk, CODE, Audience.IRS, "review") for one in (usao, ice)
    ]
    assert (codes(usao), codes(ice)) == ([False], [False])
    for someone, shown in ((who.liaison, False), (who.specialist, True), (who.counsel, True), (who.oversight, True)):
        with acting(by=someone, why=WHY):
            subject = showing.subject(usao, usao.subjects.get().pk, looker_for(someone, usao))
        assert (CODE in [f.code for f in subject.flags]) is shown


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


def test_it_is_cleared_by_counsel_in_writing_before_a_determination(across):
    who, usao, _ = across
    clear_all(who, usao, but=CODE)
    with pytest.raises(Refused, match="review flag on a subject isn't cleared"):
        legal_review.determine(usao.pk, by=who.counsel, why=WHY, seen=version(usao), elements=LAWFUL)
    subject = usao.subjects.get()
    clear_subject(who, usao, subject, CODE)
    subject.refresh_from_db()
    assert subject.cleared_codes == [], "the agency's row tells nothing"
    walk(who, usao, Status.FULFILMENT)
    with connection.cursor() as cursor, acting(by=who.specialist, why=WHY):
        cursor.execute("SELECT desk_release_check(%s)", [usao.pk])


def test_marked_cleared_without_a_clearance_in_writing_nothing_is_released(across):
    who, usao, _ = across
    with acting(by=who.counsel, why=WHY):
        ConfidentialFlag.objects.filter(disclosure_request=usao).update(cleared=True)
    walk(who, usao, Status.FULFILMENT)
    with pytest.raises(DatabaseError, match="counsel has not finished"), transaction.atomic():
        connection.cursor().execute("SELECT desk_release_check(%s)", [usao.pk])


@pytest.mark.parametrize("someone", ["specialist", "approver", "liaison", "administrator"])
def test_nobody_but_counsel_clears_one_in_raw_sql_and_nobody_removes_one(across, someone):
    who, usao, _ = across
    flags = ConfidentialFlag.objects.filter(disclosure_request=usao)
    for by, act in ((who.people()[someone], lambda: flags.update(cleared=True)), (who.counsel, flags.delete)):
        with pytest.raises(DatabaseError), acting(by=by, why=WHY):
            act()
    assert flags.get().cleared is False


def test_the_agency_hands_over_signs_and_withdraws_as_if_there_were_none(across):
    who, usao, _ = across
    deciding.return_to_agency(usao.pk, by=who.counsel, why=WHY, seen=version(usao), reason_codes=["no_period"])
    assert ConfidentialFlag.objects.filter(disclosure_request=usao).exists()
    assert walk(who, usao, Status.COMPLETENESS).status == Status.COMPLETENESS


def test_sent_in_anew_it_is_to_be_cleared_anew(across):
    who, usao, _ = across
    clear_subject(who, usao, usao.subjects.get(), CODE)
    deciding.return_to_agency(usao.pk, by=who.counsel, why=WHY, seen=version(usao), reason_codes=["no_period"])
    walk(who, usao, Status.LEGAL_REVIEW)
    sweep()
    assert [(f.submission, f.cleared) for f in ConfidentialFlag.objects.filter(disclosure_request=usao)] == [(2, False)]


def test_a_comparison_that_is_not_done_is_found_again_and_bars_a_release(who):
    one = walk(who, draft(who), Status.FULFILMENT)
    confidential.mark(one.pk)
    with pytest.raises(DatabaseError, match="counsel has not finished"), transaction.atomic():
        connection.cursor().execute("SELECT desk_release_check(%s)", [one.pk])
    assert confidential.due() == [one.pk]
    assert confidential.settle(one.pk)
    assert not CrossCheck.objects.exists()
    assert not confidential.settle(one.pk)


def test_a_pages_reader_is_told_of_his_own_agency_alone(across):
    who, usao, ice = across
    key = bytes(usao.subjects.get().identity_keys[0])
    wanted = "SELECT count(*) FROM desk_named_elsewhere(%s, %s::bytea[], %s)"
    with transaction.atomic(), connection.cursor() as cursor:
        narrow([who.usao.pk], irs_side=[who.usao.pk])
        for one, across_agencies in ((usao, True), (ice, False), (ice, True)):
            cursor.execute(wanted, [one.pk, [key], across_agencies])
            assert cursor.fetchone()[0] == 0
        cursor.execute("SELECT count(*) FROM desk_same_people(%s)", [usao.pk])
        assert cursor.fetchone()[0] == 0
        transaction.set_rollback(True)


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
