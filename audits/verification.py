"""Whether everything is as it was sealed: the database against the tree outside it, and both against signatures.

1. The folder: signatures, and that the hashes make up the roots that were signed, now and at each earlier checkpoint; that no
   older checkpoint was put back (the witness remembers).
2. Every sealed row: its line is rendered anew and hashed; the hashes are compared with the tree.
3. Every sealed table: as many rows of sealed transactions as were sealed; which one was slipped in.
4. Every tracked table: each live row equals the last entry of its history.
5. The database's own copies: checkpoints, list of sealed rows.

Since a checkpoint, all of it for what was sealed after it. The cursor's transaction should see one moment (`at_one_moment`).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.db import connections, transaction

from . import breaks, comparing_folder, comparing_tables
from .comparing_folder import Start
from .comparing_rows import Rows
from .comparing_tables import Part
from .findings import CHECKPOINT, FOLDER, Cursor, Finding, Report, ordered
from .seal_folder import SealFolder
from .sealed_sources import SETTINGS, Form, quoted, sources
from .standalone.tree import Bad, Checkpoint, checked, declared
from .tiles import Tiles

MOST = 100
"""Bad rows that are named at most; a break needs all of them."""


@contextmanager
def at_one_moment(alias: str = "sealer", *, write: bool = False) -> Iterator[Cursor]:
    """Give a cursor that sees one moment of the database, and whether it may `write`; all of it is one transaction.

    The connection stands outside a transaction.
    """
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute(f"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ {'WRITE' if write else 'ONLY'}")
        yield cursor


def seal_folder() -> SealFolder:
    """Return the folder of the settings."""
    return SealFolder(Path(settings.SEAL_FOLDER))


def witness_folder() -> Path | None:
    """Return the witness's folder of the settings, None if there is none."""
    return Path(settings.WITNESS_FOLDER) if settings.WITNESS_FOLDER else None


def verify(
    cursor: Cursor, folder: SealFolder, *, since: str | None = None, witness: Path | None = None, most: int = MOST
) -> Report:
    """Check everything, or what was sealed since a checkpoint (its note)."""
    begun = time.monotonic()
    try:
        found = _Check(cursor, folder, since, witness, most).report()
    except Bad as bad:
        finding = Finding(FOLDER, "", 0, None, "", str(bad))
        found = Report(since is None, 0, 0, b"", 0, 0, 0, 0.0, [finding])
    return replace(found, seconds=time.monotonic() - begun)


class _Check:
    def __init__(self, cursor: Cursor, folder: SealFolder, since: str | None, witness: Path | None, most: int) -> None:
        self.cursor, self.folder, self.most = cursor, folder, most
        self.keys = folder.all_keys()
        self.seen, self.witness = comparing_folder.witnessed(witness, folder)
        self.now: Checkpoint = folder.checkpoint()
        self.tiles = Tiles(folder.path, self.now.size)
        earlier = checked(since, self.keys) if since is not None else None
        self.start = Start(earlier.size, earlier.root, earlier.complete_below) if earlier else Start()
        self.part = Part(self.start.size, self.now.size, self.start.complete_below, self.now.complete_below)
        cursor.execute(
            SETTINGS
        )  # the first statement: the moment seen is later than the checkpoint, and that than the witness's

    def report(self) -> Report:
        wrong = list(comparing_folder.folder(self.folder, self.tiles, self.now, self.start, self.seen))
        rows = None
        if not wrong:
            rows = Rows(self.cursor, self.tiles, self.start.size, most=self.most)
            wrong = [*self._rows(rows), *self._copies()]
        known = declared(self.folder.breaks(), self.keys)
        new, apart = breaks.apart(ordered(wrong), known)
        return Report(
            whole=self.part.whole,
            size=self.now.size,
            since=self.start.size,
            root=self.now.root,
            rows=rows.compared if rows else 0,
            live_rows=comparing_tables.live_rows(self.cursor) if self.part.whole else 0,
            unsealed=unsealed(self.cursor, self.now.complete_below),
            seconds=0.0,
            findings=new,
            declared=apart,
            witnessed=self.witness,
        )

    def _rows(self, rows: Rows) -> Iterator[Finding]:
        forms: Mapping[int, Form] = {id: stored.form for id, stored in rows.layouts.items()}
        yield from rows.findings()
        yield from comparing_tables.inserted(self.cursor, self.part, forms, most=self.most)
        yield from comparing_tables.live(self.cursor, self.part, most=self.most)
        if self.part.whole:
            yield from comparing_tables.orphans(self.cursor, most=self.most)
            yield from comparing_tables.layouts_inserted(self.cursor, self.now.size)

    def _copies(self) -> Iterator[Finding]:
        yield from comparing_folder.checkpoints(self.cursor, self.folder, self.start, self.now)
        later = self.folder.checkpoint()
        if later.size == self.now.size and self.folder.pending() is None:
            yield from comparing_folder.beyond(self.cursor, self.now.size)


def unsealed(cursor: Cursor, below: int) -> int:
    """Return how many rows no checkpoint covers yet."""
    parts = (f"SELECT count(*) FROM public.{quoted(f.source)} h WHERE h.txid >= {below:d}" for f in sources())
    cursor.execute(" UNION ALL ".join(parts))
    return sum(count for (count,) in cursor.fetchall())


def is_of_rows(finding: Finding) -> bool:
    """Whether a break can declare it: it is about a row, not about the sealer's own folder."""
    return finding.kind not in (FOLDER, CHECKPOINT)
