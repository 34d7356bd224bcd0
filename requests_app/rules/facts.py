"""The only things a rule may look at: what the letter sets forth, where the request stands, and the book of
lists in force.

Every value is frozen and holds text exactly as received ('' where nothing was given). A rule gets nothing
else: no row, no queryset, no clock. What a request sets forth follows 26 U.S.C. 6103(i)(2)(B).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import TextChoices


class Severity(TextChoices):
    """What a raised flag stops. A code may be raised with two severities; the severity belongs to the raised
    flag.
    """

    REQUEST = "request", "blocks the request"
    SUBJECT = "subject", "blocks the subject"
    RELEASE = "release", "blocks release"
    REVIEW = "review", "must be cleared in writing"


class Audience(TextChoices):
    """Who may see a flag: the agency sees only flags on what it sent."""

    AGENCY = "agency", "the agency and the IRS"
    IRS = "irs", "IRS case roles only"
    COUNSEL = "counsel", "named counsel only"


class TinForm(TextChoices):
    """The kind of number a TIN can be, decided before it is sealed, so that no rule ever sees the number
    itself.
    """

    NONE = "none", "not given"
    IMPOSSIBLE = "impossible", "not a possible TIN"
    SSN = "ssn", "possible SSN"
    ITIN = "itin", "possible ITIN"
    ATIN = "atin", "possible ATIN"
    EIN = "ein", "possible EIN"
    INVENTED = "invented", "never issued (demonstration data)"


@dataclass(frozen=True, slots=True)
class Shared:
    """Counts computed set-wise over a request: how many subjects share this subject's reason, officer or
    matter.

    Units: subjects; `reason_requests` counts earlier requests of the same agency that used the same sentence,
    `identity_requests` other open requests of the same agency that name the same person, `identity_agencies`
    other agencies with an open request that does.
    """

    reason: int = 1
    reason_requests: int = 0
    officer: int = 1
    matter: int = 1
    identity: int = 1
    identity_requests: int = 0
    identity_agencies: int = 0


class SubjectFacts(NamedTuple):
    """One named taxpayer as the agency set it forth. The order of the fields is the order of the template's
    columns.
    """

    first_name: str = ""
    middle_name: str = ""
    last_name: str = ""
    entity_name: str = ""
    date_of_birth: str = ""
    a_number: str = ""
    fins: str = ""
    address: str = ""
    address_line1: str = ""
    address_line2: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""
    tax_periods: str = ""
    statute: str = ""
    case_number: str = ""
    case_opened: str = ""
    reason: str = ""
    officer_name: str = ""
    officer_title: str = ""
    removal_order_date: str = ""
    removal_order_case: str = ""
    removal_ground: str = ""
    tin_form: str = TinForm.NONE
    shared: Shared = Shared()
    protected: bool = False
    match: str = ""
    match_address: str = ""


SUBJECT_FIELDS: tuple[str, ...] = tuple(
    name for name in SubjectFacts._fields if name not in ("tin_form", "shared", "protected", "match", "match_address")
)
"""The text fields of a subject, without the TIN, which is sealed and never reaches a rule."""

ALONE: tuple[Any, ...] = SubjectFacts()[len(SUBJECT_FIELDS) + 1 :]
"""What stands behind a subject's text and the form of its TIN while it shares nothing and has no record: `shared` and on."""

TEMPLATE_COLUMNS: tuple[str, ...] = (*SUBJECT_FIELDS[:4], "tin", *SUBJECT_FIELDS[4:])
"""The columns of the bulk template, in order."""


@dataclass(frozen=True, slots=True)
class SignerFacts:
    """Who signed, for which office, and in what capacity. `office` is an id of `statute.OFFICES`, '' if of no
    listed class.

    `capacity`: 'holder', 'acting' (5 U.S.C. 3345) or 'delegate' (then `instrument` names the delegation).
    """

    name: str
    title: str
    office: str
    capacity: str
    instrument: str = ""


