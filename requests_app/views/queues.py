"""What is due from whom: the one table behind the worklist, its counts and its filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, NullIf

from ..models import DisclosureRequest, Disposal, Person, Release
from ..models.release import ASKS, ReleaseStatus
from ..rules.custody import KEEPERS
from ..rules.roles import AGENCY_ROLES, Role
from ..rules.transitions import ENDED, WITH_IRS, Act, Status

Roles = Mapping[Role, frozenset[int]]
NONE_STANDS = ""


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that is due: from which role, while the request and its package stand where, in which words.

    `answering`: the words while the submission that it is about answers a return, '' for the same.
    `disposal`: while somebody else has proposed one.
    """

    role: Role
    status: Status
    words: str
    package: str | None = None
    for_recipient: bool = False
    answering: str = ""
    disposal: bool = False


ANSWER = "Answer the return: correct it or withdraw it"
DISPOSE = "Dispose of what is proposed"

DUES: tuple[Due, ...] = (
    Due(Role.LIAISON, Status.DRAFT, "Finish it and hand it to the signer", answering=ANSWER),
    Due(Role.LIAISON, Status.RETURNED, ANSWER),
    Due(Role.LIAISON, Status.FULFILMENT, "Open the package and confirm receipt", ReleaseStatus.TRANSMITTED, True),
    Due(Role.SIGNER, Status.AWAITING_SIGNATURE, "Read it, sign it and send it in"),
    Due(Role.SPECIALIST, Status.COMPLETENESS, "Check completeness"),
    Due(Role.COUNSEL, Status.LEGAL_REVIEW, "Determine whether it is lawful"),
    Due(Role.APPROVER, Status.IRS_APPROVAL, "Approve, return or deny"),
    Due(Role.SPECIALIST, Status.FULFILMENT, "Prepare the package", NONE_STANDS),
    Due(Role.AUTHORIZER, Status.FULFILMENT, "Authorize the transmittal", ReleaseStatus.PREPARED),
    Due(Role.SPECIALIST, Status.FULFILMENT, "Transmit the package", ReleaseStatus.AUTHORIZED),
    Due(Role.SPECIALIST, Status.FULFILMENT, "End the package as never opened", Act.END),
    Due(Role.SPECIALIST, Status.FULFILMENT, "Close the request", ReleaseStatus.RECEIVED),
    Due(Role.SPECIALIST, Status.FULFILMENT, "Close the request", ReleaseStatus.UNOPENED),
    *(Due(role, Status.FULFILMENT, "Confirm receipt in the recipient’s place", Act.STAND_IN) for role in KEEPERS),
    *(Due(Role.AUTHORIZER, status, DISPOSE, disposal=True) for status in sorted(ENDED)),
)
"""In the order of the path. A row with a package counts only while the standing package is in that status, or asks for that."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request stands, as far as what is due depends on it. `submission`: how often it was sent in."""

    status: str
    agency_id: int
    package: str
    for_me: bool
    submission: int = 0
    disposal: bool = False


def due_words(roles: Roles, place: Place) -> str:
    """Return what is due from a person with these roles, '' for nothing."""
    found = next((due for due in DUES if _is_due(due, roles, place)), None)
    if found is None:
        return ""
    return found.answering if place.submission and found.answering else found.words


def _is_due(due: Due, roles: Roles, place: Place) -> bool:
    return (
        due.status == place.status
        and place.agency_id in roles.get(due.role, frozenset())
        and due.package in (None, place.package)
        and (place.for_me or not due.for_recipient)
        and (place.disposal or not due.disposal)
    )


def due_filter(roles: Roles) -> Q:
    """Return the same question for the database; nothing is due from a person without a role in the table."""
    found = Q(pk__in=[])
    for due in DUES:
        if not roles.get(due.role):
            continue
        row = Q(status=due.status, agency_id__in=roles[due.role])
        row &= Q() if due.package is None else Q(package=due.package)
        row &= Q(disposal=True) if due.disposal else Q()
        found |= row & (Q(for_me=True) if due.for_recipient else Q())
    return found


def proposed_to(person: Person) -> QuerySet[Disposal]:
    """Return the disposals that somebody else has proposed and nobody has carried out."""
    return Disposal.objects.filter(done_at=None).exclude(proposed_by=person)


def placed(requests: QuerySet[DisclosureRequest], person: Person) -> QuerySet[Any]:
    """Return the requests with what is due by: `package` (the act that the standing one asks for, or its status; '' for none),
    `for_me` (transmitted to this person), `disposal` (proposed, by somebody else).
    """
    standing = Release.objects.filter(disclosure_request=OuterRef("pk")).exclude(status=ReleaseStatus.VOID)
    stands = Coalesce(NullIf(ASKS, Value("")), F("status"))
    proposed = proposed_to(person).values("disclosure_request")
    mine = standing.filter(status=ReleaseStatus.TRANSMITTED, recipient=person)
    fulfilled = Q(status=Status.FULFILMENT)
    package = Case(
        When(fulfilled & Exists(standing), then=Subquery(standing.annotate(stands=stands).values("stands")[:1])),
        default=Value(NONE_STANDS),
        output_field=CharField(),
    )
    for_me = Case(When(fulfilled & Exists(mine), then=Value(True)), default=Value(False))
    disposal = Case(When(status__in=ENDED, pk__in=proposed, then=Value(True)), default=Value(False))
    return requests.annotate(package=package, for_me=for_me, disposal=disposal)


def counts(requests: QuerySet[Any], roles: Roles) -> tuple[int, int, dict[str, int]]:
    """Return how many are due, how many there are, and how many in each status. One query."""
    groups = (
        requests.order_by().values("status", "agency_id", "package", "for_me", "disposal").annotate(number=Count("pk"))
    )
    due, by_status = 0, dict.fromkeys(Status.values, 0)
    for group in groups:
        number = group.pop("number")
        by_status[group["status"]] += number
        due += number if due_words(roles, Place(**group)) else 0
    return due, sum(by_status.values()), by_status


def with_whom(status: str, roles: Roles) -> str:
    """Return who has the request now, in the words of the person's own side."""
    if status in WITH_IRS:
        return "With the IRS" if roles.keys() <= AGENCY_ROLES else _stage(status)
    return {
        Status.DRAFT: "With the liaison",
        Status.RETURNED: "With the liaison",
        Status.AWAITING_SIGNATURE: "With the signer",
    }.get(Status(status), "Ended")


def _stage(status: str) -> str:
    return next(
        (f"With the {due.role.label.lower()}" for due in DUES if due.status == status and not due.for_recipient), ""
    )
