"""The sealer: closes every final row into the tree, and signs a checkpoint over it.

A row is final once its transaction is older than every one that still runs: none can come before it any more. Rows are taken in
the order of transaction, table, row. One round:

1. finish or drop what a crash left between the database and the folder;
2. check what was sealed before (what no round has checked yet, and the last hour again where that is little; all of it once a
   day): if anything but a declared break is wrong, stop, and record why: nothing is ever signed over a tree that the database
   contradicts;
3. in one transaction, which sees one moment, give each new row its place and hash, in the database's list; write the hashes to
   the folder; sign; commit;
4. publish the checkpoint in the folder.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import SpooledTemporaryFile

from django.db import connections, transaction

from . import lines
from .findings import Cursor, Report
from .seal_folder import SealFolder, State
from .sealed_sources import LAYOUTS, SETTINGS, Form, quoted, sources
from .signing import Signer, checkpoint_note
from .standalone.tree import Checkpoint, leaf_hash
from .tiles import WIDTH, Growing
from .verification import at_one_moment, verify

WINDOW = 65_536
"""Leaves that are read back and written to the folder at a time."""
AGAIN = 3600
"""Seconds of sealing that every round checks again,"""
MOST_AGAIN = 100_000
"""as long as they aren't more rows than these, two seconds' work: after a flood a round checks only what none has checked."""
WHOLE_EVERY = 24 * 3600

NEW_NONCE, NONCE = "uuid_send(gen_random_uuid())", 35
"""A nonce, in SQL, and how many characters COPY writes of it."""
MOST_HELD, BLOCK = 64 << 20, 1 << 20
"""Bytes of new leaves that are held in memory (some 500,000 leaves; more go to a file without a name), and sent at a time."""

Places = dict[tuple[int, str], int]
"""Where the rows of a transaction and a table begin in the tree."""

FINAL_BELOW = """
WITH now AS MATERIALIZED (SELECT pg_current_snapshot() AS snapshot),
 elsewhere AS MATERIALIZED (
    SELECT l.transactionid::text AS xid FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
    WHERE l.locktype = 'transactionid' AND l.granted AND l.mode = 'ExclusiveLock'
      AND a.datid <> (SELECT oid FROM pg_database WHERE datname = current_database()))
SELECT least(pg_snapshot_xmax(n.snapshot)::text::bigint, pg_current_xact_id_if_assigned()::text::bigint, (
    SELECT min(x.id::text::bigint) FROM pg_snapshot_xip(n.snapshot) x (id)
    WHERE (x.id::text::bigint % 4294967296)::text NOT IN (SELECT xid FROM elsewhere))) FROM now n
