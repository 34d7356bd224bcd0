"""Drafting: the agency's liaison makes a request, names subjects, corrects and drops them.

Who was set aside for a reason internal to the IRS is corrected and dropped as any other, or the refusal would tell the agency
who that is; a correction leaves the outcome as it is.
"""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from audits.acting import acting

from ..access import Absent, roles_on
from ..intake import judging, rows, whole
from ..models import Agency, Agreement, DisclosureRequest, Person, Subject
from ..models.as_facts import standing, today
from ..models.disclosure_request import REQUEST_CONTENT
from ..models.subject import Outcome
from ..rules.roles import Role
from ..rules.transitions import EDITABLE, Status
from . import naming
from .refused import Refused, correct, demand
from .status_change import locked

COVER = ("cover_statute", "cover_reason", "cover_officer", "cover_case")


def create(
    *,
    by: Person,
    why: str,
    agency: Agency,
    agreement: Agreement | None,
    title: str,
    purpose: str,
    items: list[str],
    cover: dict[str, str],
    key: UUID,
) -> DisclosureRequest:
    """Make a draft. The same key twice (a double click) answers with the first. Raises Absent or Refused."""
    if Role.LIAISON not in roles_on(by, agency.pk):
        raise Absent
    if agreement and agreement.agency_id != agency.pk:
        raise Refused(["The agreement is another agency's."])
    demand(_no_items(items))
    with acting(by=by, why=why):
        made, _ = DisclosureRequest.objects.get_or_create(
            made_by_key=key,
            drafted_by=by,
            defaults={
                "number": _next_number(agency),
                "agency": agency,
                "agreement": agreement,
                "title": title,
                "purpose": purpose,
                "items": items,
                **{name: cover.get(name, "") for name in COVER},
            },
        )
        whole.begin(made)
    return made


def _no_items(items: list[str]) -> list[str]:
    return [] if items else ["Say which items of information you ask for: choose at least one."]


def _next_number(agency: Agency) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('request_number')")
        return f"{agency.code.upper()}-{today().year}-{cursor.fetchone()[0]:06d}"


def edit(
    disclosure_request_id: int, *, by: Person, why: str, seen: int, changes: dict[str, object]
) -> DisclosureRequest:
    """Change what the letter sets forth: keys are columns of `REQUEST_CONTENT`. Raises Absent, Stale, Refused, Unfit."""
    with acting(by=by, why=why):
        disclosure_request = open_draft(disclosure_request_id, by=by, seen=seen)
        for name in set(changes) & set(REQUEST_CONTENT):
            setattr(disclosure_request, name, changes[name])
        demand(_no_items(disclosure_request.items))
        disclosure_request.version += 1
        disclosure_request.save(update_fields=[*REQUEST_CONTENT, "version"])
        if "agreement_id" in changes:
            judging.mark_stale(disclosure_request.pk)
        whole.judge_whole(disclosure_request)
        said = {name: str(changes[name]) for name in ("title", "purpose") if name in changes}
        correct(naming.wrong_of_request(disclosure_request.pk, naming.NAMES_REASON, **said))
    return disclosure_request


def open_draft(disclosure_request_id: int, *, by: Person, seen: int | None) -> DisclosureRequest:
    """Return the request locked and open to this liaison's changes. Raises Absent, Stale, Refused."""
    disclosure_request = locked(disclosure_request_id, by=by, seen=seen)
    if Role.LIAISON not in roles_on(by, disclosure_request.agency_id):
        raise Refused(["Only the agency's liaison changes what a request sets forth."])
    if disclosure_request.status not in EDITABLE:
        label = Status(disclosure_request.status).label
        raise Refused([f"What was sent is frozen while others decide (the request is “{label}”). Nothing was changed."])
    return disclosure_request


def add_subject(
    disclosure_request_id: int, *, by: Person, why: str, seen: int | None, fields: dict[str, str], tin: str
) -> Subject:
    """Name one more taxpayer; it is judged at once. Raises Absent, Stale, Refused."""
    with acting(by=by, why=why):
        disclosure_request = open_draft(disclosure_request_id, by=by, seen=seen)
        subject = rows.new_subject(disclosure_request, row=rows.next_row(disclosure_request), fields=fields, tin=tin)
        judging.judge_rows([subject], disclosure_request, today())
        subject.save(force_insert=True)
        _bump(disclosure_request)
    return subject


def edit_subject(subject_id: int, *, by: Person, why: str, fields: dict[str, str], tin: str | None) -> Subject:
    """Correct a subject; `tin` None leaves it as it is. Clearances fall away; it is judged at once."""
    with acting(by=by, why=why):
        subject = Subject.objects.filter(standing(irs_side=False), pk=subject_id).first()
        if subject is None:
            raise Absent
        disclosure_request = open_draft(subject.disclosure_request_id, by=by, seen=None)
        rows.fill(subject, fields=fields, tin=tin)
        subject.cleared_codes = []
        judging.judge_rows([subject], disclosure_request, today())
        subject.save()
        _bump(disclosure_request)
    return subject


def drop_subjects(disclosure_request_id: int, subject_ids: list[int], *, by: Person, why: str, seen: int) -> int:
    """Drop subjects from the request; they stay in its history. Return how many."""
    with acting(by=by, why=why):
        disclosure_request = open_draft(disclosure_request_id, by=by, seen=seen)
        return _drop(disclosure_request, disclosure_request.subjects.filter(pk__in=subject_ids))


def drop_blocked(disclosure_request_id: int, *, by: Person, why: str, seen: int) -> int:
    """Drop every subject that stands blocked. Return how many."""
    with acting(by=by, why=why):
        disclosure_request = open_draft(disclosure_request_id, by=by, seen=seen)
        return _drop(disclosure_request, disclosure_request.subjects.filter(blocking_codes__len__gt=0))


def _drop(disclosure_request: DisclosureRequest, chosen: QuerySet[Subject]) -> int:
    count = chosen.filter(standing(irs_side=False)).update(outcome=Outcome.DROPPED, outcome_reason="")
    _bump(disclosure_request)
    return count


def _bump(disclosure_request: DisclosureRequest) -> None:
    disclosure_request.version += 1
    disclosure_request.save(update_fields=["version"])
    judging.judge_shared(disclosure_request)
