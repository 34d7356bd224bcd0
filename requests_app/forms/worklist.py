"""The worklist's filters. What can't be read is left out, because a list is better than a complaint."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms

from ..models import Agency
from ..rules.transitions import Status
from .narrowing import Narrowing
from .stock import NOTHING_YET
from .written import NUMBER, no_number


class FilterForm(Narrowing):
    """Which requests to list."""

    number = forms.CharField(
        label="Number or title",
        required=False,
        max_length=80,
        validators=[no_number],
        error_messages={NUMBER: f"Numbers of nine digits, as taxpayers have, aren’t looked for here. {NOTHING_YET}"},
    )
    status = forms.ChoiceField(label="Status", required=False, choices=[("", "Any status"), *Status.choices])
    agency = forms.ChoiceField(label="Agency", required=False)

    def __init__(self, *given: Any, agencies: Iterable[Agency], **named: Any) -> None:
        """`agencies`: those whose requests the person may open; with one only, there is nothing to choose."""
        super().__init__(*given, **named)
        choices = [(str(agency.pk), agency.name) for agency in agencies]
        if len(choices) > 1:
            cast(forms.ChoiceField, self.fields["agency"]).choices = [("", "Any agency"), *choices]
        else:
            del self.fields["agency"]

    def full_clean(self) -> None:
        """Read the fields; a number of nine digits isn't drawn again, so that it is sent on with nothing."""
        super().full_clean()
        if self.has_error("number", NUMBER):
            self.data = {**self.data, "number": ""}

    def chosen(self) -> dict[str, str]:
        """Return what could be read, by name; what is empty is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
