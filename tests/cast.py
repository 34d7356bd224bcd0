"""The named cast of the tests: who is who and what each may do, and requests brought to a status by walking the real steps.

`cast()` returns everyone. The United States attorney's office asks without an agreement; ICE asks under one. Both are marked
as demonstration data, because codes that aren't judged yet bar the release of anything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from io import BytesIO
from uuid import uuid4

from pyrage import decrypt_io
from pyrage.x25519 import Identity

from audits import vault
from audits.access_log import Looker
from audits.acting import SETUP, acting
from requests_app import access
from requests_app.intake import judging
from requests_app.matching import records
from requests_app.models import (
    Agency,
    Agreement,
    DisclosureRequest,
    MatchState,
    MatchVerdict,
    Officer,
    Person,
    Release,
    Subject,
)
from requests_app.models.as_facts import STANDING, today
from requests_app.models.confidential import irs_flags
from requests_app.rules.facts import Severity
from requests_app.rules.flags import judge_request
from requests_app.rules.identifiers import tin_digits
from requests_app.rules.matching import Verdict
from requests_app.rules.roles import Role
from requests_app.rules.statute import ELEMENTS
from requests_app.rules.transitions import PATH, Status
from requests_app.workflow import (
    completeness,
    drafting,
    founding,
    fulfilment,
    irs_approval,
    legal_review,
    matching,
    recipient_keys,
    showing,
    submission,
)
from requests_app.workflow.questions import case_of
from requests_app.workflow.sealed_packages import Download

WHY = "a test"
LAWFUL: dict[str, dict[str, object]] = {id: {"yes": True, "words": "Set forth."} for id in ELEMENTS}
"""A determination that finds every element."""


@dataclass(frozen=True)
class Cast:
    """Everyone. Agency people act for one agency, IRS people for both; the stranger has an account and no right at all."""

    usao: Agency
    ice: Agency
    mou: Agreement
    liaison: Person
    signer: Person
    recipient: Person
    ice_liaison: Person
    ice_signer: Person
    ice_recipient: Person
    specialist: Person
    transmitter: Person
    counsel: Person
    approver: Person
    authorizer: Person
    oversight: Person
    administrator: Person
    stranger: Person

    def people(self) -> dict[str, Person]:
        """Return everyone by name."""
        return {f.name: value for f in fields(self) if isinstance(value := getattr(self, f.name), Person)}


IRS = {
    "specialist": Role.SPECIALIST,
    "transmitter": Role.SPECIALIST,
    "counsel": Role.COUNSEL,
    "approver": Role.APPROVER,
    "authorizer": Role.AUTHORIZER,
    "oversight": Role.OVERSIGHT,
    "administrator": Role.ADMINISTRATOR,
}


def cast() -> Cast:
    """Return everyone: they stand in every test database."""
    people = {one.username: one for one in Person.objects.select_related("agency")}
    agencies = {one.code: one for one in Agency.objects.all()}
    named = {f.name: people[f.name] for f in fields(Cast) if f.name in people}
    return Cast(usao=agencies["USAO"], ice=agencies["ICE"], mou=Agreement.objects.get(code="MOU-2025-04"), **named)


def enter_all() -> None:
    """Enter the agencies, the agreement, the lists and everyone with his or her role."""
    founding.put_lists(by=SETUP, why=WHY)
    with acting(by=SETUP, why=WHY):
        usao, ice = agency("USAO", kind="doj"), agency("ICE", kind="agency")
        for name, role in IRS.items():
            person(name, role, usao, ice)
        agreement(ice)
        for own, prefix in ((usao, ""), (ice, "ice_")):
            person(f"{prefix}liaison", Role.LIAISON, own)
            person(f"{prefix}signer", Role.SIGNER, own)
            recipient = person(f"{prefix}recipient", Role.LIAISON, own)
            officer(own, recipient)
            recipient_keys.register(str(IDENTITIES[recipient.username].to_public()), by=recipient, why=WHY)
        person("stranger", None)


IDENTITIES = {
    name: Identity.from_str(f"AGE-SECRET-KEY-1{rest}")
    for name, rest in {
        "recipient": "USVTZV5RHS7542TA8RP0DEKFQXJNRELA9H3MRQ7HVLVAYKW3K9SS3K3U95",
        "ice_recipient": "M2NCD3VJCXYSJV7S5YMSK7QZV7CRTJUPQSTSW0U89KWUGCXR2GEQEH48XD",
    }.items()
}
"""The recipients' secret keys, by user name: keys of nobody, which open what tests packed."""


