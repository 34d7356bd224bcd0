"""What a superuser may try, at random, and whether it is found: `python -m tests.tampers 10000 [--seed 6103]`.

A history of about 2,000 rows is walked, sealed and cosigned. Then each tamper happens in a transaction, is looked for as
`verify_history` looks, and is undone. Prints how many of each kind were found with the right row named; 1 if any was not.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

import psycopg

from audits import lines
from audits.comparing_rows import NONCE
from audits.findings import Report
from audits.sealed_sources import Form, live_tables, sources
from audits.standalone.witness import Source, Witness
from audits.verification import verify
from config import places, services
from requests_app.rules.transitions import Status
from tests import databases
from tests.audits.sealed import DISARM, Sealed, sealed_in
from tests.cast import cast, draft, enter_all, on_record, transmit, walk

NAME = f"{databases.ORDINARY}_tampered"
OTHER = {
    "bigint": "coalesce({c}, 0) + 1",
    "integer": "coalesce({c}, 0) + 1",
    "smallint": "coalesce({c}, 0) + 1",
    "boolean": "NOT coalesce({c}, false)",
    "timestamp with time zone": "coalesce({c} + interval '1 microsecond', '2020-01-01')",
    "date": "coalesce({c} + 1, '2020-01-01')",
    "uuid": "gen_random_uuid()",
    "bytea": "coalesce({c}, '') || '\\x00'",
    "jsonb": "jsonb_build_array({c})",
    "ARRAY": "{c} || {c}[1:1] || array_fill(NULL::{of}, ARRAY[1])",
}
TYPES = """
SELECT table_name, column_name, data_type, substr(udt_name, 2) FROM information_schema.columns
WHERE table_schema = 'public' AND is_generated = 'NEVER'
"""
Named = set[tuple[str, int]]

SWEPT_EVERY = 500
"""Tampers after which it is told how many were found, and what they left is swept away."""


@dataclass
class World:
    """A sealed history, a superuser who may do anything to it, and chance. A tamper returns the rows that may be named."""

    sealed: Sealed
    cursor: psycopg.Cursor[Any]
    witness: Path
    pick: random.Random

    def __post_init__(self) -> None:
        self.cursor.execute(TYPES)
        self.types = {(table, column): (kind, of) for table, column, kind, of in self.cursor.fetchall()}
        self.size = self.sealed.folder.checkpoint().size
        self.below = self.sealed.folder.checkpoint().complete_below
        self.filled = [form for form in sources() if self._some(form.source, form.key)]
        self.live = [table for table in live_tables() if self._some(table.table, table.key)]

    def _some(self, table: str, key: str) -> int | None:
        self.cursor.execute(f'SELECT "{key}" FROM public."{table}" ORDER BY random() LIMIT 1')
        row = self.cursor.fetchone()
        return row[0] if row else None

    def row(self) -> tuple[Form, int]:
        """Choose a table, then a row of it."""
        form = self.pick.choice(self.filled)
        self.cursor.execute(f'SELECT "{form.key}" FROM public."{form.source}" ORDER BY 1')
        return form, self.pick.choice(self.cursor.fetchall())[0]

    def other(self, table: str, column: str) -> str:
        """Return SQL for a value that the column doesn't hold."""
        kind, of = self.types[table, column]
        if kind in ("text", "character varying"):
            return f"CASE WHEN \"{column}\" = 'q' THEN 'p' ELSE 'q' END"
        return OTHER[kind].format(c=f'"{column}"', of=of)

    def edit(self) -> Named:
        """Edit any column of a sealed row: tax data and history's own among them."""
        form, id = self.row()
        self._bare(form.source)
        column = self.pick.choice(form.columns)
        value = "999999" if column == form.key else self.other(form.source, column)
        self.cursor.execute(f'UPDATE public."{form.source}" SET "{column}" = {value} WHERE "{form.key}" = %s', [id])
        return {(form.source, id)}

    def remove(self) -> Named:
        """Remove a sealed row."""
        form, id = self.row()
        self.cursor.execute(f'DELETE FROM public."{form.source}" WHERE "{form.key}" = %s', [id])
        return {(form.source, id)}

    def insert(self) -> Named:
        """Insert a row among the sealed."""
        form, id = self.row()
        self._bare(form.source)
        new = 10**6 + self.pick.randrange(10**6)
        self._copy(form.source, form.key, id, {form.key: new, "txid": self.pick.randrange(1, self.below)})
        return {(form.source, new)}

    def _copy(self, table: str, key: str, id: int, changed: dict[str, int]) -> None:
        columns = [column for of, column in self.types if of == table]
        values = ", ".join(str(changed[c]) if c in changed else f'"{c}"' for c in columns)
        names = ", ".join(f'"{c}"' for c in columns)
        order = f'INSERT INTO public."{table}" ({names}) OVERRIDING SYSTEM VALUE SELECT {values} FROM public."{table}"'
        self.cursor.execute(f'{order} WHERE "{key}" = %s', [id])

    def swap(self) -> Named:
        """Exchange two sealed rows of one table: each stands under the other's number."""
        form, first = self.row()
        self.cursor.execute(f'SELECT "{form.key}" FROM public."{form.source}" WHERE "{form.key}" <> %s', [first])
        others = self.cursor.fetchall()
        if not others:
            return self.edit()
        second = self.pick.choice(others)[0]
        for old, new in ((first, 10**9), (second, first), (10**9, second)):
            order = f'UPDATE public."{form.source}" SET "{form.key}" = %s WHERE "{form.key}" = %s'
            self.cursor.execute(order, [new, old])
        return {(form.source, first), (form.source, second)}

    def cut(self) -> Named:
        """Cut the tail: rows, their entries in the list, and the checkpoints over them."""
        return self._cut(self.pick.randrange(60, self.size))

    def _cut(self, start: int) -> Named:
        tiles, rows = self.sealed.folder.tiles(), defaultdict[str, list[int]](list)
        for source, id in [tiles.id(index) for index in range(start, self.size)]:
            rows[source].append(id)
        for source, ids in rows.items():
            key = next((form.key for form in sources() if form.source == source), "id")
            self.cursor.execute(f'DELETE FROM public."{source}" WHERE "{key}" = ANY (%s)', [ids])
        self.cursor.execute("DELETE FROM public.audits_leaf WHERE index >= %s", [start])
        self.cursor.execute("DELETE FROM public.audits_checkpoint WHERE size > %s", [start])
        return {tiles.id(start)}

    def replay(self) -> Named:
        """Put the database back to an earlier checkpoint, as if nothing had come after it."""
        return self._cut(self.pick.choice(self.sealed.folder.earlier()[:-1]))

    def rebuild(self) -> Named:
        """Edit a row, then write its new hash, and every other, into the database's own list."""
        named = self.edit()
        self.cursor.execute("SELECT DISTINCT layout_id FROM public.audits_leaf WHERE layout_id > 0")
        for (id,) in self.cursor.fetchall():
            self.cursor.execute("SELECT source FROM public.audits_layout WHERE id = %s", [id])
            source = self.cursor.fetchone()[0]
            form = next(f for f in sources() if f.source == source)
            numbered = Form(id, form.source, form.key, form.columns, form.tax, form.child)
            rows = f'FROM public.audits_leaf l JOIN public."{source}" h ON h."{form.key}" = l.row_id WHERE l.layout_id = {id}'
            made = list(lines.parts(self.cursor, numbered, rows, first=["l.index"], nonce=NONCE))
            self.cursor.executemany(
                "UPDATE public.audits_leaf SET hash = %s WHERE index = %s",
                [(lines.Line(numbered, open, shut).hash(), int(index)) for (index,), open, shut in made],
            )
        return named

    def unlist(self) -> Named:
        """Alter the list of sealed rows: a hash, a nonce, a number, or an entry gone."""
        index = self.pick.randrange(self.size)
        order = self.pick.choice(
            [
                "UPDATE public.audits_leaf SET hash = sha256(hash) WHERE index = %s",
                "UPDATE public.audits_leaf SET row_id = row_id + 1000000 WHERE index = %s",
                "UPDATE public.audits_leaf SET layout_id = layout_id + 1 WHERE index = %s",
                "DELETE FROM public.audits_leaf WHERE index = %s",
            ]
        )
        self.cursor.execute(order, [index])
        return {self.sealed.folder.tiles().id(index)}

    def checkpoint(self) -> Named:
        """Replace a checkpoint in the database by another, or remove it."""
        sizes = self.sealed.folder.earlier()
        size = self.pick.choice(sizes)
        if self.pick.random() < 0.5:
            self.cursor.execute("DELETE FROM public.audits_checkpoint WHERE size = %s", [size])
        else:
            other = self.sealed.folder.at(self.pick.choice([one for one in sizes if one != size]))
            self.cursor.execute("UPDATE public.audits_checkpoint SET note = %s WHERE size = %s", [other, size])
        return {("audits_checkpoint", size)}

    def past_history(self) -> Named:
        """Edit, remove or add a live row without history."""
        table = self.pick.choice(self.live)
        id = self._some(table.table, table.key)
        assert id is not None
        self._bare(table.table)
        what = self.pick.choice(["edit", "remove", "add"])
        if what == "edit":
            column = self.pick.choice([c for c in table.columns if c != table.key])
            value = self.other(table.table, column)
            self.cursor.execute(
                f'UPDATE public."{table.table}" SET "{column}" = {value} WHERE "{table.key}" = %s', [id]
            )
        elif what == "remove":
            self.cursor.execute(f'DELETE FROM public."{table.table}" WHERE "{table.key}" = %s', [id])
        else:
            self._copy(table.table, table.key, id, {table.key: 10**6})
            id = 10**6
        return {(table.table, id)}

    def _bare(self, table: str) -> None:
        """Take off a table what would refuse a tamper: its constraints and unique indexes."""
        self.cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = ('public.' || %s)::regclass AND contype IN ('c', 'u', 'x')",
            [table],
        )
        for (name,) in self.cursor.fetchall():
            self.cursor.execute(f'ALTER TABLE public."{table}" DROP CONSTRAINT "{name}" CASCADE')
        self.cursor.execute(
            "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
            "WHERE i.indrelid = ('public.' || %s)::regclass AND i.indisunique AND NOT i.indisprimary",
            [table],
        )
        for (name,) in self.cursor.fetchall():
            self.cursor.execute(f'DROP INDEX public."{name}"')

    def subjects(self) -> Named:
        """Alter, remove or add a subject of a look."""
        self.cursor.execute("SELECT id, record_id FROM public.audits_accessedsubject ORDER BY 1")
        id, record = self.pick.choice(self.cursor.fetchall())
        order = self.pick.choice(
            [
                "UPDATE public.audits_accessedsubject SET subject_id = subject_id + 1 WHERE id = %s",
                "DELETE FROM public.audits_accessedsubject WHERE id = %s",
                "INSERT INTO public.audits_accessedsubject (record_id, subject_id) SELECT record_id, 7 "
                "FROM public.audits_accessedsubject WHERE id = %s",
            ]
        )
        self.cursor.execute(order, [id])
        return {("audits_accessrecord", record)}

    KINDS = (
        "edit",
        "remove",
        "insert",
        "swap",
        "cut",
        "replay",
        "rebuild",
        "unlist",
        "checkpoint",
        "past_history",
        "subjects",
    )

    def once(self, kind: str) -> tuple[Named, Report]:
        """Do one tamper, look for it, undo it; return the rows that may be named, and what was found."""
        self.cursor.execute("SAVEPOINT before")
        named = getattr(self, kind)()
        report = self.look()
        self.cursor.execute("ROLLBACK TO SAVEPOINT before")
        return named, report

    def swept(self) -> None:
        """End the transaction and throw away what the tampers undone in it have left in the tables: it slows each look."""
        connection = self.cursor.connection
        connection.rollback()
        connection.autocommit = True
        self.cursor.execute("VACUUM")
        connection.autocommit = False
        disarm(self.cursor)

    def look(self) -> Report:
        """Look as verify_history does."""
        return verify(self.cursor, self.sealed.folder, witness=self.witness, most=3)


