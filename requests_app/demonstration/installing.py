"""The ground that the invented requests stand on: lists, agencies, people, the agreement, its court orders, the records."""

from __future__ import annotations

from datetime import date
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password

from audits.acting import DEMONSTRATION, acting

from .. import access
from ..matching import records
from ..models import Agency, Agreement, Hold, Officer, Person, SafeguardFinding, TaxRecord
from ..rules.agreements import MOU
from ..workflow import founding, holding
from .people import CAST, ICE, PASSWORD, ROSTER, TOTP_SECRET, USAO, Someone
from .subjects import EVERYBODY

WHY = "Loading demonstration data"

AGENCIES = {
    USAO: ("United States Attorney's Office, District of Demonstration", "doj"),
    ICE: ("Department of Homeland Security, Immigration and Customs Enforcement", "agency"),
}

MOU_FIELDS: dict[str, Any] = {
    "title": MOU.title,
    "starts": MOU.facts.starts,
    "statutes": sorted(MOU.facts.statutes),
    "items": sorted(MOU.facts.items),
    "signer_offices": sorted(MOU.facts.signer_offices),
    "asks_attestation": MOU.facts.asks_attestation,
    "asks_removal_order": MOU.facts.asks_removal_order,
}
"""What could be read of it. Its text on retention, breach and termination could not, so those fields stay empty."""

ORDERS: tuple[dict[str, Any], ...] = (
    {
        "kind": "stay",
        "court": "United States District Court for the District of Columbia",
        "docket": "25-cv-00457",
        "citation": "Order of Nov. 21, 2025, No. 25-cv-00457 (D.D.C.)",
        "binds": "Internal Revenue Service",
        "acts": ["disclose"],
        "starts": date(2025, 11, 21),
    },
    {
        "kind": "injunction",
        "court": "United States District Court for the District of Massachusetts",
        "docket": "25-cv-12822",
        "citation": "Order of Feb. 5, 2026, No. 25-cv-12822 (D. Mass.)",
        "binds": "Department of Homeland Security, Immigration and Customs Enforcement",
        "acts": ["use"],
        "starts": date(2026, 2, 5),
    },
)


def install() -> dict[str, Person]:
    """Put in place whatever is missing, and return the people by user name. Running it again changes nothing."""
    founding.put_lists(by=DEMONSTRATION, why=WHY)
    with acting(by=DEMONSTRATION, why=WHY):
        agencies = {code: _agency(code) for code in AGENCIES}
        people = _people(agencies)
        _roster(agencies, people)
        agreement = _agreement(agencies[ICE])
        _finding(agencies[ICE])
        _records()
    _orders(agreement, people["irs.counsel"])
    return people


def _agency(code: str) -> Agency:
    name, kind = AGENCIES[code]
    values = {"name": name, "kind": kind, "is_demonstration": True}
    return Agency.objects.get_or_create(code=code, defaults=values)[0]


def _people(agencies: dict[str, Agency]) -> dict[str, Person]:
    found = {person.username: person for person in Person.objects.filter(username__in=[s.username for s in CAST])}
    password = make_password(PASSWORD) if len(found) < len(CAST) else ""
    return {s.username: found.get(s.username) or _person(s, agencies, password) for s in CAST}


def _person(someone: Someone, agencies: dict[str, Agency], password: str) -> Person:
    person = Person.objects.create(
        username=someone.username,
        first_name=someone.first_name,
        last_name=someone.last_name,
        title=someone.title,
        agency=agencies.get(someone.employer),
        password=password,
    )
    secret = get_adapter().encrypt(TOTP_SECRET)
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": secret})
    for code in someone.agencies:
        access.grant(person, someone.role, agencies[code], by=DEMONSTRATION, why=WHY)
    return person


def _roster(agencies: dict[str, Agency], people: dict[str, Person]) -> None:
    for s in CAST:
        if s.on_roster:
            _officer(agencies[s.employer], f"{s.first_name} {s.last_name}", s.title, people[s.username])
    for code, name, title in ROSTER:
        _officer(agencies[code], name, title, None)


def _officer(agency: Agency, name: str, title: str, person: Person | None) -> None:
    Officer.objects.get_or_create(agency=agency, name=name, defaults={"title": title, "person": person})


def _agreement(agency: Agency) -> Agreement:
    return Agreement.objects.get_or_create(code=MOU.facts.code, defaults={"agency": agency, **MOU_FIELDS})[0]


def _finding(agency: Agency) -> None:
    SafeguardFinding.objects.get_or_create(
        agency=agency,
        opened_on=date(2025, 3, 3),
        defaults={
            "finding": "Records of who opened the information aren't kept apart from other case records.",
            "plan": "A register of its own, kept by a named custodian.",
            "plan_accepted_on": date(2025, 6, 30),
        },
    )


def _records() -> None:
    if TaxRecord.objects.exists():
        return
    for person in EVERYBODY:
        if person.on_record:
            records.add(
                first_name=person.first_name, last_name=person.last_name, tin=person.tin, address=person.on_record
            )


def _orders(agreement: Agreement, counsel: Person) -> None:
    for order in ORDERS:
        if not Hold.objects.filter(docket=order["docket"]).exists():
            words = f"Entered from the order: {order['citation']}"
            holding.enter_order(by=counsel, why=words, agreement=agreement, **order)
