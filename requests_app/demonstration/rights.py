"""Rights that came and went, and one review of them that is signed: so that rights as history have something to show."""

from __future__ import annotations

from audits.acting import DEMONSTRATION, acting

from ..models import Agency, Person, RightsReview
from ..models.as_facts import today
from ..rules.reviews import quarter_of
from ..rules.roles import Role
from ..workflow import accounts, reviewing
from ..workflow.reviewing import Verdict
from .people import ICE, USAO

FORMER = {
    "username": "irs.former",
    "first_name": "Lena",
    "last_name": "Fossum",
    "email": "",
    "title": "Disclosure specialist",
}
"""An invented specialist who left: nobody signs in as her."""


def install(people: dict[str, Person]) -> None:
    """Put in place what is missing: who left, and the review for one agency. The other agency's waits to be signed."""
    agencies = {agency.code: agency for agency in Agency.objects.filter(code__in=(USAO, ICE))}
    if not Person.objects.filter(username=FORMER["username"]).exists():
        _came_and_went(people["administrator"], agencies)
    if not RightsReview.objects.exists():
        _review(agencies[USAO], people)


def _came_and_went(administrator: Person, agencies: dict[str, Agency]) -> None:
    """A right that was given, taken and given again, another that was taken, and an account that was switched off."""
    with acting(by=DEMONSTRATION, why="Loading demonstration data"):
        former = Person(**FORMER)
        former.set_unusable_password()
        former.save(force_insert=True)
    specialist = Role.SPECIALIST
    for agency in agencies.values():
        accounts.give_role(former, specialist, agency, by=administrator, why="Invented: joined the disclosure office")
    accounts.take_role(former, specialist, agencies[ICE], by=administrator, why="Invented: on leave")
    accounts.give_role(former, specialist, agencies[ICE], by=administrator, why="Invented: back from leave")
    accounts.take_role(
        former, specialist, agencies[ICE], by=administrator, why="Invented: moved to the other agency’s work"
    )
    accounts.set_active(former, False, by=administrator, why="Invented: left the service")


def _review(agency: Agency, people: dict[str, Person]) -> None:
    """Two officials sign, each for the rights that aren't his or her own; one right is found unneeded."""
    for username in ("irs.approver", "irs.authorizer"):
        signer, quarter = people[username], quarter_of(today())
        sheet = reviewing.sheet(agency, quarter, signer, today())
        verdicts = [_verdict(line) for line in sheet.open if not line.barred]
        why = f"signed the review of rights, {quarter.name}"
        reviewing.sign(agency, quarter, by=signer, why=why, title=signer.title, seen_hash=sheet.hash, verdicts=verdicts)


def _verdict(line: reviewing.Judged) -> Verdict:
    if line.active:
        return Verdict(line.grant_id, True, "")
    return Verdict(line.grant_id, False, "Invented: she left the service; the right sleeps and isn’t needed.")
