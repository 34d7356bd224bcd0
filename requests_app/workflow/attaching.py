"""Items of the second tier: attached by a specialist for one approved subject, each with its source; removed in writing.

What they say and their files are kept sealed. Source: 26 U.S.C. 6103(b)(2), (b)(3), (i)(2).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from audits import vault
from audits.access_log import AccessAct, Looker, Opened, look
from audits.acting import acting

from ..access import Absent
from ..models import AttachedItem, DisclosureRequest, Person
from ..rules.items import ATTACHED_MOST, refused_source
from .calling import call
from .refused import demand
from .status_change import locked

TOO_LARGE = (
    "The file is larger than 10 MB and wasn't kept; nothing was attached. Attach the part of it that was asked for."
)
NOTHING = "Say what the item says, or attach the file that says it. Nothing was attached."


@dataclass(frozen=True, slots=True)
class Contents:
    """What an attached item holds, opened: what it says, and its file's name and bytes if it has one."""

    says: str
    file: tuple[str, bytes] | None


def attach(
    disclosure_request_id: int,
    subject_id: int,
    *,
    by: Person,
    why: str,
    item: str,
    source: str,
    says: str,
    key: UUID,
    file: tuple[str, bytes] | None = None,
) -> AttachedItem:
    """Attach an item to one subject. `source`: who furnished it, in words; `file`: name and bytes. The same `key` is one item.

    Raises Absent, or Refused: the taxpayer is the source, the file is too large, or the database's own gate says why.
    """
    with acting(by=by, why=why):
        disclosure_request = locked(disclosure_request_id, by=by, seen=None)
        if not disclosure_request.subjects.filter(pk=subject_id).exists():
            raise Absent
        if made := AttachedItem.objects.filter(key=key).first():
            return made
        refused = refused_source(source)
        demand([refused] if refused else [])
        demand([] if says.strip() or file else [NOTHING])
        demand([TOO_LARGE] if file and len(file[1]) > ATTACHED_MOST else [])
        told = json.dumps({"says": says, "file_name": file[0] if file else ""}).encode()
        sealed = vault.seal(told, bound_to=f"attached:{key}")
        file_sealed = vault.seal(file[1], bound_to=f"attached:{key}:file") if file else None
        values = [subject_id, item, key, source, sealed, file_sealed, len(file[1]) if file else 0]
        made_id = call("desk_item_attach", "%s, %s, %s::uuid, %s, %s::bytea, %s::bytea, %s", values)
        return AttachedItem.objects.get(pk=made_id)


def remove(attached_id: int, *, by: Person, why: str) -> AttachedItem:
    """Remove an attached item, in writing: it isn't released. What was attached stays on record. Raises Absent or Refused."""
    with acting(by=by, why=why):
        found = AttachedItem.objects.defer("file_sealed").filter(pk=attached_id).first()
        if found is None:
            raise Absent
        locked(found.disclosure_request_id, by=by, seen=None)
        call("desk_item_remove", "%s, %s", [attached_id, why])
        return AttachedItem.objects.defer("file_sealed").get(pk=attached_id)


def standing(disclosure_request: DisclosureRequest) -> QuerySet[AttachedItem]:
    """Return the items attached in the present submission that weren't removed, without their files."""
    found = AttachedItem.objects.filter(
        disclosure_request=disclosure_request, submission=disclosure_request.submission, removed_at=None
    )
    return found.defer("file_sealed").select_related("attached_by").order_by("subject_id", "id")


def listed(disclosure_request: DisclosureRequest, who: Looker) -> list[AttachedItem]:
    """Record the look at the sources of what is attached, then return it with its subjects; nothing is opened."""
    found = list(standing(disclosure_request).select_related("attached_by", "subject"))
    subjects = sorted({one.subject_id for one in found})
    look(who, AccessAct.LIST, "attached_item", case_id=disclosure_request.pk, subjects=subjects)
    return found


def by_subject(disclosure_request: DisclosureRequest, subject_ids: Iterable[int]) -> dict[int, list[AttachedItem]]:
    """Return subject id -> its attached items, for these subjects."""
    found: dict[int, list[AttachedItem]] = defaultdict(list)
    for one in standing(disclosure_request).filter(subject_id__in=list(subject_ids)):
        found[one.subject_id].append(one)
    return found


def contents(attached: AttachedItem, opened: Opened) -> Contents:
    """Return what an attached item holds. The look must have been recorded."""
    told = json.loads(opened.value(attached.sealed, bound_to=f"attached:{attached.key}"))
    if attached.file_sealed is None:
        return Contents(told["says"], None)
    file = opened.value(attached.file_sealed, bound_to=f"attached:{attached.key}:file")
    return Contents(told["says"], (told["file_name"], file))


def read(attached_id: int, disclosure_request: DisclosureRequest, who: Looker) -> Contents:
    """Open one attached item for a person of the IRS; the look is recorded. Raises Absent."""
    found = AttachedItem.objects.filter(pk=attached_id, disclosure_request=disclosure_request).first()
    if found is None:
        raise Absent
    opened = look(
        who,
        AccessAct.VIEW,
        "attached_item",
        object_id=found.pk,
        case_id=disclosure_request.pk,
        subjects=[found.subject_id],
    )
    return contents(found, opened)
