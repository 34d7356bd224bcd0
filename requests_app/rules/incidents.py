"""Incidents after a release: what they are, who does what about them, and by when they are reported.

Source: IRS Publication 1075, section 1.8 (an agency reports within 24 hours of noticing, to the Office of Safeguards and to the
Treasury Inspector General for Tax Administration); IRS staff report to the latter at once; 26 U.S.C. 7213, 7213A, 7431(e).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices

from .roles import Role


class Kind(TextChoices):
    """What happened."""

    ERRONEOUS = "erroneous", "Erroneous disclosure by the IRS"
    UNAUTHORIZED = "unauthorized", "Unauthorized inspection or disclosure at the agency"
    LOSS = "loss", "Loss of what was released"


class Side(TextChoices):
    """Whose people report it."""

    AGENCY = "agency", "The agency"
    IRS = "irs", "The IRS"


class Act(TextChoices):
    """What is done about an incident, each in writing and once."""

    NOTICE = "notice", "Notify the agency"
    DISPOSAL = "disposal", "Confirm disposal"
    TIGTA = "tigta", "Mark as reported to TIGTA"
    SAFEGUARDS = "safeguards", "Mark as reported to IRS Safeguards"
    CLOSED = "closed", "Close the incident"


DID: dict[str, str] = {
    Act.NOTICE: "Agency notified",
    Act.DISPOSAL: "Disposal confirmed",
    Act.TIGTA: "Reported to TIGTA",
    Act.SAFEGUARDS: "Reported to IRS Safeguards",
    Act.CLOSED: "Incident closed",
}
"""Act -> how it reads once it is done."""

TO_DO: dict[str, str] = {
    Act.NOTICE: "notice to the agency",
    Act.DISPOSAL: "confirmation of disposal",
    Act.TIGTA: "the report to TIGTA",
    Act.SAFEGUARDS: "the report to IRS Safeguards",
}
"""Act -> how it reads while it is still to be done."""

AGENCY_ROLES = (Role.LIAISON, Role.SIGNER)
IRS_ROLES = (Role.SPECIALIST, Role.COUNSEL, Role.APPROVER, Role.AUTHORIZER)
REPORTERS: dict[Side, tuple[Role, ...]] = {Side.AGENCY: AGENCY_ROLES, Side.IRS: IRS_ROLES}
"""Side -> the roles that open an incident and report it."""

ASKS: dict[tuple[Side, Act], tuple[Role, ...]] = {
    (Side.AGENCY, Act.TIGTA): AGENCY_ROLES,
    (Side.AGENCY, Act.SAFEGUARDS): AGENCY_ROLES,
    (Side.AGENCY, Act.CLOSED): (Role.COUNSEL,),
    (Side.IRS, Act.TIGTA): IRS_ROLES,
    (Side.IRS, Act.NOTICE): (Role.SPECIALIST, Role.COUNSEL),
    (Side.IRS, Act.DISPOSAL): AGENCY_ROLES,
    (Side.IRS, Act.CLOSED): (Role.COUNSEL,),
}
"""Side and act -> who does it. What isn't here isn't asked of that side's incidents."""

BY_SIDE: dict[Side, tuple[Kind, ...]] = {
    Side.AGENCY: (Kind.UNAUTHORIZED, Kind.LOSS, Kind.ERRONEOUS),
    Side.IRS: (Kind.ERRONEOUS, Kind.LOSS),
}
"""Side -> what its people may report. An agency that received what it shouldn't have reports that too."""

REPORTED_WITHIN: dict[Side, timedelta] = {Side.AGENCY: timedelta(hours=24), Side.IRS: timedelta()}
"""Side -> how long after noticing the report is due. IRS staff report at once."""

DUTY: dict[Side, str] = {
    Side.AGENCY: "An agency reports to IRS Safeguards and to TIGTA within 24 hours of noticing.",
    Side.IRS: "IRS staff report to TIGTA at once.",
}
"""Side -> its duty to report, in words."""

FIRST_NOTICE = "The agency has to be notified first: it can't dispose of what it wasn't told of."
CLOSED = "This incident is closed: what it says stays."
DONE = "That is recorded already."
PRESERVE = "A court order in force covers the release: what the agency holds of it is kept as it is."
OPEN_STEPS = "It can't be closed yet. Still open: {steps}."


@dataclass(frozen=True, slots=True)
class Stands:
    """Where an incident stands: whose, when it was noticed, what was done, whether an order covers the release."""

    side: Side
    noticed_at: datetime
    done: frozenset[str]
    held: bool

    def steps(self) -> list[Act]:
        """Return what is asked, in order."""
        return [act for side, act in ASKS if side == self.side]

    def open_steps(self) -> list[Act]:
        """Return what is still to be done before it can be closed."""
        return [act for act in self.steps() if act not in self.done and act != Act.CLOSED]

    def left(self) -> str:
        """Return what is still to be done before it can be closed, in words; '' if nothing is."""
        return ", ".join(TO_DO[act] for act in self.open_steps())

    def asked_of(self, roles: Collection[Role]) -> list[str]:
        """Return what is still to be done by these roles, in words; nothing once it is closed."""
        open_steps = [] if Act.CLOSED in self.done else self.open_steps()
        return [TO_DO[act] for act in open_steps if set(ASKS[self.side, act]) & set(roles)]

    def report_due(self) -> datetime:
        """Return when it must have been reported."""
        return self.noticed_at + REPORTED_WITHIN[self.side]

    def reported(self) -> bool:
        """Return whether every report is marked as made."""
        return not {Act.TIGTA, Act.SAFEGUARDS} & set(self.open_steps())


def refusals(act: Act, stands: Stands, roles: frozenset[str]) -> list[str]:
    """Return every reason why this act may not be recorded now."""
    who = ASKS.get((stands.side, act), ())
    found = [] if roles & set(who) else [f"This is for: {', '.join(role.label.lower() for role in who) or 'nobody'}."]
    if Act.CLOSED in stands.done:
        return [*found, CLOSED]
    if act in stands.done:
        found.append(DONE)
    if act == Act.DISPOSAL:
        found += [] if Act.NOTICE in stands.done else [FIRST_NOTICE]
        found += [PRESERVE] if stands.held else []
    if act == Act.CLOSED and (left := stands.left()):
        found.append(OPEN_STEPS.format(steps=left))
    return found


def clock(stands: Stands, now: datetime) -> str:
    """Return how the duty to report stands, in words for both sides."""
    if stands.reported():
        return "Reported"
    left = stands.report_due() - now
    span = _span(abs(left))
    if left > timedelta():
        return f"Report due in {span}"
    if stands.side == Side.IRS:
        return f"Report due at once: noticed {span} ago"
    return f"The report is {span} late"


def _span(length: timedelta) -> str:
    minutes = int(length.total_seconds() // 60)
    hours, minutes = divmod(minutes, 60)
    if hours >= 48:
        return f"{hours // 24} days"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
