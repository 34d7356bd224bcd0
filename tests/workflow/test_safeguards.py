"""Safeguards: a finding weighs until closed or while an accepted plan runs; a determination to refuse stops every release."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError

from requests_app.intake import judging
from requests_app.models import SafeguardFinding, SafeguardRefusal
from requests_app.models.agreement import open_findings
from requests_app.models.as_facts import book_for, today
from requests_app.rules.flags import judge_request
from requests_app.rules.transitions import Status
from requests_app.workflow import fulfilment, safeguards
from requests_app.workflow.kept import Changed, mark
from requests_app.workflow.questions import case_of
from requests_app.workflow.refused import Refused
from tests.cast import WHY, Cast, cast, draft, fresh, on_record, prepare, walk
from tests.workflow.test_agreements import raw_transmit

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def who() -> Cast:
    return cast()


def found(who: Cast, *, by: object = None, **changes: object) -> SafeguardFinding:
    said = {
        "agency": who.ice,
        "finding": "No register of who looks.",
        "reference": "SRR-9",
        "opened_on": today() - 90 * DAY,
    }
    return safeguards.enter_finding(by=by or who.specialist, why=WHY, **(said | changes), today=today())


def planned(who: Cast, one: SafeguardFinding, due: int = 30) -> SafeguardFinding:
    said = {"plan": "A register of its own.", "due_on": today() + due * DAY}
    return safeguards.record_plan(one.pk, by=who.specialist, why=WHY, seen=mark(one), **said)


def accepted(who: Cast, one: SafeguardFinding) -> SafeguardFinding:
    return safeguards.accept_plan(one.pk, by=who.counsel, why="It answers the finding.", seen=mark(one), today=today())


def weighing(who: Cast, on: int = 0) -> int:
    """How many findings the rules are given on a day, and whether the flag says the same."""
    book = book_for(draft(who, ice=True), today() + on * DAY)
    return book.safeguards_open


def test_a_finding_weighs_until_its_plan_is_accepted_and_again_when_the_plan_is_overdue(who):
    one = found(who)
    assert weighing(who) == 1
    planned(who, one)
    assert weighing(who) == 1
    accepted(who, one)
    assert [weighing(who, on) for on in (0, 30, 31)] == [0, 0, 1]
    safeguards.close_finding(one.pk, by=who.counsel, why="Seen in place.", seen=mark(one), on=today(), today=today())
    assert [weighing(who, on) for on in (-1, 0, 31)] == [1, 0, 0]


def test_the_row_and_the_query_answer_alike(who):
    one = accepted(who, planned(who, found(who)))
    found(who, finding="Another.", opened_on=today())
    safeguards.close_finding(one.pk, by=who.counsel, why="Seen.", seen=mark(one), on=today() - DAY, today=today())
    for on in (today() + n * DAY for n in (-91, -90, -2, -1, 0, 1, 29, 30, 31)):
        weigh = {f.pk for f in SafeguardFinding.objects.all() if f.weighs(on)}
        assert weigh == set(SafeguardFinding.objects.filter(open_findings(on)).values_list("pk", flat=True)), on


def test_the_flag_says_how_many_and_since_when(who):
    one = walk(who, draft(who, ice=True), Status.COMPLETENESS)
    found(who)
    found(who, finding="Another.", opened_on=today())
    (flag,) = (f for f in flags_on(one) if f.code == "safeguards.open")
    opened = today() - 90 * DAY
    assert flag.evidence == f"2 open, the oldest since {opened:%B} {opened.day}, {opened.year}"
    assert flag.severity == "review"


def flags_on(one):
    case = case_of(fresh(one))
    return judge_request(case.contents, case.book, today())


def test_a_new_plan_wants_a_new_acceptance(who):
    one = accepted(who, planned(who, found(who)))
    safeguards.record_plan(one.pk, by=who.specialist, why=WHY, seen=mark(one), plan="Less.", due_on=today() + 300 * DAY)
    kept = SafeguardFinding.objects.get()
    assert (kept.plan_accepted_on, kept.plan_accepted_by, kept.plan_accepted_words) == (None, None, "")
    assert weighing(who) == 1


def test_a_plan_that_is_not_there_or_late_is_not_accepted(who):
    one = found(who)
    with pytest.raises(Refused, match="no plan with a day"):
        accepted(who, one)
    planned(who, one, due=-1)
    with pytest.raises(Refused, match="day has passed"):
        accepted(who, one)


def test_two_clicks_are_one_act(who):
    assert found(who) == found(who)
    one = planned(who, found(who))
    seen = mark(one)
    for _ in range(2):
        safeguards.accept_plan(one.pk, by=who.counsel, why="Good.", seen=seen, today=today())
    assert SafeguardFinding.history.count() == 3
    refusals = [
        safeguards.refuse(by=who.counsel, why="Not met.", agency=who.ice, on=today(), today=today()) for _ in "ab"
    ]
    assert refusals[0] == refusals[1] == SafeguardRefusal.objects.get()


def test_an_old_page_changes_nothing(who):
    one = found(who)
    seen = mark(one)
    planned(who, one)
    with pytest.raises(Changed):
        safeguards.record_plan(one.pk, by=who.counsel, why=WHY, seen=seen, plan="Mine.", due_on=today())
    with pytest.raises(Changed):
        safeguards.close_finding(one.pk, by=who.counsel, why="Seen.", seen=seen, on=today(), today=today())


@pytest.mark.parametrize("name", ["specialist", "approver", "authorizer", "oversight", "administrator", "ice_liaison"])
def test_acceptance_closing_and_refusal_are_counsels(who, name):
    person, one = getattr(who, name), planned(who, found(who))
    with pytest.raises(Refused, match="counsel only"):
        safeguards.accept_plan(one.pk, by=person, why="a test", seen=mark(one), today=today())
    with pytest.raises(Refused, match="counsel only"):
        safeguards.close_finding(one.pk, by=person, why="a test", seen=mark(one), on=today(), today=today())
    with pytest.raises(Refused, match="counsel only"):
        safeguards.refuse(by=person, why="a test", agency=who.ice, on=today(), today=today())
    if name != "specialist":
        with pytest.raises(Refused, match="specialist or by counsel"):
            found(who, by=person)


def test_days_that_cannot_be_are_refused(who):
    with pytest.raises(Refused, match="still to come"):
        found(who, opened_on=today() + DAY)
    one = found(who)
    close = {"by": who.counsel, "why": "a test", "seen": mark(one), "today": today()}
    with pytest.raises(Refused, match="before it was opened"):
        safeguards.close_finding(one.pk, **close, on=today() - 91 * DAY)
    with pytest.raises(Refused, match="still to come"):
        safeguards.close_finding(one.pk, **close, on=today() + DAY)


def test_a_refusal_stops_the_transmittal_at_once_and_lifting_it_lets_it_go_on(who):
    on_record()
    one = walk(who, draft(who, ice=True), Status.FULFILMENT)
    release = prepare(who, one)
    fulfilment.authorize(release.pk, by=who.authorizer, why="Authorized.")
    refusal = safeguards.refuse(
        by=who.counsel, why="The register isn't kept.", agency=who.ice, on=today(), today=today()
    )
    assert "safeguards.refused" in {f.code for f in flags_on(one)}
    with pytest.raises(Refused):
        fulfilment.transmit(release.pk, by=who.transmitter, why=WHY)
    with pytest.raises(DatabaseError, match=r"\(p\)\(4\)"):
        raw_transmit(who, release.pk)
    lifting = {"by": who.counsel, "why": "It is kept.", "seen": mark(refusal), "today": today()}
    safeguards.lift(refusal.pk, **lifting, on=today())
    assert safeguards.lift(refusal.pk, **lifting, on=today()).lifted_words == "It is kept."
    judging.judge_stale(one.pk)
    assert fulfilment.transmit(release.pk, by=who.transmitter, why=WHY).status == "transmitted"


def test_another_agency_is_not_touched(who):
    safeguards.refuse(by=who.counsel, why="Not met.", agency=who.ice, on=today(), today=today())
    found(who)
    one = walk(who, draft(who), Status.COMPLETENESS)
    assert not {f.code for f in flags_on(one)} & {"safeguards.refused", "safeguards.open"}
