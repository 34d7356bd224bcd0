"""What a person with a role, and the app's own database role at hand, can't do in raw SQL to agreements, safeguards, lists."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection

from audits.acting import JUDGING, SETUP, acting
from requests_app.models import Agreement, SafeguardFinding, Threshold
from requests_app.rules.retention import SHORTENED
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db

IRS = ("specialist", "counsel", "approver", "authorizer", "oversight", "administrator")
OTHERS = (*IRS, "liaison", "signer", "ice_liaison", "ice_signer", "stranger")


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


def all_but(who: Cast, *names: str) -> list[object]:
    return [JUDGING, *(getattr(who, name) for name in OTHERS if name not in names)]


END = "UPDATE requests_app_agreement SET ends = current_date"
ENTER = """INSERT INTO requests_app_agreement (agency_id, code, title, starts, statutes, items, signer_offices,
           asks_attestation, asks_removal_order, attestation_text, attestation_version, retention, breach, termination)
           VALUES (%s, 'RAW', 'Raw', current_date, '{}', '{}', '{}', true, false, '', '', '', '', '')"""
SET_CONDITION = "INSERT INTO requests_app_agreementcondition (agreement_id, words) VALUES (%s, 'A report every year.')"
MEET = "UPDATE requests_app_agreementcondition SET met_on = current_date, met_words = 'The report of March.'"


def test_an_agreement_is_entered_and_changed_by_counsel_and_never_deleted(who):
    for other in all_but(who, "counsel"):
        assert "Agreements" in refused(ENTER, who.usao.pk, by=other)
        assert "Agreements" in refused(END, by=other)
    assert "in person" in refused(END, by=SETUP)
    for anyone in (who.counsel, SETUP):
        assert "never deleted" in refused("DELETE FROM requests_app_agreement", by=anyone)
    raw(ENTER, who.usao.pk, by=who.counsel)
    raw(END, by=who.counsel)


def test_an_agreement_stays_its_agencys_and_a_new_attestation_is_a_new_version(who):
    move = "UPDATE requests_app_agreement SET agency_id = %s"
    assert "stays its agency's" in refused(move, who.usao.pk, by=who.counsel)
    assert "stays its agency's" in refused("UPDATE requests_app_agreement SET code = 'OTHER'", by=who.counsel)
    words = "UPDATE requests_app_agreement SET attestation_text = %s, attestation_version = %s"
    raw(words, "I attest.", "1", by=who.counsel)
    assert "new version" in refused(words, "I attest otherwise.", "1", by=who.counsel)
    assert "ends_after" in refused("UPDATE requests_app_agreement SET ends = starts - 1", by=who.counsel)


def test_a_condition_is_counsels_stays_what_it_is_and_is_met_once_in_writing(who):
    for other in all_but(who, "counsel"):
        assert "Conditions" in refused(SET_CONDITION, who.mou.pk, by=other)
    raw(SET_CONDITION, who.mou.pk, by=who.counsel)
    for other in all_but(who, "counsel"):
        assert "Conditions" in refused(MEET, by=other)
    assert "in writing" in refused("UPDATE requests_app_agreementcondition SET met_on = current_date", by=who.counsel)
    assert "stays" in refused("UPDATE requests_app_agreementcondition SET words = 'No report.'", by=who.counsel)
    raw(MEET, by=who.counsel)
    assert "met once" in refused("UPDATE requests_app_agreementcondition SET met_on = NULL", by=who.counsel)
    assert "never deleted" in refused("DELETE FROM requests_app_agreementcondition", by=who.counsel)


FIND = """INSERT INTO requests_app_safeguardfinding (agency_id, opened_on, finding, plan)
          VALUES (%s, current_date, 'No register of who looks.', 'A register.')"""
ACCEPT = """UPDATE requests_app_safeguardfinding
            SET plan_accepted_on = current_date, plan_accepted_by_id = %s, plan_accepted_words = %s"""
CLOSE = "UPDATE requests_app_safeguardfinding SET closed_on = current_date, closed_words = 'Seen in place.'"


def test_a_finding_is_entered_by_the_irs_and_stays_what_was_found(who):
    for other in all_but(who, "counsel", "specialist"):
        assert "Safeguard findings" in refused(FIND, who.ice.pk, by=other)
    raw(FIND, who.ice.pk, by=who.specialist)
    assert "stays what was found" in refused("UPDATE requests_app_safeguardfinding SET finding = 'x'", by=who.counsel)
    assert "never deleted" in refused("DELETE FROM requests_app_safeguardfinding", by=who.counsel)


def test_only_counsel_accepts_a_plan_and_closes_in_writing_and_in_his_own_name(who):
    raw(FIND, who.ice.pk, by=who.specialist)
    for other in all_but(who, "counsel"):
        assert (
            "only" in (said := refused(ACCEPT, getattr(other, "pk", None), "It will do.", by=other))
            or "in person" in said
        )
        assert "only" in (said := refused(CLOSE, by=other)) or "in person" in said
    assert "in one's own name" in refused(ACCEPT, who.approver.pk, "It will do.", by=who.counsel)
    for nothing in (" \t ", "x", "ok", "7 8"):
        assert "in writing" in refused(ACCEPT, who.counsel.pk, nothing, by=who.counsel)
    raw(ACCEPT, who.counsel.pk, "It will do.", by=who.counsel)
    assert "new acceptance" in refused("UPDATE requests_app_safeguardfinding SET plan = 'Less.'", by=who.specialist)
    assert "new acceptance" in refused(
        "UPDATE requests_app_safeguardfinding SET plan_due_on = '2030-01-01'", by=who.counsel
    )
    raw(CLOSE, by=who.counsel)
    assert "closed, it stays" in refused("UPDATE requests_app_safeguardfinding SET closed_on = NULL", by=who.counsel)


def test_a_finding_is_not_entered_with_its_plan_accepted_by_a_specialist(who):
    enter = FIND.replace("finding, plan)", "finding, plan, plan_accepted_on)").replace(
        "'A register.'", "'x', current_date"
    )
    assert "counsel" in refused(enter, who.ice.pk, by=who.specialist)
    assert SafeguardFinding.objects.count() == 0


REFUSE = """INSERT INTO requests_app_safeguardrefusal (agency_id, determined_on, determined_by_id, words)
            VALUES (%s, current_date, %s, 'Not met.')"""
LIFT = "UPDATE requests_app_safeguardrefusal SET lifted_on = current_date, lifted_words = 'Met.'"


def test_a_refusal_is_determined_and_lifted_by_counsel_once_and_in_writing(who):
    for other in all_but(who, "counsel"):
        assert "Determinations" in refused(REFUSE, who.ice.pk, getattr(other, "pk", None), by=other)
    assert "own name" in refused(REFUSE, who.ice.pk, who.approver.pk, by=who.counsel)
    raw(REFUSE, who.ice.pk, who.counsel.pk, by=who.counsel)
    for other in all_but(who, "counsel"):
        assert "Determinations" in refused(LIFT, by=other)
    assert "in writing" in refused("UPDATE requests_app_safeguardrefusal SET lifted_on = current_date", by=who.counsel)
    assert "stays what it is" in refused("UPDATE requests_app_safeguardrefusal SET words = 'Met.'", by=who.counsel)
    raw(LIFT, by=who.counsel)
    assert "lifted once" in refused("UPDATE requests_app_safeguardrefusal SET lifted_on = NULL", by=who.counsel)
    assert "never deleted" in refused("DELETE FROM requests_app_safeguardrefusal", by=who.counsel)


LISTS = (
    "UPDATE requests_app_threshold SET value = 9 WHERE name = 'officer_subjects'",
    "DELETE FROM requests_app_threshold WHERE name = 'officer_subjects'",
    "INSERT INTO requests_app_threshold (name, value) VALUES ('raw', 1)",
    "UPDATE requests_app_listedword SET words = 'raw' WHERE words = 'unknown' AND kind = 'name'",
    "DELETE FROM requests_app_listedword WHERE words = 'failed to provide'",
    "INSERT INTO requests_app_listedword (kind, words) VALUES ('name', 'raw')",
    "INSERT INTO audits_looklimit (name, value) VALUES ('denials', 9999)",
)


@pytest.mark.parametrize("change", LISTS)
def test_lists_and_thresholds_are_an_administrators(who, change):
    for other in all_but(who, "administrator"):
        assert "by an administrator in person" in refused(change, by=other)
    raw(change, by=who.administrator)


@pytest.mark.parametrize(
    ("name", "value"), [("clear_batch", 251), ("officer_subjects", 1_000_001), ("reason_subjects", 0)]
)
def test_a_threshold_keeps_its_bounds(who, name, value):
    change = "UPDATE requests_app_threshold SET value = %s WHERE name = %s"
    said = refused(change, value, name, by=who.administrator)
    assert "so high" in said or "check constraint" in said
    assert Threshold.objects.get(name=name).value not in (0, value)


SHORTER = "UPDATE requests_app_retentionperiod SET length = 3, citation = %s WHERE name = 'package'"
KEPT_LONGER = "UPDATE requests_app_retentionperiod SET length = 9 WHERE name = 'package'"


def test_a_retention_period_is_an_administrators_and_a_shorter_one_rests_on_another_citation(who):
    for other in all_but(who, "administrator"):
        assert "by an administrator in person" in refused(KEPT_LONGER, by=other)
    assert "by an administrator in person" in refused(SHORTER, "GRS 4.2, item 20", by=SETUP)
    raw(KEPT_LONGER, by=who.administrator)
    for cited in ("NIST SP 800-53 AU-11", "nist sp 800-53, AU 11."):
        assert SHORTENED in refused(SHORTER, cited, by=who.administrator)
    assert "rests on a citation" in refused(SHORTER, "–", by=who.administrator)
    for gone in (
        "DELETE FROM requests_app_retentionperiod",
        "UPDATE requests_app_retentionperiod SET name = name || 's'",
    ):
        assert "never taken away" in refused(gone, by=who.administrator)
    raw(SHORTER, "GRS 4.2, item 20", by=who.administrator)


AGENCY = """INSERT INTO requests_app_agency (code, name, kind, purpose_code, is_demonstration)
            VALUES ('R', 'R', 'agency', 'x', %s)"""
ROSTER = "INSERT INTO requests_app_officer (agency_id, name, title, is_active) VALUES (%s, 'Raw', '', true)"


def test_agencies_and_rosters_are_an_administrators_of_that_agency(who):
    for other in all_but(who, "administrator"):
        assert "administrator" in refused(AGENCY, False, by=other)
        assert "administrator" in refused("UPDATE requests_app_agency SET name = 'Other'", by=other)
        assert "administrator" in refused(ROSTER, who.ice.pk, by=other)
        assert "administrator" in refused("UPDATE requests_app_officer SET is_active = false", by=other)
    raw(AGENCY, False, by=who.administrator)
    raw(ROSTER, who.ice.pk, by=who.administrator)
    unknown = "UPDATE requests_app_agency SET name = 'Other' WHERE code = 'R'"
    assert "administrator" in refused(unknown, by=who.administrator)
    assert "never deleted" in refused("DELETE FROM requests_app_officer", by=who.administrator)


def test_an_officer_does_not_change_agencies_under_an_administrator_of_one(who):
    with acting(by=SETUP, why="a third agency"):
        third = type(who.ice).objects.create(code="THIRD", name="Third", kind="agency")
    move = "UPDATE requests_app_officer SET agency_id = %s WHERE agency_id = %s"
    assert "administrator" in refused(move, third.pk, who.ice.pk, by=who.administrator)


def test_what_is_entered_at_set_up_can_not_be_changed_by_set_up(who):
    assert Agreement.objects.filter(pk=who.mou.pk).exists()
    raw(FIND, who.ice.pk, by=SETUP)
    assert "in person" in refused(CLOSE, by=SETUP)
