"""The people in plain English: each role, whose it is, what it does and what it never does.

A role is a right on one agency's requests, granted to one person and recorded. Nobody has a role by being anything else.
Source: the division of work in IRM 11.3.28 and NIST SP 800-53 AC-5 (separation of duties).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices

DIVISION = "IRM 11.3.28; NIST SP 800-53 AC-5 and AC-6"
"""Why an act is for its role and no other."""


class Role(TextChoices):
    """The eight roles. Each is one object permission on an agency."""

    LIAISON = "liaison", "Agency liaison"
    SIGNER = "signer", "Agency signer"
    SPECIALIST = "specialist", "Disclosure specialist"
    COUNSEL = "counsel", "Legal reviewer"
    APPROVER = "approver", "Approving official"
    AUTHORIZER = "authorizer", "Authorizing official"
    OVERSIGHT = "oversight", "Oversight"
    ADMINISTRATOR = "administrator", "Administrator"


@dataclass(frozen=True, slots=True)
class RoleText:
    """A role's description: whose staff holds it, what it does, what it never does."""

    staff: str
    does: str
    never: str


ROLES: dict[Role, RoleText] = {
    Role.LIAISON: RoleText(
        "the agency",
        "drafts requests, uploads files, answers returns, withdraws, records use and destruction",
        "sees another agency's requests, or the IRS's internal notes",
    ),
    Role.SIGNER: RoleText(
        "the agency", "signs, attests and sends in", "signs a request that he or she drafted or edited"
    ),
    Role.SPECIALIST: RoleText(
        "the IRS",
        "checks completeness, assigns, prepares fulfilment, transmits",
        "approves what he or she prepared",
    ),
    Role.COUNSEL: RoleText(
        "IRS Counsel",
        "determines lawfulness element by element, clears review flags, enters and lifts court orders",
        "reviews what he or she drafted or edited",
    ),
    Role.APPROVER: RoleText(
        "the IRS", "approves or denies in writing", "approves what he or she reviewed, prepared or edited"
    ),
    Role.AUTHORIZER: RoleText(
        "the IRS",
        "authorizes the transmittal of a prepared package in writing",
        "authorizes what he or she prepared, reviewed, approved or transmits",
    ),
    Role.OVERSIGHT: RoleText(
        "an inspector general, GAO or Joint Committee staff",
        "reads all history, views and accounting; exports; verifies",
        "changes anything, or sees a TIN in full without a recorded reason",
    ),
    Role.ADMINISTRATOR: RoleText(
        "the IRS", "keeps accounts, roles, agencies, lists and thresholds", "sees a case's contents"
    ),
}

AGENCY_ROLES = frozenset({Role.LIAISON, Role.SIGNER})
"""Roles of the asking agency's own people: they see what the agency sent, and nothing the IRS holds."""

IRS_CASE_ROLES = frozenset({Role.SPECIALIST, Role.COUNSEL, Role.APPROVER, Role.AUTHORIZER})
"""Roles of IRS staff who work on a case."""

CASE_READERS = AGENCY_ROLES | IRS_CASE_ROLES | {Role.OVERSIGHT}
"""Roles that may open a request at all. An administrator may not."""

THE_IRS = "Internal Revenue Service"
"""As whom the IRS acts to an agency."""


def by_whom(name: str, employer_id: int | None, agency_id: int, *, irs_side: bool) -> str:
    """Return who acted on an agency's request as its reader is told: to the agency its own staff are people, all others the
    IRS. `employer_id`: the agency whose staff the actor is, None for the IRS's own.
    """
    return name if irs_side or employer_id == agency_id else THE_IRS


def misplaced(role: Role, employer_id: int | None, agency_id: int) -> str:
    """Return why a person can't hold a role on an agency, '' if he or she can. `employer_id`: the agency whose staff the
    person is, None for the IRS's own and for oversight bodies. Source: `ROLES`, whose staff holds each.
    """
    if role in AGENCY_ROLES:
        return "" if employer_id == agency_id else f"{role.label} is a role of the agency’s own staff alone."
    return "" if employer_id is None else f"{role.label} is a role of {ROLES[role].staff}: no agency’s staff holds it."
