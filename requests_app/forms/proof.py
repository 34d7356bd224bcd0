"""What is asked for when proof is taken out: which row, since which checkpoint, and why with tax data."""

from __future__ import annotations

from operator import itemgetter

from django import forms
from django.apps import apps

from audits.sealed_sources import sources

from .base import whole_number
from .written import Reason


def _tables() -> list[tuple[str, str]]:
    """Return each sealed table with what its rows are, and its name as the sealed records bear it; in order of the words."""
    names = {model._meta.db_table: str(model._meta.verbose_name) for model in apps.get_models()}
    return sorted(((form.source, _told(names[form.source], form.source)) for form in sources()), key=itemgetter(1))


def _told(name: str, source: str) -> str:
    what = name.removeprefix("historical ")
    return f"{what[0].upper()}{what[1:]}{', its history' if what != name else ''}: {source}"


def _whole_number(*, label: str, most: int, none: str, wrong: str, hint: str = "") -> forms.IntegerField:
    """Return a field for a number from 1 on. `none`, `wrong`: what is said of nothing, and of anything else."""
    said = {**whole_number(wrong), "required": none}
    return forms.IntegerField(label=label, help_text=hint, min_value=1, max_value=most, error_messages=said)


class RowForm(forms.Form):
    """One sealed row, by its table and its number there."""

    table = forms.ChoiceField(
        label="Table",
        choices=_tables,
        error_messages={
            "required": "Choose a table. Nothing was taken out.",
            "invalid_choice": "No sealed table has this name. Nothing was taken out: choose one of the list.",
        },
    )
    row = _whole_number(
        label="Number of the row",
        most=2**63 - 1,
        none="Type the number of the row. Nothing was taken out.",
        wrong="A row’s number is a whole number from 1 on. Nothing was taken out.",
    )


class SinceForm(forms.Form):
    """An earlier checkpoint, by how many rows it counts."""

    since = _whole_number(
        label="Rows of the earlier checkpoint",
        most=2**40,
        hint="The number in the second line of the checkpoint that you kept.",
        none="Type how many rows the checkpoint counts: its second line says it. Nothing was taken out.",
        wrong="A checkpoint counts a whole number of rows, from 1 on. Nothing was taken out.",
    )


class TaxForm(forms.Form):
    """Why the export is to hold tax data."""

    why = Reason(
        label="Why with tax data",
        max_length=400,
        help_text="Recorded with your name before anything leaves. Name no taxpayer.",
        error_messages={"required": "Say why: no tax data leaves without a reason. Nothing has left yet."},
    )
