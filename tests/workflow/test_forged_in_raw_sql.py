"""What a person with a role, and the app's own database role at hand, can't forge in raw SQL."""

from __future__ import annotations

import json

import pytest
from django.db import DatabaseError, connection

from audits.acting import INTAKE, JUDGING, acting
from requests_app.models import Release, Subject, TaxRecord
from requests_app.rules.statute import ELEMENTS
from requests_app.rules.transitions import Status
from tests.cast import Cast, cast, draft, on_record, walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> Cast:
    return cast()


def refused(statement: str, *values: object, by: object) -> str:
    with pytest.raises(DatabaseError) as error, acting(by=by, why="raw SQL"), connection.cursor() as cursor:
        cursor.execute(statement, values)
    return str(error.value)


def raw(statement: str, *values: object, by: object) -> None:
    with acting(by=by, why="raw SQL"), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize(
    "forged",
    [
        "grade_address = 'incomplete'",
        "judged_under = 'forged'",
        "blocking_codes = '{x}'",
        "review_codes = '{x}'",
    ],
)
def test_nobody_writes_a_verdict_on_what_was_sent_in(who, forged):
    one = walk(who, draft(who), Status.COMPLETENESS)
    write = f"UPDATE requests_app_subject SET {forged} WHERE disclosure_request_id = %s"
    for person in (who.liaison, who.specialist, who.counsel, who.approver):
        assert "by the rules alone" in refused(write, one.pk, by=person)
    raw(write, one.pk, by=JUDGING)


def test_a_subject_does_not_leave_a_frozen_request(who):
    frozen, other = walk(who, draft(who), Status.AWAITING_SIGNATURE), draft(who)
    move = "UPDATE requests_app_subject SET disclosure_request_id = %s, row = 99 WHERE disclosure_request_id = %s"
    assert "stays in its request" in refused(move, other.pk, frozen.pk, by=who.liaison)


def test_a_subject_is_of_the_agency_of_its_request(who):
    one = draft(who)
    write = "UPDATE requests_app_subject SET agency_id = %s WHERE disclosure_request_id = %s"
    assert "stays in its request" in refused(write, who.ice.pk, one.pk, by=who.liaison)
    subject = Subject.objects.get(disclosure_request=one)
    subject.pk, subject.row, subject.agency_id = None, 99, who.ice.pk
    with pytest.raises(DatabaseError, match="of its request's agency"), acting(by=who.liaison, why="raw"):
        subject.save(force_insert=True)


def test_another_agencys_liaison_takes_no_draft_over(who):
    one = draft(who)
    take = "UPDATE requests_app_disclosurerequest SET agency_id = %s WHERE id = %s"
    assert "stays its agency's" in refused(take, who.ice.pk, one.pk, by=who.ice_liaison)


def test_a_system_lifts_no_court_order(who):
    enter = """INSERT INTO requests_app_hold (kind, court, docket, citation, binds, acts, starts, words)
               VALUES ('stay', 'D.D.C.', '1', 'D.D.C. 1', 'IRS', '{disclose}', current_date - 1, '')"""
    raw(enter, by=who.counsel)
    lift = "UPDATE requests_app_hold SET lifted_on = starts, lift_citation = 'D.D.C. 2'"
    for system in (JUDGING, INTAKE):
        assert "counsel" in refused(lift, by=system)
        assert "counsel" in refused(enter, by=system)
    later = lift.replace("= starts", "= current_date + 2")
    assert "isn't lifted as of a day to come" in refused(later, by=who.counsel)
    raw(lift, by=who.counsel)


GIVE = """INSERT INTO requests_app_agencypersongrant (user_id, content_object_id, permission_id)
          SELECT %s, %s, id FROM auth_permission WHERE codename = 'approver'"""
TAKE = "DELETE FROM requests_app_agencypersongrant WHERE user_id = %s AND content_object_id = %s"


def test_roles_are_given_and_taken_by_an_administrator_never_ones_own(who):
    assert "administrator" in refused(GIVE, who.liaison.pk, who.usao.pk, by=who.liaison)
    assert "administrator" in refused(GIVE, who.stranger.pk, who.usao.pk, by=who.counsel)
    assert "administrator" in refused(TAKE, who.counsel.pk, who.usao.pk, by=who.approver)
    assert "administrator" in refused(GIVE, who.stranger.pk, who.usao.pk, by=JUDGING)
    assert "own roles" in refused(GIVE, who.administrator.pk, who.usao.pk, by=who.administrator)
    raw(GIVE, who.stranger.pk, who.usao.pk, by=who.administrator)
    raw(TAKE, who.stranger.pk, who.usao.pk, by=who.administrator)


def test_nobody_clears_a_flag_but_counsel(who):
    one = walk(who, draft(who), Status.LEGAL_REVIEW)
    for table, column in (("requests_app_disclosurerequest", "id"), ("requests_app_subject", "disclosure_request_id")):
        clear = f"UPDATE {table} SET cleared_codes = '{{writing.delegate}}' WHERE {column} = %s"
        for person in (who.liaison, who.specialist, who.approver, JUDGING):
            assert "counsel" in refused(clear, one.pk, by=person)


