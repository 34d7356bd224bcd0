"""Signing, receipt, and the acts that want a reason in words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from ..rules import numbering
from ..rules.statute import CAPACITIES, OFFICES
from ..rules.text import says_something
from .base import AgainForm, title_field
from .irs import words_field
from .written import Line, Reason, Written

LETTER_LIMIT = 10 * 1024 * 1024
"""Bytes. The largest signed letter that is taken."""

_LETTER_STARTS = {b"%PDF-": "PDF", b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG"}
NO_OFFICE = "none"


def _offices(agency_kind: str) -> list[tuple[str, str]]:
    return [
        *((id, office.label) for id, office in OFFICES.items() if agency_kind in office.agency_kinds),
        (NO_OFFICE, "None of these"),
    ]


class SigningForm(AgainForm):
    """Who signs and in what capacity, the attestation, and the proof that it is the signer who sits here."""

    capacity = forms.ChoiceField(
        label="In what capacity do you sign?",
        choices=[(id, f"The signer {words}") for id, words in CAPACITIES.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Say in what capacity you sign. Nothing was signed yet."},
    )
    instrument = Line(
        label="Delegation or designation",
        required=False,
        max_length=1000,
        help_text="If you act or rely on a delegation: the instrument, its number, its date.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    title = title_field()
    letter = forms.FileField(
        label="Signed letter",
        required=False,
        max_length=200,
        help_text="If there is one: PDF, PNG or JPEG, at most 10 MB. It is kept sealed.",
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
    )
    attest = forms.BooleanField(
        label="I have read the request and I make the statement above",
        error_messages={"required": "The statement isn't made, so nothing was signed. Tick it if it is true."},
    )

    def __init__(self, *args: Any, agency_kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"] = forms.ChoiceField(
            label="Your office",
            choices=_offices(agency_kind),
            widget=forms.RadioSelect,
            error_messages={"required": "Choose the office for which you sign. Nothing was signed yet."},
            help_text="26 U.S.C. 6103(i)(2)(A) says which offices may ask. Whether the head of a component may is an open "
            "point of law. For none of these, nothing is sent in.",
        )
        self.order_fields(["office", "capacity", "instrument", "title", "letter", "attest", "password", "code"])

    def clean_letter(self) -> UploadedFile[Any] | None:
        """Refuse a letter that is too large or isn't what it claims to be."""
        letter = self.cleaned_data["letter"]
        if letter is None:
            return None
        if letter.size > LETTER_LIMIT:
            raise forms.ValidationError(
                "The letter is larger than 10 MB and wasn't kept; nothing was signed. Scan it more coarsely."
            )
        start = letter.read(8)
        letter.seek(0)
        if not any(start.startswith(mark) for mark in _LETTER_STARTS):
            raise forms.ValidationError(
                "The letter isn't a PDF, PNG or JPEG and wasn't kept; nothing was signed. Choose another."
            )
        return letter

    def clean(self) -> dict[str, Any]:
        """Want the instrument where the signer relies on one."""
        cleaned = super().clean() or {}
        if cleaned.get("capacity") == "delegate" and not says_something(cleaned.get("instrument") or ""):
            self.add_error(
                "instrument", "A signer who relies on a delegation names the instrument, its number and date."
            )
        return cleaned

    def signed_office(self) -> str:
        """Return the id of the office, '' for none of the listed ones."""
        office = self.cleaned_data["office"]
        return "" if office == NO_OFFICE else office

    def signed_letter(self) -> tuple[str, bytes] | None:
        """Return the letter's file name and bytes, if one was given."""
        letter = self.cleaned_data["letter"]
        return None if letter is None else (letter.name, letter.read())


class ReasonForm(forms.Form):
    """Why: one line that history keeps."""

    why = Reason(
        label="Why",
        max_length=400,
        help_text="Kept in the request's history. Name no taxpayer.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why, in a few words: history keeps it. Nothing was changed yet."},
    )


class NoteToIrsForm(forms.Form):
    """A note that both sides read."""

    text = Written(
        label="Note",
        max_length=4000,
        help_text="The IRS reads it, and so do your agency's people. It can't be changed later. Name no taxpayer: "
        f"{numbering.INSTEAD}.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "The note has no words, so nothing was written. Type it, or leave the page."},
    )


class ReceiptForm(forms.Form):
    """Who keeps what was received, and where. Source: 26 U.S.C. 6103(p)(4)."""

    custodian = Written(
        error_messages={"required": "Name who answers for the information. Receipt isn't confirmed yet."},
        label="Custodian",
        max_length=160,
        help_text="The officer or employee who answers for it from now on.",
    )
    location = Written(
        error_messages={"required": "Say where the information is kept. Receipt isn't confirmed yet."},
        label="Location",
        max_length=200,
        help_text="The secure place where it is kept: system, room or safe.",
    )


class StandInForm(ReceiptForm):
    """The same, in the place of a recipient who is gone, with how the person knows."""

    why = words_field(
        "How you know that it is held there",
        "Say that you saw it, or who told you; if nobody has it, who had it last, and report an incident. Kept with your name. "
        f"Name no taxpayer: {numbering.INSTEAD}.",
        rows=3,
        missing="Say in words how you know it. Receipt isn't confirmed yet.",
    )
