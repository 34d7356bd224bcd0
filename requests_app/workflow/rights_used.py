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


Right = tuple[int, int, Role]
"""A right: the ids of person and agency, and the role."""


@dataclass(frozen=True, slots=True)
class LastUse:
    """When a right was last used, and by what: 'decided', 'did a duty', 'looked', 'gave or took a right'."""

    at: datetime
    what: str


def _table(model: type[Model]) -> str:
    return f'"{model._meta.db_table}"'


def _sources() -> list[str]:
    """Return the SELECTs of (person, agency, role, moment, what), each over the rights in `held`."""
    request, grants, people = (
        _table(model) for model in (DisclosureRequest, history_model(AgencyPersonGrant), history_model(Person))
    )
    duties = ", ".join(f"('{duty.value}', '{role.value}')" for duty, role in ROLE_OF.items())
    joined = f"JOIN {request} r ON r.id = x.disclosure_request_id"
    of_held = "JOIN held h ON h.person = x.person_id AND h.agency = r.agency_id AND h.role ="
    right, administrator = "SELECT h.person, h.agency, h.role,", f"h.role = '{Role.ADMINISTRATOR.value}'"
    grouped = "GROUP BY h.person, h.agency, h.role"
    return [
        f"{right} max(x.since), 'did a duty' FROM {_table(Participation)} x {joined} "
        f"JOIN (VALUES {duties}) AS d (duty, role) ON d.duty = x.duty {of_held} d.role {grouped}",
        f"{right} max(x.decided_at), 'decided' FROM {_table(Decision)} x {joined} {of_held} x.role {grouped}",
        f"{right} max(x.signed_at), 'signed' FROM {_table(Signature)} x {joined} {of_held} '{Role.SIGNER.value}' {grouped}",
        f"{right} l.at, 'looked' FROM held h CROSS JOIN LATERAL (SELECT x.at FROM {_table(AccessRecord)} x "
        f"JOIN {request} r ON r.id = x.case_id WHERE x.person_id = h.person AND r.agency_id = h.agency "
        f"AND h.role = ANY(string_to_array(x.role, ', ')) AND x.outcome = '{Outcome.SHOWN.value}' "
        "ORDER BY x.id DESC LIMIT 1) l",
        f"{right} max(x.history_date), 'gave or took a right' FROM {grants} x JOIN held h ON {administrator} "
        f"AND h.person = x.history_user_id AND h.agency = x.content_object_id {grouped}",
        f"{right} max(x.history_date), 'changed an account' FROM {people} x JOIN held h ON {administrator} "
        f"AND h.person = x.history_user_id {grouped}",
    ]


def last_uses(held: Collection[Right]) -> dict[Right, LastUse]:
    """Return when each of these rights (person, agency, role) was last used; what was never used isn't there. One query."""
    sql = " UNION ALL ".join(f"({one})" for one in _sources())
    columns: tuple[list[int], list[int], list[str]] = ([], [], [])
    for person, agency, role in held:
        columns[0].append(person)
        columns[1].append(agency)
        columns[2].append(role.value)
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH held (person, agency, role) AS MATERIALIZED "
            "(SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[])) "
            f"SELECT DISTINCT ON (person, agency, role) * FROM ({sql}) AS u (person, agency, role, at, what) "
            "ORDER BY person, agency, role, at DESC",
            columns,
        )
        return {(person, agency, Role(role)): LastUse(at, what) for person, agency, role, at, what in cursor}
