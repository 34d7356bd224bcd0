"""Confirming a receipt in the place of a recipient who opened the package and can't confirm it any more."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from .. import access
from ..forms.signing import StandInForm
from ..models import Release
from ..rules.needs import SENT
from ..rules.transitions import Act
from ..workflow import custody, fulfilment, holding, questions
from . import cases
from .answers import KEPT_AS_IT_WAS, Trouble, done, draw, taken
from .who import DeskRequest

SAID = "Receipt is confirmed, in the recipient’s place. The custodian answers for the information from now on."


def confirm(request: DeskRequest, pk: int) -> HttpResponse:
    """Confirm, in writing, that the package is held, by whom and where."""
    release = _sent(request, pk)
    form = StandInForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, release, form)
    said = form.cleaned_data
    trouble = taken(form, partial(fulfilment.stand_in, release.pk, by=request.visitor, **said))
    release.refresh_from_db()
    if not form.is_valid() or (trouble and release.instead_by_id != request.visitor.pk):
        return _page(request, release, form, trouble)
    stands = all(getattr(release, name) == said[name] for name in ("custodian", "location"))
    done(request, SAID if stands and release.instead_words == said["why"] else KEPT_AS_IT_WAS)
    return HttpResponseRedirect(_home(release))


def _sent(request: DeskRequest, pk: int) -> Release:
    release = fulfilment.standing_release(access.find_request(request.visitor, pk))
    if release is None or release.status not in SENT:
        raise access.Absent
    return release


def _home(release: Release) -> str:
    return reverse("after_release", kwargs={"pk": release.disclosure_request_id, "release_id": release.pk})


def _page(request: DeskRequest, release: Release, form: StandInForm, trouble: Trouble | None = None) -> HttpResponse:
    case = access.find_request(request.visitor, release.disclosure_request_id)
    context = {
        **cases.heading(case),
        "followed": custody.find(release.pk, by=request.visitor),
        "release": release,
        "frozen": holding.on_package(release.pk),
        "form": form,
        "title": Act.STAND_IN.label,
        "button": Act.STAND_IN.label,
        "back": _home(release),
        "refusals": questions.release_refusals(case, request.visitor, Act.STAND_IN),
    }
    return draw(request, "after/stand_in.html", context, trouble, unfit=bool(form.errors))
