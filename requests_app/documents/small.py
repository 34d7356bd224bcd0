"""The package of one release: a ZIP of the release file, the cover letter, and a manifest with the hash of
each.

The same approved contents give the same bytes: nothing in it comes from a clock, and entries bear one fixed
date.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any

from django.utils import timezone

from audits.access_log import Opened

from ..matching import records
from ..models import Decision, DisclosureRequest, Person, Signature, Snapshot, Subject, TaxRecord
from ..models.decision import DecisionKind
from ..rules import items as rule_items
from ..rules import statute
from .labels import LABEL
from .sheets import sheet
from .small_letter import LetterFacts, cover_letter

FORMAT = "disclosure-desk-package/1"
ITEM = "address"
"""The one item that the records source can give: the last known address."""

_FIXED_DATE = (1980, 1, 1, 0, 0, 0)
_GIVEN = ("first_name", "middle_name", "last_name", "entity_name", "date_of_birth", "a_number", "fins")
_MATTER = ("tax_periods", "statute", "case_number", "officer_name")
HEADER = ("label", "request", "row", *_GIVEN, *_MATTER, "item", "tier", "address_on_record")
"""Columns of release.csv. What the agency gave, then the one item that is disclosed and accounted for; the label stands
in every row."""

_LETTER_PERIODS = 40
"""Different period texts that the letter lists; beyond, it points to the release file."""


def build(
    disclosure_request: DisclosureRequest,
    items: Sequence[tuple[Subject, TaxRecord]],
    opened: Opened,
    *,
    recipient: Person,
    prepared_by: Person,
    before: Callable[[Sequence[Subject]], None],
) -> tuple[bytes, dict[str, Any]]:
    """Return the ZIP's bytes and its manifest. `before` is asked before each chunk of records; it raises to stop.

    1. Open each record (the caller has recorded the look) and write the release file, in order of the rows.
    2. Write the letter from the decisions that stand on the present submission.
    3. Write the manifest with the SHA-256 and size (bytes) of both, and put all three in order into the ZIP.
    """
    ordered = sorted(items, key=lambda pair: pair[0].row)
    files = {
        "release.csv": sheet(HEADER, _rows(disclosure_request, ordered, opened, before)),
        "cover-letter.txt": _letter(disclosure_request, ordered, recipient, prepared_by).encode(),
    }
    manifest = _manifest(disclosure_request, files, len(ordered), recipient, prepared_by)
    text = json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    return _zip({"manifest.json": text.encode(), **files}), manifest


def _rows(
    disclosure_request: DisclosureRequest,
    ordered: Sequence[tuple[Subject, TaxRecord]],
    opened: Opened,
    before: Callable[[Sequence[Subject]], None],
) -> list[list[str]]:
    rows = []
    for start in range(0, len(ordered), records.AT_ONCE):
        chunk = ordered[start : start + records.AT_ONCE]
        before([subject for subject, _ in chunk])
        rows += [_row(disclosure_request, subject, record, opened) for subject, record in chunk]
    return rows


def _row(disclosure_request: DisclosureRequest, subject: Subject, record: TaxRecord, opened: Opened) -> list[str]:
    address = records.read(record, opened).address
    given = [str(getattr(subject, name)) for name in (*_GIVEN, *_MATTER)]
    tier = rule_items.ITEMS[ITEM].tier.label
    return [LABEL, disclosure_request.number, str(subject.row), *given, ITEM, tier, address]


def _decision(disclosure_request: DisclosureRequest, kind: DecisionKind) -> Decision | None:
    made = disclosure_request.decisions.filter(kind=kind, submission=disclosure_request.submission)
    return made.order_by("-id").first()


def _signature(disclosure_request: DisclosureRequest) -> Signature | None:
    return disclosure_request.signatures.defer("letter_sealed").order_by("-id").first()


def _snapshot(disclosure_request: DisclosureRequest) -> Snapshot | None:
    return disclosure_request.snapshots.filter(submission=disclosure_request.submission).first()


def _named(decision: Decision | None) -> str:
    return (
        f"{decision.name}, {decision.decided_at.astimezone(timezone.get_default_timezone()):%Y-%m-%d}"
        if decision
        else "-"
    )


def _letter(
    disclosure_request: DisclosureRequest,
    items: Sequence[tuple[Subject, TaxRecord]],
    recipient: Person,
    prepared_by: Person,
) -> str:
    approval = _decision(disclosure_request, DecisionKind.APPROVAL)
    signature, snapshot = _signature(disclosure_request), _snapshot(disclosure_request)
    office = statute.OFFICES[signature.office].label if signature and signature.office in statute.OFFICES else ""
    periods = tuple(sorted({period.strip() for subject, _ in items for period in subject.tax_periods.split(";")}))
    facts = LetterFacts(
        number=disclosure_request.number,
        title=disclosure_request.title,
        agency=disclosure_request.agency.name,
        agreement=disclosure_request.agreement.title if disclosure_request.agreement else "",
        submission=disclosure_request.submission,
        signer=", ".join(w for w in (signature.name, signature.title, office) if w) if signature else "-",
        recipient=", ".join(w for w in (recipient.get_full_name(), recipient.title) if w),
        approver=_named(approval),
        approved_on=timezone.localdate(approval.decided_at) if approval else None,
        counsel=_named(_decision(disclosure_request, DecisionKind.DETERMINATION)),
        prepared_by=prepared_by.get_full_name(),
        snapshot_hash=snapshot.hash if snapshot else "-",
        items=(rule_items.ITEMS[ITEM].label,),
        periods=periods if len(periods) <= _LETTER_PERIODS else (),
        taxpayers=len(items),
    )
    return cover_letter(facts)


def _manifest(
    disclosure_request: DisclosureRequest,
    files: dict[str, bytes],
    count: int,
    recipient: Person,
    prepared_by: Person,
) -> dict[str, Any]:
    snapshot = _snapshot(disclosure_request)
    made = disclosure_request.decisions.filter(submission=disclosure_request.submission).order_by("id")
    return {
        "format": FORMAT,
        "label": LABEL,
        "authority": "26 U.S.C. 6103(i)(2)",
        "request": disclosure_request.number,
        "agency": disclosure_request.agency.code,
        "submission": disclosure_request.submission,
        "snapshot": snapshot.hash if snapshot else "",
        "rules_edition": snapshot.rules_edition if snapshot else "",
        "recipient": recipient.get_full_name(),
        "prepared_by": prepared_by.get_full_name(),
        "counts": {"taxpayers": count, "items": {ITEM: count}},
        "tiers": {ITEM: rule_items.ITEMS[ITEM].tier.value},
        "decisions": [_of_decision(d) for d in made if d.kind in _IN_MANIFEST],
        "files": [{"name": n, "size": len(b), "sha256": sha256(b).hexdigest()} for n, b in sorted(files.items())],
    }


_IN_MANIFEST = (DecisionKind.COMPLETE, DecisionKind.DETERMINATION, DecisionKind.APPROVAL)


def _of_decision(decision: Decision) -> dict[str, str]:
    return {
        "kind": decision.kind,
        "by": decision.name,
        "role": decision.role,
        "at": decision.decided_at.isoformat(),
        "snapshot": decision.snapshot_hash,
    }


def _zip(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _FIXED_DATE)
            entry.compress_type, entry.external_attr, entry.create_system = (
                zipfile.ZIP_DEFLATED,
                0o600 << 16,
                3,
            )
            archive.writestr(entry, content)
    return out.getvalue()
