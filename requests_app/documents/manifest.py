"""The manifest of a package: what is in it, on whose decisions, under which rules, for whom. No tax data in it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ..rules.items import ITEMS
from .encryption import fingerprint_of
from .facts import PackageFacts
from .labels import LABEL

FORMAT = "disclosure-desk-package/2"
NO_CHECKPOINT = "none: the records were not sealed by a checkpoint when this package was prepared"


def manifest_of(facts: PackageFacts, files: Sequence[dict[str, str | int]]) -> dict[str, Any]:
    """Return the manifest. `files`: name, size (bytes), SHA-256 of each file but the manifest and SHA256SUMS."""
    return {
        "format": FORMAT,
        "label": LABEL,
        "authority": "26 U.S.C. 6103(i)(2)",
        "request": facts.number,
        "agency": facts.agency_code,
        "agreement": facts.agreement,
        "submission": facts.submission,
        "snapshot": facts.snapshot_hash,
        "rules_edition": facts.rules_edition,
        "matching_edition": facts.match_edition,
        "recipient": facts.recipient,
        "recipient_key": facts.recipient_key,
        "recipient_key_fingerprint": fingerprint_of(facts.recipient_key),
        "prepared_by": facts.prepared_by,
        "items_asked_for": list(facts.items),
        "counts": {"taxpayers": facts.taxpayers, "items": dict(facts.counts)},
        "tiers": {item: ITEMS[item].tier.value for item in facts.counts},
        "decisions": [dict(decision) for decision in facts.decisions],
        "checkpoint": facts.checkpoint or NO_CHECKPOINT,
        "files": sorted(files, key=lambda file: str(file["name"])),
    }


def in_json(manifest: dict[str, Any]) -> bytes:
    """Return a manifest's one form in bytes."""
    return (json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def sums(files: Sequence[dict[str, str | int]]) -> bytes:
    """Return SHA256SUMS, as `sha256sum --check` reads it."""
    return "".join(f"{file['sha256']}  {file['name']}\n" for file in files).encode()
