"""Rows as the rules see them: frozen values, read with a few queries. The one clock of the web side is here too."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from ..rules.facts import (
    SUBJECT_FIELDS,
    AgreementFacts,
    Book,
    Contents,
    HoldFacts,
    Progress,
    Shared,
    SignerFacts,
    SubjectFacts,
)
from ..rules.holds import ACTS
from ..rules.lists import ADDRESS_PLACEHOLDERS, EDITION, NAME_PLACEHOLDERS, THRESHOLDS
from ..rules.needs import SENT
from ..rules.officers import officer_key
from ..rules.reason_codes import INTERNAL
from ..rules.transitions import AGENCY_HOLDS, UNSENT, WITH_IRS, Status
from .agency import Agency
from .agreement import Agreement, open_findings
from .batch import OPEN_BATCH
from .confidential import KeptBack, kept_back
from .decision import Decision, DecisionKind, Signature
from .disclosure_request import DisclosureRequest
from .hold import Hold
from .judging import judged
from .lists import ListedStatute, ListedWord, Threshold
from .matching import matching_of
from .release import ASKS, ReleaseBreaker, ReleaseItem
from .selection import under_way
from .subject import Outcome, Subject
from .succession import being_carried
from .tallies import Tally, tally_of

STANDING = (Outcome.OPEN, Outcome.APPROVED)
"""Outcomes of subjects that still stand in the request."""

_SET_ASIDE_UNSEEN = Q(outcome__in=(Outcome.RETURNED, Outcome.DENIED), outcome_reason__in=INTERNAL)


def standing(*, irs_side: bool) -> Q:
    """Return which subjects stand in a request, as one side sees it.

    To the agency a subject that was set aside for a reason internal to the IRS looks like those that go on.
    """
    return Q(outcome__in=STANDING) if irs_side else Q(outcome__in=STANDING) | _SET_ASIDE_UNSEEN


def disclosed_ids(disclosure_request: DisclosureRequest) -> QuerySet[ReleaseItem, int] | None:
    """Return the ids of the subjects whose information was transmitted; None while nothing was."""
    if disclosure_request.status not in (Status.FULFILMENT, Status.CLOSED):
        return None
    sent = disclosure_request.releases.filter(status__in=SENT)
    if not sent.exists():
        return None
    return ReleaseItem.objects.filter(release__in=sent).values_list("subject_id", flat=True)


ALONE = Shared()
"""A subject that shares nothing with another."""


def today() -> date:
    """Return today in Washington."""
    return timezone.localdate()


def subject_facts(subject: Subject, shared: Shared = ALONE) -> SubjectFacts:
    """Return one subject as the rules see it."""
    return SubjectFacts(
        **{name: getattr(subject, name) for name in SUBJECT_FIELDS}, tin_form=subject.tin_form, shared=shared
    )


def content_hash(disclosure_request_id: int) -> str:
    """Return the SHA-256 (hex) of what the agency sends, as the database computes it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT desk_content_hash(%s)", [disclosure_request_id])
        return str(cursor.fetchone()[0])


def standing_hash(disclosure_request: DisclosureRequest) -> str:
    """Return the hash of the contents as they stand, without reading every subject where that isn't needed.

    While contents are frozen it is their snapshot's, since the database lets nothing change them (and computes it anew at
    each decision and release). What was never signed has none: nothing rests on it yet.
    """
    if disclosure_request.status not in UNSENT:
        snapshot = disclosure_request.snapshots.filter(submission=disclosure_request.submission).first()
        if snapshot:
            return snapshot.hash
    return content_hash(disclosure_request.pk) if disclosure_request.signatures.exists() else ""


def signature_on(disclosure_request: DisclosureRequest, hash: str) -> Signature | None:
    """Return the latest signature on contents with this hash, or None."""
    signatures = Signature.objects.filter(disclosure_request=disclosure_request, content_hash=hash)
    return signatures.defer("letter_sealed").order_by("-id").first()


