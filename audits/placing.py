"""Where the rows of each tracked model belong: said once by the application, read by the triggers and by the history browser.

Everything is SQL over one row, which `{r}` names: in a trigger the new row (the old one of a deletion), later a row of history.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.db import models
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Placed:
    """How the rows of one tracked model find their case and agency, and what of them people wrote.

    `case`: the id of the case; '' for none. `agency`: the id of the agency; '' for that of the case. `words`: columns that hold
    words for people, never tax data. `act`: what a change is called, over `{r}` and the row before, `{o}`; NULL or '' for
    'changed'. `secret`: whether only readers whom the application's wall admits may know of it. `subject`: the column that
    names a subject, `subjects`: the one that names several, '' for none.
    """

    case: str = ""
    agency: str = ""
    words: tuple[str, ...] = ()
    act: str = ""
    secret: str = ""
    subject: str = ""
    subjects: str = ""

    def of(self, part: str, row: str, empty: str = "NULL") -> str:
        """Return one of the parts over a row of this name, or what stands for none."""
        return getattr(self, part).format(r=row, o="o") or empty


@dataclass(frozen=True, slots=True)
class House:
    """What the application says of all its models together.

    `agency_of` and `status_of`: queries for a case's agency and status, with `{case}` in them; `status_then`: for its status
    after the transaction `{txid}`. `wall`: whether the reader of this transaction may see an event, over its row `{e}`.
    """

    agency_of: str = ""
    status_of: str = ""
    status_then: str = ""
    wall: str = "true"

    def about(self, query: str, case: str) -> str:
        """Return a query about a case as a value, NULL if the application has none."""
        return f"({query.format(case=case)})" if query else "NULL"


Declared = tuple[Mapping[str, Placed], House]
DECLARED_AT: list[str] = []


def declared_at(path: str) -> None:
    """Register the dotted path of a function that returns where every tracked model's rows belong. Called once, at start."""
    DECLARED_AT.append(path)


@cache
def declared() -> Declared:
    """Return what the application says: its models' places by their labels, and of all of them together."""
    for path in DECLARED_AT:
        found: Declared = import_string(path)()
        return found
    return {}, House()


def house() -> House:
    """Return what the application says of all its models together."""
    return declared()[1]


def placed(model: type[models.Model]) -> Placed:
    """Return where a tracked model's rows belong: to no case and no agency, unless the application says so."""
    return declared()[0].get(model._meta.label, Placed())
