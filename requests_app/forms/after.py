"""What is typed after a release: acts of custody, incidents and what is done about them, re-audits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms

from ..models import Agency
from ..rules import numbering
from ..rules.custody import LONGEST_EXTENSION
from ..rules.incidents import Kind
from ..rules.retention import SHORTENED, shortened_alike
from .agreements import SeenForm, day_field
from .base import among, offer
from .irs import NOTHING_YET, words_field
from .meanwhile import StoredForm
from .written import Line, Written

ROWS_HINT = f"{numbering.HINT} Empty: the whole release."
NO_NAMES = f"Name no taxpayer: {numbering.INSTEAD}. It stays as it is."


class KeyedForm(forms.Form):
    """A form that two clicks send as one: it carries a key of its own."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid4())

    def clean_key(self) -> UUID:
        """Return the key; a new one if the form doesn't say."""
        found = self.cleaned_data["key"]
        return found if isinstance(found, UUID) else uuid4()


class ActForm(KeyedForm, SeenForm):
    """A form that two clicks send as one, and that two tabs don't send as two: it also carries what the person saw."""


def moment_field(label: str, hint: str) -> forms.DateTimeField:
    """Return a field for a moment, in the time of Washington."""
    wrong = f"Give a day and a time, as in 2026-11-22 14:30. {NOTHING_YET}"
    return forms.DateTimeField(
        label=label,
        help_text=f"{hint} Washington time.",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
        error_messages={"required": wrong, "invalid": wrong},
    )


class MovedForm(ActForm):
    """Who keeps it from now on, and where."""

    custodian = Written(
        label="Custodian",
        max_length=160,
        help_text="The officer or employee who answers for it from that day on.",
        error_messages={"required": f"Name who answers for the information. {NOTHING_YET}"},
    )
    location = Written(
        label="Location",
        max_length=200,
        help_text="The secure place where it is kept: system, room or safe.",
        error_messages={"required": f"Say where the information is kept. {NOTHING_YET}"},
    )
    on = day_field("From")
    why = words_field("Why", NO_NAMES, rows=2)


class UsedForm(ActForm):
    """A certificate of use."""

    used_by = forms.MultipleChoiceField(
        label="Used by",
        widget=forms.CheckboxSelectMultiple,
        help_text="Officers of your agency's roster who were personally and directly engaged.",
        error_messages={"required": f"Say who of the roster used it. {NOTHING_YET}"},
    )
    on = day_field("Last day of use")
    why = words_field("What it was used for", f"The proceeding or investigation. {NO_NAMES}", rows=3)

    def __init__(self, *args: Any, roster: Iterable[str], **kwargs: Any) -> None:
        """`roster`: names of the agency's officers."""
        super().__init__(*args, **kwargs)
        offer(self, "used_by", [(name, name) for name in roster])


class UnusedForm(ActForm):
    """A certificate that it wasn't used."""

    on = day_field("Not used until and including")
    why = words_field("Why it wasn't used", NO_NAMES, rows=3)


class ExtendedForm(ActForm):
    """An extension of the day of return or destruction."""

    on = day_field(
        "New day",
        f"The last day by which it is returned or destroyed: at most {LONGEST_EXTENSION.days} days beyond the one that stands.",
    )
    why = words_field("Extension in writing", f"On what it rests. The agency reads it. {NO_NAMES}", rows=3)


class ReturnedForm(ActForm):
    """A certificate of return."""

    on = day_field("Returned on")
    why = words_field("What was returned, how, and to whom", f"Every copy counts. {NO_NAMES}", rows=3)


class DestroyedForm(ActForm):
    """A certificate of destruction."""

    on = day_field("Destroyed on")
    why = words_field("What was destroyed, and how", f"Every copy counts, backups too. {NO_NAMES}", rows=3)


class IncidentForm(ActForm):
    """Something went wrong with what was released."""

    kind = forms.ChoiceField(
        label="What happened",
        widget=forms.RadioSelect,
        error_messages={"required": f"Say what kind it is. {NOTHING_YET}"},
    )
    rows = forms.CharField(label="Subjects concerned", max_length=2000, required=False, help_text=ROWS_HINT)
    noticed_by = Written(
        label="Who noticed it",
        max_length=160,
        help_text="An official's name and office. Never a taxpayer's.",
        error_messages={"required": f"Say who noticed it. {NOTHING_YET}"},
    )
    noticed_at = moment_field("When it was noticed", "Since the release left. The report's time counts from here.")
    happened_on = day_field(
        "When it happened", "Since the release left, and until it was noticed. Empty: not known.", required=False
    )
    why = words_field("What happened, in words", f"{NO_NAMES} The report leaves these words out.", rows=4)

    def __init__(self, *args: Any, kinds: Iterable[Kind], **kwargs: Any) -> None:
        """`kinds`: what this person's side may report."""
        super().__init__(*args, **kwargs)
        offer(self, "kind", [(kind.value, kind.label) for kind in kinds])


class DoneForm(forms.Form):
    """What was done about an incident."""

    done_at = moment_field("When it was done", "Since the incident was noticed, and not in the future.")
    reference = Line(
        label="Reference", max_length=120, required=False, help_text="The receiver's own number, if there is one."
    )
    why = words_field("In words", NO_NAMES, rows=3)

    def clean_done_at(self) -> datetime:
        """Return the moment as it was typed."""
        found = self.cleaned_data["done_at"]
        if not isinstance(found, datetime):
            raise forms.ValidationError(NOTHING_YET)
        return found


class BeginForm(SeenForm):
    """Whose releases are judged again, and why."""

    agency = forms.ModelChoiceField(
        label="Agency",
        queryset=Agency.objects.none(),
        empty_label="Choose an agency",
        error_messages={"required": f"Say whose releases. {NOTHING_YET}"},
    )
    why = words_field("Why", "Kept with the run.", rows=2)

    def __init__(self, *args: Any, agencies: Iterable[int], **kwargs: Any) -> None:
        """`agencies`: ids of those whose releases the person may have judged again."""
        super().__init__(*args, **kwargs)
        among(self, "agency", Agency.objects.filter(pk__in=list(agencies)))


class DisposalForm(SeenForm):
    """A proposal to dispose of something, or its confirmation. `seen`: the proposal that the page showed, 0 for none."""

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = "Kept with the request's history. Name no taxpayer."
        self.fields["why"] = words_field(label, hint, rows=3)


class PeriodForm(StoredForm, SeenForm):
    """How long something is kept."""

    def __init__(self, *args: Any, unit: str, most: int, **kwargs: Any) -> None:
        """`unit`: days or years; `most`: the longest that may be set."""
        super().__init__(*args, **kwargs)
        bounds = f"A whole number from 1 to {most:,}. {NOTHING_YET}"
        self.fields["length"] = forms.IntegerField(
            label=f"New period, in {unit}",
            min_value=1,
            max_value=most,
            error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), bounds),
        )
        self.fields["citation"] = Written(
            label="Citation",
            max_length=200,
            help_text="The schedule or section on which it rests. A shorter period needs another than the present one.",
            error_messages={"required": f"Give the citation on which the period rests. {NOTHING_YET}"},
        )
        self.fields["why"] = words_field("Why", "Kept in the history, beside your name.", rows=2, apart=True)

    def clean(self) -> dict[str, Any]:
        """Say at its field that a shorter period needs another citation than the one that stands."""
        said = self.cleaned_data
        if {"length", "citation"} <= said.keys() and shortened_alike(
            said["length"], said["citation"], self.initial["length"], self.initial["citation"]
        ):
            self.add_error("citation", SHORTENED)
        return said
