"""Court orders: entered and lifted by counsel only, with the citation. They own the gate that every release shares."""

from __future__ import annotations

from datetime import date

from audits.acting import acting

from ..access import Absent, agencies_by_role
from ..models import Agency, Agreement, DisclosureRequest, Hold, Person
from ..rules.roles import Role
from .refused import Refused, demand

ACTS = {"disclose": "disclosing", "use": "inspecting, using, copying, distributing or acting upon"}
"""What an order can bar, and the words for it."""


def _is_counsel(by: Person) -> None:
    if not agencies_by_role(by).get(Role.COUNSEL):
        raise Refused(["Court orders are entered and lifted by counsel only."])


def enter_order(
    *,
    by: Person,
    why: str,
    kind: str,
    court: str,
    docket: str,
    citation: str,
    binds: str,
    acts: list[str],
    starts: date,
    agency: Agency | None = None,
    agreement: Agreement | None = None,
    disclosure_request: DisclosureRequest | None = None,
) -> Hold:
    """Enter a court order. From the instant this commits, no release or fetch that it covers commits."""
    _is_counsel(by)
    demand(["Say what the order bars."] if not set(acts) & set(ACTS) else [])
    demand([] if citation.strip() else ["Give the order's citation."])
    with acting(by=by, why=why):
        return Hold.objects.create(
            kind=kind,
            court=court,
            docket=docket,
            citation=citation,
            binds=binds,
            acts=[a for a in ACTS if a in acts],
            agency=agency,
            agreement=agreement,
            disclosure_request=disclosure_request,
            starts=starts,
            words=why,
            entered_by=by,
        )


def lift(hold_id: int, *, by: Person, why: str, on: date) -> Hold:
    """Lift a court order as of a day, with the reason in writing."""
    _is_counsel(by)
    with acting(by=by, why=why):
        hold = Hold.objects.filter(pk=hold_id).first()
        if hold is None:
            raise Absent
        demand([] if on >= hold.starts else ["An order isn't lifted before it starts."])
        hold.lifted_on = on
        hold.save(update_fields=["lifted_on"])
    return hold