def right(named: Named, report: Report) -> bool:
    """Whether the first bad row is one of those that were tampered with."""
    return bool(report.findings) and (report.findings[0].source, report.findings[0].row_id) in named


def disarm(cursor: psycopg.Cursor[Any]) -> None:
    """Begin a transaction in which no trigger stands in a superuser's way."""
    cursor.execute("SET session_replication_role = replica")
    cursor.execute(DISARM)


@contextmanager
def world(seed: int, folder: Path) -> Iterator[World]:
    """Walk a history, seal it at three moments, have it cosigned, and give a superuser in a transaction."""
    databases.prepare_template()
    databases.make_copy(NAME, of=databases.TEMPLATE)
    try:
        with databases.pointed_at(NAME):
            sealed = sealed_in(folder)
            witness = Witness(
                Source(str(sealed.folder.path)), folder / "witness", sealed.sealer.signer.key, "witness.test"
            )
            witness.begin()
            for part in walked():
                part()
                sealed.seal()
                witness.look()
            with services.as_launcher(places.places(), NAME) as one:
                one.autocommit = False
                with one.cursor() as cursor:
                    disarm(cursor)
                    yield World(sealed, cursor, witness.folder, random.Random(seed))
                one.rollback()
    finally:
        databases.discard(NAME)


