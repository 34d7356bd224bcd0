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
from ..models import Agency, Agreement, AgreementCondition, Hold, Officer, Person, RecordForm, SafeguardFinding
from ..rules.agreements import MOU
from ..workflow import founding, holding, protection, recipient_keys
from .people import AGE_PUBLIC_KEYS, CAST, ICE, PASSWORD, ROSTER, TOTP_SECRET, USAO, Someone
from .subjects import EVERYBODY, KOVAC

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

MOU_CONDITIONS = (
    "Each request carries an attestation that the information will be used only by the agency's officers and employees, "
    "solely for preparing judicial or administrative proceedings, or investigations that may lead to them.",
    "A request that rests on a removal order carries that order's date and case number.",
    "The IRS reviews each request for completeness and validity; an incomplete one goes back with reasons.",
)
"""What it is known to lay down beside what the rules judge. Each holds always; no day is known for any other."""

ORDERS: tuple[dict[str, Any], ...] = (
    {
        "kind": "stay",
        "court": "United States District Court for the District of Columbia",
        "docket": "25-cv-00457",
        "citation": "Order of Nov. 21, 2025, No. 25-cv-00457 (D.D.C.)",
        "binds": "Internal Revenue Service",
        "acts": ["disclose"],
        "issued_on": date(2025, 11, 21),
        "starts": date(2025, 11, 21),
        "words": "Stays disclosure by the IRS under the memorandum.",
    },
    {
        "kind": "injunction",
        "court": "United States District Court for the District of Massachusetts",
        "docket": "25-cv-12822",
        "citation": "Order of Feb. 5, 2026, No. 25-cv-12822 (D. Mass.)",
        "binds": "Department of Homeland Security, Immigration and Customs Enforcement",
        "acts": ["use"],
        "issued_on": date(2026, 2, 5),
        "starts": date(2026, 2, 5),
        "words": "Enjoins inspecting, viewing, using, copying, distributing or acting upon what was disclosed already.",
    },
)
"""The two orders on the memorandum. Their judges, and how their appeals stand, aren't known here, so those stay empty."""

_INVENTED = {"court": "Court of Demonstration", "binds": "Internal Revenue Service", "acts": ["disclose"]}
PAST: tuple[dict[str, Any], ...] = (
    {
        **_INVENTED,
        "kind": "restraining order",
        "docket": "00-cv-00001",
        "judge": "An invented judge",
        "citation": "Invented order of June 2, 2025",
        "issued_on": date(2025, 6, 2),
        "starts": date(2025, 6, 2),
        "words": "Invented: restrains disclosure for two weeks.",
    },
    {
        **_INVENTED,
        "kind": "injunction",
        "docket": "00-cv-00001-2",
        "judge": "An invented judge",
        "citation": "Invented order of June 16, 2025",
        "issued_on": date(2025, 6, 16),
        "starts": date(2025, 6, 16),
        "appeal": "reversed",
        "appeal_on": date(2025, 9, 30),
        "words": "Invented: takes the place of the restraining order.",
    },
)
"""Two invented orders that don't bind any more: the second superseded the first, and was lifted."""


def install() -> dict[str, Person]:
    """Put in place whatever is missing, and return the people by user name. Running it again changes nothing."""
    founding.put_lists(by=DEMONSTRATION, why=WHY)
    with acting(by=DEMONSTRATION, why=WHY):
        agencies = {code: _agency(code) for code in AGENCIES}
        people = _people(agencies)
        _roster(agencies, people)
        agreement = _agreement(agencies[ICE])
        _finding(agencies[ICE])
        put_records()
    _keys(people)
    _orders(agreement, people["irs.counsel"])
    _protected(people["irs.counsel"])
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


def _keys(people: dict[str, Person]) -> None:
    """Register the invented recipients' public keys, unless a visitor has revoked one."""
    for username, public in AGE_PUBLIC_KEYS.items():
        if not recipient_keys.keys_of(people[username]).exists():
            recipient_keys.register(public, by=people[username], why="Registers a key for the demonstration")


def _roster(agencies: dict[str, Agency], people: dict[str, Person]) -> None:
    for s in CAST:
        if s.on_roster:
            _officer(agencies[s.employer], f"{s.first_name} {s.last_name}", s.title, people[s.username])
    for code, name, title in ROSTER:
        _officer(agencies[code], name, title, None)


def _officer(agency: Agency, name: str, title: str, person: Person | None) -> None:
    Officer.objects.get_or_create(agency=agency, name=name, defaults={"title": title, "person": person})


def _agreement(agency: Agency) -> Agreement:
    agreement = Agreement.objects.get_or_create(code=MOU.facts.code, defaults={"agency": agency, **MOU_FIELDS})[0]
    for words in MOU_CONDITIONS:
        AgreementCondition.objects.get_or_create(agreement=agreement, words=words)
    return agreement


def _finding(agency: Agency) -> None:
    SafeguardFinding.objects.get_or_create(
        agency=agency,
        opened_on=date(2025, 3, 3),
        defaults={
            "reference": "Review 2025-03 (invented)",
            "finding": "Records of who opened the information aren't kept apart from other case records.",
            "plan": "A register of its own, kept by a named custodian.",
            "plan_accepted_on": date(2025, 6, 30),
            "plan_accepted_words": "The register answers the finding.",
        },
    )


def put_records() -> None:
    """Store the invented records, and again for an installation from before they had normal forms."""
    if RecordForm.objects.exists():
        return
    for person in EVERYBODY:
        if person.on_record:
            records.add(
                first_name=person.first_name, last_name=person.last_name, tin=person.tin, address=person.on_record
            )


def _protected(counsel: Person) -> None:
    """Name the keeper of the list kept under (i)(6), and put one invented person on it."""
    if not access.is_keeper(counsel):
        protection.name_keeper(counsel, by=DEMONSTRATION, why="Named for the district's cases, until another is named.")
        fields = {"first_name": KOVAC.first_name, "last_name": KOVAC.last_name, "date_of_birth": KOVAC.born}
        why = "Invented: she gives information in another matter, and a disclosure would show who spoke."
        protection.enter(by=counsel, why=why, fields=fields)


def _orders(agreement: Agreement, counsel: Person) -> None:
    for order in ORDERS:
        if not Hold.objects.filter(docket=order["docket"]).exists():
            why = f"Entered from the order: {order['citation']}"
            holding.enter_order(by=counsel, why=why, agreement=agreement, **order)
    _past(agreement, counsel)


def _past(agreement: Agreement, counsel: Person) -> None:
    """Enter the invented orders of the past: one that another took the place of, and the other, lifted."""
    earlier: list[Hold] = []
    for order in PAST:
        found = Hold.objects.filter(docket=order["docket"]).first() or holding.enter_order(
            by=counsel, why="Invented for the demonstration", agreement=agreement, supersedes=earlier, **order
        )
        earlier = [found]
    for last in earlier:
        if last.lifted_on is None:
            why, on = "Invented for the demonstration", date(2025, 9, 30)
            citation = "Invented opinion of Sept. 30, 2025"
            holding.lift(last.pk, by=counsel, why=why, on=on, citation=citation, seen=last.version)
