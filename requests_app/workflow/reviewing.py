"""The review of rights, signed each quarter: what is to be judged, by whom, what stands of it, and what is overdue.

The list is taken by the first signature; who may sign, and for what, the database checks as well (gates/rights.sql).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from audits.acting import acting, in_words

from .. import access
from ..models import Agency, Person, RightsLine, RightsReview, RightsSignature
from ..models.locks import Lock
from ..rules import reviews
from ..rules.reviews import Quarter
from ..rules.roles import Role
from . import rights, rights_used
from .kept import Changed
from .refused import demand
from .rights_used import LastUse

Roles = Mapping[Role, frozenset[int]]


@dataclass(frozen=True, slots=True)
class Judged:
    """A right in a review, with what was found of it. `standing`: whether it still stands today.

    `barred`: why the reader may not sign for it; '' if nothing bars that. `taken`: how it ended, if it did.
    """

    grant_id: int
    person_id: int
    name: str
    active: bool
    role: Role
    given_at: datetime | None
    given_name: str
    given_why: str
    last: LastUse | None
    unused: bool
    barred: str
    kept: bool | None = None
    words: str = ""
    signed_by: str = ""
    taken: rights.Line | None = None
    standing: bool = True


@dataclass(frozen=True, slots=True)
class Sheet:
    """A review as its page shows it. `review` None: nobody has signed yet, and the list is the present one."""

    agency: Agency
    quarter: Quarter
    review: RightsReview | None
    hash: str
    lines: tuple[Judged, ...]
    signatures: tuple[RightsSignature, ...]
    new: tuple[rights.Line, ...]

    @property
    def complete(self) -> bool:
        """Whether every right that still stands was judged."""
        return self.review is not None and not self.open

    @property
    def open(self) -> list[Judged]:
        """The rights that nobody has judged and that still stand."""
        return [line for line in self.lines if line.kept is None and line.standing]

    @property
    def to_take(self) -> list[Judged]:
        """The rights that were found unneeded and still stand."""
        return [line for line in self.lines if line.kept is False and line.standing]


def hash_of(agency: Agency) -> str:
    """Return the hash of the rights that stand on an agency."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT desk_rights_hash(%s)", [agency.pk])
        return str(cursor.fetchone()[0])


def may_sign(person: Person, roles: Roles, agency: Agency) -> list[str]:
    """Return why a person may not sign reviews of this agency's rights; empty if he or she may."""
    if any(roles.get(role) for role in reviews.BARRED):
        return ["Whoever gives rights doesn’t sign for them: an administrator signs no review."]
    if not any(agency.pk in roles.get(role, ()) for role in reviews.SIGNERS):
        names = " or ".join(role.label.lower() for role in reviews.SIGNERS)
        return [f"A review is signed by the {names} for the agency."]
    return []


def sheet(agency: Agency, quarter: Quarter, reader: Person, today: date) -> Sheet:
    """Return a review as it stands, or what it would be of if it were signed now. Seven queries at most."""
    review = RightsReview.objects.filter(agency=agency, quarter=quarter.name).first()
    told = {line.id: line for line in _whole(agency)}
    lines = list(_signed(review)) if review else [_of(line) for line in told.values() if line.ended is None]
    last = rights_used.last_uses([(line.person_id, agency.pk, Role(line.role)) for line in lines])
    people = Person.objects.filter(pk__in={line.person_id for line in lines}, is_active=True)
    beside = _Beside(agency.pk, told, last, set(people.values_list("pk", flat=True)), reader, today)
    shown = tuple(_judged(one, beside) for one in lines)
    signatures = tuple(review.signatures.select_related("person")) if review else ()
    listed = {line.grant_id for line in lines}
    new = tuple(line for id, line in told.items() if review and id not in listed and line.began > review.taken_at)
    return Sheet(agency, quarter, review, review.hash if review else hash_of(agency), shown, signatures, new)


def _whole(agency: Agency) -> Iterable[rights.Line]:
    return rights.all_lines(rights.Asked([agency.pk]))


def _signed(review: RightsReview) -> QuerySet[RightsLine]:
    return review.lines.select_related("verdict__signature")


