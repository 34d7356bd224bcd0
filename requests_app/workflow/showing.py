"""Showing subjects: the look is recorded first, then frozen values are handed out, for this person's eyes.

Flags are judged anew for display, so that the words that raised each stand beside it; which of them are shown depends on
the audience: the agency sees only flags on what it sent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from audits.access_log import AccessAct, Looker, Opened, look

from ..access import Absent, confidential_flags
from ..intake import judging
from ..models import ConfidentialFlag, DisclosureRequest, Person, Subject
from ..models.as_facts import ALONE, STANDING, book_for, disclosed_ids, judged_under, subject_facts, today
from ..models.subject import Outcome
from ..rules.evidence import SHARES, Mark, Quote, marks, quotes, weight
from ..rules.facts import SUBJECT_FIELDS, Audience, Book, Raised, Severity, Shared, SubjectFacts
from ..rules.flags import CODES, judge_subject
from ..rules.lists import limit
from ..rules.reason_codes import INTERNAL
from ..rules.roles import AGENCY_ROLES, CASE_READERS, Role
from ..rules.transitions import AGENCY_HOLDS, ENDED, Status
from . import match_words

FULL_TIN_ROLES = frozenset({Role.SPECIALIST, Role.COUNSEL, Role.APPROVER, Role.OVERSIGHT})
"""Roles that may see a TIN in full, each time for a stated reason."""


@dataclass(frozen=True, slots=True)
class ShownFlag:
    """A flag in words: the code, how much it blocks, what is wrong, what to do, the law, and the evidence.

    `marks` say where it stands in the subject's text, `quotes` quote it there. `shares` names what other subjects of the
    request have in common with this one ('' if none do), `threshold` how many may (0: none is set).
    """

    code: str
    severity: str
    severity_label: str
    sentence: str
    remedy: str
    citation: str
    evidence: str
    cleared: bool
    marks: tuple[Mark, ...] = ()
    quotes: tuple[Quote, ...] = ()
    shares: str = ""
    threshold: int = 0
    subject_id: int = 0


@dataclass(frozen=True, slots=True)
class ShownSubject:
    """A subject as shown: text as received, the TIN masked, the flags on it."""

    id: int
    row: int
    name: str
    fields: dict[str, str]
    tin_masked: str
    address_text: str
    flags: tuple[ShownFlag, ...]
    outcome: str
    outcome_label: str
    outcome_reason: str
    blocked: bool
    judged: bool
    match: str = ""
    """What matching found, in words; '' for the agency."""


def subjects(
    disclosure_request: DisclosureRequest,
    looker: Looker,
    rows: Iterable[Subject],
    *,
    act: AccessAct = AccessAct.LIST,
    book: Book | None = None,
) -> list[ShownSubject]:
    """Record the look at these subjects of the request, then return what may be shown. Raises Absent for another's rows.

    `book`: the lists in force, if the page has read them already.
    """
    found = list(rows)
    if any(s.disclosure_request_id != disclosure_request.pk for s in found):
        raise Absent
    look(looker, act, "subject", case_id=disclosure_request.pk, subjects=[s.pk for s in found])
    book = book or book_for(disclosure_request, today())
    shared = judging.shared_counts(disclosure_request, found)
    told = told_outcomes(disclosure_request, found, _roles(looker))
    kept = _confidential(disclosure_request, looker, found)
    return [_told(_shown(s, looker, book, shared.get(s.pk, ALONE), kept[s.pk]), told) for s in found]


def subject(
    disclosure_request: DisclosureRequest, subject_id: int, looker: Looker, *, reveal_tin: bool = False
) -> ShownSubject:
    """Record the look at one subject, then return it; with the TIN in full if asked, a look of its own kind. Raises Absent."""
    found = disclosure_request.subjects.filter(pk=subject_id).first()
    if found is None:
        raise Absent
    if reveal_tin and not _roles(looker) & FULL_TIN_ROLES:
        raise Absent
    act = AccessAct.REVEAL if reveal_tin else AccessAct.VIEW
    opened = look(looker, act, "subject", object_id=found.pk, case_id=disclosure_request.pk, subjects=[found.pk])
    book = book_for(disclosure_request, today())
    shared = judging.shared_counts(disclosure_request, [found])
    told = told_outcomes(disclosure_request, [found], _roles(looker))
    kept = _confidential(disclosure_request, looker, [found])[found.pk]
    return _told(_shown(found, looker, book, shared.get(found.pk, ALONE), kept, opened if reveal_tin else None), told)


@dataclass(slots=True)
class _Kept:
    """What the agency may not see of a subject: flags, and what matching found, in words."""

    flags: list[ConfidentialFlag] = field(default_factory=list)
    match: str = ""


def _confidential(disclosure_request: DisclosureRequest, looker: Looker, found: list[Subject]) -> dict[int, _Kept]:
    """Return what the agency may not see of subjects, and this person may, by id."""
    kept = {s.pk: _Kept() for s in found}
    roles = _roles(looker)
    if isinstance(looker.actor, Person) and roles & (CASE_READERS - AGENCY_ROLES):
        matched = match_words.found_on(disclosure_request, kept)
        for pk, verdict in matched.items():
            kept[pk].match = match_words.verdict_words(verdict)
            kept[pk].flags += match_words.flags_of(verdict)
        flags = confidential_flags(looker.actor, disclosure_request, roles)
        for flag in flags.filter(subject__in=list(kept)):
            kept[flag.subject_id].flags.append(match_words.with_evidence(flag, matched.get(flag.subject_id)))
    return kept


WITH_IRS, DISCLOSED, UNDISCLOSED, WITHDRAWN = "with the IRS", "disclosed", "not disclosed", "withdrawn"
"""What the agency reads of a subject that goes on: until something is transmitted, and from then on; and once it ended."""


def standing_label(disclosure_request: DisclosureRequest) -> str:
    """Return what the agency reads of subjects that stand in a request from which nothing was transmitted."""
    going_on = Outcome.OPEN.label if disclosure_request.status in AGENCY_HOLDS else WITH_IRS
    return ended_label(disclosure_request) or going_on


def ended_label(disclosure_request: DisclosureRequest) -> str:
    """Return what became of subjects that stood in a request when it ended and weren't disclosed; '' while it goes on."""
    if disclosure_request.status not in ENDED:
        return ""
    return WITHDRAWN if disclosure_request.status == Status.WITHDRAWN else UNDISCLOSED


