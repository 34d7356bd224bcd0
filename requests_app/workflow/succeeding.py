"""A successor request: the agency begins one from the subjects of a request that were returned to it, and it is linked to it.

Subjects are carried over in chunks, as the liaison who began it. A chunk, in one transaction: 1. take the succession, unless
another worker has it. 2. Find the next returned subjects, by row. 3. Open their TINs, for the record, and seal them anew: a
sealed value is bound to its subject. 4. Judge them, write them, note which came of which. What was denied never goes along,
nor what the agency may not know to be returned. Source: domain, section 5.
"""

from __future__ import annotations

from uuid import UUID

from django.db import DatabaseError
from django.db.models import F
from django.utils import timezone
from psycopg import errors

from audits.access_log import AccessAct, Looker, Opened, look
from audits.acting import DECIDING, acting

from ..access import roles_on
from ..intake import judging
from ..intake.copying import insert_in
from ..intake.rows import last_row, new_subject
from ..models import CarriedSubject, DisclosureRequest, Person, Subject, Succession
from ..models.as_facts import today
from ..models.subject import Outcome
from ..models.succession import to_carry
from ..rules.facts import SUBJECT_FIELDS
from ..rules.reason_codes import INTERNAL
from ..rules.roles import Role
from ..rules.transitions import EDITABLE, Status
from . import drafting
from .refused import Refused
from .status_change import locked

AT_ONCE = 1_000
"""Subjects carried over in one transaction."""
LOOKER = Looker(DECIDING, "system", "worker", "carry returned subjects into a successor request")
WHY = "carried over the subjects that were returned in {number}"
STOPPED = (
    "The successor request is no longer open to the person who began it, so the rest wasn’t carried over. What was carried "
    "over stays; name the others by hand or upload them."
)


def begin(disclosure_request_id: int, *, by: Person, why: str, expected: int, key: UUID) -> DisclosureRequest:
    """Begin a draft from the returned subjects of a request, `expected` of them. Up to AT_ONCE are carried over at once.

    The same key twice answers with the first. Raises Absent or Refused.
    """
    with acting(by=by, why=why):
        earlier = locked(disclosure_request_id, by=by, seen=None)
        if Role.LIAISON not in roles_on(by, earlier.agency_id):
            raise Refused(["Only the agency’s liaison begins a request."])
        before = DisclosureRequest.objects.filter(made_by_key=key, drafted_by=by, succeeds__earlier=earlier).first()
        if before is not None:
            return before
        count = to_carry(earlier)
        if not count:
            raise Refused(["No returned subject is left to begin a successor request with."])
        if count != expected:
            raise Refused([f"There are {count:,} returned subjects now, not {expected:,}: look again, then begin it."])
        successor = _draft(earlier, by, why, key)
        succession = Succession.objects.create(
            earlier=earlier, successor=successor, agency_id=earlier.agency_id, person=by, count=count
        )
        if count <= AT_ONCE:
            _chunk(succession, successor)
            _end(succession)
            judging.judge_shared(successor)
    return successor


def _draft(earlier: DisclosureRequest, by: Person, why: str, key: UUID) -> DisclosureRequest:
    """Make the draft: what the earlier letter sets forth as a whole, to be looked through and signed anew."""
    return drafting.create(
        by=by,
        why=why,
        agency=earlier.agency,
        agreement=earlier.agreement,
        title=earlier.title,
        purpose=earlier.purpose,
        items=list(earlier.items),
        cover={name: getattr(earlier, name) for name in drafting.COVER},
        key=key,
    )


def unfinished() -> list[int]:
    """Return the successions whose subjects aren't all carried over."""
    return list(Succession.objects.filter(finished_at=None).order_by("pk").values_list("pk", flat=True))


def carry_on(succession_id: int) -> bool:
    """Carry the next subjects over; return whether there may be more to carry. After the last ones, end the succession."""
    try:
        more = _next_chunk(succession_id)
    except DatabaseError as error:
        if not isinstance(error.__cause__, errors.InsufficientPrivilege):
            raise
        more = _stop(succession_id)
    if more is False:
        _finish(succession_id)
    return bool(more)


