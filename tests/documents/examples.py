"""A package's facts and rows, all invented, and a fresh key."""

import io
import zipfile
from dataclasses import replace
from datetime import date
from typing import Any

from pyrage import x25519

from requests_app.documents import package
from requests_app.documents.package import ItemRow, PackageFacts

IDENTITY = x25519.Identity.generate()

FACTS = PackageFacts(
    number="USAO-2026-0001",
    title="Forged permits",
    agency="United States Attorney's Office",
    agency_code="USAO-DEMO",
    agreement="",
    submission=2,
    signer="Theodore Quill, United States Attorney",
    recipient="Dana Okafor, Special Agent",
    approver="Samuel Ward, 2026-11-20",
    approved_on=date(2026, 11, 20),
    counsel="Judith Kessler, 2026-11-19",
    prepared_by="Helen Marsh",
    snapshot_hash="ab" * 32,
    rules_edition="2026-11-22.2",
    match_edition="2026-11-22.1",
    decisions=(
        {"kind": "approval", "by": "Samuel Ward", "role": "approver", "at": "2026-11-20", "snapshot": "ab" * 32},
    ),
    items=("address",),
    periods=("2022", "2023"),
    taxpayers=1,
    counts={"address": 1},
    recipient_key="age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p",
)

ROW = ItemRow(
    row=1,
    given=("Ann", "", "Demofield", "", "1980-01-02", "", ""),
    matter=("2022; 2023", "18 USC 1028(a)(4)", "24-cr-00001", ""),
    item="address",
    tier="identity",
    value="1 Demonstration Street, Springfield, IL 62704",
)

AUDIT = replace(
    ROW,
    item="audit",
    tier="other",
    value="An examination was closed.",
    source="The examination division",
    attachment=("Demofield audit.PDF", b"%PDF-1.7"),
)

FILES: list[dict[str, str | int]] = [{"name": "release.csv", "size": 12345, "sha256": "cd" * 32}]


def facts(*rows: ItemRow, **changes: Any) -> PackageFacts:
    """FACTS that count these rows."""
    items = [row.item for row in rows]
    counts = {item: items.count(item) for item in dict.fromkeys(items)}
    return replace(FACTS, taxpayers=len({row.row for row in rows}), counts=counts, **changes)


def built(*rows: ItemRow, **changes: Any) -> tuple[bytes, dict[str, Any]]:
    """The package of these rows, and its manifest."""
    out = io.BytesIO()
    manifest = package.build(facts(*rows, **changes), rows, out)
    return out.getvalue(), manifest


def opened(content: bytes) -> dict[str, bytes]:
    """Name -> bytes of what is in a package."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