@dataclass(frozen=True, slots=True)
class AgreementFacts:
    """What an agreement permits. Statutes are canonical citations ('8 USC 1253(a)(1)'), items ids of
    `items.ITEMS`.
    """

    code: str
    starts: date
    ends: date | None
    statutes: frozenset[str]
    items: frozenset[str]
    signer_offices: frozenset[str]
    asks_attestation: bool
    asks_removal_order: bool


@dataclass(frozen=True, slots=True)
class Contents:
    """What the request as a whole sets forth. Nothing here can stand for what the statute wants per taxpayer."""

    agency_kind: str
    items: frozenset[str]
    purpose: str
    agreement_code: str
    signer: SignerFacts | None
    attested: bool
    subjects: int


@dataclass(frozen=True, slots=True)
class HoldFacts:
    """A court order that covers the request: which acts it bars ('disclose', 'use'), from when, through which day
    (None: open). Unless `whole`, it covers some of the request's subjects only.
    """

    citation: str
    acts: frozenset[str]
    starts: date
    ends: date | None
    kind: str = ""
    court: str = ""
    docket: str = ""
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Book:
    """The lists in force: thresholds, words, the agreement, the orders and safeguards that bear on one
    request.

    `thresholds` maps a name of `lists.THRESHOLDS` to its present value (subjects). `safeguards_open` counts findings,
    the oldest opened on `safeguards_since`; a plan past its day counts as none. `refused_since`: when it was determined.
    `statutes`: (canonical citation, kind) that this installation determined beside the table. `roster`: the names of the
    agency's officers, None where it isn't known, and then it isn't asked for.
    """

    thresholds: dict[str, int]
    address_placeholders: frozenset[str]
    name_placeholders: frozenset[str]
    agreement: AgreementFacts | None = None
    holds: tuple[HoldFacts, ...] = ()
    safeguards_refused: bool = False
    safeguards_open: int = 0
    safeguards_since: date | None = None
    refused_since: date | None = None
    invented_tins: bool = False
    statutes: tuple[tuple[str, str], ...] = ()
    roster: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Raised:
    """A flag that a rule raised: its code, how much it blocks, and the words or figures that it rests on.

    `evidence` is a phrase for people; `words` are the words or phrases of the text that raised it, as they stand in it (any
    case), for marking them there; `audience` is who may see it, '' for the audience of its code.
    """

    code: str
    severity: str
    evidence: str = ""
    words: tuple[str, ...] = ()
    audience: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A person as the rules see one: plain id and name, the roles held at the request's agency, the duties
    done on it.

    `roles` and `duties` hold values of `roles.Role` and `duties.Duty`.
    """

    id: int
    name: str
    roles: frozenset[str] = frozenset()
    duties: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a request stands. Counts are subjects; `cleared` are request-level review codes cleared in
    writing.

    `subjects_unjudged`: not yet judged as they now stand, by the present edition. `signed` and `determined_lawful` speak of
    the present contents only. `fresh`: judged since the lists last changed. `counsel_finished`: nothing that counsel alone
    decides stands open.
    `deciding`: a decision on a group of subjects is still being carried out; `carrying`: returned subjects are still being
    carried over into this request. `matched`: matching with the records is done; `subjects_unmatched`: standing subjects that
    no one record fits.
    `breaker_open`: the circuit breaker of releases has tripped and isn't reset.
    `package_asks`: the act (`transitions.Act`) that alone ends the wait for the receipt of a transmitted package, '' while its
    recipient can open it or confirm.
    """

    status: str
    submission: int = 0
    subjects_open: int = 0
    subjects_blocked: int = 0
    subjects_unreviewed: int = 0
    subjects_unjudged: int = 0
    uploads_open: int = 0
    cleared: frozenset[str] = frozenset()
    signed: bool = False
    determined_lawful: bool = False
    approved: bool = False
    release_status: str = ""
    counsel_finished: bool = True
    fresh: bool = True
    deciding: bool = False
    carrying: bool = False
    matched: bool = True
    subjects_unmatched: int = 0
    breaker_open: bool = False
    package_asks: str = ""
