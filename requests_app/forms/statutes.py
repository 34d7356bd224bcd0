"""A statute that the rules don't list, as counsel determines it; and the officers of a roster."""

from __future__ import annotations

from django import forms

from ..models import ListedStatute
from ..workflow.refused import Refused
from ..workflow.statutes import unlisted
from .irs import NOTHING_YET, WORDS, words_field
from .written import Line, Reason, Written, no_number


class StatuteForm(forms.Form):
    """Which citation, what it is, and on what authority."""

    citation = Line(
        label="Citation",
        max_length=120,
        help_text="In any spelling, at the subsection: 18 U.S.C. § 1111(a). What lies below it is determined with it.",
        error_messages={"required": f"Cite the statute. {NOTHING_YET}"},
    )
    kind = forms.ChoiceField(
        label="What it is",
        choices=ListedStatute.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": f"Say what it is. {NOTHING_YET}"},
    )
    about = Written(
        label="What it is about", max_length=200, error_messages={"required": f"Say what it is about. {NOTHING_YET}"}
    )
    why = words_field("On what this rests", "The authority, in words. Kept with the determination.", rows=3, apart=True)

    def clean_citation(self) -> str:
        """Return the canonical form of a citation that the rules don't list."""
        try:
            return unlisted(self.cleaned_data["citation"]).canonical
        except Refused as refused:
            raise forms.ValidationError(f"{' '.join(refused.reasons)} {NOTHING_YET}") from refused


class OfficersForm(forms.Form):
    """Names to put on a roster."""

    names = Line(
        label="Officers",
        max_length=100_000,
        help_text="Name and surname, one officer a line. A title before the name makes no difference.",
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": f"Give at least one name. {NOTHING_YET}"},
    )
    why = Reason(
        label="Why",
        max_length=WORDS,
        validators=[no_number],
        help_text="Kept in the history, beside your name.",
        error_messages={"required": f"Say why: it is kept. {NOTHING_YET}"},
    )
