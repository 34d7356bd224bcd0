"""One subject opened by the IRS or oversight: all that the agency set forth, the flags; the TIN in full for a stated reason."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse

from ..forms.columns import COLUMNS
from ..forms.oversight import ValuesForm
from ..workflow import showing
from . import cases
from .answers import draw, looker
from .irs_page import found
from .who import DeskRequest


def show(request: DeskRequest, pk: int, subject_id: int) -> HttpResponse:
    """Open a subject: a recorded look. With a reason, show its TIN in full: a recorded look of its own kind."""
    disclosure_request = found(request, pk)
    form = ValuesForm(request.POST or None)
    asked = request.method == "POST" and form.is_valid()
    why = form.cleaned_data["why"] if asked else "opened a subject"
    shown = showing.subject(disclosure_request, subject_id, looker(request, disclosure_request, why), reveal_tin=asked)
    roles = cases.held(request, disclosure_request)
    context = {
        **cases.heading(disclosure_request),
        "subject": shown,
        "lines": [(column.label, shown.fields[id]) for id, column in COLUMNS.items() if shown.fields.get(id)],
        "form": form,
        "revealed": asked,
        "may_reveal": bool(roles & showing.FULL_TIN_ROLES) and bool(shown.tin_masked),
        "back": reverse("subjects", kwargs={"pk": pk}),
    }
    return draw(request, "irs/subject.html", context)