def told_outcomes(
    disclosure_request: DisclosureRequest, found: list[Subject], roles: frozenset[Role]
) -> dict[int, str]:
    """Return what the agency's people are told instead of a subject's own outcome, by id; nothing for the IRS's side.

    No record, a mismatch, an ambiguous match and (i)(6) must read the same, before the transmittal and after it.
    """
    if roles & (CASE_READERS - AGENCY_ROLES):
        return {}
    hidden = [s.pk for s in found if s.outcome in STANDING or s.outcome_reason in INTERNAL]
    sent = disclosed_ids(disclosure_request)
    if sent is None:
        return dict.fromkeys(hidden, standing_label(disclosure_request))
    disclosed = set(sent.filter(subject_id__in=hidden))
    return {pk: DISCLOSED if pk in disclosed else UNDISCLOSED for pk in hidden}


def _told(shown: ShownSubject, told: dict[int, str]) -> ShownSubject:
    """Return a subject as shown to somebody who is told these words instead of the outcome."""
    if shown.id not in told:
        return shown
    label = told[shown.id]
    outcome = Outcome.OPEN.value if label == Outcome.OPEN.label else "told"
    return replace(shown, outcome=outcome, outcome_label=label, outcome_reason="")


def letter(disclosure_request: DisclosureRequest, signature_id: int, looker: Looker) -> tuple[str, bytes]:
    """Record the look at a signed letter, then return its file name and bytes. Raises Absent if there is none."""
    signature = disclosure_request.signatures.filter(pk=signature_id, letter_sealed__isnull=False).first()
    if signature is None or signature.letter_sealed is None:
        raise Absent
    opened = look(looker, AccessAct.DOWNLOAD, "signed letter", object_id=signature.pk, case_id=disclosure_request.pk)
    place = f"signature:{signature.content_hash}:letter"
    return signature.letter_name, opened.value(signature.letter_sealed, bound_to=place)


