"""What a request says as a whole. Nothing here stands in for what the statute wants for each taxpayer."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms

from ..models import Agency, Agreement, DisclosureRequest
from ..rules.items import ITEMS, TIERS, Tier, may_leave
from .meanwhile import StoredForm
from .written import Line, Written, no_number

COVER = ("cover_statute", "cover_reason", "cover_officer", "cover_case")
BARRED = TIERS[Tier.BARRED]
_NOT_FOR_EACH = "Kept with the letter. It doesn't stand for what the statute wants for each taxpayer."


def _item_choices() -> list[tuple[str, str]]:
    return [(id, item.label if may_leave(id) else f"{item.label}: takes {BARRED.gate}") for id, item in ITEMS.items()]


def _cover(label: str, rows: int = 2) -> forms.CharField:
    return Line(
        label=label,
        required=False,
        max_length=4000,
        help_text=_NOT_FOR_EACH,
        widget=forms.Textarea(attrs={"rows": rows}),
        validators=[no_number],
    )


def _agency(ids: frozenset[int]) -> forms.ModelChoiceField:
    only = next(iter(ids)) if len(ids) == 1 else None
    return forms.ModelChoiceField(
        label="Asking agency",
        queryset=Agency.objects.filter(pk__in=ids),
        empty_label=None,
        initial=only,
        widget=forms.HiddenInput if only else forms.Select,
    )


def _agreement(agencies: frozenset[int]) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label="Agreement",
        queryset=Agreement.objects.filter(agency_id__in=agencies),
        required=False,
        empty_label="None: asked under 26 U.S.C. 6103(i)(2) alone",
        help_text="An agreement limits what may be asked under it; the statute itself needs none.",
    )


class RequestForm(StoredForm):
    """Title, agreement, purpose, items and the cover statements."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    title = Written(
        label="Title",
        max_length=160,
        error_messages={"required": "Give the request a title: a few words by which to find it again."},
        help_text="How you will find it again. It is seen in lists and on letters: name no taxpayer in it.",
        validators=[no_number],
    )
    purpose = Written(
        label="Purpose",
        max_length=4000,
        error_messages={"required": "Say which criminal investigations or proceedings it serves."},
        help_text="The criminal investigations or proceedings it serves. Civil enforcement is no purpose.",
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[no_number],
    )
    items = forms.MultipleChoiceField(
        label="Information asked for",
        choices=_item_choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="What takes a judge's order under 26 U.S.C. 6103(i)(1) blocks the request if asked for.",
        error_messages={"required": "Choose at least one kind of information. Nothing else that you typed was lost."},
    )
    cover_statute = _cover("Statute, as the letter says it")
    cover_reason = _cover("Reason, as the letter says it", 3)
    cover_officer = _cover("Officer, as the letter says it", 1)
    cover_case = _cover("Case, as the letter says it", 1)

    def __init__(self, *args: Any, agencies: frozenset[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid4()
        self.fields["agency"] = _agency(agencies)
        self.fields["agreement"] = _agreement(agencies)
        self.order_fields(["key", "agency", "title", "agreement"])

    def clean(self) -> dict[str, Any]:
        """Refuse another agency's agreement."""
        cleaned = super().clean() or {}
        agency, agreement = cleaned.get("agency"), cleaned.get("agreement")
        if agency and agreement and agreement.agency_id != agency.pk:
            self.add_error("agreement", "This agreement is another agency's. Choose one of the asking agency, or none.")
        return cleaned

    def cover(self) -> dict[str, str]:
        """Return the cover statements by their columns."""
        return {name: self.cleaned_data[name] for name in COVER}

    def changes(self) -> dict[str, object]:
        """Return what the form says, by the columns of a request that the agency may change."""
        agreement = self.cleaned_data["agreement"]
        said: dict[str, object] = {name: self.cleaned_data[name] for name in ("title", "purpose", "items")}
        return {**said, **self.cover(), "agreement_id": agreement and agreement.pk}


def from_request(disclosure_request: DisclosureRequest) -> dict[str, object]:
    """Return the initial values of the form for a request that exists."""
    names = ("agency", "title", "agreement", "purpose", "items", *COVER)
    return {name: getattr(disclosure_request, name) for name in names}
