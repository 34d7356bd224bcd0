"""What is typed about releases: the proof of who opens a package, a recipient's key, an item attached by hand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile

from ..documents.encryption import SECRET_KEY, holds_secret, recipient_of
from ..rules.items import ATTACHED_MOST, ITEMS, refused_source
from .base import AgainForm, offer
from .irs import words_field
from .written import Line, Written

KEPT = "What you typed is still here, except passwords and codes."


class KeyForm(AgainForm):
    """A recipient's own public key."""

    public = forms.CharField(
        label="Your age public key",
        max_length=400,
        help_text="The line that begins with “age1”. The secret key, which begins with “AGE-SECRET-KEY-”, stays with you.",
        error_messages={"required": "Paste your public key. Nothing was registered yet."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    field_order = ("public", "password", "code")

    def clean_public(self) -> str:
        """Return the key in its one form: what is none is refused before the password and the code are used up."""
        try:
            return recipient_of(self.cleaned_data["public"])
        except ValueError as error:
            raise forms.ValidationError(f"{error} Nothing was registered.") from error

    def full_clean(self) -> None:
        """Read the fields; a secret key is refused whatever else is wrong, and isn't drawn again."""
        super().full_clean()
        if self.is_bound and holds_secret(self.data.get("public", "")):
            self.errors.pop("public", None)
            self.add_error("public", f"{SECRET_KEY} Nothing was registered.")
            self.data = {**self.data, "public": ""}

    @property
    def said(self) -> str:
        """What the summary of the errors says of what was typed."""
        kept = "" if self.has_error("public") and not self.data.get("public") else KEPT
        return " ".join(part for part in ("Nothing was registered.", kept) if part)

    def get_context(self) -> dict[str, Any]:
        """Let the summary say so."""
        return {**super().get_context(), "said": self.said}


class AttachForm(forms.Form):
    """One item of the second tier for one subject, with its source."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    item = forms.ChoiceField(
        label="Item",
        help_text="What the request asked for and may leave, of the second tier.",
        error_messages={"required": "Choose the item. Nothing was attached yet."},
    )
    source = Written(
        label="Source: who furnished it",
        max_length=400,
        help_text="In words, such as “Form W-2 filed by the employer”. What the taxpayer furnished can't leave this way.",
        error_messages={"required": "Say who furnished it. Nothing was attached yet."},
    )
    says = Line(
        label="What it says",
        required=False,
        max_length=20_000,
        help_text="Or attach the file that says it.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    file = forms.FileField(
        label="File",
        required=False,
        max_length=200,
        help_text="At most 10 MB. It is kept sealed.",
        widget=forms.FileInput,
    )
    why = words_field("Why it is attached", "Kept in the request's history. Name no taxpayer.", rows=2)

    def __init__(self, *args: Any, items: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"key": uuid4()}, **kwargs})
        offer(self, "item", [(id, ITEMS[id].label) for id in items])

    def clean_source(self) -> str:
        """Refuse what the taxpayer furnished."""
        source = str(self.cleaned_data["source"])
        if refused := refused_source(source):
            raise forms.ValidationError(refused)
        return source

    def clean_file(self) -> UploadedFile[Any] | None:
        """Refuse a file that is too large."""
        file: UploadedFile[Any] | None = self.cleaned_data["file"]
        if file is not None and (file.size or 0) > ATTACHED_MOST:
            raise forms.ValidationError("The file is larger than 10 MB and wasn't kept; nothing was attached.")
        return file

    def attached(self) -> tuple[str, bytes] | None:
        """Return the file's name and bytes, None without one."""
        file = self.cleaned_data["file"]
        return (str(file.name), file.read()) if file else None
