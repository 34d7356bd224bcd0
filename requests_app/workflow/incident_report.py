"""The report of an incident: counts, days, kinds, the request's number and what was done. Never a word about a taxpayer.

What people typed is left out altogether: the receiver asks the reporter, who is named as the contact.
Source: IRS Publication 1075, section 1.8.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from ..rules.incidents import Kind, Side
from ..rules.roles import THE_IRS
from .incidents import Known

TO: dict[Side, str] = {
    Side.AGENCY: "IRS Office of Safeguards, and Treasury Inspector General for Tax Administration (TIGTA)",
    Side.IRS: "Treasury Inspector General for Tax Administration (TIGTA)",
}

LEFT_OUT = (
    "This report holds no return information: no name, number or address of a taxpayer, and no words typed about the "
    "incident. Ask the contact for what else is needed, by a means that may carry it."
)


def lines(known: Known) -> list[tuple[str, str]]:
    """Return the report as pairs of label and value."""
    incident, stands = known.incident, known.stands
    whole = not incident.subject_ids
    count = incident.release.taxpayers if whole else len(incident.subject_ids)
    return [
        ("To", TO[stands.side]),
        ("Incident", str(incident.pk)),
        ("Kind", Kind(incident.kind).label),
        ("Reported by", Side(incident.side).label),
        ("Agency that received", incident.agency.name),
        ("Request", incident.disclosure_request.number),
        ("Transmitted", _moment(incident.release.transmitted_at)),
        ("Receipt confirmed", _moment(incident.release.received_at)),
        (
            "Taxpayers concerned",
            f"{count:,}{' (the whole release)' if whole else f' of {incident.release.taxpayers:,}'}",
        ),
        (
            "Happened on",
            f"{incident.happened_on:%B} {incident.happened_on.day}, {incident.happened_on.year}"
            if incident.happened_on
            else "not known",
        ),
        ("Noticed", _moment(incident.noticed_at)),
        ("Report due", _moment(stands.report_due())),
        *(
            (act.did, f"{_moment(act.done_at)}{f', reference {act.reference}' if act.reference else ''}")
            for act in known.acts
        ),
        ("Still open", stands.left() or "nothing"),
        (
            "Contact",
            f"{incident.name}, {incident.agency.name if stands.side == Side.AGENCY else THE_IRS}",
        ),
        ("Drawn up", _moment(timezone.now())),
    ]


def _moment(at: datetime | None) -> str:
    if at is None:
        return "no"
    local = timezone.localtime(at)
    return f"{local:%B} {local.day}, {local.year}, {local:%H:%M} {local:%Z}"


def text(known: Known) -> str:
    """Return the report as plain text, for a file."""
    rows = [f"{label + ':':24}{value}" for label, value in lines(known)]
    return "\n".join(
        ["REPORT OF AN INCIDENT", "26 U.S.C. 6103; IRS Publication 1075, section 1.8", "", *rows, "", LEFT_OUT, ""]
    )
