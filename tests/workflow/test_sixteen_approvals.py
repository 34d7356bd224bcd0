"""Of sixteen people who approve the same request at the same moment exactly one wins, every time."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from audits.acting import SETUP, acting
from requests_app.models import Decision, DisclosureRequest, Person
from requests_app.rules.roles import Role
from requests_app.rules.transitions import Status
from requests_app.workflow import deciding, irs_approval
from requests_app.workflow.refused import Refused
from tests.cast import WHY, Cast, cast, determine, draft, person, version, walk

ROUNDS, AT_ONCE = 200, 16


def approve_all_at_once(pool: ThreadPoolExecutor, one: DisclosureRequest, approvers: list[Person]) -> list[str]:
    """Return what became of each: 'won', or the sentence of the refusal."""
    seen, together = version(one), threading.Barrier(AT_ONCE)

    def approve(by: Person) -> str:
        together.wait()
        try:
            irs_approval.approve(one.pk, by=by, why=WHY, seen=seen)
        except Refused as refused:
            return refused.reasons[0]
        return "won"

    return list(pool.map(approve, approvers))


def close_all(pool: ThreadPoolExecutor) -> None:
    """Close each thread's connection: the barrier makes each of them take one of the sixteen."""
    together = threading.Barrier(AT_ONCE)

    def close(_: int) -> None:
        together.wait()
        connection.close()

    list(pool.map(close, range(AT_ONCE)))


def back_to_approval(who: Cast, one: DisclosureRequest) -> None:
    deciding.step_back(one.pk, by=who.specialist, why=WHY, seen=version(one))
    determine(who, one)


def test_exactly_one_wins_in_200_rounds(committed_db):
    who = cast()
    with acting(by=SETUP, why=WHY):
        approvers = [person(f"approver{n}", Role.APPROVER, who.usao) for n in range(AT_ONCE)]
    one = walk(who, draft(who), Status.IRS_APPROVAL)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in range(ROUNDS):
            answers = approve_all_at_once(pool, one, approvers)
            assert answers.count("won") == 1, answers
            assert all("changed since you opened" in a for a in answers if a != "won"), answers
            back_to_approval(who, one)
        close_all(pool)
    assert Decision.objects.filter(disclosure_request=one, kind="approval").count() == ROUNDS
    moves = one.history.filter(status="fulfilment", history_type="~").values("version").distinct().count()
    assert moves == ROUNDS
