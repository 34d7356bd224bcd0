"""An agency's roster of officers who may be personally and directly engaged: kept by an administrator of that agency.

26 U.S.C. 6103(i)(2)(A): only they may receive what is disclosed. Where a roster is kept in full, an officer who isn't on it
isn't engaged, and a subject that names no other is blocked.
"""

from __future__ import annotations

from collections.abc import Iterable

from audits.acting import acting

from ..models import Agency, Officer, Person
from ..rules.officers import names_a_person, officer_key
from ..rules.roles import Role
from ..rules.text import excerpt
from .kept import is_for, locked, one_at_a_time
from .refused import Refused, demand

NOT_ADMINISTRATOR = "A roster is kept by an administrator of the agency only."
LONGEST = 160


def _refusals(names: list[str]) -> list[str]:
    wrong = [n for n in names if len(n) > LONGEST or not names_a_person(n) or " " not in officer_key(n)]
    found = [] if names else ["Give at least one name."]
    found += [
        f"“{excerpt(n, 40)}” isn't the name of a person: give name and surname, one officer a line." for n in wrong
    ]
    return found[:10]


def add_officers(agency: Agency, names: Iterable[str], *, by: Person, why: str) -> int:
    """Put officers on the roster, or back on it; return how many weren't on it. Raises Refused."""
    is_for(by, agency, Role.ADMINISTRATOR, what=NOT_ADMINISTRATOR)
    wanted = list(dict.fromkeys(" ".join(name.split()) for name in names if name.strip()))
    demand(_refusals(wanted))
    with acting(by=by, why=why):
        one_at_a_time(by)
        known = {officer.name: officer for officer in agency.officers.all()}
        new = [Officer(agency=agency, name=name) for name in wanted if name not in known]
        Officer.objects.bulk_create(new)
        back = [known[name].pk for name in wanted if name in known and not known[name].is_active]
        Officer.objects.filter(pk__in=back).update(is_active=True)
    return len(new) + len(back)


def retire_officer(officer_id: int, *, by: Person, why: str) -> Officer | bool:
    """Take an officer off the roster; return False if off it already. Raises Absent, Refused."""
    with acting(by=by, why=why):
        officer = locked(Officer, officer_id)
        is_for(by, officer.agency, Role.ADMINISTRATOR, what=NOT_ADMINISTRATOR)
        if not officer.is_active:
            return False
        officer.is_active = False
        officer.save(update_fields=["is_active"])
    return officer


def keep_roster(agency_id: int, kept: bool, *, by: Person, why: str) -> bool:
    """Say whether the roster is kept in full, so that the rules compare with it; return whether that is new. Raises Refused."""
    with acting(by=by, why=why):
        agency = locked(Agency, agency_id)
        is_for(by, agency, Role.ADMINISTRATOR, what=NOT_ADMINISTRATOR)
        if kept and not agency.officers.filter(is_active=True).exists():
            raise Refused(
                ["Nobody is on the roster: put the officers on it first, else every subject would be blocked."]
            )
        if agency.roster_kept == kept:
            return False
        agency.roster_kept = kept
        agency.save(update_fields=["roster_kept"])
    return True