def _next_chunk(succession_id: int) -> bool | None:
    """Carry a chunk over; return whether there was anything to carry, None if another worker is at it."""
    found = Succession.objects.select_related("person", "earlier").filter(pk=succession_id, finished_at=None).first()
    if found is None:
        return False
    with acting(by=found.person, why=WHY.format(number=found.earlier.number)):
        succession = _taken(succession_id)
        if succession is None:
            return None
        successor = _locked_successor(succession)
        if successor.status in EDITABLE:
            return _chunk(succession, successor)
    return _stop(succession_id)


def _taken(succession_id: int) -> Succession | None:
    free = Succession.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
    return free.filter(pk=succession_id, finished_at=None).first()


def _locked_successor(succession: Succession) -> DisclosureRequest:
    requests = DisclosureRequest.objects.select_related("agency", "agreement")
    return requests.select_for_update(of=("self",), no_key=True).get(pk=succession.successor_id)


def _finish(succession_id: int) -> None:
    """Count what the carried subjects share, then end the succession. Killed on the way, it is done again."""
    found = Succession.objects.select_related("person").filter(pk=succession_id, finished_at=None).first()
    if found is None:
        return
    judging.tell_shared(found.successor_id)
    with acting(by=DECIDING, why="every returned subject is carried over"):
        succession = _taken(succession_id)
        if succession is not None:
            _locked_successor(succession)
            _end(succession)


def _end(succession: Succession) -> None:
    succession.finished_at = timezone.now()
    succession.save(update_fields=["finished_at"])
    DisclosureRequest.objects.filter(pk=succession.successor_id).update(version=F("version") + 1)


def _due(succession: Succession) -> list[Subject]:
    """Return the next returned subjects that no standing successor took: those that the agency knows to be returned."""
    returned = Subject.objects.filter(
        disclosure_request=succession.earlier_id, outcome=Outcome.RETURNED, row__gt=succession.row
    ).exclude(outcome_reason__in=INTERNAL)
    standing = Succession.objects.filter(earlier=succession.earlier_id).exclude(successor__status=Status.WITHDRAWN)
    taken = CarriedSubject.objects.filter(succession__in=standing).values("earlier_id")
    return list(returned.exclude(pk__in=taken).order_by("row")[: min(AT_ONCE, succession.count - succession.carried)])


def _chunk(succession: Succession, successor: DisclosureRequest) -> bool:
    """Carry one chunk over and count it; return whether there was one."""
    due = _due(succession)
    if not due:
        return False
    made = _carried(succession, successor, due)
    CarriedSubject.objects.bulk_create(
        [CarriedSubject(succession=succession, earlier_id=e.pk, later_id=m.pk) for e, m in zip(due, made, strict=True)]
    )
    succession.row, succession.carried = due[-1].row, succession.carried + len(due)
    succession.save(update_fields=["row", "carried"])
    return True


def _carried(succession: Succession, successor: DisclosureRequest, due: list[Subject]) -> list[Subject]:
    """Write the subjects into the successor, text as received, TINs sealed anew, judged."""
    ids = [subject.pk for subject in due]
    opened = look(LOOKER, AccessAct.WORK, "subject", case_id=succession.earlier_id, subjects=ids)
    first = last_row(successor.pk) + 1
    made = [_copy(subject, successor, row, opened) for row, subject in enumerate(due, first)]
    judging.judge_rows(made, successor, today())
    insert_in(Subject, made)
    return made


def _copy(subject: Subject, successor: DisclosureRequest, row: int, opened: Opened) -> Subject:
    """Return an unsaved subject of the successor with the same text and the same number."""
    fields = {name: getattr(subject, name) for name in SUBJECT_FIELDS}
    tin = opened.text(subject.tin_sealed, bound_to=f"subject:{subject.pk}:tin")
    return new_subject(successor, row=row, fields=fields, tin=tin)


def _stop(succession_id: int) -> bool:
    """End a succession that can't go on; what was carried over stays. Nothing is left to carry: False."""
    with acting(by=DECIDING, why="a successor request is no longer open to who began it"):
        succession = _taken(succession_id)
        if succession is not None:
            succession.finished_at, succession.trouble = timezone.now(), STOPPED
            succession.save(update_fields=["finished_at", "trouble"])
    return False
