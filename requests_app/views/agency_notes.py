"""A note that the agency's people write to the IRS: both sides read it."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse

from .. import access
from ..forms.signing import NoteToIrsForm
from ..models import DisclosureRequest, Note
from ..rules.roles import AGENCY_ROLES
from ..workflow import notes
from . import cases
from .answers import Trouble, done, draw, held, number_in, taken, to_request
from .who import DeskRequest


def write(request: DeskRequest, pk: int) -> HttpResponse:
    """Write a note on a request, for the IRS to read."""
    case = access.find_request(request.visitor, pk)
    if not held(request, case) & AGENCY_ROLES:
        raise access.Absent
    form = NoteToIrsForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, case, form)
    trouble = taken(form, partial(_write_once, request, case, form.cleaned_data["text"]))
    if trouble is not None or not form.is_valid():
        return _page(request, case, form, trouble)
    done(request, "The note was written. The IRS can read it.")
    return to_request(case, "notes")


def _write_once(request: DeskRequest, case: DisclosureRequest, text: str) -> None:
    """Write the note; a second click of the same form finds it written since the page was opened."""
    access.find_request(request.visitor, case.pk, lock=True)
    since = Note.objects.filter(disclosure_request=case, pk__gt=number_in(request.POST.get("last", "")))
    if not since.filter(person=request.visitor, text=text).exists():
        notes.write(case.pk, by=request.visitor, why="wrote a note", readers=Note.Readers.AGENCY, text=text)


def _page(
    request: DeskRequest, case: DisclosureRequest, form: NoteToIrsForm, trouble: Trouble | None = None
) -> HttpResponse:
    written = Note.objects.filter(disclosure_request=case)
    last = written.order_by("-pk").values_list("pk", flat=True).first() or 0
    context = {**cases.heading(case), "form": form, "last": last}
    return draw(request, "requests/note.html", context, trouble, unfit=bool(form.errors))