def walked() -> Iterator[Callable[[], object]]:
    """Yield the steps of the history: everyone, a request, a release."""
    yield enter_all
    who = cast()
    yield lambda: draft(who)
    yield lambda: (on_record(), transmit(who, walk(who, draft(who, tin="912-66-0001"), Status.FULFILMENT)))


def main() -> int:
    """Tamper as often as asked; return 1 if anything wasn't found, or another row was named."""
    parser = ArgumentParser(description="Random tampers by a superuser, and whether they are found.")
    parser.add_argument("count", type=int, nargs="?", default=1000)
    parser.add_argument("--seed", type=int, default=6103)
    given = parser.parse_args()
    found, missed, begun = Counter[str](), [], time.monotonic()
    with tempfile.TemporaryDirectory() as folder, world(given.seed, Path(folder)) as one:
        if not one.look().passed:
            raise SystemExit(f"The history is bad before anything was done: {one.look().first}")
        for number in range(given.count):
            kind = one.KINDS[number % len(one.KINDS)]
            named, report = one.once(kind)
            found[kind] += right(named, report)
            if not right(named, report):
                missed.append((number, kind, named, report.first))
                print(missed[-1], flush=True)
            if (number + 1) % SWEPT_EVERY == 0:
                print(f"{found.total():,} of {number + 1:,} so far", flush=True)
                one.swept()
        rows = one.size
    print("\n".join(f"{kind:<14}{count:>8,}" for kind, count in sorted(found.items())))
    seconds = time.monotonic() - begun
    print(f"{found.total():,} of {given.count:,} found and named, on {rows:,} sealed rows; {seconds:.0f} s")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
