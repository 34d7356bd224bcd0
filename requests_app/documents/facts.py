"""What a package says: the facts of its letter and manifest, and its rows. Only `facts_of` asks the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any

from django.utils import timezone

from ..models import Decision, DisclosureRequest, MatchState, Person, Signature, Snapshot
from ..models.decision import DecisionKind
from ..rules import statute
from ..rules.matching import MATCH_EDITION

GIVEN = ("first_name", "middle_name", "last_name", "entity_name", "date_of_birth", "a_number", "fins")
MATTER = ("tax_periods", "statute", "case_number", "officer_name")
"""A subject's columns that go into the release file: what the agency gave, and the matter it named."""

_RECORDED = (DecisionKind.COMPLETE, DecisionKind.DETERMINATION, DecisionKind.APPROVAL)


@dataclass(frozen=True, slots=True)
class PackageFacts:
    """All that letter and manifest say; no queries inside, no clock, no tax data.

    `items`: ids asked for. `counts`: item id -> rows in the release file. `taxpayers`: subjects in it. `periods`: different
    periods, sorted. `decisions`: kind, by, role, at, snapshot of each. `checkpoint`: the latest of the sealed records, None
    while there is none. `recipient_key`: an age public key ('age1…').
    """

    number: str
    title: str
    agency: str
    agency_code: str
    agreement: str
    submission: int
    signer: str
    recipient: str
    approver: str
    approved_on: date | None
    counsel: str
    prepared_by: str
    snapshot_hash: str
    rules_edition: str
    match_edition: str
    decisions: tuple[dict[str, str], ...]
    items: tuple[str, ...]
    periods: tuple[str, ...]
    taxpayers: int
    counts: Mapping[str, int]
    recipient_key: str
    letters_wanted: bool = False
    checkpoint: dict[str, Any] | None = None


@dataclass(slots=True)  # one is made for each row, and a frozen one takes a microsecond more
class ItemRow:
    """One item of one taxpayer: one row of the release file. Rows come in order of `row`, a taxpayer's together.

    `row`: the row's number in the request. `given`, `matter`: the texts of GIVEN and MATTER, in this order (`columns_of`).
    `source`: who furnished a tier-two item. `attachment`: its file's name and bytes; only the ending of the name is used.
    """

    row: int
    given: Sequence[str]
    matter: Sequence[str]
    item: str
    tier: str
    value: str
    source: str = ""
    attachment: tuple[str, bytes] | None = field(default=None, repr=False)


def columns_of(values: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Return a subject's `given` and `matter` for an ItemRow, from its columns GIVEN and MATTER, in this order."""
    return values[: len(GIVEN)], values[len(GIVEN) :]


def periods_of(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the different periods in subjects' `tax_periods`, sorted."""
    return tuple(sorted({part.strip() for text in texts for part in text.split(";")} - {""}))


def facts_of(
    disclosure_request: DisclosureRequest,
    *,
    recipient: Person,
    prepared_by: Person,
    recipient_key: str,
    counts: Mapping[str, int],
    taxpayers: int,
    periods: Iterable[str],
    letters_wanted: bool = False,
    checkpoint: dict[str, Any] | None = None,
) -> PackageFacts:
    """Gather the facts of a request's package from the decisions that stand on its present submission.

    `periods`: the subjects' `tax_periods` as they stand; this splits and sorts them.
    """
    return PackageFacts(
        **_of_request(disclosure_request),
        **_of_decisions(_decisions(disclosure_request)),
        recipient=_words(recipient.get_full_name(), recipient.title),
        prepared_by=prepared_by.get_full_name(),
        periods=periods_of(periods),
        taxpayers=taxpayers,
        counts=dict(counts),
        recipient_key=recipient_key,
        letters_wanted=letters_wanted,
        checkpoint=checkpoint,
    )


def _of_request(disclosure_request: DisclosureRequest) -> dict[str, Any]:
    snapshot = _snapshot(disclosure_request)
    return {
        "number": disclosure_request.number,
        "title": disclosure_request.title,
        "agency": disclosure_request.agency.name,
        "agency_code": disclosure_request.agency.code,
        "agreement": disclosure_request.agreement.title if disclosure_request.agreement else "",
        "submission": disclosure_request.submission,
        "signer": _signer(disclosure_request),
        "snapshot_hash": snapshot.hash if snapshot else "-",
        "rules_edition": snapshot.rules_edition if snapshot else "-",
        "match_edition": _match_edition(disclosure_request),
        "items": tuple(disclosure_request.items),
    }


def _of_decisions(made: list[Decision]) -> dict[str, Any]:
    """Return what the agency reads of decisions: the latest of each kind, on which the release rests, and no earlier one."""
    last = {decision.kind: decision for decision in made}
    approval, determination = last.get(DecisionKind.APPROVAL), last.get(DecisionKind.DETERMINATION)
    return {
        "approver": _named(approval),
        "approved_on": timezone.localdate(approval.decided_at) if approval else None,
        "counsel": _named(determination),
        "decisions": tuple(_of_decision(one) for one in sorted(last.values(), key=attrgetter("pk"))),
    }


def _decisions(disclosure_request: DisclosureRequest) -> list[Decision]:
    made = disclosure_request.decisions.filter(submission=disclosure_request.submission, kind__in=_RECORDED)
    return list(made.order_by("id"))


def _snapshot(disclosure_request: DisclosureRequest) -> Snapshot | None:
    return disclosure_request.snapshots.filter(submission=disclosure_request.submission).first()


def _match_edition(disclosure_request: DisclosureRequest) -> str:
    state = MatchState.objects.filter(disclosure_request=disclosure_request).first()
    return state.edition if state else MATCH_EDITION


def _signer(disclosure_request: DisclosureRequest) -> str:
    signature: Signature | None = disclosure_request.signatures.defer("letter_sealed").order_by("-id").first()
    if signature is None:
        return "-"
    office = statute.OFFICES[signature.office].label if signature.office in statute.OFFICES else ""
    return _words(signature.name, signature.title, office if office.casefold() != signature.title.casefold() else "")


def _words(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _named(decision: Decision | None) -> str:
    return f"{decision.name}, {timezone.localdate(decision.decided_at):%Y-%m-%d}" if decision else "-"


def _of_decision(decision: Decision) -> dict[str, str]:
    return {
        "kind": decision.kind,
        "by": decision.name,
        "role": decision.role,
        "at": decision.decided_at.isoformat(),
        "snapshot": decision.snapshot_hash,
    }