def opened(download: Download, by: str = "recipient") -> bytes:
    """Return the ZIP in a package that was fetched, decrypted with its recipient's secret key."""
    plain = BytesIO()
    decrypt_io(BytesIO(b"".join(download.pieces)), plain, [IDENTITIES[by]])
    return plain.getvalue()


def agency(code: str, *, kind: str = "agency", demonstration: bool = True) -> Agency:
    """Make an agency. Call inside `acting()`."""
    name = f"{code} test agency"
    return Agency.objects.create(code=code, name=name, kind=kind, is_demonstration=demonstration)


def person(username: str, role: Role | None, *agencies: Agency) -> Person:
    """Make a person with a role on agencies. The name is shown as 'Test' and the user name. Call inside `acting()`."""
    shown = username.replace("_", " ").title()
    employer = agencies[0] if role in (Role.LIAISON, Role.SIGNER) else None
    made = Person.objects.create(username=username, first_name="Test", last_name=shown, agency=employer)
    for one in agencies if role else ():
        access.grant(made, role, one, by=SETUP, why=WHY)
    return made


def officer(of_agency: Agency, someone: Person) -> Officer:
    """Put a person on an agency's roster of engaged officers. Call inside `acting()`."""
    return Officer.objects.create(agency=of_agency, name=someone.get_full_name(), person=someone)


def agreement(of_agency: Agency) -> Agreement:
    """Make the agreement of April 2025. Call inside `acting()`."""
    return Agreement.objects.create(
        agency=of_agency,
        code="MOU-2025-04",
        title="Memorandum of understanding",
        starts=date(2025, 4, 7),
        statutes=["8 USC 1253(a)(1)"],
        items=["address"],
        signer_offices=["head_of_agency", "component_head"],
        asks_attestation=True,
        asks_removal_order=True,
    )


def subject_fields(**changes: str) -> dict[str, str]:
    """Return the fields of a complete, valid subject, with these changes."""
    return {
        "first_name": "Carl",
        "last_name": "Demofield",
        "date_of_birth": "1980-04-01",
        "address_line1": "476 Prototype Ave",
        "city": "Phoenix",
        "state": "AZ",
        "postal_code": "85004",
        "country": "US",
        "tax_periods": "2022; 2023",
        "statute": "18 USC 1546(a)",
        "case_number": "USAO-GJ-2025-0117",
        "case_opened": "2025-02-03",
        "reason": "Two witnesses bought forged permits from Demofield; the grand jury needs the place where they were made.",
        "officer_name": "Test Recipient",
        "officer_title": "Criminal investigator",
    } | changes


def order_fields(**changes: str) -> dict[str, str]:
    """Return the fields of a complete subject under the agreement: a removal order that wasn't obeyed."""
    return (
        subject_fields(
            statute="8 USC 1253(a)(1)",
            removal_order_date="2024-05-06",
            removal_order_case="A219000117",
            removal_ground="8 USC 1227(a)(2)(A)(iii)",
            reason="Demofield signed for the order, then sold the house; the complaint must say where he has stayed since.",
            officer_name="Test Ice Recipient",
        )
        | changes
    )


def on_record(**changes: str) -> None:
    """Put a record into the source that fits `subject_fields()`."""
    given = {"first_name": "Carl", "last_name": "Demofield", "tin": "912-66-0001"}
    records.add(**(given | {"address": "476 Prototype Ave, Phoenix, AZ 85004"} | changes))