"""
"""The transaction below which every row is final: the oldest that still runs here. One that is known to run in another
database of the server can write nothing here; one of which nothing is known may.
"""


class Stopped(Exception):
    """The sealer doesn't sign: what was sealed isn't as it was. The report says what."""

    def __init__(self, report: Report) -> None:
        super().__init__(report.first)
        self.report = report


@dataclass
class Sealer:
    """The one process that seals. `alias`: its connection to the database."""

    folder: SealFolder
    signer: Signer
    alias: str = "sealer"
    witness: Path | None = None

    def round(self, *, whole: bool | None = None) -> Checkpoint | None:
        """Check, then seal what is final; return the new checkpoint, None if there was nothing to seal. Raises Stopped, Bad."""
        with self.folder.round_locked():
            return self._round(whole)

    def _round(self, whole: bool | None) -> Checkpoint | None:
        self._begin()
        self._recover()
        state = self.folder.state()
        if state.size:
            self._check(state, time.time() - state.whole_at > WHOLE_EVERY if whole is None else whole)
        return self._seal(self.folder.state())

    def _begin(self) -> None:
        if self.folder.latest() is None and self.folder.state() == State():
            self.folder.begin(self.signer.key)

    def _recover(self) -> None:
        """Publish what the database committed before a crash; drop what it didn't."""
        pending = self.folder.pending()
        if pending is None:
            return
        note, state = pending
        with connections[self.alias].cursor() as cursor:
            cursor.execute("SELECT note FROM public.audits_checkpoint WHERE size = %s", [state.size])
            row = cursor.fetchone()
        if row and row[0] == note:
            self.folder.publish(note, state)
        else:
            self.folder.forget_pending()

    def _check(self, state: State, whole: bool) -> None:
        since = None if whole else self._since(state)
        with at_one_moment(self.alias) as cursor:
            report = verify(cursor, self.folder, since=since, witness=self.witness)
        if report.whole or report.findings or report.rows:
            self.record(report)
        if report.findings:
            raise Stopped(report)
        self._remember(
            state, replace(state, checked=report.size, whole_at=time.time() if report.whole else state.whole_at)
        )

    def _remember(self, before: State, state: State) -> None:
        if state != before:
            self.folder.remember(state)

    def _since(self, state: State) -> str | None:
        """Return the checkpoint after which is checked: what no round has yet, the last hour's if it is little; None: all.

        The hour begins at the latest checkpoint that is over an hour old, or at the first of all.
        """
        hour = _last_hour(state)
        again = next((size for _, size, _ in hour if state.size - size <= MOST_AGAIN), state.size)
        start = min(again, state.checked)
        return self.folder.at(start) if start else None

    def record(self, report: Report) -> None:
        """Write a verification into the database."""
        columns = ("whole", "passed", "size", "since", "rows", "live_rows", "unsealed", "seconds")
        values = [getattr(report, name) for name in columns]
        with transaction.atomic(using=self.alias), connections[self.alias].cursor() as cursor:
            cursor.execute(
                f"INSERT INTO public.audits_verification ({', '.join(columns)}, declared, said) "
                f"VALUES ({', '.join(['%s'] * (len(columns) + 2))})",
                [*values, len(report.declared), report.first],
            )

    def _seal(self, state: State) -> Checkpoint | None:
        tiles = Growing(self.folder.path, state.size)
        with at_one_moment(self.alias, write=True) as cursor:
            cursor.execute(FINAL_BELOW)  # at once: what ended since this moment would seem to run still
            below = int(cursor.fetchone()[0])
            cursor.execute(SETTINGS)
            size = _close(cursor, state, below)
            if size == state.size:
                return None
            _copy_out(cursor, tiles, size)
            found = Checkpoint(self.signer.name, size, tiles.root(), below)
            note, after = checkpoint_note(self.signer, found), _after(state, size, below)
            cursor.execute(
                "INSERT INTO public.audits_checkpoint (size, root, complete_below, note) VALUES (%s, %s, %s, %s)",
                [size, found.root, below, note],
            )
            self.folder.pend(note, after)
        self.folder.publish(note, after)
        return found


def _after(state: State, size: int, below: int) -> State:
    return replace(state, size=size, complete_below=below, recent=(*_last_hour(state), (time.time(), size, below)))


def _last_hour(state: State) -> list[tuple[float, int, int]]:
    """Return the checkpoints of the last hour, with the one before it."""
    begun = time.time() - AGAIN
    old = [one for one in state.recent if one[0] < begun][-1:]
    return [*old, *(one for one in state.recent if one[0] >= begun)]


def _close(cursor: Cursor, state: State, below: int) -> int:
    """Give every final row its place and hash; return how many leaves there are then."""
    forms = list(fresh(cursor, state.complete_below, below))
    if not forms:
        return state.size
    size, forms = _with_layouts(cursor, state, forms)
    places, end = _places(cursor, forms, state.complete_below, below, size)
    with SpooledTemporaryFile(MOST_HELD) as file:
        for form in forms:
            file.writelines(_made(cursor, form, state.complete_below, below, places))
        file.seek(0)
        with cursor.copy("COPY public.audits_leaf (index, layout_id, row_id, nonce, hash) FROM STDIN") as into:
            while block := file.read(BLOCK):
                into.write(block)
    return end


def _places(cursor: Cursor, forms: Sequence[Form], above: int, below: int, size: int) -> tuple[Places, int]:
    """Return where the rows of each transaction and table begin, in their order, and where the last of them ends."""
    rows = " UNION ALL ".join(
        f"SELECT h.txid, '{form.source}' AS source {_final(form, above, below)}" for form in forms
    )
    cursor.execute(
        f'SELECT txid, source, count(*) FROM ({rows}) r GROUP BY txid, source ORDER BY txid, source COLLATE "C"'
    )
    found = {}
    for txid, source, count in cursor.fetchall():
        found[txid, source] = size
        size += count
    return found, size


def fresh(cursor: Cursor, above: int, below: int) -> Iterator[Form]:
    """Yield the tables that have final rows that aren't sealed."""
    asked = (
        f"SELECT {n:d} WHERE EXISTS (SELECT FROM public.{quoted(f.source)} h WHERE h.txid >= {above:d} AND h.txid < {below:d})"
        for n, f in enumerate(sources())
    )
    cursor.execute(" UNION ALL ".join(asked))
    yield from (sources()[n] for (n,) in cursor.fetchall())