def contents_of(
    disclosure_request: DisclosureRequest, hash: str | None = None, counts: Tally | None = None
) -> Contents:
    """Return what the request as a whole sets forth. A signature counts only on the present contents.

    `counts`: of its subjects, from who has read them already.
    """
    hash = standing_hash(disclosure_request) if hash is None else hash
    signature = signature_on(disclosure_request, hash)
    agreement = disclosure_request.agreement
    return Contents(
        agency_kind=disclosure_request.agency.kind,
        items=frozenset(disclosure_request.items),
        purpose=disclosure_request.purpose,
        agreement_code=agreement.code if agreement else "",
        signer=_signer(signature) if signature else None,
        attested=bool(signature and signature.text),
        subjects=(counts or tally_of(disclosure_request.pk)).standing,
    )


def _signer(signature: Signature) -> SignerFacts:
    return SignerFacts(signature.name, signature.title, signature.office, signature.capacity, signature.instrument)


def agreement_facts(agreement: Agreement) -> AgreementFacts:
    """Return an agreement as the rules see one."""
    return AgreementFacts(
        code=agreement.code,
        starts=agreement.starts,
        ends=agreement.ends,
        statutes=frozenset(agreement.statutes),
        items=frozenset(agreement.items),
        signer_offices=frozenset(agreement.signer_offices),
        asks_attestation=agreement.asks_attestation,
        asks_removal_order=agreement.asks_removal_order,
    )


_HOLDS_ON = """
SELECT h.*, o.whole FROM desk_orders_on(%s, %s, %s) o JOIN requests_app_hold h ON h.id = o.hold_id
ORDER BY h.starts DESC, h.id DESC
"""


def holds_on(disclosure_request: DisclosureRequest, on: date) -> list[Hold]:
    """Return the court orders in force on a day that cover a request, latest first, as the database's gate finds them.

    `whole` is set on each: whether it covers the request as a whole, or some of its subjects only. One query.
    """
    return list(Hold.objects.raw(_HOLDS_ON, [disclosure_request.pk, list(ACTS), on]))


def hold_facts(hold: Hold, *, whole: bool = True) -> HoldFacts:
    """Return an order as the rules see one; its last day is the one before it is lifted, or the one its words name."""
    lifted = hold.lifted_on - timedelta(days=1) if hold.lifted_on else None
    ends = min((day for day in (lifted, hold.until) if day), default=None)
    return HoldFacts(hold.citation, frozenset(hold.acts), hold.starts, ends, hold.kind, hold.court, hold.docket, whole)


def words_of(kind: str, listed: Iterable[tuple[str, str]], shipped: frozenset[str]) -> frozenset[str]:
    """Return the installation's own words of a kind; those shipped with the rules where it hasn't entered any yet."""
    return frozenset(words for of_kind, words in listed if of_kind == kind) or shipped


def _determined() -> tuple[tuple[str, str], ...]:
    """Return what counsel determined of statutes beside the table, as it stands."""
    standing = ListedStatute.objects.filter(withdrawn_on=None)
    return tuple(sorted(standing.values_list("citation", "kind")))


def _roster(agency: Agency) -> frozenset[str]:
    """Return the names of the officers on an agency's roster, as the rules compare them."""
    return frozenset(
        officer_key(name) for name in agency.officers.filter(is_active=True).values_list("name", flat=True)
    )


def book_for(disclosure_request: DisclosureRequest, on: date, holds: Iterable[Hold] | None = None) -> Book:
    """Return the lists, agreement, orders and safeguards that bear on a request on a day.

    `holds`: what `holds_on` answered for the same day.
    """
    held = holds_on(disclosure_request, on) if holds is None else holds
    agency = disclosure_request.agency
    listed = list(ListedWord.objects.values_list("kind", "words"))
    in_force = Q(lifted_on=None) | Q(lifted_on__gt=on)
    opened = list(agency.safeguard_findings.filter(open_findings(on)).values_list("opened_on", flat=True))
    refused = list(
        agency.safeguard_refusals.filter(in_force, determined_on__lte=on).values_list("determined_on", flat=True)
    )
    return Book(
        thresholds={**THRESHOLDS, **dict(Threshold.objects.values_list("name", "value"))},
        address_placeholders=words_of(ListedWord.Kind.ADDRESS, listed, ADDRESS_PLACEHOLDERS),
        name_placeholders=words_of(ListedWord.Kind.NAME, listed, NAME_PLACEHOLDERS),
        agreement=agreement_facts(disclosure_request.agreement) if disclosure_request.agreement else None,
        holds=tuple(hold_facts(h, whole=h.whole) for h in held),
        safeguards_refused=bool(refused),
        refused_since=min(refused, default=None),
        safeguards_open=len(opened),
        safeguards_since=min(opened, default=None),
        invented_tins=settings.DEMONSTRATION,
        statutes=_determined(),
        roster=_roster(agency) if agency.roster_kept else None,
    )


