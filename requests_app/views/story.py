"""A request's timeline as one reader may see it: the history of every model that belongs to it, told in sentences.

The agency's own people see what concerns them: status changes, what was sent to them, and what their own people did.
Names, reasons and looks of IRS staff, internal notes, verdicts and packages not yet sent stay on the IRS's side.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from audits import history
from audits.history import Event, Told
from audits.history_sql import Belonging
from audits.standalone.words import count_of

from .. import access
from ..models import DisclosureRequest, Participation, Person
from ..models.decision import DecisionKind, Note
from ..rules.duties import Duty
from ..rules.needs import SENT
from ..rules.roles import AGENCY_ROLES, CASE_READERS, THE_IRS
from .sentences import (
    SENTENCES,
    about_decision_for_agency,
    about_look,
    about_request,
    about_request_for_agency,
    in_roles,
)

SHOWS: dict[str, str] = {
    "all": "Everything",
    "changes": "Changes only",
    "status": "Status changes only",
    "looks": "Looks only",
}
"""What a reader may narrow the timeline to."""

REQUEST = "requests_app.DisclosureRequest"
HOLD = "requests_app.Hold"
PARTICIPATION = "requests_app.Participation"
DECISION = "requests_app.Decision"

_DECISIONS_SENT = (DecisionKind.RETURN, DecisionKind.DENIAL, DecisionKind.WITHDRAWAL)
_AGENCY_DUTIES = (Duty.EDIT, Duty.SIGN, Duty.RECEIVE)
_SENT_TO_AGENCY: dict[str, tuple[str, tuple[str, ...]]] = {
    "requests_app.Note": ("readers", (Note.Readers.AGENCY,)),
    "requests_app.Release": ("status", SENT),
}
_THEIR_OWN = ("requests_app.Subject", "requests_app.Batch")
_OPEN_TO_AGENCY = ("requests_app.Signature", "requests_app.Snapshot", "requests_app.CustodyAct")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline, ready to be drawn.

    `txids` lead to old and new values: none for looks, several where the same was done over and over.
    """

    at: datetime
    who: str
    role: str
    sentences: tuple[str, ...]
    why: str
    txids: tuple[int, ...] = ()
    is_look: bool = False
    denied: bool = False
    times: int = 1
    since: datetime | None = None
    subjects: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """A page of lines, latest first; `after` begins the next page ('' if there is none)."""

    lines: tuple[Line, ...]
    after: str
    show: str
    shows: dict[str, str]
    irs_side: bool


def case_of(disclosure_request: DisclosureRequest) -> dict[str, int | None]:
    """Return the keys by which history finds what belongs to a request."""
    return {
        "case": disclosure_request.pk,
        "agency": disclosure_request.agency_id,
        "agreement": disclosure_request.agreement_id,
    }


def belonging(model: str) -> Belonging:
    """Return how a model's rows belong to a request."""
    if model == REQUEST:
        return Belonging(model, (("id", "case"),))
    if model == HOLD:
        keys = (("disclosure_request_id", "case"), ("agency_id", "agency"), ("agreement_id", "agreement"))
        return Belonging(model, keys, empty_is_all=True)
    return Belonging(model, (("disclosure_request_id", "case"),))


def told_to_irs(show: str) -> tuple[Told, ...]:
    """Return what IRS staff and oversight are told."""
    if show == "looks":
        return ()
    if show == "status":
        return (_status_only(),)
    return tuple(Told(belonging(model), tell) for model, tell in SENTENCES.items())


def _status_only() -> Told:
    return Told(Belonging(REQUEST, (("id", "case"),), changes_of="status"), about_request)


def told_to_agency(show: str, own: frozenset[int]) -> tuple[Told, ...]:
    """Return what the agency's own people are told; `own` are their ids."""
    if show == "status":
        return (_status_only(),)
    told = [Told(belonging(REQUEST), about_request_for_agency), Told(belonging(HOLD), SENTENCES[HOLD])]
    told += [Told(belonging(m), SENTENCES[m]) for m in _OPEN_TO_AGENCY]
    told += [_among(m, "history_user_id", tuple(own)) for m in _THEIR_OWN]
    told += [_among(m, column, allowed) for m, (column, allowed) in _SENT_TO_AGENCY.items()]
    told.append(Told(_narrowed(DECISION, "kind", _DECISIONS_SENT), about_decision_for_agency))
    return tuple(told)


