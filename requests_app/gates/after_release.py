"""What the database itself checks after a release: its SQL, filled from `rules/`, and who may read which rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from string import Template

from django.db import models

from audits.acting import REMINDING
from audits.guarding import history_model
from audits.installing import roles_of

from ..models.after_release import CustodyAct, Incident, IncidentAct, Reminder, RetentionPeriod
from ..models.disposal import Disposal
from ..models.reaudit import Reaudit, ReauditFinding, ReauditRelease, ReauditState
from ..models.release import ReleaseItem
from ..rules import custody, incidents
from ..rules.needs import SENT
from ..rules.retention import AT_AGENCY, BETWEEN, DISPOSABLE, PERIODS, SHORTENED
from ..rules.roles import Role

_NO_READER = "(SELECT public.desk_reader() IS NULL)"
_OF_READER = "agency_id = ANY ((SELECT public.desk_reader())::bigint[])"
_OF_IRS_SIDE = "agency_id = ANY ((SELECT public.desk_irs_reader())::bigint[])"

OWN = f"{_NO_READER} OR {_OF_READER}"
"""Rows of the agencies that the reader may read."""

IRS_ALONE = f"{_NO_READER} OR {_OF_IRS_SIDE}"

DISCLOSED = f"""{_NO_READER} OR release_id IN (
    SELECT l.id FROM public.requests_app_release l
    JOIN public.requests_app_disclosurerequest q ON q.id = l.disclosure_request_id
    WHERE q.{_OF_IRS_SIDE} OR (l.status IN ({", ".join(map(repr, SENT))}) AND q.{_OF_READER}))"""
"""Items of packages: the agency's people see them from the transmittal on; before, they tell who has a record."""


def _told(incident: str, side: str) -> str:
    return f"{_NO_READER} OR {_OF_IRS_SIDE} OR ({_OF_READER} AND public.desk_incident_told({incident}, {side}))"


_SIDE_OF = "(SELECT i.side FROM public.requests_app_incident i WHERE i.id = incident_id)"

READ_BY: dict[type[models.Model], str] = {
    CustodyAct: OWN,
    Reminder: IRS_ALONE,
    Incident: _told("id", "side"),
    IncidentAct: _told("incident_id", _SIDE_OF),
    Disposal: IRS_ALONE,
    Reaudit: IRS_ALONE,
}
"""Tables with history -> who may read a row of them, and of their history."""

WITHOUT_HISTORY: tuple[type[models.Model], ...] = (ReauditState, ReauditFinding, ReauditRelease)


def _array(values: Iterable[str]) -> str:
    return "ARRAY[" + ", ".join(f"'{value}'" for value in values) + "]::text[]"


def _quoted(sentence: str) -> str:
    return sentence.replace("'", "''")


def values() -> dict[str, str]:
    """Return what the SQL is filled with, beside what every gate is."""
    return {
        "CUSTODY": ", ".join(f"('{act.value}', {_array(roles)})" for act, roles in custody.DONE_BY.items()),
        "ENDS": ", ".join(f"'{act.value}'" for act in custody.ENDS),
        "CERTIFIES": ", ".join(f"'{act.value}'" for act in custody.CERTIFIES),
        "NOT_RECEIVED": _quoted(custody.NOT_RECEIVED),
        "ENDED": _quoted(custody.ENDED),
        "PRESERVE": _quoted(custody.PRESERVE),
        "NOT_CERTIFIED": _quoted(custody.NOT_CERTIFIED),
        "USED_ALREADY": _quoted(custody.USED_ALREADY),
        "LONGEST_EXTENSION": str(custody.LONGEST_EXTENSION.days),
        "AT_AGENCY": AT_AGENCY,
        "AT_AGENCY_SHIPPED": str(PERIODS[AT_AGENCY].length),
        "PERIODS_KEPT": history_model(RetentionPeriod)._meta.db_table,
        "REMINDER": str(REMINDING.pk),
        "ERRONEOUS": incidents.Kind.ERRONEOUS.value,
        "CLOSED": incidents.Act.CLOSED.value,
        "NOTICE": incidents.Act.NOTICE.value,
        "DISPOSAL": incidents.Act.DISPOSAL.value,
        "INCIDENT_CLOSED": _quoted(incidents.CLOSED),
        "INCIDENT_PRESERVE": _quoted(incidents.PRESERVE),
        "DONE": _quoted(incidents.DONE),
        "FIRST_NOTICE": _quoted(incidents.FIRST_NOTICE),
        "REPORTERS": ", ".join(f"('{side.value}', {_array(roles)})" for side, roles in incidents.REPORTERS.items()),
        "SIDE_KINDS": ", ".join(
            f"('{side.value}', '{kind.value}')" for side, kinds in incidents.BY_SIDE.items() for kind in kinds
        ),
        "INCIDENT_ACTS": ", ".join(
            f"('{side.value}', '{act.value}', {_array(roles)})" for (side, act), roles in incidents.ASKS.items()
        ),
        "BETWEEN": BETWEEN,
        "SHORTENED": _quoted(SHORTENED),
        "DISPOSABLE": ", ".join(f"'{name}'" for name in DISPOSABLE),
        "AUTHORIZER": Role.AUTHORIZER.value,
    }


def _policies() -> Iterator[tuple[str, str]]:
    for model, condition in READ_BY.items():
        yield model._meta.db_table, condition
        yield history_model(model)._meta.db_table, condition
    yield ReleaseItem._meta.db_table, DISCLOSED
    for plain in WITHOUT_HISTORY:
        yield plain._meta.db_table, IRS_ALONE


def render(filled: Mapping[str, str]) -> Iterator[str]:
    """Yield the SQL of these gates, and the policies. `filled`: what every gate is filled with."""
    text = Path(__file__).with_name("after_release.sql").read_text()
    yield Template(text).substitute({**filled, **values()})
    for table, condition in _policies():
        yield f'ALTER TABLE public."{table}" ENABLE ROW LEVEL SECURITY'
        for role in roles_of("default"):
            yield f'DROP POLICY IF EXISTS after_release ON public."{table}"'
            yield f'CREATE POLICY after_release ON public."{table}" TO "{role}" USING ({condition})'
        for role in roles_of("sealer", "auditor"):
            yield f'DROP POLICY IF EXISTS checkers_{role} ON public."{table}"'
            yield f'CREATE POLICY checkers_{role} ON public."{table}" FOR SELECT TO "{role}" USING (true)'
