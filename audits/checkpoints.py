"""What the database says of the sealing, for pages and packages: the latest checkpoint, the latest verifications."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence

from .models import Break, Checkpoint, Layout, Leaf, Verification
from .sealed_sources import LAYOUTS


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


def undeclared() -> Verification | None:
    """Return the last check, of everything or of what was new, that found what nobody has declared since; None if none did."""
    last = [last_verification(whole=whole) for whole in (False, True)]
    failed = [one for one in last if one and not one.passed and not Break.objects.filter(at__gt=one.at).exists()]
    return max(failed, key=lambda one: one.pk, default=None)


def rows_at(places: Iterable[str]) -> dict[str, str]:
    """Return, for each place that a declared break names, which row it is, as the checks call it."""
    kept = {place: place.split() for place in places}
    sealed = Leaf.objects.filter(pk__in=[int(parts[1]) for parts in kept.values() if parts[0] == "leaf"])
    rows = {index: (layout, row) for index, layout, row in sealed.values_list("pk", "layout_id", "row_id")}
    tables = {0: LAYOUTS.source, **dict(Layout.objects.values_list("pk", "source"))}
    return {place: _row(parts, rows, tables) for place, parts in kept.items()}


def _row(parts: Sequence[str], rows: dict[int, tuple[int, int]], tables: dict[int, str]) -> str:
    if parts[0] != "leaf":
        return f"Row {parts[2]} of {parts[1]}"
    index = int(parts[1])
    order = f"number {index + 1} in the sealed order"
    if index not in rows:
        return order.capitalize()
    layout, row = rows[index]
    return f"Row {row} of {tables[layout]} ({order})"
