"""How rights are asked for over time, and how a review of them is signed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast

from django import forms
from django.utils import timezone

from audits.acting import in_words

from ..models import Agency
from ..rules.reviews import AT_ONCE
from ..rules.roles import Role
from ..workflow.reviewing import Judged, Verdict
from .base import AgainForm, title_field
from .narrowing import Narrowing
from .written import Reason

KEEP, TAKE = "keep", "take"


class LinesForm(Narrowing):
    """Whose rights, which role, on which agency. Every field may stay empty; what can't be read narrows nothing."""

    name = forms.CharField(label="Name", required=False, max_length=120)
    role = forms.ChoiceField(label="Role", required=False, choices=[("", "Any role"), *Role.choices])
    agency = forms.ChoiceField(label="Agency", required=False)

    def __init__(self, *given: Any, agencies: Iterable[Agency], **named: Any) -> None:
        """`agencies`: those that the reader oversees."""
        super().__init__(*given, **named)
        choices = [("", "Any agency"), *((str(agency.pk), agency.code) for agency in agencies)]
        cast(forms.ChoiceField, self.fields["agency"]).choices = choices

    def said(self) -> dict[str, Any]:
        """Return what could be read."""
        self.is_valid()
        return self.cleaned_data


class RightsForm(LinesForm):
    """The same at a moment: a day and time in Washington; now if none is given."""

    at = forms.DateTimeField(
        label="At",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"}),
        error_messages={"invalid": "That is no date and time that could be read. Shown is now."},
    )
    field_order = ["at", "name", "role", "agency"]

    def clean_at(self) -> datetime | None:
        """Return a moment that has come: of a later one nobody knows who will hold which right."""
        at: datetime | None = self.cleaned_data["at"]
        if at and at > timezone.now():
            raise forms.ValidationError("That moment is still to come. Shown is now: choose a moment that has passed.")
        return at


class RightForm(forms.Form):
    """One right in a review: kept, or to be taken, with words."""

    found = forms.ChoiceField(
        label="Found", required=False, choices=[(KEEP, "Kept"), (TAKE, "To be taken")], widget=forms.RadioSelect
    )
    words = Reason(label="Words", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Any = None, *, right: Judged) -> None:
        """`right`: what is judged; its grant's id tells its fields from those of others."""
        super().__init__(data, prefix=f"right{right.grant_id}")
        self.right = right

    def clean(self) -> dict[str, Any]:
        """Want words where a right is to be taken, or is kept though nobody used it."""
        said = super().clean() or {}
        if in_words(said.get("words", "")):
            return said
        if said.get("found") == TAKE:
            self.add_error("words", "Say why the right is to be taken. Nothing was signed yet.")
        elif said.get("found") == KEEP and self.right.unused:
            self.add_error("words", "It wasn’t used for a long time: say why it is kept. Nothing was signed yet.")
        return said


class ReviewForm(AgainForm):
    """The signature on a review: title, statement, and the proof that it is the signer who sits here."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    title = title_field()
    attest = forms.BooleanField(
        label="I make the statement above",
        error_messages={"required": "The statement isn’t made, so nothing was signed. Tick it if it is true."},
    )

    field_order = ("seen", "title", "attest", "password", "code")

    def __init__(self, data: Any = None, *, open_rights: Sequence[Judged], **named: Any) -> None:
        """`open_rights`: what this signer may judge. One signature covers so many of them."""
        super().__init__(data, **named)
        self.parts = [RightForm(data, right=right) for right in open_rights[:AT_ONCE]]

    def is_valid(self) -> bool:
        """Whether it can be signed; every part is asked, so that every gap shows."""
        whole = all([part.is_valid() for part in self.parts] + [super().is_valid()])
        if whole and not self.verdicts():
            self.add_error(None, "Say of at least one right whether it is kept. Nothing was signed yet.")
        return whole and bool(self.verdicts())

    def gaps(self) -> list[tuple[str, str]]:
        """Return the address on the page and the sentence of each error, in the order of the page."""
        named = [(f"{part.right.name}, {part.right.role.label.lower()}: ", part) for part in self.parts]
        found = [(name, field) for name, part in [*named, ("", self)] for field in part]
        whole = [("rights", str(error)) for error in self.non_field_errors()]
        return whole + [(f.id_for_label or f.auto_id, f"{name}{error}") for name, f in found for error in f.errors]

    def verdicts(self) -> list[Verdict]:
        """Return what was found of each right that was judged."""
        answered = [(part.right.grant_id, part.cleaned_data) for part in self.parts if part.cleaned_data.get("found")]
        return [Verdict(id, said["found"] == KEEP, said["words"]) for id, said in answered]
