"""Moves, duties and frozen contents hold in raw SQL too, for whoever writes it as the app's role."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from audits.acting import JUDGING, Actor, acting
from requests_app import access
from requests_app.models import Decision, DisclosureRequest, Participation, Subject
from requests_app.rules.roles import Role
from requests_app.rules.transitions import MOVES, Status
from tests.cast import Cast, cast, draft, fresh, walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> Cast:
    return cast()


def raw(statement: str, *values: object, by: Actor) -> None:
    with acting(by=by, why="raw SQL"), connection.cursor() as cursor:
        cursor.execute(statement, values)


def refused(statement: str, *values: object, by: Actor) -> str:
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        raw(statement, *values, by=by)
    return str(error.value)


def set_status(one: DisclosureRequest, status: str) -> tuple[str, str, int]:
    return "UPDATE requests_app_disclosurerequest SET status = %s WHERE id = %s", status, one.pk


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.DRAFT, Status.AWAITING_SIGNATURE, Status.WITHDRAWN}))
def test_a_draft_jumps_nowhere(who, status):
    one = draft(who)
    assert "no move from draft to" in refused(*set_status(one, status), by=who.liaison)
    assert fresh(one).status == "draft"


def test_every_pair_that_is_not_in_the_table_is_refused(who):
    one = walk(who, draft(who), Status.COMPLETENESS)
    lawful = {t.target for t in MOVES if t.source == Status.COMPLETENESS}
    for status in set(Status) - lawful - {Status.COMPLETENESS}:
        assert "no move from completeness" in refused(*set_status(one, status), by=who.specialist)


@pytest.mark.parametrize(
    "name", ["counsel", "approver", "liaison", "oversight", "administrator", "stranger", "ice_liaison"]
)
def test_a_lawful_move_by_a_person_who_may_not_is_refused(who, name):
    one = walk(who, draft(who), Status.COMPLETENESS)
    assert "specialist" in refused(*set_status(one, "legal_review"), by=who.people()[name])


def test_a_system_actor_moves_nothing(who):
    one = walk(who, draft(who), Status.COMPLETENESS)
    assert "specialist" in refused(*set_status(one, "legal_review"), by=JUDGING)


def test_a_new_request_begins_as_a_draft(who):
    one = draft(who)
    columns = "agency_id, title, purpose, items, version, submission, cleared_codes, drafted_by_id"
    covers = "cover_statute, cover_reason, cover_officer, cover_case"
    statement = f"""
        INSERT INTO requests_app_disclosurerequest (number, status, made_by_key, {columns}, {covers})
        SELECT 'X-1', 'fulfilment', gen_random_uuid(), {columns}, {covers}
        FROM requests_app_disclosurerequest WHERE id = %s"""
    assert "begins as draft" in refused(statement, one.pk, by=who.liaison)


def test_a_request_is_never_deleted(who):
    one = draft(who)
    assert "kept for ever" in refused(
        "DELETE FROM requests_app_disclosurerequest WHERE id = %s", one.pk, by=who.liaison
    )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE requests_app_subject SET address_line1 = '1 Other St' WHERE disclosure_request_id = %s",
        "UPDATE requests_app_subject SET reason = '' WHERE disclosure_request_id = %s",
        "DELETE FROM requests_app_subject WHERE disclosure_request_id = %s",
        "UPDATE requests_app_subject SET outcome = 'dropped' WHERE disclosure_request_id = %s",
        "UPDATE requests_app_disclosurerequest SET purpose = 'other' WHERE id = %s",
    ],
)
def test_contents_are_frozen_while_others_decide(who, statement):
    one = walk(who, draft(who), Status.COMPLETENESS)
    assert "frozen" in refused(statement, one.pk, by=who.liaison)


def test_contents_are_changed_by_the_agencys_liaison_only(who):
    one = draft(who)
    change = "UPDATE requests_app_subject SET address_line1 = '1 Other St' WHERE disclosure_request_id = %s"
    for name in ("specialist", "signer", "ice_liaison", "administrator"):
        assert "liaison" in refused(change, one.pk, by=who.people()[name])


def test_whoever_edits_in_raw_sql_is_an_editor_for_ever(who):
    one = draft(who)
    raw("UPDATE requests_app_subject SET city = 'Tempe' WHERE disclosure_request_id = %s", one.pk, by=who.recipient)
    assert Participation.objects.filter(disclosure_request=one, person=who.recipient, duty="edit").exists()


@pytest.mark.parametrize(
    ("done", "wanted"),
    [("edit", "sign"), ("edit", "review"), ("review", "approve"), ("prepare", "authorize"), ("authorize", "transmit")],
)
def test_barred_duties_are_refused_in_raw_sql_in_either_order(who, done, wanted):
    one = draft(who)
    take = "INSERT INTO requests_app_participation (disclosure_request_id, person_id, duty) VALUES (%s, %s, %s)"
    raw(take, one.pk, who.stranger.pk, done, by=who.stranger)
    assert "Separation of duties" in refused(take, one.pk, who.stranger.pk, wanted, by=who.stranger)
    raw(take, one.pk, who.counsel.pk, wanted, by=who.counsel)
    assert "Separation of duties" in refused(take, one.pk, who.counsel.pk, done, by=who.counsel)


def test_nobody_decides_in_anothers_name(who):
    one = walk(who, draft(who), Status.IRS_APPROVAL)
    values = {"disclosure_request": one, "name": "x", "role": "approver", "submission": 1, "words": "yes"}
    with pytest.raises(DatabaseError, match="another's name"), acting(by=who.counsel, why="forged"):
        Decision.objects.create(kind="approval", person=who.approver, **values)


def test_a_reviewer_can_not_approve_though_the_role_is_granted(who):
    one = walk(who, draft(who), Status.IRS_APPROVAL)
    access.grant(who.counsel, Role.APPROVER, who.usao, by=who.administrator, why="a second role")
    assert "Separation of duties" in refused(*set_status(one, "fulfilment"), by=who.counsel)


def test_approved_is_an_outcome_that_only_an_approver_gives(who):
    one = walk(who, draft(who), Status.IRS_APPROVAL)
    outcome = "UPDATE requests_app_subject SET outcome = 'approved' WHERE disclosure_request_id = %s"
    assert "approver" in refused(outcome, one.pk, by=who.specialist)


def test_a_no_for_one_subject_holds(who):
    one = walk(who, draft(who), Status.COMPLETENESS)
    raw(
        "UPDATE requests_app_subject SET outcome = 'denied' WHERE disclosure_request_id = %s", one.pk, by=who.specialist
    )
    again = "UPDATE requests_app_subject SET outcome = %s WHERE disclosure_request_id = %s"
    for outcome in ("open", "approved", "returned"):
        assert "no move from denied" in refused(again, outcome, one.pk, by=who.approver)
    assert Subject.objects.get(disclosure_request=one).outcome == "denied"