def judged_under(book: Book) -> str:
    """Return 'edition/digest': the edition of the rules and of the lists that a subject's verdict rests on."""
    parts = (
        sorted(book.thresholds.items()),
        sorted(book.address_placeholders),
        sorted(book.name_placeholders),
        book.agreement and (book.agreement.code, sorted(book.agreement.statutes), book.agreement.asks_removal_order),
        book.invented_tins,
        book.statutes,
        book.roster and sorted(book.roster),
    )
    return f"{EDITION}/{sha256(repr(parts).encode()).hexdigest()[:16]}"


def _decided(disclosure_request: DisclosureRequest, hash: str) -> tuple[bool, bool]:
    """Return whether the latest determination finds these contents lawful, and whether a later approval stands on them."""
    decisions = list(
        Decision.objects.filter(disclosure_request=disclosure_request)
        .values("id", "kind", "lawful", "snapshot_hash")
        .order_by("-id")
    )
    latest = {kind: next((d for d in decisions if d["kind"] == kind), None) for kind in DecisionKind.values}
    law, approval = latest[DecisionKind.DETERMINATION], latest[DecisionKind.APPROVAL]
    lawful = bool(law and law["lawful"] and law["snapshot_hash"] == hash)
    undone = [d["id"] for d in decisions if d["kind"] in (DecisionKind.RETURN, DecisionKind.STEP_BACK)]
    approved = bool(approval and approval["snapshot_hash"] == hash and law and approval["id"] > law["id"])
    return lawful, approved and all(id < approval["id"] for id in undone) if approval else False


def unjudged_of(
    disclosure_request: DisclosureRequest, counts: Tally, book: Book, judged_ever: bool | None = None
) -> int:
    """Return how many standing subjects aren't judged as they now stand: all, until every one was looked at since it came in.

    `judged_ever`: whether that was so, if it is known already.
    """
    if judged_ever is None:
        judged_ever, _ = judged(disclosure_request.pk, EDITION)
    return counts.unjudged(judged_under(book)) if judged_ever else counts.standing


def progress_of(
    disclosure_request: DisclosureRequest, book: Book, hash: str, counts: Tally, *, signed: bool
) -> Progress:
    """Return where a request stands, from a few queries that count no subject.

    `hash`: of its contents as they stand; `counts`: of its subjects; `signed`: whether a signature stands on that hash.
    """
    lawful, approved = _decided(disclosure_request, hash)
    kept = kept_back(disclosure_request.pk) if disclosure_request.status in WITH_IRS else KeptBack()
    judged_ever, fresh = judged(disclosure_request.pk, EDITION)
    matching = matching_of(disclosure_request.pk)
    release, asks = disclosure_request.releases.exclude(status="void").values_list("status", ASKS).first() or ("", "")
    return Progress(
        status=disclosure_request.status,
        submission=disclosure_request.submission,
        subjects_open=counts.standing,
        subjects_blocked=counts.blocked,
        subjects_unreviewed=counts.unreviewed + kept.unreviewed,
        subjects_unjudged=unjudged_of(disclosure_request, counts, book, judged_ever),
        uploads_open=disclosure_request.batches.filter(status__in=OPEN_BATCH).count(),
        cleared=frozenset(disclosure_request.cleared_codes),
        signed=signed,
        determined_lawful=lawful,
        approved=approved,
        release_status=release,
        counsel_finished=not kept.unfinished,
        fresh=fresh,
        deciding=disclosure_request.status in WITH_IRS and under_way(disclosure_request.pk),
        carrying=disclosure_request.status in AGENCY_HOLDS and being_carried(disclosure_request.pk),
        matched=matching.done,
        subjects_unmatched=matching.unmatched,
        breaker_open=ReleaseBreaker.objects.filter(reset_at=None).exists(),
        package_asks=asks,
    )
