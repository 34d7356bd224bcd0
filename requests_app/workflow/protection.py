"""The list kept under (i)(6) by counsel named in writing: entering, opening, withdrawing, and setting aside who is on it.

What is said elsewhere of these acts is neutral: a request's history and the access log carry a fixed sentence, and the reason
itself is sealed with the list. Source: 26 U.S.C. 6103(i)(6).
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from audits import vault
from audits.access_log import AccessAct, Looker, Opened, look
from audits.acting import Actor, acting, in_words

from ..access import Absent, agencies_by_role, is_keeper
from ..intake import confidential
from ..intake.copying import next_ids
from ..intake.rows import identity_keys, tin_key
from ..models import ConfidentialFlag, DisclosureRequest, Person, ProtectedPerson, ProtectionAct, ProtectionKeeper
from ..models.as_facts import STANDING
from ..models.decision import DecisionKind
from ..models.subject import Outcome
from ..rules.facts import Audience
from ..rules.identity import IDENTITY_FIELDS
from ..rules.reason_codes import UNDISCLOSED
from ..rules.reason_codes import UNDISCLOSED_WORDS as NEUTRAL
from ..rules.roles import Role
from ..rules.transitions import WITH_IRS, Status
from .deciding import DECIDER, decide
from .recognising import compared_by, unread
from .refused import Refused, correct, demand
from .status_change import locked

KIND = "counsel's list"
"""What the access log calls the list."""

Kind = ProtectionAct.Kind


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the list, opened: who it is, by field, and why."""

    fields: dict[str, str]
    why: str

    @property
    def compared_by(self) -> str:
        """Say by what subjects are recognised as this person."""
        return compared_by(self.fields, self.fields.get("tin", ""))


def _demand_keeper(by: Person) -> None:
    if not is_keeper(by):
        raise Absent


def _words(why: str, missing: str) -> list[str]:
    return [] if in_words(why) else [missing]


def _note(
    kind: Kind,
    by: Person,
    why: str,
    *,
    protected: ProtectedPerson | None = None,
    disclosure_request: DisclosureRequest | None = None,
    subject_ids: list[int] | None = None,
) -> None:
    """Keep what was done and the reason in the person's own words, sealed. Call inside `acting()`."""
    (id,) = next_ids(ProtectionAct, 1)
    ProtectionAct.objects.create(
        id=id,
        kind=kind,
        person=by,
        protected=protected,
        disclosure_request=disclosure_request,
        subject_ids=subject_ids or [],
        sealed=vault.seal(why.encode(), bound_to=f"protection_act:{id}"),
    )


def _demand_new(made: ProtectedPerson) -> None:
    """Refuse an entry that adds nothing to one in force. The gate, which `made` owns, puts two clicks one after the other."""
    same = ProtectedPerson.objects.filter(withdrawn_at=None, keys__contains=made.keys).exclude(pk=made.pk).first()
    demand([f"Entry {same.pk} is in force, and names this person by all that you gave."] if same else [])


def enter(*, by: Person, why: str, fields: dict[str, str], tin: str = "") -> ProtectedPerson:
    """Put a person on the list. From the instant this commits, no release of a request that names the person commits.

    `fields` maps names of `identity.IDENTITY_FIELDS` to text; with `tin` they must identify somebody. Raises Absent for
    everybody but named counsel, Refused if nobody could be recognised by what is given, or an entry in force says it all,
    Unfit for a number or a day that can't be compared.
    """
    _demand_keeper(by)
    given = {name: fields.get(name, "").strip() for name in IDENTITY_FIELDS}
    keys = [*identity_keys(given), *tin_key(tin)]
    demand(_words(why, "Say why, in writing."))
    correct(unread(given, tin.strip()))
    if not keys:
        raise Refused(
            ["Give a TIN, an A-number, or a name with the day of birth or the address: nothing else identifies."]
        )
    with acting(by=by, why=NEUTRAL):
        (id,) = next_ids(ProtectedPerson, 1)
        sealed = json.dumps({"fields": {**given, "tin": tin.strip()}, "why": why}).encode()
        made = ProtectedPerson.objects.create(
            id=id, sealed=vault.seal(sealed, bound_to=f"protected:{id}"), keys=keys, entered_by=by
        )
        _demand_new(made)
        _note(Kind.ENTERED, by, why, protected=made)
    return made


