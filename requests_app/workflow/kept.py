"""What agreements, safeguards and lists have in common when they change: as seen, one after the other, in writing."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model

from audits.acting import acting
from audits.history import latest_mark
from audits.models import LookLimit

from ..access import Absent, agencies_by_role, roles_on
from ..models import Agency, Person, Threshold
from ..rules.roles import Role
from .refused import Refused, Stale

M = TypeVar("M", bound=Model)


class Changed(Stale):
    """Somebody changed it since the person opened the page. `now`: what it is now, if that is told."""

    def __init__(self, now: str = "") -> None:
        super().__init__("Somebody changed this", now)


class MovedOn(Refused):
    """Something of the kind was recorded since the person opened the page. `it`: what was, by whom, when."""

    def __init__(self, it: str, further: str) -> None:
        super().__init__(
            [
                f"{it}, after you opened this page. Nothing was recorded twice, and what you typed is still here. "
                f"Look at what is on record: if yours is {further}, send it again."
            ]
        )


def mark(row: Model) -> int:
    """Return the mark of a row as it stands, which a form carries: its last history id. It grows with every change."""
    return latest_mark(row._meta.label, int(row.pk))


def locked(model: type[M], pk: int) -> M:
    """Return a row locked for the transaction, whatever became of it. Raises Absent."""
    row = model._default_manager.select_for_update(no_key=True, of=("self",)).filter(pk=pk).first()
    if row is None:
        raise Absent
    return row


def one_at_a_time(by: Person) -> None:
    """Let two clicks of one person come one after the other, for the rest of the transaction."""
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)


def set_named(
    model: type[Threshold] | type[LookLimit], name: str, value: int, *, by: Person, why: str, seen: int
) -> bool:
    """Set the number that a list has under a name; return whether it differed. `seen`: the mark of what the person saw, 0 if
    it was never set. Raises Changed.
    """
    with acting(by=by, why=why):
        one_at_a_time(by)
        row = model._default_manager.select_for_update(no_key=True).filter(name=name).first()
        if row is not None and row.value == value:
            return False
        if (mark(row) if row else 0) != seen:
            raise Changed
        model._default_manager.update_or_create(name=name, defaults={"value": value})
    return True


def is_for(by: Person, agency: Agency, *roles: Role, what: str) -> None:
    """Raise Refused unless the person holds one of the roles on the agency. `what`: who does it, as a sentence."""
    if not roles_on(by, agency.pk) & set(roles):
        raise Refused([what])


def is_administrator(by: Person) -> None:
    """Raise Refused unless the person is an administrator of any agency: lists are the whole installation's."""
    if not agencies_by_role(by).get(Role.ADMINISTRATOR):
        raise Refused(["Lists and thresholds are changed by an administrator only."])
