"""Two acts on one request at one moment: one of them is done, once, and whoever comes second is told, not failed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

from django.db import connections

from audits.acting import SETUP, acting
from audits.models import AccessRecord, AccountingEntry
from requests_app.models import DisclosureRequest, Hold, Person, Release
from requests_app.rules.roles import Role
from requests_app.rules.transitions import Status
from requests_app.workflow import deciding, fulfilment, irs_approval, submission
from requests_app.workflow.refused import Refused
from tests.cast import (
    WHY,
    Cast,
    agency_side,
    cast,
    draft,
    fresh,
    on_record,
    person,
    sign,
    transmit,
    version,
    walk,
)
from tests.released import order

ROUNDS = 4
Doing = Callable[[], object]


def at_once(*acts: Doing) -> list[bool]:
    """Do all at one moment; return which were done. What isn't a refusal fails the test."""
    meet = Barrier(len(acts))

    def one(act: Doing) -> bool:
        meet.wait()
        try:
            act()
        except Refused:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def another(name: str, role: Role, who: Cast) -> Person:
    """Enter one more person of a role."""
    with acting(by=SETUP, why=WHY):
        return person(name, role, who.usao)


def test_each_act_on_a_package_is_done_once(committed_db):
    who = cast()
    second, third = another("authorizer2", Role.AUTHORIZER, who), another("transmitter2", Role.SPECIALIST, who)
    on_record()
    for _ in range(ROUNDS):
        one = walk(who, draft(who, tin="912-66-0001"), Status.FULFILMENT)
        recipient = agency_side(who, one)[2]
        prepare = partial(fulfilment.prepare, one.pk, why=WHY, recipient=recipient)
        assert sorted(at_once(partial(prepare, by=who.specialist), partial(prepare, by=who.transmitter))) == [
            False,
            True,
        ]
        release = Release.objects.get(disclosure_request=one)
        authorize = partial(fulfilment.authorize, release.pk, why=WHY)
        assert sorted(at_once(partial(authorize, by=who.authorizer), partial(authorize, by=second))) == [False, True]
        send = partial(fulfilment.transmit, release.pk, why=WHY, by=third)
        assert sorted(at_once(send, send)) == [False, True]
        assert AccountingEntry.objects.filter(kind="disclosure", release_id=release.pk).count() == 1
        fetch = partial(fulfilment.fetch, release.pk, by=recipient, why=WHY, origin="a test")
        assert sorted(at_once(fetch, fetch, fetch)) == [False, False, True]
        release.refresh_from_db()
        looks = AccessRecord.objects.filter(act="fetch", object_id=release.pk, outcome="shown")
        assert (release.fetches, looks.count()) == (1, 1)


def test_approved_or_returned(committed_db):
    who, ends = cast(), set()
    for _ in range(ROUNDS):
        one = walk(who, draft(who), Status.IRS_APPROVAL)
        seen = version(one)
        back = partial(deciding.return_to_agency, one.pk, by=who.specialist, why=WHY, reason_codes=["no_period"])
        approve = partial(irs_approval.approve, one.pk, by=who.approver, why=WHY)
        assert sorted(at_once(partial(approve, seen=seen), partial(back, seen=seen))) == [False, True]
        ends.add(fresh(one).status)
    assert ends <= {Status.FULFILMENT, Status.RETURNED}


def test_signed_or_taken_back(committed_db):
    who = cast()
    for _ in range(ROUNDS):
        one = walk(who, draft(who), Status.AWAITING_SIGNATURE)
        back = partial(submission.take_back, one.pk, by=who.liaison, why=WHY, seen=version(one))
        assert sorted(at_once(partial(signed, who, one), back)) == [False, True]
        received = AccountingEntry.objects.filter(kind="request", case_id=one.pk).exists()
        assert received is (fresh(one).status == Status.COMPLETENESS)


def signed(who: Cast, one: DisclosureRequest) -> None:
    sign(who, one)


def test_a_package_isnt_opened_after_an_order_on_it(committed_db):
    who, orders = cast(), []
    on_record()
    for _ in range(ROUNDS):
        one = walk(who, draft(who, tin="912-66-0001"), Status.FULFILMENT)
        release = transmit(who, one)
        fetch = partial(fulfilment.fetch, release.pk, by=release.recipient, why=WHY, origin="a test")
        enter = partial(order, who, "disclose", binds="request", disclosure_request=one)
        opened, entered = at_once(fetch, lambda enter=enter: orders.append(enter()))
        release.refresh_from_db()
        assert entered and opened is bool(release.fetches)
        entry = Hold.history.filter(id=orders[-1].pk).earliest("history_id")
        first = Release.history.filter(id=release.pk, fetches=1).order_by("history_id").first()
        assert first is None or first.history_date < entry.history_date
        assert at_once(fetch) == [False]