def opened(protected_id: int, *, by: Person, why: str, origin: str) -> Entry:
    """Record the look, with the reason kept on the list, and return an entry in clear. Raises Absent, Refused."""
    _demand_keeper(by)
    demand(_words(why, "Say why you open it: the reason is kept with the list."))
    with acting(by=by, why=NEUTRAL):
        entry = ProtectedPerson.objects.filter(pk=protected_id).first()
        if entry is None:
            raise Absent
        found = _look(by, origin, AccessAct.REVEAL, protected_id)
        _note(Kind.OPENED, by, why, protected=entry)
    content = json.loads(found.text(entry.sealed, bound_to=f"protected:{protected_id}"))
    return Entry({name: value for name, value in content["fields"].items() if value}, content["why"])


def _look(by: Person, origin: str, act: AccessAct, object_id: int | None = None) -> Opened:
    roles = ", ".join(sorted(role.value for role, agencies in agencies_by_role(by).items() if agencies))
    return look(Looker(by, roles, origin, NEUTRAL), act, KIND, object_id=object_id)


def listed(*, by: Person, origin: str) -> tuple[list[ProtectedPerson], list[ConfidentialFlag]]:
    """Record the look and return the list's entries, latest first, all of them masked, and its hits. Raises Absent."""
    _demand_keeper(by)
    _look(by, origin, AccessAct.LIST)
    entries = ProtectedPerson.objects.defer("sealed", "keys").select_related("entered_by", "withdrawn_by")
    return list(entries), list(_hits(by))


def hits_in(disclosure_request_id: int, *, by: Person, origin: str) -> list[ConfidentialFlag]:
    """Record the look, at the list as a whole: whose case it was would tell others; return the hits in one request."""
    _demand_keeper(by)
    _look(by, origin, AccessAct.LIST)
    return list(_hits(by).filter(disclosure_request=disclosure_request_id))


def _hits(by: Person) -> QuerySet[ConfidentialFlag]:
    """Return the standing subjects of requests with the IRS that are on the list, where the person is a legal reviewer.

    Names aren't among them: a subject is opened on its own page, and the look recorded.
    """
    found = ConfidentialFlag.objects.filter(
        audience=Audience.COUNSEL,
        agency__in=agencies_by_role(by).get(Role.COUNSEL, frozenset()),
        disclosure_request__status__in=WITH_IRS,
        subject__outcome__in=STANDING,
    )
    return found.select_related("disclosure_request__agency", "subject").order_by("disclosure_request", "subject__row")


def withdrawn_already(protected_id: int, *, by: Person) -> list[str]:
    """Return why an entry can't be withdrawn any more; [] if it is in force. Raises Absent."""
    _demand_keeper(by)
    entry = ProtectedPerson.objects.filter(pk=protected_id).only("withdrawn_at").first()
    if entry is None:
        raise Absent
    return ["It was withdrawn before."] if entry.withdrawn_at else []


def withdraw(protected_id: int, *, by: Person, why: str) -> None:
    """Take a person off the list, in writing. The entry stays on record. Raises Absent, Refused."""
    _demand_keeper(by)
    demand(_words(why, "Say why, in writing."))
    with acting(by=by, why=NEUTRAL):
        entry = ProtectedPerson.objects.select_for_update().filter(pk=protected_id).first()
        demand(withdrawn_already(protected_id, by=by))
        assert entry is not None
        entry.withdrawn_at, entry.withdrawn_by = timezone.now(), by
        entry.save(update_fields=["withdrawn_at", "withdrawn_by"])
        _note(Kind.WITHDRAWN, by, why, protected=entry)


def not_in_review(disclosure_request: DisclosureRequest) -> list[str]:
    """Return why nobody is set aside in a request now, whoever asks; [] while counsel has it."""
    in_review = DECIDER.get(Status(disclosure_request.status)) == Role.COUNSEL
    return [] if in_review else [f"This is done in “{Status.LEGAL_REVIEW.label}”: have the request sent there."]


