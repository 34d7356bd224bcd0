"""What the IRS's people type on a request: reasons, determinations, clearances, approvals, packages, notes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet

from ..models import Note, Person
from ..models.subject import Outcome
from ..rules import numbering
from ..rules.reason_codes import REASONS, UNDISCLOSED
from ..rules.statute import ELEMENTS, Element
from .base import among, offer
from .stock import NOTHING_YET
from .written import Reason, Written, no_number

WORDS = 4000
"""Characters. The longest text that a decision takes."""

SPARED = f"Needed but for “{REASONS[UNDISCLOSED].label}”: for that reason no words are kept, so leave this empty."
"""What the field for words says to whoever may give that reason."""

FINAL = (
    "Either is final for these subjects, whatever happens to the rest: if the request is returned, what the agency corrects "
    "there brings none of them back."
)
"""What is said wherever subjects are set aside."""

KEPT = "Kept with the decision. Name no taxpayer."
READ = f"{KEPT} Unless the reason reads as not disclosed, the agency reads them: don’t say what records hold."
"""What is said of the words on a decision: of those that the agency never reads, and of those that it may."""

MOST_ROWS = 10_000
"""Subjects that may be named one by one in a form."""


def words_field(label: str, hint: str, *, rows: int = 4, missing: str = "", apart: bool = False) -> forms.CharField:
    """Return a field for words that history keeps.

    `apart`: no workflow compares them with a request's taxpayers, so that the field refuses a number in the shape of a TIN.
    """
    return Reason(
        validators=[no_number] if apart else [],
        label=label,
        max_length=WORDS,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing or f"Put it in writing: these words are kept. {NOTHING_YET}"},
    )


class WordsForm(forms.Form):
    """One act in writing: the words say why."""

    def __init__(self, *args: Any, label: str, hint: str, rows: int = 4, apart: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"] = words_field(label, hint, rows=rows, apart=apart)


def _codes(barred: Collection[str] = ()) -> list[tuple[str, str]]:
    return [(id, f"{r.label} ({r.citation})") for id, r in REASONS.items() if id not in barred]


class ReasonsForm(forms.Form):
    """Why a request is returned or denied: coded reasons, several at once, and words."""

    codes = forms.MultipleChoiceField(
        label="Reasons",
        widget=forms.CheckboxSelectMultiple,
        help_text="Choose every one that holds. The agency reads the sentence that belongs to each.",
        error_messages={"required": f"Choose at least one reason. {NOTHING_YET}"},
    )
    why = words_field(
        "In words",
        "The agency reads this. Say what is wrong and what would cure it; name no taxpayer.",
        missing=f"Say it in words as well: the agency has to know what to do. {NOTHING_YET}",
    )

    def __init__(self, *args: Any, barred: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "codes", _codes(barred))


class AssignForm(forms.Form):
    """To whom the request is assigned, or back to the pool."""

    to = forms.ModelChoiceField(
        label="Assign to", queryset=Person.objects.none(), required=False, empty_label="Nobody: back to the pool"
    )
    why = Reason(
        label="Why",
        max_length=400,
        help_text="Kept in the request's history.",
        error_messages={"required": f"Say why, in a few words. {NOTHING_YET}"},
    )

    def __init__(self, *args: Any, people: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = Person.objects.filter(pk__in=list(people), is_active=True).order_by("last_name", "first_name")
        among(self, "to", chosen)


def rows_named(text: str) -> list[int]:
    """Return the numbers of subjects typed as '3, 7, 12-15'. Raises ValidationError for anything else, or for too many."""
    spans, wrong = numbering.spans_typed(text)
    if not spans:
        raise forms.ValidationError(f"{wrong or 'Name the subjects.'} {NOTHING_YET}")
    if sum(last - first + 1 for first, last in spans) > MOST_ROWS:
        raise forms.ValidationError(f"Name at most {MOST_ROWS:,} subjects. {NOTHING_YET}")
    return sorted({number for first, last in spans for number in range(first, last + 1)})


class ReasonedForm(forms.Form):
    """A reason and words on it, but for the one reason of which no words are kept."""

    def spare_words(self, barred: Collection[str]) -> None:
        """Say that no words are kept for that reason, to whoever may give it, and don't require them."""
        if UNDISCLOSED not in barred:
            self.fields["why"].required = False
            self.fields["why"].help_text = f"{self.fields['why'].help_text} {SPARED}"

    def clean_why(self) -> str:
        """Return the words; none for that reason, and for no other may they be missing."""
        if self.cleaned_data.get("code") == UNDISCLOSED:
            return ""
        words = str(self.cleaned_data["why"])
        if not words:
            raise forms.ValidationError(self.fields["why"].error_messages["required"])
        return words


class SetAsideForm(ReasonedForm):
    """Which subjects don't go on with the rest, as what, and for which reason."""

    which = forms.ChoiceField(
        label="Which subjects",
        choices=[("blocked", "Every standing subject with a blocking flag"), ("rows", "The subjects named below")],
        widget=forms.RadioSelect,
        error_messages={"required": f"Say which subjects. {NOTHING_YET}"},
    )
    rows = forms.CharField(label="Subjects", required=False, max_length=WORDS, help_text=numbering.HINT)
    outcome = forms.ChoiceField(
        label="What becomes of them",
        choices=[
            (Outcome.RETURNED.value, "Returned: they may come back in a successor request"),
            (Outcome.DENIED.value, "Denied"),
        ],
        widget=forms.RadioSelect,
        help_text=FINAL,
        error_messages={"required": f"Say what becomes of them. {NOTHING_YET}"},
    )
    code = forms.ChoiceField(
        label="Reason",
        help_text="One for all of them. What the agency will read for each stands below.",
        error_messages={"required": f"Choose the reason. {NOTHING_YET}"},
    )
    why = words_field("In words", READ, rows=3)

    def __init__(self, *args: Any, barred: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "code", [("", "Choose a reason"), *_codes(barred)])
        self.spare_words(barred)

    def clean(self) -> dict[str, Any]:
        """Read the subjects named."""
        cleaned = super().clean() or {}
        if cleaned.get("which") == "rows":
            try:
                cleaned["numbers"] = rows_named(cleaned.get("rows") or "")
            except forms.ValidationError as error:
                self.add_error("rows", error)
        return cleaned


