"""Court orders as counsel enters, changes, serves and lifts them, and as a person acknowledges one: data, never a constant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from ..models import Agency, Agreement, Batch, DisclosureRequest, Hold, Person, Subject
from ..rules import numbering
from ..rules.holds import ACKNOWLEDGE_WITHIN, ACTS, APPEALS, DAYS_TO_ACKNOWLEDGE, KINDS, MOST_DAYS, wrong_days
from ..rules.statutes.offences import canonical
from .base import among, whole_number
from .irs import NOTHING_YET, WORDS, rows_named, words_field
from .meanwhile import StoredForm
from .written import Line, Written, no_number

SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("The order", ("kind", "court", "docket", "judge", "citation", "issued_on", "starts", "until")),
    ("What it bars, and whom it binds", ("binds", "acts", "words", "acknowledge_within")),
    ("What it covers", ("agency", "agreement", "statute", "number", "upload", "rows")),
    ("What is excepted", ("exceptions", "excepted")),
    ("Other orders and appeal", ("supersedes", "superseded_by", "appeal", "appeal_on", "appeal_words")),
    ("On what the change rests", ("citation_of_change", "why")),
)
"""The parts of the form, in the order in which an order is read."""


def _text(label: str, missing: str, hint: str, length: int) -> forms.CharField:
    return Written(
        label=label, help_text=hint, max_length=length, error_messages={"required": f"{missing} {NOTHING_YET}"}
    )


def _day(label: str, hint: str = "", missing: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        required=bool(missing),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": f"{missing} {NOTHING_YET}",
            "invalid": f"This isn't a day: write it as 2026-02-05. {NOTHING_YET}",
        },
    )


def _long(label: str, hint: str, *, validators: Sequence[Callable[[str], None]] = ()) -> forms.CharField:
    return Line(
        label=label,
        help_text=hint,
        required=False,
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
        validators=validators,
    )


def told_apart(order: Hold) -> str:
    """Return an order as it is offered among others: two of one docket differ in their citation or their day."""
    return f"{order}: {order.citation}, in force from {order.starts:%B} {order.starts.day}, {order.starts.year}"


class _ToldApart:
    """Orders to choose from, each with what tells it from the others."""

    def label_from_instance(self, obj: Hold) -> str:
        """Return what tells it from the others."""
        return told_apart(obj)


class OneOrder(_ToldApart, forms.ModelChoiceField):
    """A choice of one order."""


class SeveralOrders(_ToldApart, forms.ModelMultipleChoiceField):
    """A choice of several orders."""


class OrderForm(forms.Form):
    """A court order: what it is, whom it binds, what it bars, what it covers and excepts, from when."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label="Kind of order", choices=[(id, words.capitalize()) for id, words in KINDS.items()])
    court = _text("Court", "Say which court made the order.", "For example: D.D.C.", 120)
    docket = _text("Docket", "Give the number of the docket.", "For example: 25-cv-00457.", 60)
    judge = Line(label="Judge", max_length=120, required=False)
    citation = _text(
        "Citation", "Give the order's citation.", "As it will be shown beside every act that it stops.", 200
    )
    issued_on = _day("Date of the order", missing="Give the date of the order.")
    starts = _day(
        "In force from", "The date of the order, or a later day: it binds from then on.", "Say from which day."
    )
    until = _day("Last day", "Only if the order's own words end it.")
    binds = _text("Whom it binds", "Say whom the order binds.", "For example: the IRS.", 200)
    acts = forms.MultipleChoiceField(
        label="What it bars",
        choices=[(id, words.capitalize()) for id, words in ACTS.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": f"Say what the order bars. {NOTHING_YET}"},
    )
    words = words_field(
        "What the order says, in words", "Kept with the order, and shown to whom it concerns.", rows=3, apart=True
    )
    acknowledge_within = forms.IntegerField(
        label="Days to acknowledge it",
        min_value=1,
        max_value=MOST_DAYS,
        initial=ACKNOWLEDGE_WITHIN,
        error_messages=whole_number(f"{DAYS_TO_ACKNOWLEDGE} {NOTHING_YET}"),
        help_text="Whoever received a package that it covers is served at once and has this long to acknowledge it.",
    )
    agency = forms.ModelChoiceField(
        label="Only requests of", queryset=Agency.objects.none(), required=False, empty_label="Every agency"
    )
    agreement = forms.ModelChoiceField(
        label="Only requests under",
        queryset=Agreement.objects.none(),
        required=False,
        empty_label="Any agreement, or none",
    )
    statute = forms.CharField(
        label="Only subjects for whom this statute is cited",
        max_length=60,
        required=False,
        help_text="Such as 8 U.S.C. 1253(a)(1). Its parts, and the section cited without a part, are covered too.",
    )
    number = forms.CharField(
        label="Only the request numbered", max_length=40, required=False, help_text="Empty: not one request alone."
    )
    upload = forms.IntegerField(
        label="Only its file", required=False, min_value=1, help_text="The number of an upload of this request."
    )
    rows = forms.CharField(
        label="Only its subjects",
        required=False,
        max_length=WORDS,
        help_text=numbering.HINT,
    )
    exceptions = _long("Exceptions, in words", "What the order itself excepts.", validators=(no_number,))
    excepted = _long(
        "Requests and subjects excepted",
        "One request a line: its number, or its number and subjects, such as ICE-1 subjects 3, 7-9.",
    )
    supersedes = SeveralOrders(
        label="It takes the place of",
        queryset=Hold.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="These don't bind any more from the day on which this one does.",
    )
    appeal = forms.ChoiceField(
        label="Appeal",
        choices=[("", "None known"), *((id, words.capitalize()) for id, words in APPEALS.items())],
        required=False,
        help_text="An appeal changes nothing of what binds: lift or change the order when a court does.",
    )
    appeal_on = _day("Date of that")
    appeal_words = _long("On the appeal, in words", "Court, docket, what was decided.", validators=(no_number,))

    def __init__(self, *args: Any, agencies: Iterable[int], others: Iterable[Hold] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = frozenset(agencies)
        among(self, "agency", Agency.objects.filter(pk__in=self.agencies))
        under = Agreement.objects.filter(agency_id__in=self.agencies)
        among(self, "agreement", under)
        for name in {"supersedes", "superseded_by"} & self.fields.keys():
            known = Hold.objects.filter(pk__in=[order.pk for order in others])
            among(self, name, known)

    def sections(self) -> Iterator[tuple[str, list[BoundField]]]:
        """Yield the parts of the form with their fields; parts without any are left out."""
        for title, names in SECTIONS:
            fields = [self[name] for name in names if name in self.fields]
            if fields:
                yield title, fields

    def clean_statute(self) -> str:
        """Return the statute in canonical form."""
        given = self.cleaned_data["statute"].strip()
        read = canonical(given)
        if given and not read:
            raise forms.ValidationError(
                f"This can't be read as a citation. Write it as 8 U.S.C. 1253(a)(1). {NOTHING_YET}"
            )
        return read

    def clean_number(self) -> DisclosureRequest | None:
        """Return the one request that the order names, if it names one."""
        number = self.cleaned_data["number"].strip()
        return self._request(number) if number else None

    def _request(self, number: str) -> DisclosureRequest:
        found = DisclosureRequest.objects.filter(number__iexact=number, agency_id__in=self.agencies).first()
        if found is None:
            raise forms.ValidationError(f"There is no request with the number {number[:40]}. {NOTHING_YET}")
        return found

    def clean_excepted(self) -> tuple[list[int], list[int]]:
        """Return the ids of the requests excepted as a whole, and of the subjects excepted by number."""
        requests, subjects = list[int](), list[int]()
        for line in self.cleaned_data["excepted"].splitlines():
            number, _, rest = line.strip().partition(" ")
            if not number:
                continue
            one, rows = self._request(number), re.sub(r"^(subjects?|rows?)\b", "", rest.strip()).strip(" :")
            if rows:
                subjects += _subjects(one, rows)
            else:
                requests.append(one.pk)
        return requests, subjects

    def clean(self) -> dict[str, Any]:
        """Find the file and the subjects in the request that the order names; refuse days that can't be."""
        cleaned = super().clean() or {}
        for name, sentence in wrong_days(cleaned.get("issued_on"), cleaned.get("starts"), None).items():
            self.add_error(name, f"{sentence} {NOTHING_YET}")
        one, upload, rows = cleaned.get("number"), cleaned.get("upload"), (cleaned.get("rows") or "").strip()
        cleaned["batch"], cleaned["subject_ids"] = None, []
        if (upload or rows) and one is None and "number" not in self.errors:
            self.add_error("number", f"Name the request of this file or of these subjects. {NOTHING_YET}")
        if upload and one is not None:
            cleaned["batch"] = Batch.objects.filter(pk=upload, disclosure_request=one).first()
            if cleaned["batch"] is None:
                self.add_error("upload", f"This request has no upload with this number. {NOTHING_YET}")
        if rows and one is not None:
            try:
                cleaned["subject_ids"] = _subjects(one, rows)
            except forms.ValidationError as error:
                self.add_error("rows", error)
        return cleaned

    def terms(self) -> dict[str, Any]:
        """Return the order as the workflow takes it."""
        aside = ("key", "seen", "number", "upload", "rows", "excepted", "supersedes", "citation_of_change", "why")
        said = {name: value for name, value in self.cleaned_data.items() if name not in aside}
        requests, subjects = self.cleaned_data["excepted"]
        return {
            **said,
            "disclosure_request": self.cleaned_data["number"],
            "excepted_request_ids": requests,
            "excepted_subject_ids": subjects,
        }


def _subjects(one: DisclosureRequest, text: str) -> list[int]:
    """Return the ids of subjects typed by their numbers in a request. Raises ValidationError for one that isn't there."""
    rows = rows_named(text)
    found = dict(Subject.objects.filter(disclosure_request=one, row__in=rows).values_list("row", "id"))
    missing = [row for row in rows if row not in found]
    if missing:
        raise forms.ValidationError(f"{one.number} has no {numbering.subject(missing[0])}. {NOTHING_YET}")
    return [found[row] for row in rows]


class ChangeForm(StoredForm, OrderForm):
    """What an order says from now on, and on what that rests."""

    superseded_by = OneOrder(
        label="Another order takes its place",
        queryset=Hold.objects.none(),
        required=False,
        empty_label="None",
        help_text="From the day on which the other binds, this one doesn't.",
    )
    citation_of_change = _text(
        "Citation of what changes it", "Give the citation on which the change rests.", "The order or opinion.", 200
    )
    why = words_field("In words", "Why it is changed. Kept in the order's history.", rows=3, apart=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["supersedes"]
        self.fields["issued_on"].required = False


def initial_of(order: Hold) -> dict[str, Any]:
    """Return what the form of an order shows of it as it stands."""
    plain = [name for name in ChangeForm.base_fields if hasattr(order, name)]
    of_rows = dict(Subject.objects.filter(pk__in=order.subject_ids).values_list("pk", "row"))
    return {
        **{name: getattr(order, name) for name in plain if name not in ("supersedes", "excepted")},
        "number": order.disclosure_request.number if order.disclosure_request else "",
        "upload": order.batch_id,
        "rows": ", ".join(str(row) for row in sorted(of_rows.values())),
        "excepted": "\n".join(_excepted_lines(order)),
        "seen": order.version,
    }


def _excepted_lines(order: Hold) -> list[str]:
    whole = DisclosureRequest.objects.filter(pk__in=order.excepted_request_ids).values_list("number", flat=True)
    by_number: dict[str, list[int]] = {}
    parts = Subject.objects.filter(pk__in=order.excepted_subject_ids).order_by("disclosure_request__number", "row")
    for number, row in parts.values_list("disclosure_request__number", "row"):
        by_number.setdefault(number, []).append(row)
    return [*whole, *(f"{number} {numbering.subjects(rows)}" for number, rows in by_number.items())]


class LiftForm(forms.Form):
    """From when an order no longer stands, and why."""

    on = _day(
        "Lifted as of",
        "From this day on it no longer stops anything. Not after today; one not in force yet, as of its first day.",
        "Say as of which day.",
    )
    citation = _text(
        "Citation of what lifts it",
        "Give the citation of the order or opinion that lifts it.",
        "Kept with the order.",
        200,
    )
    why = words_field("In words", "Why it is lifted. Kept with the order.", rows=3, apart=True)


class ServeForm(forms.Form):
    """On whom an order is served, how, and by when it is to be acknowledged."""

    person = forms.ModelChoiceField(
        label="Person",
        queryset=Person.objects.none(),
        empty_label="Choose a person",
        error_messages={"required": f"Choose the person. {NOTHING_YET}"},
    )
    method = _text("How it was served", "Say how it was served.", "For example: by hand, with a copy.", 120)
    acknowledge_by = _day("To be acknowledged by", missing="Say by which day.")

    def __init__(self, *args: Any, people: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = Person.objects.filter(pk__in=list(people), is_active=True).order_by("last_name", "first_name")
        among(self, "person", chosen)


class AcknowledgeForm(forms.Form):
    """The person's own statement that he or she has read the order and will keep to it."""

    read = forms.BooleanField(
        error_messages={"required": "The statement isn't made, so nothing was recorded. Tick it if it is true."}
    )
    words = _long("Anything to add", "Kept with your acknowledgement. Name no taxpayer.", validators=(no_number,))

    def __init__(self, *args: Any, statement: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._state(statement)

    def _state(self, statement: str) -> None:
        self.statement = statement
        self.fields["read"].label = statement

    def read_anew(self, statement: str) -> None:
        """Ask for another statement: the tick was under the earlier one, the words that were added stay."""
        self._state(statement)
        self.data = {name: value for name, value in self.data.items() if name != "read"}

    def said(self) -> str:
        """Return the statement with the words added to it."""
        return " ".join(part for part in (self.statement, self.cleaned_data["words"].strip()) if part)