@pytest.mark.parametrize("change", ["version = version - 1", "submission = 0", "submission = submission + 1"])
def test_a_request_does_not_hide_from_the_irs_or_look_older(who, change):
    one = walk(who, draft(who), Status.COMPLETENESS)
    write = f"UPDATE requests_app_disclosurerequest SET {change} WHERE id = %s"
    assert "Versions only grow" in refused(write, one.pk, by=who.liaison)


DECIDE = """INSERT INTO requests_app_decision (disclosure_request_id, kind, person_id, name, role, submission, snapshot_hash,
            elements, reason_codes, words) VALUES (%s, %s, %s, 'x', 'x', 1, '', '{}', '{}', 'forged')"""
NOTE = """INSERT INTO requests_app_note (disclosure_request_id, person_id, name, readers, text)
          VALUES (%s, %s, 'x', 'agency', 'forged')"""


@pytest.mark.parametrize("kind", ["return", "denial", "set_aside", "step_back", "anything"])
def test_an_agency_writes_no_decision_of_the_irs(who, kind):
    one = walk(who, draft(who), Status.LEGAL_REVIEW)
    answer = refused(DECIDE, one.pk, kind, who.liaison.pk, by=who.liaison)
    assert "of the agency only" in answer or "There is no decision" in answer
    assert "liaison, signer" in refused(DECIDE, one.pk, "withdrawal", who.counsel.pk, by=who.counsel)


def test_nobody_writes_a_note_in_anothers_name(who):
    one = walk(who, draft(who), Status.LEGAL_REVIEW)
    assert "another's name" in refused(NOTE, one.pk, who.approver.pk, by=who.counsel)
    raw(NOTE, one.pk, who.counsel.pk, by=who.counsel)


DETERMINE = """INSERT INTO requests_app_decision (disclosure_request_id, kind, person_id, name, role, submission, snapshot_hash,
               lawful, elements, reason_codes, words) SELECT id, %s, %s, 'x', 'counsel', submission, desk_content_hash(id),
               %s, %s::jsonb, '{}', 'lawful' FROM requests_app_disclosurerequest WHERE id = %s"""
PREPARE = """SELECT desk_release_part(desk_release_prepare(%s, %s, 'hash', 'zip', 1, 1, '{}'::jsonb, false, %s::bigint[],
                                       %s::bigint[], ARRAY[%s], ARRAY[%s], ARRAY[NULL]::bigint[]), 1, 'x'::bytea)"""

ANSWERED = {id: {"yes": True, "words": "It does."} for id in ELEMENTS}
HALF: dict[str, dict[str, object]] = {
    "one element of one's own": {"anything": {"yes": True, "words": "Yes."}},
    "an element left out": {k: v for k, v in ANSWERED.items() if k != "specific_reasons"},
    "an element without an answer": ANSWERED | {"tier": {"words": "It may."}},
}


def prepared(
    who: Cast, elements: object, item: str = "address", tier: str = "identity"
) -> tuple[str, tuple[object, ...]]:
    """Determine with these elements and approve, in raw SQL; return the call that prepares the release."""
    on_record()
    one = walk(who, draft(who, tin="912-66-0001"), Status.FULFILMENT)
    raw(DETERMINE, "determination", who.counsel.pk, True, json.dumps(elements), one.pk, by=who.counsel)
    raw(DETERMINE, "approval", who.approver.pk, None, "{}", one.pk, by=who.approver)
    subject, record = Subject.objects.get(disclosure_request=one), TaxRecord.objects.get()
    return PREPARE, (one.pk, who.recipient.recipient_keys.get().pk, [subject.pk], [record.pk], item, tier)


def test_with_every_element_answered_it_is_prepared(who):
    call, values = prepared(who, ANSWERED)
    raw(call, *values, by=who.specialist)
    assert Release.objects.count() == 1


@pytest.mark.parametrize("lack", HALF)
def test_a_determination_answers_every_element_in_words(who, lack):
    call, values = prepared(who, HALF[lack])
    assert "No release" in refused(call, *values, by=who.specialist)


@pytest.mark.parametrize("words", [None, " ", "x", "OK", "7 8"])
def test_a_decision_is_in_words_as_every_element_is(who, words):
    one = walk(who, draft(who), Status.LEGAL_REVIEW)
    lacking = json.dumps(ANSWERED | {"tier": {"yes": True, "words": words}})
    assert "in writing" in refused(DETERMINE, "determination", who.counsel.pk, True, lacking, one.pk, by=who.counsel)
    blank = DETERMINE.replace("'lawful'", f"'{words or ''}'")
    full = json.dumps(ANSWERED)
    assert "in writing" in refused(blank, "determination", who.counsel.pk, True, full, one.pk, by=who.counsel)


@pytest.mark.parametrize(
    ("item", "tier"), [("address", "other"), ("return", "barred"), ("return", "identity"), ("x", "identity")]
)
def test_only_what_was_asked_for_and_may_leave_is_released(who, item, tier):
    call, values = prepared(who, ANSWERED, item, tier)
    assert "No release" in refused(call, *values, by=who.specialist)
