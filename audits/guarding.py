"""Which tables the web's own database role may write, and how: declared on the model, granted after each migration."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.apps import apps
from django.db import models

M = TypeVar("M", bound=type[models.Model])

APPEND_ONLY: set[type[models.Model]] = set()
FUNCTION_ONLY: set[type[models.Model]] = set()
DERIVED: set[type[models.Model]] = set()
SEALER_ONLY: set[type[models.Model]] = set()
WITHHELD: set[type[models.Model]] = set()
SEALED_LEDGERS: dict[type[models.Model], tuple[str, ...]] = {}
UNREAD: set[type[models.Model]] = set()
TAX_COLUMNS: dict[type[models.Model], frozenset[str]] = {}
SQL: list[str] = []
CALLED_BY_APP: set[str] = set()
OWNERS_OF_CASES: list[str] = []
FINDERS: list[tuple[str, str]] = []


def append_only(model: M) -> M:
    """Declare that rows may be added, and never changed or removed, by anyone."""
    APPEND_ONLY.add(model)
    return model


def function_only(model: M) -> M:
    """Declare that only the database's own checking functions write this table; the app's role reads it."""
    FUNCTION_ONLY.add(model)
    return model


def derived(model: M) -> M:
    """Declare that the database keeps this table itself beside others, and may rewrite it; the app's role reads it."""
    DERIVED.add(model)
    return model


def sealer_only(model: M) -> M:
    """Declare that only the sealer's role adds rows, and nobody changes or removes any; the app's role reads it."""
    SEALER_ONLY.add(model)
    return function_only(model)


def sealed_ledger(model: M, *, with_child: tuple[str, str, str] | None = None) -> M:
    """Have a ledger sealed as history is. It has the columns `id` and `txid` (indexed), and its rows are never altered.

    `with_child`: table, foreign key and column whose values, in order of their ids, belong to a row's line.
    """
    SEALED_LEDGERS[model] = with_child or ()
    return model


def withheld(model: M) -> M:
    """Declare that no export of sealed records shows rows of this table, only their hashes: who is in it is a secret."""
    WITHHELD.add(model)
    return model


def unread(model: M) -> M:
    """Declare that the app's and the auditor's roles read this table only through functions that ask who reads."""
    UNREAD.add(model)
    return model


def tax_columns(*names: str) -> Callable[[M], M]:
    """Declare the columns that hold tax data: the auditor's role may not read them, nor their history."""

    def declare(model: M) -> M:
        TAX_COLUMNS[model] = frozenset(names)
        return model

    return declare


def database_code(path: str) -> None:
    """Register the dotted path of a function that yields SQL, to be installed after each migration, in this order."""
    SQL.append(path)


def owner_of_case(expression: str) -> None:
    """Register the SQL expression that says whose case `of_case` is (an agency's id), for the access log."""
    OWNERS_OF_CASES[:] = [expression]


def anomaly_finder(path: str, *, after: str = "") -> None:
    """Register the dotted path of a function that finds looks that stand out, knowing what they were at (`watching.Finder`).

    `after`: the name of the limit of days after which a day is asked about; '' for at once.
    """
    FINDERS.append((path, after))


def called_by_app(*names: str) -> None:
    """Register the database functions that the app's role calls itself; nobody but the owner may call any other."""
    CALLED_BY_APP.update(names)


def tracked_models() -> list[type[models.Model]]:
    """Return every model with history, in the order of their tables' names: the one list the triggers come from."""
    found = [m for m in apps.get_models() if _manager_name(m)]
    return sorted(found, key=lambda m: m._meta.db_table)


def history_model(model: type[models.Model]) -> type[models.Model]:
    """Return the historical model of a tracked one."""
    historical: type[models.Model] = getattr(model, _manager_name(model)).model
    return historical


def copied_columns(model: type[models.Model]) -> list[str]:
    """Return the columns of a tracked model that history keeps."""
    names = {f.column for f in history_model(model)._meta.concrete_fields}
    return [str(f.column) for f in model._meta.concrete_fields if f.column in names]


def _manager_name(model: type[models.Model]) -> str:
    return str(getattr(model._meta, "simple_history_manager_attribute", ""))
