"""What ends the wait for a receipt whose recipient is gone: somebody else of the agency confirms it, or the IRS ends it."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from audits.acting import acting
from audits.models import AccountingEntry
from requests_app import access
from requests_app.models import CustodyAct, Officer, OrderService, Participation, Release
from requests_app.models.as_facts import today
from requests_app.rules.custody import NEVER_OPENED, NOBODY_THERE, SHUT_FOR_GOOD, Custody
from requests_app.rules.roles import Role
from requests_app.workflow import custody, fulfilment, recipient_keys
from requests_app.workflow.kept import mark
from requests_app.workflow.refused import Refused, Unfit
from tests.cast import WHY, Cast, cast, fresh, version
from tests.released import SECRET, act, order, transmitted

pytestmark = pytest.mark.django_db
KNOWN = "I saw it in the safe this morning."
HELD = {"custodian": "Test Keeper", "location": "Room 1"}
ENDED = "Its recipient has left and nobody opened it."


@pytest.fixture(scope="module")
def walked(own_copy: None) -> int:
    return transmitted(cast()).pk


@pytest.fixture
def who(walked: int) -> Cast:
    return cast()


@pytest.fixture
def release(walked: int) -> Release:
    return Release.objects.get(pk=walked)


def opened(who: Cast, release: Release) -> None:
    fulfilment.fetch(release.pk, by=who.recipient, why=WHY, origin="a test")


def left(who: Cast) -> None:
    access.revoke(who.recipient, Role.LIAISON, who.usao, by=who.administrator, why=WHY)


def key_lost(who: Cast) -> None:
    recipient_keys.revoke(recipient_keys.standing_key(who.recipient).pk, by=who.recipient, why="Lost.")


def stand_in(release: Release, by, **more: str) -> Release:
    return fulfilment.stand_in(release.pk, by=by, **({"why": KNOWN} | HELD | more))


def end(release: Release, by, why: str = ENDED) -> Release:
    release.refresh_from_db()
    return fulfilment.end(release.pk, by=by, why=why, seen=mark(release))


def raw(statement: str, values: list[object], *, by) -> None:
    with transaction.atomic(), acting(by=by, why=WHY), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize("name", ["liaison", "signer"])
def test_where_the_recipient_opened_it_and_left_somebody_else_of_the_agency_confirms_and_all_goes_on(
    who, release, name
):
    opened(who, release)
    left(who)
    by = who.people()[name]
    assert custody.refusals(custody.find(release.pk, by=by), Custody.USED, by=by) == [NOBODY_THERE]
    made = stand_in(release, by)
    assert made.status == "received" and made.received_at and (made.instead_by, made.instead_words) == (by, KNOWN)
    assert made.instead == f"Receipt confirmed by {by} in the place of Test Recipient"
    followed = custody.find(release.pk, by=by)
    assert followed.kept.due_on and (followed.custodian, followed.location) == ("Test Keeper", "Room 1")
    act(release, Custody.UNUSED, by)
    act(release, Custody.DESTROYED, by)
    assert CustodyAct.objects.count() == 2
    assert Participation.objects.filter(person=by, duty="receive").exists()


def test_orders_that_bar_use_are_served_on_who_stood_in_those_in_force_and_later_ones(who, release):
    opened(who, release)
    left(who)
    order(who, "use")
    stand_in(release, who.signer)
    order(who, "use", docket="2")
    served = OrderService.objects.filter(person=who.signer).values_list("hold__docket", flat=True)
    assert sorted(served) == ["1", "2"]
    assert not OrderService.objects.filter(person=who.recipient, hold__docket="2").exists()


def test_who_left_the_roster_alone_can_still_confirm_and_so_can_others(who, release):
    opened(who, release)
    with acting(by=who.administrator, why=WHY):
        Officer.objects.filter(person=who.recipient).update(is_active=False)
    with pytest.raises(Refused):
        stand_in(release, who.recipient)
    assert fulfilment.confirm(release.pk, by=who.recipient, why=WHY, **HELD).instead == ""


def test_nobody_stands_in_for_a_recipient_who_is_there_or_of_what_was_not_opened(who, release):
    for open_it in (True, False):
        with pytest.raises(Refused, match="The named recipient confirms the receipt"):
            stand_in(release, who.liaison)
        raw_call = "SELECT desk_release_stand_in(%s, 'Test Keeper', 'Room 1', 'I saw it there.')"
        with pytest.raises(DatabaseError, match="in the place of a recipient who opened it and is gone"):
            raw(raw_call, [release.pk], by=who.liaison)
        if open_it:
            opened(who, release)


@pytest.mark.parametrize("name", ["specialist", "counsel", "oversight", "administrator"])
def test_nobody_of_the_irs_stands_in(who, release, name):
    opened(who, release)
    left(who)
    with pytest.raises((Refused, access.Absent)):
        stand_in(release, who.people()[name])
    with pytest.raises(DatabaseError, match="this is for liaison, signer"):
        raw("SELECT desk_release_stand_in(%s, 'K', 'R', 'I saw it.')", [release.pk], by=who.people()[name])


def test_it_is_in_writing_and_names_no_taxpayer_in_the_database_too(who, release):
    opened(who, release)
    left(who)
    for name in ("why", "custodian", "location"):
        with pytest.raises(Unfit):
            stand_in(release, who.liaison, **{name: f"With Carl {SECRET}."})
    for given in (["", "Room 1", KNOWN], ["Keeper", "", KNOWN], ["Keeper", "Room 1", "-"]):
        with pytest.raises(DatabaseError, match="in writing, with custodian and location"):
            raw("SELECT desk_release_stand_in(%s, %s, %s, %s)", [release.pk, *given], by=who.liaison)


@pytest.mark.parametrize("lose", [left, key_lost])
def test_what_was_never_opened_and_is_shut_for_good_is_ended_and_nothing_more_is_asked(who, release, lose):
    lose(who)
    followed = custody.find(release.pk, by=who.liaison)
    assert followed.stands == "Never opened, and shut"
    assert custody.refusals(followed, Custody.UNUSED, by=who.liaison) == [SHUT_FOR_GOOD]
    made = end(release, who.specialist)
    assert (made.status, made.instead_by, made.instead_words) == ("unopened", who.specialist, ENDED)
    followed = custody.find(release.pk, by=who.liaison)
    assert (followed.stands, followed.kept.ended_on) == ("Never opened", today())
    assert custody.refusals(followed, Custody.UNUSED, by=who.liaison) == [NEVER_OPENED]
    assert release not in custody.open_ones() and release in custody.disclosed()
    assert AccountingEntry.objects.filter(kind="disclosure", release_id=release.pk).count() == 1


def test_ended_it_stays_so_when_the_recipient_comes_back_and_nothing_is_taken_back(who, release):
    left(who)
    end(release, who.specialist)
    access.grant(who.recipient, Role.LIAISON, who.usao, by=who.administrator, why=WHY)
    with pytest.raises(Refused, match="it is ended as never opened now"):
        opened(who, release)
    with pytest.raises(DatabaseError, match="fetch is not possible while the package is unopened"):
        raw("SELECT desk_release_fetch(%s)", [release.pk], by=who.recipient)
    case = fresh(release.disclosure_request)
    for act_, of in (("desk_release_void", who.specialist), ("desk_release_end", who.specialist)):
        words = ", 'Once more.'" if act_ == "desk_release_end" else ""
        with pytest.raises(DatabaseError, match="is not possible while the package is unopened"):
            raw(f"SELECT {act_}(%s{words})", [release.pk], by=of)
    fulfilment.close(case.pk, by=who.specialist, why="Ended.", seen=version(case))
    assert fresh(case).status == "closed"


def test_what_can_be_opened_or_was_is_not_ended(who, release):
    for open_it in (True, False):
        with pytest.raises(Refused, match="Only a package that was never opened"):
            end(release, who.specialist)
        with pytest.raises(DatabaseError, match="only a package that was never opened"):
            raw("SELECT desk_release_end(%s, 'It is over.')", [release.pk], by=who.specialist)
        if open_it:
            opened(who, release)
            left(who)


@pytest.mark.parametrize("name", ["liaison", "signer", "counsel", "approver", "oversight"])
def test_only_a_specialist_ends_it(who, release, name):
    left(who)
    with pytest.raises((Refused, access.Absent)):
        end(release, who.people()[name])
    with pytest.raises(DatabaseError, match="this is for specialist"):
        raw("SELECT desk_release_end(%s, 'It is over.')", [release.pk], by=who.people()[name])


def test_it_is_ended_in_writing_that_names_nobody(who, release):
    left(who)
    with pytest.raises(Unfit):
        end(release, who.specialist, f"Carl {SECRET} was not told.")
    with pytest.raises(DatabaseError, match="it is ended in writing"):
        raw("SELECT desk_release_end(%s, '-')", [release.pk], by=who.specialist)


def test_another_agencys_people_find_nothing(who, release):
    opened(who, release)
    left(who)
    with pytest.raises(access.Absent):
        stand_in(release, who.ice_liaison)