def draft(
    who: Cast, *subjects: dict[str, str], tin: str = "", ice: bool = False, items: Sequence[str] = ("address",)
) -> DisclosureRequest:
    """Return a draft with these subjects (one valid subject if none are given)."""
    made = empty(who, ice=ice, items=items)
    for given in subjects or ((order_fields() if ice else subject_fields()),):
        add(who, made, tin=tin, **given)
    return fresh(made)


def empty(who: Cast, *, ice: bool = False, items: Sequence[str] = ("address",)) -> DisclosureRequest:
    """Return a draft that names nobody yet."""
    return drafting.create(
        by=who.ice_liaison if ice else who.liaison,
        why=WHY,
        agency=who.ice if ice else who.usao,
        agreement=who.mou if ice else None,
        title="Forged permits",
        purpose="Grand jury investigation of forged work permits.",
        items=list(items),
        cover={},
        key=uuid4(),
    )


def add(who: Cast, to: DisclosureRequest, *, tin: str = "", **given: str) -> Subject:
    """Name one more subject in a draft."""
    return drafting.add_subject(to.pk, by=agency_side(who, to)[0], why=WHY, seen=None, fields=given, tin=tin)


def fresh(disclosure_request: DisclosureRequest) -> DisclosureRequest:
    """Return the request as it stands in the database now."""
    return DisclosureRequest.objects.select_related("agency", "agreement").get(pk=disclosure_request.pk)


def version(disclosure_request: DisclosureRequest) -> int:
    """Return the version that somebody who opens the page now would see."""
    return fresh(disclosure_request).version


def in_fulfilment(who: Cast) -> DisclosureRequest:
    """Return a request of one subject, whose record is known, with everything that a release wants."""
    on_record()
    return walk(who, draft(who, tin="912-66-0001"), Status.FULFILMENT)


def agency_side(who: Cast, of_request: DisclosureRequest) -> tuple[Person, Person, Person]:
    """Return the liaison, signer and recipient of the request's agency."""
    if of_request.agency_id == who.ice.pk:
        return who.ice_liaison, who.ice_signer, who.ice_recipient
    return who.liaison, who.signer, who.recipient


def walk(who: Cast, disclosure_request: DisclosureRequest, to: Status) -> DisclosureRequest:
    """Bring a request along the path to a status, by the acts of the people whose acts they are."""
    while (here := fresh(disclosure_request)).status != to:
        if here.status in PATH[PATH.index(to) :]:
            raise ValueError(f"It is past {to} already.")
        _STEPS[Status(here.status)](who, here)
    return here


def hand_over(who: Cast, one: DisclosureRequest) -> None:
    """The liaison hands it to the signer."""
    submission.hand_over(one.pk, by=agency_side(who, one)[0], why=WHY, seen=version(one))


def sign(who: Cast, one: DisclosureRequest, letter: tuple[str, bytes] | None = None) -> None:
    """The signer attests and sends it in; then it is judged, as the worker would."""
    office = "component_head" if one.agency_id == who.ice.pk else "us_attorney"
    submission.sign_and_send(
        one.pk,
        by=agency_side(who, one)[1],
        why=WHY,
        seen=version(one),
        office=office,
        capacity="holder",
        instrument="",
        title="United States attorney",
        letter=letter,
    )
    judging.judge_stale(one.pk)


def match(one: DisclosureRequest) -> None:
    """The worker matches it with the records; whoever has no one record that fits gets one, so that the path is open."""
    matching.run(one.pk)
    unmatched = (
        MatchVerdict.objects.filter(disclosure_request=one).exclude(verdict=Verdict.MATCHED).values("subject_id")
    )
    for subject in one.subjects.filter(outcome__in=STANDING, pk__in=unmatched):
        record_of(subject)
    MatchState.objects.filter(pk=one.pk).update(finished_at=None, row=0)
    matching.run(one.pk)


