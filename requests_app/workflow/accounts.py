"""Accounts of people: entered and switched off or on by an administrator, never deleted, because history names them."""

from __future__ import annotations

from audits.acting import acting

from .. import access
from ..models import Agency, AgencyPersonGrant, HomeKey, Person
from ..rules.roles import DIVISION, Role, misplaced
from .looks_compared import home_of
from .refused import Refused, demand


def enter(*, by: Person, why: str, fields: dict[str, str], agency: Agency | None, password: str) -> Person:
    """Enter a person, without any role. `fields`: username, first_name, last_name, email, title."""
    person = Person(agency=agency, **fields)
    person.set_password(password)
    with acting(by=by, why=why):
        person.save(force_insert=True)
    return person


def set_active(person: Person, active: bool, *, by: Person, why: str) -> None:
    """Switch an account off or on; one switched off is shut out on its next request. Raises Refused."""
    _may_keep_account(person, by)
    person.is_active = active
    with acting(by=by, why=why):
        person.save(update_fields=["is_active"])


def set_home(person: Person, address: str, *, by: Person, why: str) -> None:
    """Keep the keyed hashes of a person's home address, never the address; '' takes them away. Raises Refused."""
    _may_keep_account(person, by)
    found = home_of(address)
    if address.strip() and found is None:
        raise Refused(["That is no whole address: give the street with its number, city, state and ZIP code."])
    with acting(by=by, why=why):
        if found is None:
            HomeKey.objects.filter(person=person).delete()
        else:
            HomeKey.objects.update_or_create(person=person, defaults={"street": found[0], "unit": found[1]})


def give_role(person: Person, role: Role, agency: Agency, *, by: Person, why: str) -> bool:
    """Give a role on an agency, to the staff that may hold it; return False where the person holds it, and nothing is changed.

    Raises Refused.
    """
    _may_administer(person, agency, by)
    why_not = misplaced(role, person.agency_id, agency.pk)
    employed = f"{person} is employed by {person.agency or 'the IRS or an oversight body'}"
    demand([f"{why_not} {employed}, so no role was given ({DIVISION})."] if why_not else [])
    if _holds(person, role, agency):
        return False
    access.grant(person, role, agency, by=by, why=why)
    return True


def take_role(person: Person, role: Role, agency: Agency, *, by: Person, why: str) -> bool:
    """Take a role on an agency; return False where the person doesn't hold it, and nothing is changed. Raises Refused."""
    _may_administer(person, agency, by)
    if not _holds(person, role, agency):
        return False
    access.revoke(person, role, agency, by=by, why=why)
    return True


def _holds(person: Person, role: Role, agency: Agency) -> bool:
    """Return whether a role was given and not taken, be the account on or off."""
    held = AgencyPersonGrant.objects.filter(user=person, permission__codename=role.value, content_object=agency)
    return held.exists()


def _may_administer(person: Person, agency: Agency, by: Person) -> None:
    demand(_oneself(person, by) or _not_for(agency, by))


def _may_keep_account(person: Person, by: Person) -> None:
    demand(account_refusals(person, by))


def account_refusals(person: Person, by: Person) -> list[str]:
    """Say why this administrator may not change an account: an agency's staff is the matter of its own administrators.

    The IRS's own is the matter of every administrator.
    """
    return _oneself(person, by) or ([] if person.agency is None else _not_for(person.agency, by))


def _not_for(agency: Agency, by: Person) -> list[str]:
    held = Role.ADMINISTRATOR in access.roles_on(by, agency.pk)
    return [] if held else [f"You aren't an administrator for {agency.name}."]


def _oneself(person: Person, by: Person) -> list[str]:
    return (
        ["Nobody changes his or her own account or roles: another administrator does it."] if person.pk == by.pk else []
    )
