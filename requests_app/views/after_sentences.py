"""What came after a release, told in sentences: custody, incidents, disposal. None of it names a taxpayer."""

from __future__ import annotations

from collections.abc import Callable

from audits.history import Group
from audits.standalone.words import count_of

from ..rules.custody import Custody
from ..rules.incidents import Act, Kind
from ..rules.retention import DISPOSABLE

CUSTODY: dict[str, str] = {
    Custody.MOVED: "put what was released into the custody of {custodian}, {location}",
    Custody.USED: "certified the use of what was released, by {used_by}",
    Custody.UNUSED: "certified that what was released wasn't used",
    Custody.EXTENDED: "extended the day of return or destruction to {on}",
    Custody.RETURNED: "certified the return of what was released",
    Custody.DESTROYED: "certified the destruction of what was released",
}

INCIDENT: dict[str, str] = {
    Act.NOTICE: "notified the agency of an incident",
    Act.DISPOSAL: "confirmed the disposal that an incident asked for",
    Act.TIGTA: "reported an incident to TIGTA",
    Act.SAFEGUARDS: "reported an incident to IRS Safeguards",
    Act.CLOSED: "closed an incident",
}


def about_custody(group: Group) -> str:
    """Say what was done with what was released."""
    now = group.row.now
    used_by = ", ".join(now["used_by"] or ())
    return CUSTODY[now["kind"]].format(
        custodian=now["custodian"], location=now["location"], used_by=used_by, on=now["on"]
    )


def about_incident(group: Group) -> str:
    """Say what kind of incident was reported, and how many it concerns."""
    now = group.row.now
    many = len(now["subject_ids"] or ())
    whom = count_of(many, "taxpayer") if many else "the whole release"
    label = Kind(now["kind"]).label
    return f"reported an incident, {label[0].lower()}{label[1:]}, concerning {whom}"


def about_incident_act(group: Group) -> str:
    """Say what was done about an incident."""
    return INCIDENT[group.row.now["kind"]]


def about_disposal(group: Group) -> str:
    """Say what was proposed for disposal, or disposed of."""
    now = group.row.now
    what = DISPOSABLE[now["what"]]
    return f"disposed of {what}" if now["done_at"] else f"proposed to dispose of {what}"


SENTENCES: dict[str, Callable[[Group], str]] = {
    "requests_app.CustodyAct": about_custody,
    "requests_app.Incident": about_incident,
    "requests_app.IncidentAct": about_incident_act,
    "requests_app.Disposal": about_disposal,
}
"""Model -> how it reads."""
