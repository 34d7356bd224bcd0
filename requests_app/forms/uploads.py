"""A file of subjects, and which of its columns is which."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms

from ..intake import mapping
from ..rules.columns import COLUMNS, GROUPS

IGNORE = ""


class UploadForm(forms.Form):
    """The file. Its kind and its faults are found by the intake, not guessed from the name."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    file = forms.FileField(
        label="File of subjects",
        help_text="CSV or Excel (.xlsx), one taxpayer a row, a header row first. Up to a few million rows. "
        "Hidden sheets of a workbook aren’t read.",
        allow_empty_file=True,
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        error_messages={
            "required": "No file was chosen, so nothing was sent. Choose a CSV or Excel file.",
            "max_length": "The file's name is too long, so nothing was kept. Shorten it to 200 characters.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid4()


def _targets() -> list[tuple[str, str | list[tuple[str, str]]]]:
    groups = [(legend, [(name, COLUMNS[name].label) for name in names]) for legend, names in GROUPS.items()]
    return [(IGNORE, "Leave this column out"), *groups]


class MappingForm(forms.Form):
    """One choice for each column of the file, by its position."""

    def __init__(self, *args: Any, header: list[str], suggested: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for position in range(len(header)):
            self.fields[f"column_{position}"] = forms.ChoiceField(
                label=mapping.column_name(header, position),
                choices=_targets(),
                required=False,
                initial=suggested.get(str(position), IGNORE),
            )

    def clean(self) -> dict[str, Any]:
        """Refuse two columns for one field, and a mapping that takes nothing from the file."""
        cleaned = super().clean() or {}
        chosen: dict[str, str] = {}
        for name, target in list(cleaned.items()):
            if target and target in chosen:
                other = self.fields[chosen[target]].label
                self.add_error(
                    name,
                    f"“{COLUMNS[target].label}” is already taken from “{other}”. Choose it once.",
                )
            elif target:
                chosen[target] = name
        if not chosen and not self.errors:
            raise forms.ValidationError(
                "No column was chosen, so no row could be read. Choose at least one.", code="none"
            )
        return cleaned

    def columns(self) -> dict[str, str]:
        """Return position (as text) -> field of the template, without the columns left out."""
        return {name.removeprefix("column_"): target for name, target in self.cleaned_data.items() if target}

    def lacking(self) -> list[str]:
        """Return what the statute wants and no chosen (or, before a choice, suggested) column carries."""
        return mapping.lacking({name: str(self[name].value() or "") for name in self.fields})
