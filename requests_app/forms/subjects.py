"""One subject typed or corrected by hand. The TIN is taken in and never shown again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django import forms

from ..rules.columns import ASKED, COLUMNS, GROUPS, OPTIONAL, Column, column_at_fault, column_of, columns_of
from ..rules.facts import SUBJECT_FIELDS
from ..rules.text import has_hidden_marks
from ..workflow.naming import HIDDEN
from .meanwhile import StoredForm
from .narrowing import Narrowing

LONG, SHORT = 4000, 400


class Marked(Protocol):
    """Anything that stands in a field."""

    @property
    def field(self) -> str: ...


class CodedFlag(Protocol):
    """Anything with a flag's code, and marks where its evidence stands."""

    @property
    def code(self) -> str: ...

    @property
    def marks(self) -> Sequence[Marked]: ...


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field of the form with the flags raised on it."""

    field: forms.BoundField
    flags: tuple[CodedFlag, ...]


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Fields under one legend, with for whom they are wanted and by what authority."""

    legend: str
    asked: str
    citation: str
    rows: tuple[FieldRow, ...]


class UnseenInput(forms.TextInput):
    """A text field whose value is never sent back to the browser."""

    def format_value(self, value: Any) -> None:
        """Show nothing, whatever was typed."""


def _column_of(flag: CodedFlag) -> str:
    return column_at_fault(flag.code, (mark.field for mark in flag.marks))


def _field(column: Column) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 4}) if column.long else forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(
        label=column.label,
        help_text=column.hint,
        required=False,
        max_length=LONG if column.long else SHORT,
        widget=widget,
    )


class SubjectForm(StoredForm):
    """All columns of the template. None is compulsory: what is lacking is flagged, and can be added later."""

    remove_tin = forms.BooleanField(label="Remove the number on file", required=False)

    def __init__(
        self,
        *args: Any,
        tin_on_file: str = "",
        flags: Iterable[CodedFlag] = (),
        only_flagged: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._flags = tuple(flags)
        self.masked = {"tin": tin_on_file}
        names = self._flagged() if only_flagged else set(COLUMNS)
        self.fields.update({name: _field(column) for name, column in COLUMNS.items() if name in names})
        self._shut_number(tin_on_file)

    def _flagged(self) -> set[str]:
        """Return the columns at fault; of a form that came back, what was sent and what somebody else changed as well."""
        flagged = {column for flag in self._flags for column in columns_of(flag.code)}
        return flagged | {*self.data, *(self.changed() if self.is_bound else ())} & {*COLUMNS}

    def _shut_number(self, on_file: str) -> None:
        """Never send the number back; say what leaving the field empty does."""
        number = self.fields.get("tin")
        if number is None or not on_file:
            del self.fields["remove_tin"]
        if number is None:
            return
        number.widget = UnseenInput(attrs={"autocomplete": "off"})
        if self.is_bound and self.data.get("tin"):
            number.help_text = "The number that you typed isn't shown again: type it once more."
        elif on_file:
            number.help_text = f"On file: {on_file}. Leave it empty to keep that number; it isn't shown."

    def groups(self) -> Iterator[FieldGroup]:
        """Yield the fields by legend, each with the flags on it."""
        for legend, names in GROUPS.items():
            more = ("remove_tin",) if "tin" in names else ()
            rows = tuple(self._row(name) for name in (*names, *more) if name in self.fields)
            if rows:
                yield FieldGroup(legend, *ASKED.get(legend, (OPTIONAL, "")), rows)

    def _row(self, name: str) -> FieldRow:
        return FieldRow(self[name], tuple(f for f in self._flags if _column_of(f) == name))

    def flags_on_the_row(self) -> tuple[CodedFlag, ...]:
        """Return the flags that belong to no one field."""
        return tuple(f for f in self._flags if not column_of(f.code))

    def clean(self) -> dict[str, Any]:
        """Refuse an empty form, a number both given and removed, and marks that no reader sees.

        What a file brought and is left as it was stays, a name with its flag: only what is typed is refused.
        """
        cleaned = super().clean() or {}
        for name in {*SUBJECT_FIELDS}.intersection(self.changed_data):
            if has_hidden_marks(cleaned.get(name) or ""):
                self.add_error(name, HIDDEN)
        if not any(cleaned.get(name) for name in COLUMNS) and not self.errors:
            raise forms.ValidationError(
                "Nothing was typed, so no taxpayer was kept. Give at least a name and an address.",
                code="empty",
            )
        if cleaned.get("tin") and cleaned.get("remove_tin"):
            self.add_error("tin", "A new number was typed and the removal chosen too. Choose one of the two.")
        return cleaned

    def texts(self) -> dict[str, str]:
        """Return the text fields as typed (edges trimmed), without the TIN."""
        return {name: self.cleaned_data[name] for name in SUBJECT_FIELDS if name in self.fields}

    def tin(self) -> str | None:
        """Return the number typed, '' to remove the one on file, None to leave it as it is."""
        if self.cleaned_data.get("remove_tin"):
            return ""
        return self.cleaned_data.get("tin") or None

    def says_nothing_new(self) -> bool:
        """Return whether every text typed is already what is on file (the number isn't compared here)."""
        return set(self.changed_data) <= {"tin", "remove_tin"}


class SubjectFilterForm(Narrowing):
    """Which subjects to list. A flag that isn't offered leaves none: the list tells no flag that the reader may not see."""

    def __init__(
        self, *args: Any, shows: Sequence[tuple[str, str]], codes: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["show"] = forms.ChoiceField(label="Show", required=False, choices=list(shows))
        self.fields["code"] = forms.ChoiceField(
            label="Flag",
            required=False,
            choices=[("", "Any or none"), *codes],
            error_messages={
                "invalid_choice": "No such flag is offered, so nobody is listed: choose one of those offered."
            },
        )


def chosen_subjects(values: Iterable[str]) -> list[int]:
    """Return the ids ticked in a list, at most 250; what isn't a number is left out."""
    return [int(value) for value in values if value.isascii() and value.isdecimal() and len(value) < 19][:250]