def record_of(subject: Subject) -> None:
    """Put the record of a subject into the source, under its own TIN or one that nobody was issued."""
    given = (
        vault.open_sealed(bytes(subject.tin_sealed), bound_to=f"subject:{subject.pk}:tin")
        if subject.tin_sealed
        else b""
    )
    tin = given.decode() if tin_digits(given.decode()) else f"9{subject.pk % 10**8:08}"
    address = ", ".join(
        part
        for part in (
            *(subject.address, subject.address_line1, subject.address_line2, subject.city),
            f"{subject.state} {subject.postal_code}",
        )
        if part.strip()
    )
    names = {name: getattr(subject, name) for name in ("first_name", "last_name", "entity_name")}
    records.add(**names, tin=tin, address=address)


def check(who: Cast, one: DisclosureRequest) -> None:
    """The specialist finds it complete."""
    match(one)
    completeness.find_complete(one.pk, by=who.specialist, why=WHY, seen=version(one))


def determine(who: Cast, one: DisclosureRequest) -> None:
    """Counsel clears what must be cleared, and finds every element."""
    clear_all(who, one)
    legal_review.determine(one.pk, by=who.counsel, why=WHY, seen=version(one), elements=LAWFUL)


def approve(who: Cast, one: DisclosureRequest) -> None:
    """The approving official approves."""
    irs_approval.approve(one.pk, by=who.approver, why=WHY, seen=version(one))


def prepare(who: Cast, one: DisclosureRequest) -> Release:
    """The specialist prepares the package for the recipient."""
    asked = fulfilment.prepare(one.pk, by=who.specialist, why=WHY, recipient=agency_side(who, one)[2])
    assert asked.release
    return asked.release


def transmit(who: Cast, one: DisclosureRequest) -> Release:
    """Prepared, authorized and transmitted by three people."""
    release = prepare(who, one)
    fulfilment.authorize(release.pk, by=who.authorizer, why=WHY)
    return fulfilment.transmit(release.pk, by=who.transmitter, why=WHY)


def close(who: Cast, one: DisclosureRequest) -> None:
    """Transmitted and closed."""
    transmit(who, one)
    fulfilment.close(one.pk, by=who.transmitter, why=WHY, seen=version(one))


_STEPS = {
    Status.DRAFT: hand_over,
    Status.RETURNED: hand_over,
    Status.AWAITING_SIGNATURE: sign,
    Status.COMPLETENESS: check,
    Status.LEGAL_REVIEW: determine,
    Status.IRS_APPROVAL: approve,
    Status.FULFILMENT: close,
}


def looker_for(someone: Person, one: DisclosureRequest) -> Looker:
    """Return who looks, for the access log."""
    return access.looker(someone, one, origin="a test", why=WHY)


def clear_all(who: Cast, one: DisclosureRequest, *, but: str = "") -> None:
    """Counsel clears every review flag, having opened each flagged subject. `but`: a code that is left."""
    case, now = case_of(one), fresh(one)
    for flag in judge_request(case.contents, case.book, today()):
        if flag.severity == Severity.REVIEW and flag.code not in now.cleared_codes:
            legal_review.clear_flag(one.pk, by=who.counsel, why=WHY, code=flag.code, subject_ids=[], opened=[])
    for subject in one.subjects.filter(outcome__in=STANDING):
        of_irs = set(irs_flags(one.pk).filter(subject=subject).values_list("code", flat=True))
        for code in (set(subject.review_codes) - set(subject.cleared_codes) | of_irs) - {but}:
            clear_subject(who, one, subject, code)


def clear_subject(who: Cast, one: DisclosureRequest, subject: Subject, code: str) -> None:
    """Counsel opens a subject and clears one review flag on it."""
    with acting(by=who.counsel, why=WHY):
        showing.subject(one, subject.pk, looker_for(who.counsel, one))
    legal_review.clear_flag(one.pk, by=who.counsel, why=WHY, code=code, subject_ids=[subject.pk], opened=[subject.pk])
