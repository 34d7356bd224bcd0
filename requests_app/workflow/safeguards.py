"""Safeguards of the agencies that receive: findings with their plans, and determinations to refuse. 26 U.S.C. 6103(p)(4).

Specialists and counsel enter findings and record plans; counsel alone accepts a plan, closes a finding, determines to refuse
and lifts that. Every act is in writing. An accepted plan holds until its day has passed; then the finding counts as open
again, until counsel closes it or accepts a new plan. A closed finding and a lifted refusal stay as they are for ever.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from audits.acting import acting

from ..models import Agency, Person, SafeguardFinding, SafeguardRefusal
from ..rules.roles import Role
from .kept import Changed, is_for, locked, mark, one_at_a_time
from .refused import demand

ENTERED_BY = "Safeguard findings and plans are entered by a disclosure specialist or by counsel."
COUNSEL_ALONE = "Plans are accepted, findings closed, and refusals determined and lifted by counsel only."

NOT_YET = "That day is still to come."


def enter_finding(
    *, by: Person, why: str, agency: Agency, finding: str, reference: str, opened_on: date, today: date
) -> SafeguardFinding:
    """Enter a finding. The same one twice, while it is open, answers with the first. Raises Refused."""
    is_for(by, agency, Role.SPECIALIST, Role.COUNSEL, what=ENTERED_BY)
    demand([] if finding.strip() else ["Say what was found."])
    demand([] if opened_on <= today else [NOT_YET])
    with acting(by=by, why=why):
        one_at_a_time(by)
        same: dict[str, Any] = {"reference": reference, "opened_on": opened_on, "closed_on": None}
        return SafeguardFinding.objects.get_or_create(agency=agency, finding=finding, **same)[0]


def _finding(finding_id: int, by: Person, *roles: Role, what: str) -> SafeguardFinding:
    found = locked(SafeguardFinding, finding_id)
    is_for(by, found.agency, *roles, what=what)
    return found


def _still_open(found: SafeguardFinding, seen: int) -> None:
    """Raise Changed or Refused unless the finding is open and as the person saw it."""
    if mark(found) != seen:
        raise Changed
    demand([] if found.closed_on is None else ["This finding is closed: what it says stays. Enter a new one."])


def record_plan(finding_id: int, *, by: Person, why: str, seen: int, plan: str, due_on: date) -> SafeguardFinding:
    """Record a corrective plan and the day it is due. A new plan wants a new acceptance. Raises Absent, Changed, Refused."""
    with acting(by=by, why=why):
        found = _finding(finding_id, by, Role.SPECIALIST, Role.COUNSEL, what=ENTERED_BY)
        if (found.plan, found.plan_due_on) == (plan, due_on):
            return found
        _still_open(found, seen)
        demand([] if plan.strip() else ["Say what the plan is."])
        demand([] if due_on >= found.opened_on else ["A plan isn't due before the finding was opened."])
        found.plan, found.plan_due_on = plan, due_on
        found.plan_accepted_on = found.plan_accepted_by = None
        found.plan_accepted_words = ""
        accepted = ["plan_accepted_on", "plan_accepted_by", "plan_accepted_words"]
        found.save(update_fields=["plan", "plan_due_on", *accepted])
    return found


def accept_plan(finding_id: int, *, by: Person, why: str, seen: int, today: date) -> SafeguardFinding:
    """Accept the plan as it stands, in writing: the finding doesn't weigh while it runs. Raises Absent, Changed, Refused."""
    with acting(by=by, why=why):
        found = _finding(finding_id, by, Role.COUNSEL, what=COUNSEL_ALONE)
        if found.plan_accepted_on is not None and found.plan_accepted_words == why:
            return found
        _still_open(found, seen)
        demand([] if found.plan.strip() and found.plan_due_on else ["There is no plan with a day: record one first."])
        demand([] if found.plan_accepted_on is None else ["This plan is accepted already."])
        demand([] if not found.overdue(today) else ["The plan's day has passed: record a new one first."])
        found.plan_accepted_on, found.plan_accepted_by, found.plan_accepted_words = today, by, why
        found.save(update_fields=["plan_accepted_on", "plan_accepted_by", "plan_accepted_words"])
    return found


def close_finding(finding_id: int, *, by: Person, why: str, seen: int, on: date, today: date) -> SafeguardFinding:
    """Close a finding as of a day, with what shows that it was met. Raises Absent, Changed, Refused."""
    with acting(by=by, why=why):
        found = _finding(finding_id, by, Role.COUNSEL, what=COUNSEL_ALONE)
        if (found.closed_on, found.closed_words) == (on, why):
            return found
        _still_open(found, seen)
        demand([] if on <= today else [NOT_YET])
        demand([] if on >= found.opened_on else ["A finding isn't closed before it was opened."])
        found.closed_on, found.closed_words = on, why
        found.save(update_fields=["closed_on", "closed_words"])
    return found


def refuse(*, by: Person, why: str, agency: Agency, on: date, today: date) -> SafeguardRefusal:
    """Determine, in writing, to disclose nothing to an agency until its safeguards are met. Raises Refused.

    From the instant it commits no release to the agency commits. The same one twice answers with the first.
    """
    is_for(by, agency, Role.COUNSEL, what=COUNSEL_ALONE)
    demand([] if on <= today else [NOT_YET])
    with acting(by=by, why=why):
        one_at_a_time(by)
        said: dict[str, Any] = {"agency": agency, "determined_on": on, "words": why, "lifted_on": None}
        return SafeguardRefusal.objects.get_or_create(**said, defaults={"determined_by": by})[0]


def lift(refusal_id: int, *, by: Person, why: str, seen: int, on: date, today: date) -> SafeguardRefusal:
    """Lift a determination to refuse as of a day, in writing. Raises Absent, Changed, Refused."""
    with acting(by=by, why=why):
        found = locked(SafeguardRefusal, refusal_id)
        is_for(by, found.agency, Role.COUNSEL, what=COUNSEL_ALONE)
        if (found.lifted_on, found.lifted_words) == (on, why):
            return found
        if mark(found) != seen:
            raise Changed
        demand([] if found.lifted_on is None else ["It is lifted already."])
        demand([] if on >= found.determined_on else ["It isn't lifted before it was determined."])
        demand([] if on <= today else [NOT_YET])
        found.lifted_on, found.lifted_words = on, why
        found.save(update_fields=["lifted_on", "lifted_words"])
    return found
