"""What differs in a row, in words: people by their names, choices by their labels, what is masked by its columns alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import dateformat, timezone

from audits.history import BEGINNING, CREATED, Changed, Difference

from ..models import Person, Subject
from ..models.as_it_stood import names_at
from ..rules import custody, incidents
from ..rules.columns import COLUMNS, label_of
from ..rules.reason_codes import REASONS
from .sentences import count_of, readable


@dataclass(frozen=True, slots=True)
class Worded:
    """One row that differs: '+', '~' or '-', its open differences, and the labels of those that are masked.

    `row`: of the subject that it is or is about, 0 for none. `brief`: what an added or removed one is, in a few words.
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
"""Model -> the columns by which an added or removed row is recognized."""

DID: dict[str, Mapping[str, str]] = {
    "requests_app.CustodyAct": custody.DID,
    "requests_app.IncidentAct": incidents.DID,
}
"""Model -> how its kinds of acts read once they are done: the labels of their choices only ask for them."""

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
    """People's names and subjects' rows, by id."""

    people: Mapping[int, str]
    rows: Mapping[int, int]


def worded(changed: Sequence[Changed]) -> list[Worded]:
    """Return differences in words. At most two queries, for people's names and subjects' rows."""
    people = names_at({id for one in changed for id in _people(one)}, BEGINNING)
    subjects = {id for one in changed for id in (*_subjects(one), *_listed(one))}
    rows = dict(Subject.objects.filter(pk__in=subjects).values_list("pk", "row")) if subjects else {}
    return [_worded(one, _Names(people, rows)) for one in changed]


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


def with_names(changed: Sequence[Changed]) -> list[Changed]:
    """Return changes with each value as text for a page, people by their names. At most one query."""
    people = names_at({id for one in changed for id in _people(one)}, BEGINNING)

    def told(one: Changed, difference: Difference, value: Any) -> Any:
        if value and not difference.masked and _names_person(one.model, difference.column):
            return people.get(value, f"person {value}")
        return on_a_page(one.model, difference.column, value)

    return [
        replace(
            one,
            differences=tuple(replace(d, old=told(one, d, d.old), new=told(one, d, d.new)) for d in one.differences),
        )
        for one in changed
    ]


def on_a_page(model: str, column: str, value: Any) -> Any:
    """Return a value of history as text for a page: an instant by the clock on the wall, anything else as `readable` does."""
    if isinstance(value, str) and isinstance(_field(model, column), models.DateTimeField):
        return dateformat.format(timezone.localtime(datetime.fromisoformat(value)), "M j, Y, g:i:s a")
    if column in LISTED and isinstance(value, list):
        return count_of(len(value), "subject") if value else WHOLE.get(model, "")
    return readable(value)


def _field(model: str, column: str) -> models.Field[Any, Any]:
    fields = apps.get_model(model)._meta.concrete_fields
    return next(f for f in fields if f.column == column)


def _names_person(model: str, column: str) -> bool:
    related = _field(model, column).remote_field
    return related is not None and related.model is Person


def _people(one: Changed) -> Iterator[int]:
    for difference in one.differences:
        if not difference.masked and _names_person(one.model, difference.column):
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
        brief=", ".join(str(values[c]) for c in BRIEF.get(one.model, ()) if c in values),
    )


def _label(difference: Difference) -> str:
    column = difference.column.removesuffix("_sealed").removesuffix("_index")
    return label_of(column) if column in COLUMNS else difference.label


def _value(model: str, difference: Difference, value: Any, names: _Names) -> Any:
    if difference.column in LISTED and model in WHOLE and value is not None:
        return _rows_of(value, names) if value else WHOLE[model]
    if value in (None, "", [], {}):
        return "–"
    field = _field(model, difference.column)
    if _names_person(model, difference.column):
        return names.people.get(value, f"person {value}")
    if difference.column == "subject_id":
        return f"row {names.rows[value]}" if value in names.rows else value
    labels = DID.get(model) or dict(field.flatchoices)
    if isinstance(value, str) and value in labels:
        return labels[value]
    if difference.column in REASONED:
        return "; ".join(_reason(code) for code in (value if isinstance(value, list) else [value]))
    return on_a_page(model, difference.column, value)


def _rows_of(ids: list[int], names: _Names) -> str:
    """Return subjects of one request by their rows: the first of them, and how many more there are."""
    rows = sorted(names.rows[id] for id in ids[:FEW] if id in names.rows)
    more = f" and {len(ids) - len(rows):,} more" if rows and len(ids) > len(rows) else ""
    told = f": row{'' if len(rows) == 1 else 's'} {', '.join(f'{row:,}' for row in rows)}{more}" if rows else ""
    return f"{count_of(len(ids), 'subject')}{told}"


def _reason(code: str) -> str:
    return REASONS[code].label if code in REASONS else code


REASONED = ("outcome_reason", "reason_codes")
"""Columns that hold coded reasons."""
