"""What differs in a row, in words: people by their names, choices by their labels, what is masked by its columns alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Permission
from django.db import models
from django.db.models import QuerySet
from django.utils import dateformat, timezone

from audits.history import BEGINNING, CHANGED, CREATED, Changed, Difference
from audits.standalone.words import count_of

from ..models import Agency, Agreement, DisclosureRequest, Hold, MatchVerdict, Person, Subject, Threshold
from ..models.as_it_stood import names_at
from ..rules import numbering
from ..rules.columns import COLUMNS, label_of
from ..rules.holds import KINDS
from ..rules.lists import THRESHOLD_TITLES
from .coded import field_of, in_words, roles_given
from .sentences import readable


@dataclass(frozen=True, slots=True)
class Worded:
    """One row that differs: '+', '~' or '-', its open differences, and the labels of those that are masked.

    `row`: of the subject that it is or is about, 0 for none. `brief`: which one it is, in a few words.
    """

    noun: str
    object_id: int
    kind: str
    differences: tuple[tuple[str, Any, Any], ...]
    masked: tuple[str, ...]
    row: int = 0
    brief: str = ""

    @property
    def one_sided(self) -> tuple[tuple[str, Any], ...]:
        """What it holds now, or held, where there is nothing to set beside it."""
        return tuple((label, new if self.kind == CREATED else old) for label, old, new in self.differences)


BRIEF: dict[str, tuple[str, ...]] = {
    "requests_app.Decision": ("kind", "name"),
    "requests_app.Signature": ("name", "title"),
    "requests_app.Snapshot": ("submission",),
    "requests_app.Clearance": ("code", "person_id"),
    "requests_app.ConfidentialFlag": ("code",),
    "requests_app.MatchVerdict": ("method",),
    "requests_app.Hold": ("kind", "docket"),
    "requests_app.Release": ("status", "recipient_name"),
    "requests_app.CustodyAct": ("kind", "name"),
    "requests_app.Incident": ("kind", "name"),
    "requests_app.IncidentAct": ("kind", "name"),
    "requests_app.AttachedItem": ("item",),
    "requests_app.Batch": ("filename",),
    "requests_app.Note": ("readers", "name"),
    "requests_app.Agreement": ("title",),
    "requests_app.Threshold": ("name",),
    "requests_app.ListedWord": ("words",),
    "requests_app.ListedStatute": ("citation",),
    "requests_app.Subject": ("outcome",),
}
"""Model -> the columns by which an added or removed row is recognized; one that changed is by what it is CALLED."""

LISTED = ("subject_ids", "excepted_subject_ids")
"""Columns that list subjects by number: a page tells their rows where all are of one request, otherwise how many."""

WHOLE: dict[str, str] = {
    "requests_app.Incident": "the whole release",
    "requests_app.Clearance": "the request as a whole",
}
"""Models whose listed subjects are of one request, and what it means that none is listed."""

FEW = 20
"""Rows that a value spells out; beyond, it counts."""

OF_SUBJECT = ("requests_app.Subject", "requests_app.MatchVerdict")
"""Models whose key is a subject's."""


@dataclass(frozen=True, slots=True)
class _Names:
    """People's names and subjects' rows, by id; by model and id what rows that changed are called."""

    people: Mapping[int, str]
    rows: Mapping[int, int]
    changed: Mapping[str, Mapping[int, str]]


def worded(changed: Sequence[Changed]) -> list[Worded]:
    """Return differences in words. At most a query for people, one for subjects' rows, and one for each kind that changed."""
    people = names_at({id for one in changed for id in people_in(one)}, BEGINNING)
    subjects = {id for one in changed for id in (*_subjects(one), *_listed(one))}
    rows = dict(Subject.objects.filter(pk__in=subjects).values_list("pk", "row")) if subjects else {}
    names = _Names(people, rows, _changed(changed))
    return [_worded(one, names) for one in changed]


def _changed(changed: Sequence[Changed]) -> dict[str, dict[int, str]]:
    """Return what rows that changed are called: what differs in one needn't say which it is."""
    ids = defaultdict[str, set[int]](set)
    for one in changed:
        if one.kind == CHANGED and one.model not in OF_SUBJECT:
            ids[one.model].add(one.object_id)
    return {model: CALLED[its](ids[model]) for model in ids if (its := apps.get_model(model)) in CALLED}


def _subjects(one: Changed) -> Iterator[int]:
    if one.model in OF_SUBJECT:
        yield one.object_id
    yield from (d.new or d.old for d in one.differences if d.column == "subject_id" and not d.masked)


def _listed(one: Changed) -> Iterator[int]:
    """Yield the subjects that lists name, as many of each as are spelled out."""
    if one.model in WHOLE:
        for d in one.differences:
            if d.column in LISTED and not d.masked:
                yield from (*(d.old or ())[:FEW], *(d.new or ())[:FEW])


Called = Mapping[type[models.Model], Mapping[int, str]]
"""Model -> id -> what a page calls the row."""