def set_aside(disclosure_request_id: int, subject_ids: list[int], *, by: Person, why: str) -> int:
    """Deny subjects that are on the list; to everybody else they read as not disclosed. Return how many.

    It is done where any legal reviewer sets subjects aside, so that it looks the same. Raises Absent, Refused.
    """
    _demand_keeper(by)
    demand(_words(why, "Say why, in writing."))
    with acting(by=by, why=NEUTRAL):
        disclosure_request = locked(disclosure_request_id, by=by, seen=None)
        if disclosure_request.agency_id not in agencies_by_role(by).get(Role.COUNSEL, frozenset()):
            raise Absent
        flagged = ConfidentialFlag.objects.filter(
            disclosure_request=disclosure_request, audience=Audience.COUNSEL, subject__in=subject_ids
        )
        chosen = disclosure_request.subjects.filter(pk__in=flagged.values("subject_id"), outcome__in=STANDING)
        ids = list(chosen.values_list("pk", flat=True))
        demand(not_in_review(disclosure_request))
        demand([] if ids else ["None of these subjects stands on the list any more."])
        decide(
            disclosure_request, DecisionKind.SET_ASIDE, Role.COUNSEL, by=by, words=NEUTRAL, reason_codes=[UNDISCLOSED]
        )
        _note(Kind.SET_ASIDE, by, why, disclosure_request=disclosure_request, subject_ids=ids)
        disclosure_request.subjects.filter(pk__in=ids).update(outcome=Outcome.DENIED, outcome_reason=UNDISCLOSED)
        confidential.mark(disclosure_request.pk, spread=confidential.Spread.ACROSS)
        disclosure_request.version += 1
        disclosure_request.save(update_fields=["version"])
    return len(ids)


def keepers(*, by: Person) -> list[ProtectionKeeper]:
    """Return who keeps the list and who kept it, with the words of each naming. Raises Absent."""
    _demand_keeper(by)
    return list(ProtectionKeeper.objects.select_related("person", "named_by", "ended_by"))


def name_keeper(person: Person, *, by: Actor, why: str) -> ProtectionKeeper:
    """Name a legal reviewer in writing to keep the list. By one who keeps it, or by setting up while nobody does.

    Raises Absent, Refused.
    """
    namer = by if isinstance(by, Person) else None
    if namer is not None:
        _demand_keeper(namer)
    demand(_words(why, "Name in writing."))
    demand([] if agencies_by_role(person).get(Role.COUNSEL) else ["Only a legal reviewer can be named."])
    demand(["This person is named already."] if is_keeper(person) else [])
    try:
        with acting(by=by, why=NEUTRAL), transaction.atomic():
            return ProtectionKeeper.objects.create(person=person, named_by=namer, words=why)
    except DatabaseError as error:
        raise Refused(["The list has a keeper, who names others."]) from error


def naming(keeper_id: int, *, by: Person) -> ProtectionKeeper:
    """Return a naming that stands. Raises Absent."""
    _demand_keeper(by)
    found = ProtectionKeeper.objects.filter(pk=keeper_id, ended_at=None).select_related("person").first()
    if found is None:
        raise Absent
    return found


def end_keeping(keeper_id: int, *, by: Person, why: str) -> None:
    """End a naming in writing, one's own or another's. The list is never left without a keeper. Raises Absent, Refused."""
    _demand_keeper(by)
    demand(_words(why, "End it in writing."))
    try:
        with acting(by=by, why=NEUTRAL), transaction.atomic():
            naming = ProtectionKeeper.objects.select_for_update().filter(pk=keeper_id, ended_at=None).first()
            if naming is None:
                raise Absent
            naming.ended_at, naming.ended_by, naming.ended_words = timezone.now(), by, why
            naming.save(update_fields=["ended_at", "ended_by", "ended_words"])
    except DatabaseError as error:
        raise Refused(["The list is never without a keeper: name another first."]) from error
