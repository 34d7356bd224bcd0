"""Signed statements of the sealer: that its key changes, and that a row is broken. Each is a row too, and sealed itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from django.db import connections, transaction

from . import breaks
from .findings import Finding
from .seal_folder import SealFolder
from .signing import Signer, make, rotation_note

ROW = (
    "INSERT INTO public.audits_{table} (txid, note, {names}) VALUES (pg_current_xact_id()::text::bigint, %s, {values})"
)


def rotate(folder: SealFolder, old: Signer, path: Path, *, alias: str = "sealer") -> Signer:
    """Make a new key, have the old one sign over to it, and put it in the old one's place; the old file gets the ending `.old`.

    The new key signs every later checkpoint; the old one no tree that is larger than the present. Raises FileExistsError.
    """
    made_at = path.with_suffix(".new")
    new = make(made_at, old.name)
    size = folder.state().size
    note = rotation_note(old, new, size, _now())
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute(ROW.format(table="keyrotation", names="size", values="%s"), [note, size])
        folder.add_rotation(note)
        path.replace(path.with_suffix(".old"))
        made_at.replace(path)
    return new


def declare(
    folder: SealFolder, signer: Signer, findings: Sequence[Finding], *, by: str, why: str, alias: str = "sealer"
) -> None:
    """Declare these rows broken as they stand now. Raises ValueError if nobody or no reason is named."""
    if not by.strip() or not why.strip():
        raise ValueError("Say who declares it, and why.")
    for finding in findings:
        note = signer.note(breaks.body_of(signer.name, finding, by=by, why=why, at=_now()))
        values = [note, finding.place, finding.now, by, why]
        with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
            names = "place, now, declared_by, why"
            cursor.execute(ROW.format(table="break", names=names, values="%s, %s, %s, %s"), values)
            folder.add_break(note)


def _now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