class ElementForm(forms.Form):
    """One element of the determination: yes or no, with words."""

    yes = forms.ChoiceField(choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect)
    words = words_field("Words", "What the answer rests on.", rows=2)

    def __init__(self, data: Any = None, *, id: str, element: Element) -> None:
        super().__init__(data, prefix=id)
        self.element = element
        answer, words = self.fields["yes"], self.fields["words"]
        answer.label, answer.help_text = element.question, element.citation
        answer.error_messages["required"] = "Answer yes or no."
        words.label = f"Words on: {id.replace('_', ' ')}"
        words.error_messages["required"] = "Say what the answer rests on."


class DeterminationForm(forms.Form):
    """Counsel's determination: every element of `statute.ELEMENTS` answered, and a conclusion."""

    why = words_field("Conclusion", "In a sentence or two, for the record. Name no taxpayer.", rows=3)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.parts = [ElementForm(data, id=id, element=element) for id, element in ELEMENTS.items()]

    def is_valid(self) -> bool:
        """Whether the conclusion and every element are answered; every part is asked, so that every gap shows."""
        return all([part.is_valid() for part in self.parts] + [super().is_valid()])

    def tell(self, fields: Mapping[str, list[str]]) -> None:
        """Say what is wrong with the conclusion or an element's field, each known by its name on the page."""
        named = {part.add_prefix(name): (part, name) for part in [*self.parts, self] for name in part.fields}
        for on_page, sentences in fields.items():
            part, name = named[on_page]
            part.add_error(name, sentences)

    def gaps(self) -> list[tuple[str, str]]:
        """Return the address on the page and the sentence of each error, in the order of the page."""
        named = [(f"Element {n}: ", part) for n, part in enumerate(self.parts, 1)]
        found = [(name, field) for name, part in [*named, ("Conclusion: ", self)] for field in part]
        return [(f.id_for_label or f.auto_id, f"{name}{error}") for name, f in found for error in f.errors]

    def elements(self) -> dict[str, dict[str, object]]:
        """Return the answers by element, as the workflow takes them."""
        answers = {part.prefix or "": part.cleaned_data for part in self.parts}
        return {id: {"yes": said["yes"] == "yes", "words": said["words"]} for id, said in answers.items()}


class ClearForm(forms.Form):
    """Why a review flag is cleared, and for which subjects, of whom which were opened."""

    subjects = forms.CharField(widget=forms.HiddenInput, required=False)
    opened = forms.CharField(widget=forms.HiddenInput, required=False)
    leave = forms.Field(widget=forms.MultipleHiddenInput, required=False)
    why = words_field(
        "Why it may be cleared",
        "A reason of its own for these, not a formula. Kept with the clearance. Name no taxpayer.",
        missing=f"A flag is cleared in writing: say why. {NOTHING_YET}",
    )

    def clean_leave(self) -> list[int]:
        """Return the ids of those of the sample that stay flagged."""
        return ids_in(",".join(self.cleaned_data["leave"] or []))

    def clean_subjects(self) -> list[int]:
        """Return the ids of the subjects to clear."""
        return ids_in(self.cleaned_data["subjects"])

    def clean_opened(self) -> list[int]:
        """Return the ids of the sample."""
        return ids_in(self.cleaned_data["opened"])


def ids_in(text: str) -> list[int]:
    """Return the ids of a hidden field. Raises ValidationError for anything but numbers."""
    parts = [part for part in text.split(",") if part]
    if not all(part.isascii() and part.isdecimal() and len(part) < 19 for part in parts):
        raise forms.ValidationError(f"The list of subjects is damaged: open the page anew. {NOTHING_YET}")
    return [int(part) for part in parts]


class PrepareForm(forms.Form):
    """Who receives the package: an officer on the agency's roster who can sign in here."""

    recipient = forms.ModelChoiceField(
        label="Recipient",
        queryset=Person.objects.none(),
        empty_label="Choose a recipient",
        help_text="Officers on the agency's roster with sign-in as its liaison. Only this person can open the package.",
        error_messages={"required": f"Choose who receives it. {NOTHING_YET}"},
    )
    letters = forms.BooleanField(
        label="With a letter for each taxpayer", required=False, help_text="One PDF each. It takes longer for many."
    )
    why = words_field("Note of preparation", "Kept in the request's history. Name no taxpayer.", rows=2)

    def __init__(self, *args: Any, recipients: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = Person.objects.filter(pk__in=list(recipients)).order_by("last_name", "first_name")
        among(self, "recipient", chosen)
        self.chosen = chosen

    def recipients(self) -> QuerySet[Person]:
        """Return who may be chosen."""
        return self.chosen


class NoteForm(forms.Form):
    """A note, and who may read it."""

    readers = forms.ChoiceField(
        label="Who may read it",
        choices=[(Note.Readers.IRS.value, "The IRS only"), (Note.Readers.AGENCY.value, "The agency and the IRS")],
        widget=forms.RadioSelect,
        help_text="Fixed at writing: it can't be changed afterwards.",
        error_messages={"required": "Say who may read it. Nothing was written yet."},
    )
    text = Written(
        label="Note",
        max_length=WORDS,
        help_text="Name no taxpayer.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "A note needs words. Nothing was written yet."},
    )
