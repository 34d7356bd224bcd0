"""Who may see and do what, on which request: the only file that speaks to django-guardian.

A role is an object permission on the agency. Lists fetch the granted agency ids first and then filter on `agency_id`.
Nothing is cached between requests: a grant taken away closes everything on the next one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db import connection
from django.db.models import Q, QuerySet
from guardian.shortcuts import assign_perm, remove_perm

from audits.access_log import Looker
from audits.acting import Actor, acting

from .models import (
    Agency,
    AgencyGroupGrant,
    AgencyPersonGrant,
    ConfidentialFlag,
    DisclosureRequest,
    Participation,
    Person,
)
from .rules import facts
from .rules.roles import AGENCY_ROLES, CASE_READERS, IRS_CASE_ROLES, Role


class Absent(Exception):
    """It isn't there, or it isn't for this person: the two look the same."""


def agencies_by_role(person: Person) -> dict[Role, frozenset[int]]:
    """Return, for each role the person holds anywhere, the ids of the agencies it is held on. One query."""
    if not (person.is_authenticated and person.is_active):
        return {}
    columns = ("permission__codename", "content_object_id")
    own = AgencyPersonGrant.objects.filter(user=person).values_list(*columns)
    groups = AgencyGroupGrant.objects.filter(group__in=person.groups.values("pk")).values_list(*columns)
    return _by_role(own.union(groups))


def _by_role(grants: Iterable[tuple[str, int]]) -> dict[Role, frozenset[int]]:
    found: dict[Role, set[int]] = defaultdict(set)
    for codename, id in grants:
        found[Role(codename)].add(id)
    return {role: frozenset(ids) for role, ids in found.items()}


_NARROW = """
SELECT set_config('desk.agencies', %s, true), set_config('desk.irs', %s, true),
       set_config('desk.keeper', CASE WHEN desk_is_keeper(%s) THEN 'yes' ELSE 'no' END, true),
       set_config('audits.roles', %s, true)
"""


def narrow(
    agency_ids: Iterable[int],
    *,
    irs_side: Iterable[int] = (),
    counsel: Person | None = None,
    roles: Iterable[Role] = (),
) -> bool:
    """Make rows that a reader may not see absent for the rest of this transaction: the database's own second wall.

    `agency_ids`: whose requests are read; `irs_side`: those of them on whose IRS side the reader is; `counsel`: the reader,
    if a legal reviewer, who may be named to keep the list under (i)(6); `roles`: all that the reader holds, for history to
    tell in which roles something was done. Return whether he or she keeps the list.
    """
    lists = [",".join(map(str, sorted(ids))) or "0" for ids in (agency_ids, irs_side)]
    with connection.cursor() as cursor:
        cursor.execute(_NARROW, [*lists, counsel.pk if counsel else None, ",".join(sorted(roles))])
        return bool(cursor.fetchone()[2] == "yes")


def is_keeper(person: Person) -> bool:
    """Return whether the person is named in writing to keep the list under (i)(6), and still a legal reviewer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT desk_is_keeper(%s)", [person.pk])
        return bool(cursor.fetchone()[0])


def confidential_flags(
    person: Person, disclosure_request: DisclosureRequest, roles: frozenset[Role] | None = None
) -> QuerySet[ConfidentialFlag]:
    """Return a request's flags that the agency may not see and this person may: none for the agency's people; what is for
    named counsel, for nobody else. `roles`: those the person holds on the agency, if they are known already.
    """
    held = roles_on(person, disclosure_request.agency_id) if roles is None else roles
    flags = ConfidentialFlag.objects.filter(disclosure_request=disclosure_request)
    if not held & (CASE_READERS - AGENCY_ROLES):
        return flags.none()
    named = Role.COUNSEL in held and is_keeper(person)
    return flags if named else flags.filter(audience=facts.Audience.IRS)


def roles_on(person: Person, agency_id: int) -> frozenset[Role]:
    """Return the person's roles on an agency; none for an inactive person."""
    return frozenset(role for role, ids in agencies_by_role(person).items() if agency_id in ids)


def _readable(held: Mapping[Role, frozenset[int]]) -> Q:
    """Agency people and oversight see drafts too; IRS staff see what was sent in; an administrator's role opens nothing."""
    whole = frozenset().union(*(held.get(role, frozenset()) for role in (*AGENCY_ROLES, Role.OVERSIGHT)))
    sent = frozenset().union(*(held.get(role, frozenset()) for role in IRS_CASE_ROLES))
    return Q(agency_id__in=whole) | Q(agency_id__in=sent, submission__gt=0)


def visible_requests(person: Person, held: Mapping[Role, frozenset[int]] | None = None) -> QuerySet[DisclosureRequest]:
    """Return the requests the person may open. `held`: what `agencies_by_role` answered for the same page."""
    return DisclosureRequest.objects.filter(_readable(agencies_by_role(person) if held is None else held))


def find_request(
    person: Person, pk: int, *, lock: bool = False, held: Mapping[Role, frozenset[int]] | None = None
) -> DisclosureRequest:
    """Return a request the person may open, locked for the transaction if asked. Raises Absent.

    `held`: what `agencies_by_role` answered for the same page.
    """
    requests = visible_requests(person, held).select_related("agency", "agreement")
    found = (requests.select_for_update(of=("self",), no_key=True) if lock else requests).filter(pk=pk).first()
    if found is None:
        raise Absent
    return found


def as_rule_person(person: Person, disclosure_request: DisclosureRequest) -> facts.Person:
    """Return the person as the rules see one: roles on the agency, duties done on the request."""
    duties = Participation.objects.filter(disclosure_request=disclosure_request, person=person)
    return facts.Person(
        id=person.pk,
        name=person.get_full_name(),
        roles=frozenset(roles_on(person, disclosure_request.agency_id)),
        duties=frozenset(duties.values_list("duty", flat=True)),
    )


def shows_irs_side(person: Person, disclosure_request: DisclosureRequest) -> bool:
    """Return whether the person may see what is the IRS's own: its notes, its flags, what its records hold."""
    return bool(roles_on(person, disclosure_request.agency_id) & (CASE_READERS - AGENCY_ROLES))


def looker(person: Person, disclosure_request: DisclosureRequest, *, origin: str, why: str) -> Looker:
    """Return who looks, for the access log: with the roles held on the request's agency."""
    roles = roles_on(person, disclosure_request.agency_id)
    return Looker(person, ", ".join(sorted(roles)), origin, why)


def holders(agency_id: int) -> dict[Role, frozenset[int]]:
    """Return, for each role, the ids of the people who hold it on an agency. One query; inactive people are among them."""
    own = AgencyPersonGrant.objects.filter(content_object_id=agency_id)
    groups = AgencyGroupGrant.objects.filter(content_object_id=agency_id, group__user__isnull=False)
    people = own.values_list("permission__codename", "user_id")
    return _by_role(people.union(groups.values_list("permission__codename", "group__user")))


def grant(person: Person, role: Role, agency: Agency, *, by: Actor, why: str) -> None:
    """Give a person a role on an agency, for the record."""
    with acting(by=by, why=why):
        assign_perm(role.value, person, agency)


def revoke(person: Person, role: Role, agency: Agency, *, by: Actor, why: str) -> None:
    """Take a role on an agency from a person, for the record. It is gone on his or her next request."""
    with acting(by=by, why=why):
        remove_perm(role.value, person, agency)
