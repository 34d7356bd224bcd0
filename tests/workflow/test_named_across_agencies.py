"""The same person named by two agencies: a flag for the IRS alone, cleared by counsel in writing, told nowhere else."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from audits.acting import acting
from requests_app.access import narrow
from requests_app.models import ConfidentialFlag, DisclosureRequest
from requests_app.rules.facts import Audience
from requests_app.rules.transitions import Status
from requests_app.workflow import deciding, legal_review, showing
from requests_app.workflow.refused import Refused
from tests.cast import (
    LAWFUL,
    WHY,
    Cast,
    cast,
    clear_all,
    clear_subject,
    draft,
    fresh,
    looker_for,
    order_fields,
    version,
    walk,
)
from tests.workflow.test_named_twice import CODE, codes, sweep


@pytest.fixture(scope="module")
def walked(own_copy: None) -> tuple[int, int]:
    """Two agencies name one person, in requests that are in legal review."""
    who = cast()
    usao = walk(who, draft(who), Status.LEGAL_REVIEW)
    ice = walk(who, draft(who, order_fields(), ice=True), Status.LEGAL_REVIEW)
    sweep()
    return usao.pk, ice.pk


@pytest.fixture
def across(walked: tuple[int, int], db) -> tuple[Cast, DisclosureRequest, DisclosureRequest]:
    usao, ice = (fresh(DisclosureRequest(pk=pk)) for pk in walked)
    return cast(), usao, ice


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