CALLED: dict[type[models.Model], Callable[[set[int]], dict[int, str]]] = {
    Person: lambda ids: names_at(ids, BEGINNING),
    Agency: lambda ids: dict(Agency.objects.filter(pk__in=ids).values_list("pk", "name")),
    Agreement: lambda ids: {one.pk: str(one) for one in Agreement.objects.filter(pk__in=ids)},
    Hold: lambda ids: {
        one.pk: f"{KINDS.get(one.kind, one.kind)}, {one.docket}" for one in Hold.objects.filter(pk__in=ids)
    },
    Threshold: lambda ids: {one.pk: THRESHOLD_TITLES[one.name] for one in Threshold.objects.filter(pk__in=ids)},
    Permission: roles_given,
    Subject: lambda ids: {pk: str(row) for pk, row in _numbers(ids)},
    MatchVerdict: lambda ids: {pk: f"of {numbering.subject(row)}" for pk, row in _numbers(ids)},
}
"""Model -> what its rows are called, by id. Requests are called by their numbers as well, where they may be seen."""


def _numbers(ids: set[int]) -> QuerySet[Subject, tuple[int, int]]:
    """Return the subjects of a set of ids, each with its number in its request."""
    return Subject.objects.filter(pk__in=ids).values_list("pk", "row")


def with_names(changed: Sequence[Changed], visible: QuerySet[DisclosureRequest]) -> list[Changed]:
    """Return changes with each value as text for a page: codes in words, people, agencies and the like by their names.

    `visible`: the requests that the reader may open; only these are called by their numbers. At most one query for each model.
    """
    called = _called(changed, visible)

    def told(one: Changed, difference: Difference, value: Any) -> Any:
        related = None if difference.masked else _related(one.model, difference.column)
        if value and related is not None and related in called:
            return called[related].get(value, f"{related._meta.verbose_name} {value}")
        return on_a_page(one.model, difference.column, value)

    return [
        replace(
            one,
            called=called.get(apps.get_model(one.model), {}).get(one.object_id, ""),
            differences=tuple(replace(d, old=told(one, d, d.old), new=told(one, d, d.new)) for d in one.differences),
        )
        for one in changed
    ]


def _called(changed: Sequence[Changed], visible: QuerySet[DisclosureRequest]) -> Called:
    ids = defaultdict[type[models.Model], set[int]](set)
    for one in changed:
        ids[apps.get_model(one.model)].add(one.object_id)
        for d in one.differences:
            if not d.masked and (related := _related(one.model, d.column)):
                ids[related] |= {id for id in (d.old, d.new) if id}
    found = {model: names(ids[model]) for model, names in CALLED.items() if model in ids}
    if DisclosureRequest in ids:
        numbers = visible.filter(pk__in=ids[DisclosureRequest]).values_list("pk", "number")
        found[DisclosureRequest] = dict(numbers)
    return found


def on_a_page(model: str, column: str, value: Any) -> Any:
    """Return a value of history as text for a page: an instant by the clock on the wall, a code in words, the rest readable."""
    if isinstance(value, str) and isinstance(field_of(model, column), models.DateTimeField):
        return dateformat.format(timezone.localtime(datetime.fromisoformat(value)), "M j, Y, g:i:s a")
    if column in LISTED and isinstance(value, list):
        return count_of(len(value), "subject") if value else WHOLE.get(model, "")
    return readable(in_words(model, column, value))


def _related(model: str, column: str) -> type[models.Model] | None:
    relation = field_of(model, column).remote_field
    return relation.model if relation is not None else None


def names_person(model: str, column: str) -> bool:
    """Return whether a column says who, by id."""
    return _related(model, column) is Person


def people_in(one: Changed) -> Iterator[int]:
    """Yield the ids of the people whom open differences name."""
    for difference in one.differences:
        if not difference.masked and names_person(one.model, difference.column):
            yield from (id for id in (difference.old, difference.new) if id)


def _worded(one: Changed, names: _Names) -> Worded:
    told = [d for d in one.differences if not d.masked]
    values = {d.column: _value(one.model, d, d.old if d.new is None else d.new, names) for d in told}
    return Worded(
        noun=one.noun,
        object_id=one.object_id,
        kind=one.kind,
        differences=tuple(
            (_label(d), _value(one.model, d, d.old, names), _value(one.model, d, d.new, names)) for d in told
        ),
        masked=tuple(_label(d) for d in one.differences if d.masked),
        row=next((names.rows[id] for id in _subjects(one) if id in names.rows), 0),
        brief=_brief(one, values, names),
    )


def _brief(one: Changed, values: Mapping[str, Any], names: _Names) -> str:
    if one.kind == CHANGED:
        return names.changed.get(one.model, {}).get(one.object_id, "")
    return ", ".join(str(values[c]) for c in BRIEF.get(one.model, ()) if c in values)


def _label(difference: Difference) -> str:
    column = difference.column.removesuffix("_sealed").removesuffix("_index")
    return label_of(column) if column in COLUMNS else difference.label


def _value(model: str, difference: Difference, value: Any, names: _Names) -> Any:
    if difference.column in LISTED and model in WHOLE and value is not None:
        return _rows_of(value, names) if value else WHOLE[model]
    if value in (None, "", [], {}):
        return "–"
    if names_person(model, difference.column):
        return names.people.get(value, f"person {value}")
    if difference.column == "subject_id":
        return numbering.subject(names.rows[value]) if value in names.rows else value
    return on_a_page(model, difference.column, value)


def _rows_of(ids: list[int], names: _Names) -> str:
    """Return subjects of one request by their numbers, the first of them, and how many more; none that is known: how many."""
    rows = sorted(names.rows[id] for id in ids[:FEW] if id in names.rows)
    more = f" and {len(ids) - len(rows):,} more" if rows and len(ids) > len(rows) else ""
    return f"{numbering.subjects(rows)}{more}" if rows else count_of(len(ids), "subject")
