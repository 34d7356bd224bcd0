"""What an attack found open: recipients who left, claimed matchers, records and items seen by the agency, counted versions."""

from __future__ import annotations

import re

import pytest
from django.db import DatabaseError, connection
from django.urls import reverse

from audits.acting import MATCHING, SETUP, acting
from requests_app import access
from requests_app.intake import judging
from requests_app.models import DisclosureRequest, MatchVerdict, Officer, RecordForm, ReleaseItem, TaxRecord
from requests_app.rules.roles import Role
from requests_app.rules.transitions import Status
from requests_app.workflow import completeness, deciding, fulfilment, kept, matching
from requests_app.workflow.refused import Refused, Stale
from tests.cast import (
    WHY,
    Cast,
    cast,
    draft,
    fresh,
    officer,
    on_record,
    prepare,
    subject_fields,
    transmit,
    version,
    walk,
)
from tests.pages.visiting import visitor
from tests.workflow.test_matching import candidates, father_and_son, looked_and_decided


@pytest.fixture
def who(db) -> Cast:
    return cast()


def for_recipient(who: Cast) -> DisclosureRequest:
    """A request in fulfilment whose engaged officer is somebody else than the recipient."""
    on_record()
    with acting(by=SETUP, why=WHY):
        officer(who.usao, who.liaison)
    return walk(who, draft(who, subject_fields(officer_name="Test Liaison")), Status.FULFILMENT)


def leaves_roster(who: Cast) -> None:
    with acting(by=who.administrator, why="Left the office."):
        Officer.objects.filter(person=who.recipient).update(is_active=False)


def loses_access(who: Cast) -> None:
    access.revoke(who.recipient, Role.LIAISON, who.usao, by=SETUP, why="Left the office.")


@pytest.mark.parametrize("leaves", [leaves_roster, loses_access])
def test_nothing_is_transmitted_to_somebody_who_left(who, leaves):
    one = for_recipient(who)
    release = prepare(who, one)
    fulfilment.authorize(release.pk, by=who.authorizer, why=WHY)
    leaves(who)
    judging.judge_stale(one.pk)
    with pytest.raises(Refused, match="no longer an officer"):
        fulfilment.transmit(release.pk, by=who.transmitter, why=WHY)


def test_a_package_is_not_opened_by_somebody_off_the_roster(who):
    release = transmit(who, for_recipient(who))
    leaves_roster(who)
    with pytest.raises(Refused, match="no longer an officer"):
        fulfilment.fetch(release.pk, by=who.recipient, why=WHY, origin="a test")


def test_the_recipient_does_not_open_a_package_once_more_alone(who):
    release = transmit(who, for_recipient(who))
    fulfilment.fetch(release.pk, by=who.recipient, why=WHY, origin="a test")
    access.grant(who.recipient, Role.SPECIALIST, who.usao, by=SETUP, why=WHY)
    with pytest.raises(Refused, match="somebody other"):
        fulfilment.reopen(release.pk, by=who.recipient, why="The download broke off.", seen=kept.mark(release))
    with pytest.raises(kept.Changed):
        fulfilment.reopen(release.pk, by=who.specialist, why="The download broke off.", seen=kept.mark(release) - 1)
    fulfilment.reopen(release.pk, by=who.specialist, why="The download broke off.", seen=kept.mark(release))


OTHER = "(SELECT max(record_id) FROM requests_app_recordform)"
FORGED = {
    "a record that isn't there": "record_id = 999999",
    "another's record, by name and TIN": f"record_id = {OTHER}, method = 'name_tin'",
    "another's record, by name and address": f"record_id = {OTHER}",
    "another agency": "agency_id = (SELECT max(id) FROM requests_app_agency)",
    "an earlier submission": "submission = submission - 1",
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED.keys())
def test_a_claimed_matcher_points_at_nobody_else(who, forged):
    on_record()
    one = walk(who, draft(who), Status.COMPLETENESS)
    on_record(last_name="Otherman", tin="912-66-0009")
    matching.run(one.pk)
    assert MatchVerdict.objects.get().verdict == "matched"
    with pytest.raises(DatabaseError, match="of a record that is there"), acting(by=MATCHING, why="raw SQL"):
        connection.cursor().execute(f"UPDATE requests_app_matchverdict SET {forged}")


def test_after_the_end_no_verdict_is_written(who):
    on_record()
    one = walk(who, draft(who), Status.COMPLETENESS)
    matching.run(one.pk)
    deciding.withdraw(one.pk, by=who.liaison, why=WHY, seen=version(one))
    with pytest.raises(DatabaseError, match="with the IRS"), acting(by=MATCHING, why="raw SQL"):
        connection.cursor().execute("UPDATE requests_app_matchverdict SET reasons = '{}'")


def test_records_and_what_is_packed_are_absent_for_the_agency(who):
    release = prepare(who, for_recipient(who))
    seen = (TaxRecord.objects.all(), RecordForm.objects.all(), ReleaseItem.objects.filter(release=release))
    assert all(found.count() == 1 for found in seen)
    access.narrow([who.usao.pk], irs_side=[who.usao.pk])
    assert all(found.count() == 1 for found in seen)
    access.narrow([who.ice.pk, who.usao.pk], irs_side=[who.ice.pk])
    assert [found.count() for found in seen] == [1, 1, 0]
    access.narrow([who.usao.pk])
    assert [found.count() for found in seen] == [0, 0, 0]


def test_what_was_transmitted_is_seen_by_its_agency_alone(who):
    transmit(who, for_recipient(who))
    access.narrow([who.usao.pk])
    assert ReleaseItem.objects.count() == 1
    access.narrow([who.ice.pk])
    assert ReleaseItem.objects.count() == 0


def withdrawal(who: Cast, one: DisclosureRequest, name: str) -> str:
    page = visitor(who.people()[name]).get(reverse("withdraw", args=[one.pk])).content.decode()
    return re.sub(
        r"\d+ seconds ago|a second ago", "", page.split('<form method="post" novalidate>')[1].split("</form>")[0]
    )


def test_no_page_of_the_agency_counts_what_the_irs_decides(who):
    def marks() -> list[list[str]]:
        return [re.findall(r'name="seen" value="([^"]*)"', withdrawal(who, one, n)) for n in ("liaison", "signer")]

    one = father_and_son(who)
    before, first = marks(), version(one)
    looked_and_decided(who.specialist, one, candidates(one)[0])
    assert version(one) == first
    completeness.find_complete(one.pk, by=who.specialist, why=WHY, seen=first)
    assert marks() == before == [["sent 1"], ["sent 1"]]
    visits = visitor(who.liaison)
    for _ in range(2):
        answer = visits.post(reverse("withdraw", args=[one.pk]), {"seen": "sent 1", "why": "No bill was returned."})
        assert answer.status_code == 302
    assert fresh(one).status == Status.WITHDRAWN


def test_a_form_drawn_before_it_was_sent_in_does_not_withdraw_it(who):
    one = draft(who)
    drawn = re.findall(r'name="seen" value="([^"]*)"', withdrawal(who, one, "liaison"))
    assert drawn == [str(version(one))]
    on_record()
    one = walk(who, one, Status.COMPLETENESS)
    for mark in (drawn[0], "sent 2", "sent ", "sent x"):
        visitor(who.liaison).post(reverse("withdraw", args=[one.pk]), {"seen": mark, "why": "A typo."})
        assert fresh(one).status == Status.COMPLETENESS
    with pytest.raises(Stale):
        deciding.withdraw(one.pk, by=who.liaison, why=WHY, seen=0)
