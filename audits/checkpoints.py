"""What the database says of the sealing, for pages and packages: the latest checkpoint, the latest verifications."""

from __future__ import annotations

import base64

from .models import Checkpoint, Verification


def latest() -> Checkpoint | None:
    """Return the latest checkpoint, None while nothing is sealed."""
    return Checkpoint.objects.order_by("-size").first()


def for_a_manifest() -> dict[str, int | str] | None:
    """Return the latest checkpoint as a package's manifest names it: rows sealed, root (base64), and the note as signed."""
    found = latest()
    if found is None:
        return None
    return {"rows": found.size, "root": base64.b64encode(bytes(found.root)).decode(), "note": found.note}


def last_verification(*, whole: bool) -> Verification | None:
    """Return the latest verification, of everything or of what was new; None if there was none."""
    return Verification.objects.filter(whole=whole).order_by("-id").first()
