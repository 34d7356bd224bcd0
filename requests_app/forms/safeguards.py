"""Safeguard findings, their plans, and determinations to refuse, as the IRS's people type them. 26 U.S.C. 6103(p)(4)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from ..models import Agency
from .agreements import SeenForm, day_field
from .base import among
from .irs import NOTHING_YET, words_field
from .meanwhile import StoredForm
from .written import Line


class _OfAgencyForm(forms.Form):
    agency = forms.ModelChoiceField(
        label="Agency",
        queryset=Agency.objects.none(),
        empty_label="Choose an agency",
        error_messages={"required": f"Say whose safeguards they are. {NOTHING_YET}"},
    )

    def __init__(self, *args: Any, agencies: Iterable[int], **kwargs: Any) -> None:
        """`agencies`: ids of those on which the person has the role for it."""
        super().__init__(*args, **kwargs)
        among(self, "agency", Agency.objects.filter(pk__in=list(agencies)))


class FindingForm(_OfAgencyForm):
    """What a safeguard review found."""

    opened_on = day_field("Opened on", missing="Say when it was opened.")
    reference = Line(label="Reference", max_length=120, required=False, help_text="The review's own number.")
    finding = words_field("What was found", "It stays as it is: name no taxpayer.", rows=3, apart=True)
    why = words_field("On what this rests", "Kept in the history.", rows=2, apart=True)


class PlanForm(StoredForm, SeenForm):
    """A corrective plan."""

    plan = words_field("The plan", "What the agency undertakes to do.", rows=3, apart=True)
    due_on = day_field("Due on", "From the day after, the finding counts as open again.")
    why = words_field("On what this rests", "Kept in the history.", rows=2, apart=True)


class AcceptForm(SeenForm):
    """Acceptance of a plan, in writing."""

    why = words_field("Acceptance in writing", "Why this plan answers the finding.", rows=3, apart=True)


class CloseForm(SeenForm):
    """Closing of a finding, in writing."""

    on = day_field("Closed on")
    why = words_field("What shows that it is met", "Kept with the finding.", rows=3, apart=True)


class RefusalForm(_OfAgencyForm):
    """A determination to refuse."""

    on = day_field("Determined on", missing="Say when it was determined.")
    why = words_field(
        "The determination in writing", "Which safeguards aren't met, and until when this holds.", rows=4, apart=True
    )


class LiftForm(SeenForm):
    """The lifting of a determination to refuse."""

    on = day_field("Lifted as of", "From this day on it no longer stops anything.")
    why = words_field("On what this rests", "What shows that the safeguards are met.", rows=3, apart=True)