def _roles(looker: Looker) -> frozenset[Role]:
    return frozenset(Role(r) for r in looker.role.split(", ") if r in Role.values)


def audiences(roles: frozenset[Role]) -> frozenset[str]:
    """Return which audiences a person of these roles belongs to. Named counsel is no role: `access.confidential_flags`."""
    irs_side = roles & (CASE_READERS - AGENCY_ROLES)
    return frozenset({Audience.AGENCY, Audience.IRS} if irs_side else {Audience.AGENCY})


@dataclass(frozen=True, slots=True)
class _About:
    """What flags are shown of: a subject as the rules see it, by its id, and the lists it was judged by."""

    id: int
    facts: SubjectFacts
    book: Book


def _flags_shown(
    raised: Iterable[Raised],
    roles: frozenset[Role],
    cleared: Iterable[str],
    about: _About,
    kept: Iterable[ConfidentialFlag],
) -> tuple[ShownFlag, ...]:
    """Return the flags that people of these roles may see, in order of weight, each with its evidence."""
    seen, done = audiences(roles), set(cleared)
    shown = [_flag(r, r.code in done, about) for r in raised if (r.audience or CODES[r.code].audience) in seen]
    shown += [_flag(Raised(f.code, f.severity, f.evidence, audience=f.audience), f.cleared, about) for f in kept]
    return tuple(sorted(shown, key=lambda f: weight(f.code, f.severity, cleared=f.cleared)))


def _flag(raised: Raised, cleared: bool, about: _About) -> ShownFlag:
    code, share = CODES[raised.code], SHARES.get(raised.code)
    found = marks(about.facts, raised)
    shared = share is not None and getattr(about.facts.shared, share.kind) > 1
    return ShownFlag(
        code=code.id,
        severity=raised.severity,
        severity_label=Severity(raised.severity).label,
        sentence=code.sentence,
        remedy=code.remedy,
        citation=code.citation,
        evidence=raised.evidence,
        cleared=cleared and raised.severity == Severity.REVIEW,
        marks=found,
        quotes=quotes(about.facts, found),
        shares=share.kind if share and shared else "",
        threshold=limit(about.book, share.threshold) if share and share.threshold else 0,
        subject_id=about.id,
    )


def _tin(subject: Subject, opened: Opened | None) -> str:
    if subject.tin_sealed is None:
        return ""
    return opened.text(subject.tin_sealed, bound_to=f"subject:{subject.pk}:tin") if opened else "•••-••-••••"


def _shown(
    subject: Subject,
    looker: Looker,
    book: Book,
    shared: Shared,
    kept: _Kept,
    opened: Opened | None = None,
) -> ShownSubject:
    judged = subject.judged_under == judged_under(book)
    facts = subject_facts(subject, shared)
    fresh = judge_subject(facts, book, today())
    raised = _stored(subject, fresh) if judged else fresh
    return ShownSubject(
        id=subject.pk,
        row=subject.row,
        name=" ".join(
            p for p in (subject.first_name, subject.middle_name, subject.last_name, subject.entity_name) if p
        ),
        fields={name: getattr(subject, name) for name in SUBJECT_FIELDS},
        tin_masked=_tin(subject, opened),
        address_text=_address(subject),
        flags=_flags_shown(raised, _roles(looker), subject.cleared_codes, _About(subject.pk, facts, book), kept.flags),
        outcome=subject.outcome,
        outcome_label=subject.get_outcome_display(),
        outcome_reason=subject.outcome_reason,
        blocked=bool(subject.blocking_codes),
        judged=judged,
        match=kept.match,
    )


def _stored(subject: Subject, fresh: Iterable[Raised]) -> list[Raised]:
    """Return the verdict that counts, the stored one, with the evidence of a fresh one beside it."""
    evidence = {flag.code: flag for flag in fresh}
    kept = [(code, Severity.SUBJECT) for code in subject.blocking_codes]
    kept += [(code, Severity.REVIEW) for code in subject.review_codes]
    return [replace(evidence.get(code, Raised(code, severity)), severity=severity) for code, severity in kept]


def _address(subject: Subject) -> str:
    lines = (subject.address, subject.address_line1, subject.address_line2, subject.city, subject.state)
    return ", ".join(p for p in (*lines, subject.postal_code, subject.country) if p.strip())
