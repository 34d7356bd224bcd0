"""Notes on a request: for the IRS alone, or for the agency as well. Who may read is fixed at writing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from .. import access
from ..forms.irs import NoteForm
from ..models import DisclosureRequest, Note
from ..rules.roles import AGENCY_ROLES, IRS_CASE_ROLES
from ..workflow import notes, questions
from . import cases
from .answers import Trouble, done, draw, seen, taken
from .irs_page import found
from .who import DeskRequest


def show(request: DeskRequest, pk: int) -> HttpResponse:
    """Show the notes; write one."""
    disclosure_request = found(request, pk)
    form = NoteForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _draw(request, disclosure_request, form)
    trouble = taken(form, partial(_write_once, request, disclosure_request, form.cleaned_data))
    if trouble is not None or not form.is_valid():
        return _draw(request, disclosure_request, form, trouble)
    done(request, "The note was written.")
    return HttpResponseRedirect(reverse("notes", kwargs={"pk": pk}))


def _write_once(request: DeskRequest, disclosure_request: DisclosureRequest, said: Mapping[str, Any]) -> None:
    """Write the note; a second click of the same form finds it written after the note that the page ended with."""
    access.find_request(request.visitor, disclosure_request.pk, lock=True)
    later = disclosure_request.notes.filter(pk__gt=seen(request), person=request.visitor)
    if not later.filter(text=said["text"], readers=said["readers"]).exists():
        why = "wrote a note"
        notes.write(disclosure_request.pk, by=request.visitor, why=why, readers=said["readers"], text=said["text"])


def _draw(
    request: DeskRequest, disclosure_request: DisclosureRequest, form: NoteForm, trouble: Trouble | None = None
) -> HttpResponse:
    written = list(Note.objects.filter(disclosure_request=disclosure_request).order_by("-pk")[:200])
    wrong_role = questions.role_refusals(disclosure_request, request.visitor, *AGENCY_ROLES, *IRS_CASE_ROLES)
    context = {
        **cases.heading(disclosure_request),
        "form": form,
        "notes": written,
        "last": written[0].pk if written else 0,
        "irs_only": Note.Readers.IRS.value,
        "refusals": wrong_role,
    }
    return draw(request, "irs/notes.html", context, trouble, unfit=bool(form.errors))
