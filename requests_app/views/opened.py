"""One subject opened by the IRS or oversight: its flags with their evidence, what the agency set forth, each flag's life.

The TIN is shown in full for a stated reason only.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse

from .. import access
from ..forms.oversight import ValuesForm
from ..models import DisclosureRequest
from ..models.subject import Outcome
from ..rules.columns import COLUMNS
from ..rules.evidence import Part, parts
from ..rules.items import attachable
from ..rules.roles import Role
from ..rules.transitions import Status
from ..workflow import showing
from ..workflow.showing import ShownSubject
from . import cases, life, looked, summaries
from .answers import draw, looker
from .irs_page import found
from .who import DeskRequest

LONG = 120
"""Characters. A longer text isn't marked from end to end among what was set forth: the flag beside it says so."""


def show(request: DeskRequest, pk: int, subject_id: int) -> HttpResponse:
    """Open a subject: a recorded look. With a reason, show its TIN in full: a recorded look of its own kind."""
    why = looked.reason(request)
    disclosure_request = found(request, pk)
    roles = cases.held(request, disclosure_request)
    if request.method == "POST" and not roles & showing.FULL_TIN_ROLES:
        raise access.Absent
    form = ValuesForm(request.POST or None)
    if onward := looked.asked(request, form, lambda: [subject_id], disclosure_request):
        return onward
    who = looker(request, disclosure_request, why or "opened a subject")
    shown = showing.subject(disclosure_request, subject_id, who, reveal_tin=bool(why))
    seen = frozenset(flag.code for flag in shown.flags)
    context = {
        **cases.heading(disclosure_request),
        "subject": shown,
        "lines": lines(shown),
        "lives": life.lives(shown.id, summaries.codes_for(True) | seen, irs_side=True),
        "form": form,
        "revealed": bool(why),
        "may_reveal": bool(roles & showing.FULL_TIN_ROLES) and bool(shown.tin_masked),
        "back": reverse("subjects", kwargs={"pk": pk}),
        "attach_url": _attach_url(disclosure_request, shown),
        "account_url": reverse("subject_account", args=[pk, subject_id]) if Role.OVERSIGHT in roles else "",
        "looks_url": _looks_url(disclosure_request, shown) if Role.OVERSIGHT in roles else "",
    }
    return draw(request, "irs/subject.html", context)


def _attach_url(disclosure_request: DisclosureRequest, shown: ShownSubject) -> str:
    """Return where an item is attached to this subject, '' where none can be."""
    wanted = attachable(frozenset(disclosure_request.items)) and disclosure_request.status == Status.FULFILMENT
    named = {"pk": disclosure_request.pk, "subject_id": shown.id}
    return reverse("item_new", kwargs=named) if wanted and shown.outcome == Outcome.APPROVED else ""


def _looks_url(disclosure_request: DisclosureRequest, shown: ShownSubject) -> str:
    return reverse("subject_looks", kwargs={"pk": disclosure_request.pk, "subject_id": shown.id})


def lines(shown: ShownSubject) -> list[tuple[str, tuple[Part, ...]]]:
    """Return what the agency set forth, column by column, with the words that raised flags marked."""
    return [
        (column.label, parts(shown.fields[id], _spans(shown, id)))
        for id, column in COLUMNS.items()
        if shown.fields.get(id)
    ]


def _spans(shown: ShownSubject, column: str) -> list[tuple[int, int]]:
    marks = [(mark.start, mark.end) for flag in shown.flags for mark in flag.marks if mark.field == column]
    whole = len(shown.fields[column].strip())
    return [(start, end) for start, end in marks if end - start < whole or whole <= LONG]
