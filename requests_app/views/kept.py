"""What the pages on agreements, safeguards and lists share: the history of a row, a form's act, the mark of what was seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, cast

from django.db.models import Model
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect, QueryDict

from audits import history
from audits.history import BEGINNING, CREATED, Changed, Difference, Event, Told
from audits.history_sql import Belonging

from ..forms.meanwhile import StoredForm
from ..models.as_it_stood import names_at
from ..rules.roles import Role
from ..workflow.kept import mark
from .answers import NOTHING_DIFFERS, Trouble, done
from .irs_page import tried
from .who import DeskRequest
from .wording import names_person, on_a_page, people_in

STEPS = 50
"""Latest steps of a history that a page shows."""

_OF_ITSELF = frozenset({"id", "agency_id", "agreement_id", "plan_accepted_by_id", "determined_by_id"})
"""Columns that say nothing beside the page's heading and who did it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a history: who, when, why, and old and new values; `many`: how many rows, where they aren't spelled out."""

    event: Event
    changed: tuple[Changed, ...]
    many: int = 0


def belonging(model: type[Model], column: str) -> Told:
    """Return how a model's rows belong to the page: those whose column is the page's key."""
    return Told(Belonging(model._meta.label, ((column, "key"),)), lambda group: "")


def story(key: int | str, *told: Told) -> list[Step]:
    """Return the history of rows, latest first, with old and new values in words. Two queries, and one for people's names."""
    steps = history.steps({"key": key}, told, limit=STEPS)
    people = {id for step in steps for one in step.changed for id in people_in(one)}
    names = names_at(people, BEGINNING) if people else {}
    return [_step(one, names) for one in steps]


def _step(one: history.Step, names: Mapping[int, str]) -> Step:
    if one.event.rows > len(one.changed):
        return Step(one.event, (), one.event.rows)
    return Step(one.event, tuple(replace(c, differences=_told(c, names)) for c in one.changed))


def _told(changed: Changed, names: Mapping[int, str]) -> tuple[Difference, ...]:
    """Return the differences in words; what a new row left as it was born says nothing."""
    shown = [d for d in changed.differences if d.column not in _OF_ITSELF]
    if changed.kind == CREATED:
        shown = [d for d in shown if d.new is not False]
    told = partial(_in_words, names, changed.model)
    return tuple(replace(d, old=told(d.column, d.old), new=told(d.column, d.new)) for d in shown)


def _in_words(names: Mapping[int, str], model: str, column: str, value: Any) -> Any:
    if names_person(model, column):
        return names.get(value, value)
    if isinstance(value, list):
        return "; ".join(str(on_a_page(model, column, one)) for one in value)
    return on_a_page(model, column, value)


def agencies_of(request: DeskRequest, roles: Iterable[Role]) -> frozenset[int]:
    """Return the ids of the agencies on which the visitor holds one of the roles."""
    return frozenset().union(*(request.roles.get(role, frozenset()) for role in roles))


def sent(
    request: DeskRequest, form: Form, do: Callable[[dict[str, Any]], object], said: str, to: str
) -> HttpResponse | Trouble | None:
    """Do what a valid form asks; return the way on, why it was refused, or None where there is nothing to do yet.

    `do` takes what was typed; where it answers False, nothing differed and the next page says that instead.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    answer: list[object] = []
    trouble = tried(lambda: answer.append(do(form.cleaned_data)))
    if trouble is not None:
        return trouble
    done(request, NOTHING_DIFFERS if answer[0] is False else said)
    return HttpResponseRedirect(to)


def renewed(form: Form, row: Model | int | None) -> Form:
    """Return the form with the mark of the row as it stands now, or this one: what was typed can be sent again.

    A form of what is stored says at each field what somebody else changed meanwhile.
    """
    now = mark(row) if isinstance(row, Model) else row or 0
    if isinstance(form, StoredForm):
        form.meet()
        now = form.initial["seen"]
    if form.is_bound:
        form.data = data = cast(QueryDict, form.data).copy()
        data["seen"] = str(now)
    return form
