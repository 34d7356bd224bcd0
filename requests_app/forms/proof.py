"""What is asked for when proof is taken out: which row, since which checkpoint, and why with tax data."""

from __future__ import annotations

from django import forms

from audits.sealed_sources import sources


def _tables() -> list[tuple[str, str]]:
    return [(form.source, form.source) for form in sources()]


class RowForm(forms.Form):
    """One sealed row, by its table and its number there."""

    table = forms.ChoiceField(label="Table", choices=_tables)
    row = forms.IntegerField(label="Number of the row", min_value=1, max_value=2**63 - 1)


class SinceForm(forms.Form):
    """An earlier checkpoint, by how many rows it counts."""

    since = forms.IntegerField(label="Rows of the earlier checkpoint", min_value=1, max_value=2**40)


class TaxForm(forms.Form):
    """Why the export is to hold tax data."""

    why = forms.CharField(
        label="Why with tax data",
        max_length=400,
        help_text="Recorded with your name before anything leaves. Name no taxpayer.",
        error_messages={"required": "Say why: no tax data leaves without a reason. Nothing has left yet."},
    )