def _among(model: str, column: str, allowed: Sequence[int | str]) -> Told:
    return Told(_narrowed(model, column, allowed), SENTENCES[model])


def _narrowed(model: str, column: str, allowed: Sequence[int | str]) -> Belonging:
    return Belonging(model, belonging(model).keys, among=((column, tuple(allowed)),))


def own_people(disclosure_request: DisclosureRequest) -> frozenset[int]:
    """Return the ids of the agency's own people: its staff, and whoever drafted, signed or received. Two queries."""
    staff = Person.objects.filter(agency_id=disclosure_request.agency_id).values_list("pk", flat=True)
    did = Participation.objects.filter(disclosure_request=disclosure_request, duty__in=_AGENCY_DUTIES)
    return frozenset({disclosure_request.drafted_by_id, *staff, *did.values_list("person_id", flat=True)})


def page_of(
    disclosure_request: DisclosureRequest,
    person: Person,
    *,
    show: str = "all",
    after: str | None = None,
    limit: int = 50,
) -> Story:
    """Return one page of the timeline as this person may see it. Ten queries at most, whatever the number of rows."""
    roles = access.roles_on(person, disclosure_request.agency_id)
    irs_side = bool(roles & (CASE_READERS - AGENCY_ROLES))
    shows = {k: v for k, v in SHOWS.items() if irs_side or k != "looks"}
    chosen = show if show in shows else "all"
    own = frozenset() if irs_side else own_people(disclosure_request)
    page = history.timeline(
        case_of(disclosure_request),
        sentences=told_to_irs(chosen) if irs_side else told_to_agency(chosen, own),
        looks=irs_side and chosen in ("all", "looks"),
        tell_look=about_look,
        after=after,
        limit=limit,
    )
    titles = _titles(disclosure_request) if irs_side else {}
    lines = (_line(event, titles) if irs_side else _agency_line(event, own) for event in page.events)
    told = _folded(line for line in lines if line.sentences)
    return Story(tuple(told), page.after, chosen, shows, irs_side)


def _folded(lines: Iterable[Line]) -> Iterator[Line]:
    """Make one line of neighbors that say the same of the same person for the same reason: an upload in a thousand parts."""
    for _, same in groupby(lines, key=lambda line: (line.who, line.sentences, line.why, line.is_look)):
        first, *rest = same
        if first.is_look or not rest:
            yield from (first, *rest)
        else:
            txids = tuple(t for line in (first, *rest) for t in line.txids)
            yield replace(first, txids=txids, times=1 + len(rest), since=rest[-1].at)


def _titles(disclosure_request: DisclosureRequest) -> dict[int, str]:
    """Return the roles that people hold on the request's agency today, in words."""
    held: dict[int, list[str]] = {}
    for role, people in access.holders(disclosure_request.agency_id).items():
        for person in people:
            held.setdefault(person, []).append(role.label)
    return {person: ", ".join(sorted(labels)) for person, labels in held.items()}


def _line(event: Event, titles: dict[int, str]) -> Line:
    return Line(
        at=event.at,
        who=event.actor_name,
        role=in_roles(event.role) or titles.get(event.actor_id, ""),
        sentences=event.sentences or (_unsaid(event),),
        why=event.why,
        txids=() if event.is_look else (event.txid,),
        is_look=event.is_look,
        denied=event.denied,
        times=event.times,
        since=event.since,
        subjects=count_of(event.subjects, "subject") if event.subjects else "",
    )


def _unsaid(event: Event) -> str:
    if event.models == {PARTICIPATION}:
        return "took up a duty on the request"
    return f"changed {count_of(event.rows, 'record')}"


def _agency_line(event: Event, own: frozenset[int]) -> Line:
    theirs = event.actor_id in own
    return Line(
        at=event.at,
        who=event.actor_name if theirs else THE_IRS,
        role="",
        sentences=event.sentences,
        why=event.why if theirs else "",
    )
