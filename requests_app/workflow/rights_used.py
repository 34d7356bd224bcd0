"""When a right was last used, as far as the records tell: duties, decisions and signatures, looks, and roles given or taken.

A look bears the roles that the person held on the request's agency, so that somebody with two roles there used both. What is
done without leaving any of these isn't seen: an unused right is a question to the one who signs for it, not a finding.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Model

from audits.guarding import history_model
from audits.models import AccessRecord, Outcome

from ..models import AgencyPersonGrant, Decision, DisclosureRequest, Participation, Person, Signature
from ..rules.duties import Duty
from ..rules.roles import Role

ROLE_OF: dict[Duty, Role] = {
    Duty.EDIT: Role.LIAISON,
    Duty.SIGN: Role.SIGNER,
    Duty.CHECK: Role.SPECIALIST,
    Duty.CLEAR: Role.COUNSEL,
    Duty.REVIEW: Role.COUNSEL,
    Duty.APPROVE: Role.APPROVER,
    Duty.PREPARE: Role.SPECIALIST,
    Duty.AUTHORIZE: Role.AUTHORIZER,
    Duty.TRANSMIT: Role.SPECIALIST,
    Duty.RECEIVE: Role.LIAISON,
}
"""Whose duty each is. A test compares it with the table of moves."""


@dataclass(frozen=True, slots=True)
class LastUse:
    """When a right was last used, and by what: 'decided', 'did a duty', 'looked', 'gave or took a right'."""

    at: datetime
    what: str


def _table(model: type[Model]) -> str:
    return f'"{model._meta.db_table}"'


def _sources() -> list[str]:
    """Return the SELECTs of (person, role, moment, what): each takes the people and the agency."""
    request, grants = _table(DisclosureRequest), _table(history_model(AgencyPersonGrant))
    duties = ", ".join(f"('{duty.value}', '{role.value}')" for duty, role in ROLE_OF.items())
    of_agency = "WHERE x.person_id = ANY(%(people)s) AND r.agency_id = %(agency)s"
    joined = f"JOIN {request} r ON r.id = x.disclosure_request_id"
    return [
        f"SELECT x.person_id, d.role, max(x.since), 'did a duty' FROM {_table(Participation)} x {joined} "
        f"JOIN (VALUES {duties}) AS d (duty, role) ON d.duty = x.duty {of_agency} GROUP BY 1, 2",
        f"SELECT x.person_id, x.role, max(x.decided_at), 'decided' FROM {_table(Decision)} x {joined} "
        f"{of_agency} GROUP BY 1, 2",
        f"SELECT x.person_id, '{Role.SIGNER.value}', max(x.signed_at), 'signed' FROM {_table(Signature)} x {joined} "
        f"{of_agency} GROUP BY 1, 2",
        "SELECT p.id, l.role, l.at, 'looked' FROM unnest(%(people)s::bigint[]) AS p (id) CROSS JOIN "
        f"unnest(ARRAY[{', '.join(repr(role.value) for role in Role)}]) AS o (role) CROSS JOIN LATERAL ("
        f"SELECT o.role, x.at FROM {_table(AccessRecord)} x JOIN {request} r ON r.id = x.case_id WHERE x.person_id = p.id "
        f"AND r.agency_id = %(agency)s AND o.role = ANY(string_to_array(x.role, ', ')) AND x.outcome = '{Outcome.SHOWN.value}' "
        "ORDER BY x.id DESC LIMIT 1) l",
        f"SELECT x.history_user_id, '{Role.ADMINISTRATOR.value}', max(x.history_date), 'gave or took a right' FROM {grants} x "
        "WHERE x.history_user_id = ANY(%(people)s) AND x.content_object_id = %(agency)s GROUP BY 1, 2",
        f"SELECT x.history_user_id, '{Role.ADMINISTRATOR.value}', max(x.history_date), 'changed an account' "
        f"FROM {_table(history_model(Person))} x WHERE x.history_user_id = ANY(%(people)s) AND %(agency)s > 0 GROUP BY 1, 2",
    ]


def last_uses(people: Collection[int], agency: int) -> dict[tuple[int, Role], LastUse]:
    """Return, for people who hold or held rights on an agency, when each role there was last used. One query."""
    sql = " UNION ALL ".join(f"({one})" for one in _sources())
    order = f"SELECT DISTINCT ON (person, role) person, role, at, what FROM ({sql}) AS u (person, role, at, what)"
    with connection.cursor() as cursor:
        cursor.execute(f"{order} ORDER BY person, role, at DESC", {"people": list(people), "agency": agency})
        return {(person, Role(role)): LastUse(at, what) for person, role, at, what in cursor}