def _final(form: Form, above: int, below: int) -> str:
    """Return the SQL, from FROM on, of a table's final rows that aren't sealed."""
    return f"FROM public.{quoted(form.source)} h WHERE h.txid >= {above:d} AND h.txid < {below:d}"


def _made(cursor: Cursor, form: Form, above: int, below: int, places: Places) -> Iterator[bytes]:
    """Yield a table's final rows, each in its place and hashed, as COPY reads the list of leaves."""
    head, of, index = form.head.encode(), b"", 0
    rows = f"{_final(form, above, below)} ORDER BY h.txid, h.{quoted(form.key)}"
    for (txid,), open, shut in lines.parts(cursor, form, rows, first=["h.txid"], nonce=NEW_NONCE):
        if txid != of:
            of, index = txid, places[int(txid), form.source]
        key, _, _ = open.partition(b"\t")
        nonce = rb"\N" if shut is None else shut[:NONCE]
        hash = leaf_hash(lines.line(head, open, shut)).hex().encode()
        yield b"%d\t%d\t%b\t%b\t\\\\x%b\n" % (index, form.id, key, nonce, hash)
        index += 1


def _with_layouts(cursor: Cursor, state: State, forms: Sequence[Form]) -> tuple[int, list[Form]]:
    """Return the forms with the numbers of their layouts; a new one is sealed at once; and how many leaves there are."""
    cursor.execute(
        "SELECT DISTINCT ON (source) id, source, key, columns, tax, child FROM public.audits_layout ORDER BY source, id DESC"
    )
    stored = {row[1]: Form(row[0], row[1], row[2], *(tuple(names) for names in row[3:])) for row in cursor.fetchall()}
    size, found = state.size, []
    for form in forms:
        last = stored.get(form.source)
        if last is None or not last.same_as(form):
            last = _new_layout(cursor, form, last, size, state.complete_below)
            size += 1
        found.append(last)
    return size, found


def _new_layout(cursor: Cursor, form: Form, last: Form | None, index: int, below: int) -> Form:
    before = dict(_held(cursor, form, last, below)) if last else {}
    cursor.execute(
        "INSERT INTO public.audits_layout (source, key, columns, tax, child, before) "
        "VALUES (%s, %s, %s, %s, %s, %s) RETURNING id",
        [form.source, form.key, *map(list, (form.columns, form.tax, form.child)), json.dumps(before)],
    )
    made = replace(form, id=int(cursor.fetchone()[0]))
    own = lines.one(cursor, LAYOUTS, made.id)
    assert own is not None
    cursor.execute(
        "INSERT INTO public.audits_leaf (index, layout_id, row_id, hash) VALUES (%s, 0, %s, %s)",
        [index, made.id, own.hash()],
    )
    return made


def _held(cursor: Cursor, form: Form, last: Form, below: int) -> Iterator[tuple[str, str | None]]:
    """Yield the columns that are new, with what they all hold in the rows sealed before; none that holds different things."""
    for column in sorted(set(form.columns) - set(last.columns)):
        value = f"h.{quoted(column)}::text"
        cursor.execute(
            f"SELECT min({value}), max({value}), count(*), count({value}) FROM public.{quoted(form.source)} h "
            f"WHERE h.txid < {below:d}"
        )
        least, most, rows, filled = cursor.fetchone()
        if least == most and filled in (0, rows):
            yield column, least


def _copy_out(cursor: Cursor, tiles: Growing, size: int) -> None:
    """Write the hashes of the new leaves to the folder, with the rows that they are of."""
    cursor.execute("SELECT id, source FROM public.audits_layout")
    named = {0: LAYOUTS.source, **dict(cursor.fetchall())}
    while tiles.size < size:
        end = min(size, (tiles.size // WIDTH * WIDTH) + WINDOW)
        cursor.execute(
            "SELECT string_agg(hash, NULL ORDER BY index), array_agg(layout_id ORDER BY index), "
            "array_agg(row_id ORDER BY index) "
            "FROM public.audits_leaf WHERE index >= %s AND index < %s",
            [tiles.size, end],
        )
        blob, layout_ids, row_ids = cursor.fetchone()
        tiles.append(bytes(blob), [(named[layout], row) for layout, row in zip(layout_ids, row_ids, strict=True)])