def _of(line: rights.Line) -> RightsLine:
    """Return a right as a line that nobody has judged yet."""
    return RightsLine(
        grant_id=line.id,
        person_id=line.person_id,
        name=line.name,
        role=line.role,
        given_at=line.began,
        given_by=line.began_by,
        given_name=line.began_name,
        given_why=line.began_why,
    )


@dataclass(frozen=True, slots=True)
class _Beside:
    """What is shown beside the rights of one agency: their lives, last uses, whose accounts are on; the reader, and today."""

    agency_id: int
    told: Mapping[int, rights.Line]
    last: Mapping[rights_used.Right, LastUse]
    active: Collection[int]
    reader: Person
    today: date


def _judged(line: RightsLine, beside: _Beside) -> Judged:
    role, told = Role(line.role), beside.told.get(line.grant_id)
    used = beside.last.get((line.person_id, beside.agency_id, role))
    since = timezone.localdate(line.given_at) if line.given_at else beside.today
    verdict = getattr(line, "verdict", None)
    return Judged(
        grant_id=line.grant_id,
        person_id=line.person_id,
        name=line.name,
        active=line.person_id in beside.active,
        role=role,
        given_at=line.given_at,
        given_name=line.given_name,
        given_why=line.given_why,
        last=used,
        unused=reviews.unused(since, timezone.localdate(used.at) if used else None, beside.today),
        barred=_barred(line, beside.reader),
        kept=verdict.kept if verdict else None,
        words=verdict.words if verdict else "",
        signed_by=verdict.signature.name if verdict else "",
        taken=told if told and told.ended else None,
        standing=bool(told and told.ended is None),
    )


def _barred(line: RightsLine, reader: Person) -> str:
    if line.person_id == reader.pk:
        return "Your own right: another official signs for it."
    return "You gave this right: another official signs for it." if line.given_by == reader.pk else ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the signer found of one right."""

    grant_id: int
    kept: bool
    words: str


def sign(
    agency: Agency, quarter: Quarter, *, by: Person, why: str, title: str, seen_hash: str, verdicts: Collection[Verdict]
) -> RightsReview:
    """Sign for these rights. The first signature takes the list. Raises Refused, Changed if it isn't the list that was read."""
    demand(may_sign(by, access.agencies_by_role(by), agency))
    today = timezone.localdate()
    demand(
        [] if quarter in reviews.signable(today) else ["Only the present quarter and the one before can be signed for."]
    )
    demand([] if verdicts else ["Say of at least one right whether it is kept."])
    demand([] if len(verdicts) <= reviews.AT_ONCE else [f"One signature covers at most {reviews.AT_ONCE} rights."])
    with acting(by=by, why=why):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [Lock.REVIEW_RIGHTS, agency.pk])
        now = sheet(agency, quarter, by, today)
        if now.hash != seen_hash:
            raise Changed
        demand(_wrong(now, verdicts))
        said = [{"grant_id": v.grant_id, "kept": v.kept, "words": v.words.strip()} for v in verdicts]
        with connection.cursor() as cursor:
            given: list[int | str] = [
                agency.pk,
                quarter.name,
                title,
                reviews.TEXT,
                reviews.TEXT_VERSION,
                seen_hash,
                json.dumps(said),
            ]
            cursor.execute("SELECT desk_rights_sign(%s, %s, %s, %s, %s, %s, %s::jsonb)", given)
            made = int(cursor.fetchone()[0])
        if not made:
            raise Changed
    return RightsReview.objects.get(pk=made)


def _wrong(now: Sheet, verdicts: Collection[Verdict]) -> list[str]:
    known = {line.grant_id: line for line in now.open}
    wrong = []
    for one in verdicts:
        line = known.get(one.grant_id)
        if line is None:
            wrong.append("One of these rights was judged or taken meanwhile: look at the page again.")
        elif line.barred:
            wrong.append(f"{line.name}, {line.role.label.lower()}: {line.barred}")
        elif not in_words(one.words) and (line.unused or not one.kept):
            what = "wasn’t used for a long time" if one.kept else "is to be taken"
            wrong.append(f"{line.name}, {line.role.label.lower()}: the right {what}, so say why.")
    return list(dict.fromkeys(wrong))
