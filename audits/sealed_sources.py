"""Which tables are sealed, and how one row of them becomes one line.

A line is the table's name, the layout's number and the row's key, as in `TABLE/7/12`, and the row as PostgreSQL's COPY writes
it: the columns in the layout's order, a tab before each, times in UTC, `\\N` for NULL, tabs and line ends within a value as
`\\t` and `\\n`. Columns of tax data are left out; in their place the last column holds the SHA-256 of the row's nonce and of
those columns, written the same way: who has neither can't guess them, who is given both can check them. The SQL is made here
and sent as it is: no stored function takes part, so none can be exchanged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.db import models

from .guarding import SEALED_LEDGERS, TAX_COLUMNS, history_model, tracked_models
from .sealed_models import Layout

SETTINGS = """
SELECT set_config('search_path', 'pg_catalog', true), set_config('timezone', 'UTC', true),
       set_config('datestyle', 'ISO, YMD', true), set_config('intervalstyle', 'postgres', true),
       set_config('bytea_output', 'hex', true), set_config('extra_float_digits', '1', true),
       set_config('client_encoding', 'UTF8', true), set_config('jit', 'off', true)
"""
"""What a line depends on, set for the transaction that renders it."""


@dataclass(frozen=True, slots=True)
class Form:
    """How rows of one table are rendered. `id`: the layout's number, 0 before it has one. `child`: table, key, column."""

    id: int
    source: str
    key: str
    columns: tuple[str, ...]
    tax: tuple[str, ...] = ()
    child: tuple[str, ...] = ()

    def open_columns(self, row: str = "h") -> str:
        """Return the SQL of the row's key and its columns without tax data."""
        columns = [_of(row, column) for column in (self.key, *self.columns) if column not in self.tax]
        if self.child:
            table, parent, value = map(quoted, self.child)
            where = f"c.{parent} = {_of(row, self.key)}"
            columns.append(f"ARRAY(SELECT c.{value} FROM public.{table} c WHERE {where} ORDER BY c.id)")
        return ", ".join(columns)

    def tax_columns(self, row: str = "h") -> str:
        """Return the SQL of the columns of tax data."""
        return ", ".join(_of(row, column) for column in self.tax)

    @property
    def head(self) -> str:
        """What stands in a line before the row's key."""
        return f"{self.source}/{self.id:d}/"

    def same_as(self, other: Form) -> bool:
        """Whether another layout renders alike."""
        return (self.columns, self.tax, self.child, self.key) == (other.columns, other.tax, other.child, other.key)


def quoted(name: str) -> str:
    """Return a name as SQL."""
    return '"' + name.replace('"', '""') + '"'


def _of(row: str, column: str) -> str:
    return f"{row}.{quoted(column)}"


LAYOUTS = Form(0, "audits_layout", "id", ("id", "source", "key", "columns", "tax", "child", "before"))
"""How the layouts themselves are rendered: the one form that is nowhere stored."""


def _form(model: type[models.Model], tax: frozenset[str], child: tuple[str, ...] = ()) -> Form:
    fields = model._meta.concrete_fields
    return Form(
        id=0,
        source=model._meta.db_table,
        key=str(model._meta.pk.column),
        columns=tuple(sorted(str(f.column) for f in fields)),
        tax=tuple(sorted(str(f.column) for f in fields if f.name in tax or f.column in tax)),
        child=child,
    )


@cache
def sources() -> tuple[Form, ...]:
    """Return how each sealed table is rendered now, in the order of their names; their layouts may have no number yet."""
    found = [_form(history_model(m), TAX_COLUMNS.get(m, frozenset())) for m in tracked_models()]
    found += [_form(m, TAX_COLUMNS.get(m, frozenset()), child) for m, child in SEALED_LEDGERS.items()]
    return tuple(sorted(found, key=lambda form: form.source))


@dataclass(frozen=True, slots=True)
class Live:
    """A tracked table beside its history: its key, and the columns that both have."""

    table: str
    history: str
    key: str
    columns: tuple[str, ...]


@cache
def live_tables() -> tuple[Live, ...]:
    """Return each tracked table, in the order of their names."""
    return tuple(_live_tables())


def _live_tables() -> Iterator[Live]:
    for model in tracked_models():
        kept = {f.column for f in history_model(model)._meta.concrete_fields}
        columns = tuple(str(f.column) for f in model._meta.concrete_fields if f.column in kept)
        yield Live(model._meta.db_table, history_model(model)._meta.db_table, str(model._meta.pk.column), columns)


def layout_of(row: Layout) -> Form:
    """Return a stored layout."""
    return Form(row.pk, row.source, row.key, tuple(row.columns), tuple(row.tax), tuple(row.child))
