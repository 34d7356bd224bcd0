"""Fulfilment: prepare, authorize, transmit, void a package. Three acts by three people, each with why it may not happen now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from audits.guarding import history_model

from .. import access, tasks
from ..forms.irs import PrepareForm, WordsForm
from ..models import Decision, DisclosureRequest, RecipientKey, Release
from ..models.decision import DecisionKind
from ..models.tallies import tally_of
from ..rules.items import ITEMS, attachable
from ..rules.transitions import RELEASE_STEPS, Act
from ..visit import origin
from ..workflow import attaching, breaker, fulfilment, preparing, questions, recipients
from ..workflow.kept import mark
from . import cases
from .answers import Trouble, done, draw, seen, taken
from .irs_page import checks, facts, found, offers
from .who import DeskRequest


@dataclass(frozen=True, slots=True)
class Words:
    """What an act's form asks for, what the act does, and what the next page says once it is done."""

    label: str
    hint: str
    does: str
    said: str


WORDS: dict[Act, Words] = {
    Act.AUTHORIZE: Words(
        "Authorization in writing",
        "Kept with your name and the time (Delegation Order 11-2). Name no taxpayer.",
        "Authorizes the transmittal of exactly this package. Authority to disclose is not transmittal: "
        "somebody else transmits.",
        "The transmittal was authorized in writing. Nothing has been disclosed yet.",
    ),
    Act.TRANSMIT: Words(
        "Note of transmittal",
        "Kept in the request's history. Name no taxpayer.",
        "Checks holds, safeguards, agreement and flags again, accounts for each taxpayer, and opens the package to its "
        "recipient. This discloses.",
        "The package was transmitted and accounted for, one entry a taxpayer.",
    ),
    Act.VOID: Words(
        "Why it is void",
        "Kept in the request's history. Name no taxpayer.",
        "The package can't be transmitted any more; another can be prepared.",
        "The package is void. Nothing of it was disclosed.",
    ),
    Act.REOPEN: Words(
        "What became of the download",
        "Kept in the request's history: why it must be opened once more, and what became of what was downloaded. Name no "
        "taxpayer.",
        "The recipient opened it already. This lets him or her open it once more, checked and recorded as before.",
        "The recipient can open the package once more.",
    ),
    Act.END: Words(
        "Why it is ended",
        "Kept with your name; the agency reads it too. Name no taxpayer.",
        "It was never opened, and as it stands nobody can open it. This ends the wait for its receipt for good: nothing "
        "more is asked of the agency, and nobody can open it later, whoever comes back. The accounting entries stay, since "
        "it was transmitted.",
        "The package is ended as never opened. Its accounting entries stay.",
    ),
}

DO: dict[Act, Callable[..., object]] = {
    Act.AUTHORIZE: fulfilment.authorize,
    Act.TRANSMIT: fulfilment.transmit,
    Act.VOID: fulfilment.void,
    Act.REOPEN: fulfilment.reopen,
    Act.END: fulfilment.end,
}


OF_SHUT = (Act.VOID, Act.END)
"""Acts that a package out of its recipient's reach doesn't stand against."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A form that came back: for which act, on which package."""

    act: Act
    release_id: int
    form: WordsForm

    def on(self, release: Release, act: Act) -> WordsForm | None:
        """Return the form, where the act on this package is what it was typed for."""
        return self.form if (release.pk, act) == (self.release_id, self.act) else None


@dataclass(frozen=True, slots=True)
class Offered:
    """An act on the page: its form, and every reason why this person may not do it now."""

    id: str
    label: str
    words: Words
    form: forms.Form
    refusals: tuple[str, ...]
    action: str
    concerns: bool


def show(request: DeskRequest, pk: int) -> HttpResponse:
    """Show where fulfilment stands."""
    return _draw(request, found(request, pk))


@require_POST
def prepare(request: DeskRequest, pk: int) -> HttpResponse:
    """Prepare the package: nothing is disclosed yet."""
    disclosure_request = found(request, pk)
    form = _prepare_form(request, disclosure_request)
    if not form.is_valid():
        return _draw(request, disclosure_request, prepare_form=form)
    said = form.cleaned_data
    who = {"by": request.visitor, "why": said["why"], "origin": origin(request)}
    do = partial(fulfilment.prepare, pk, recipient=said["recipient"], letters=said["letters"], **who)
    trouble = taken(form, do)
    if not form.is_valid() or (trouble and not _prepared_before(request, disclosure_request)):
        return _draw(request, disclosure_request, trouble, prepare_form=form)
    if asked := preparing.under_way(disclosure_request):
        transaction.on_commit(partial(tasks.ring, tasks.prepare_package, asked.pk))
        done(
            request, "The package is being prepared. Nothing is disclosed by that; this page says how far it has come."
        )
    else:
        done(request, "The package was prepared and sealed. Nothing is disclosed yet: somebody else authorizes it.")
    return _back(disclosure_request)


def _prepared_before(request: DeskRequest, disclosure_request: DisclosureRequest) -> bool:
    """Return whether the first of two clicks has already had it prepared."""
    asked = preparing.under_way(disclosure_request)
    mine = asked is not None and asked.by_id == request.visitor.pk
    return mine or _stands_as(disclosure_request, "prepared", prepared_by=request.visitor)


def standing(request: DeskRequest, pk: int) -> HttpResponse:
    """Show the part of the page that asks for itself while a package is being prepared."""
    disclosure_request = found(request, pk)
    return draw(
        request, "irs/preparing.html", {**_making(disclosure_request), "disclosure_request": disclosure_request}
    )


def _making(disclosure_request: DisclosureRequest) -> dict[str, Any]:
    return {
        "making": preparing.under_way(disclosure_request),
        "failed": preparing.last_failed(disclosure_request),
    }


@require_POST
def act(request: DeskRequest, pk: int, release_id: int, what: str) -> HttpResponse:
    """Authorize, transmit or void the package."""
    disclosure_request = found(request, pk)
    chosen = next((a for a in DO if a.value == what), None)
    if chosen is None or not disclosure_request.releases.filter(pk=release_id).exists():
        raise access.Absent
    form = _words_form(request, chosen, bound=True)
    typed = Typed(chosen, release_id, form)
    if not form.is_valid():
        return _draw(request, disclosure_request, typed=typed)
    why = form.cleaned_data["why"]
    trouble = taken(form, partial(DO[chosen], release_id, by=request.visitor, why=why, **_besides(request, chosen)))
    if not form.is_valid() or (trouble and not _done_before(request, release_id, chosen, why)):
        return _draw(request, disclosure_request, trouble, typed=typed)
    done(request, _since_then(release_id, chosen) if trouble else WORDS[chosen].said)
    return _back(disclosure_request)


def _since_then(release_id: int, chosen: Act) -> str:
    """Return what the next page says where the first of two clicks has done it: what the package is, if it went on."""
    release = Release.objects.get(pk=release_id)
    if release.status == RELEASE_STEPS[chosen].target:
        return WORDS[chosen].said
    return f"That was done when you sent it first. Since then it went on: {fulfilment.what_it_is(release)}."


def _besides(request: DeskRequest, chosen: Act) -> dict[str, Any]:
    """Return what an act takes beside its words: from where it comes, or the state of the package that the page showed."""
    if chosen in fulfilment.VERIFIED:
        return {"origin": origin(request)}
    return {"seen": seen(request)}


def _done_before(request: DeskRequest, release_id: int, chosen: Act, why: str) -> bool:
    """Return whether the first of two clicks has already done it: the same person's act, in the same words."""
    step = RELEASE_STEPS[chosen]
    latest = "-" if step.target in step.sources else ""
    so = history_model(Release)._default_manager.filter(id=release_id, status=step.target)
    done_so = so.order_by(f"{latest}history_id")
    return done_so.values_list("history_user_id", "history_change_reason").first() == (request.visitor.pk, why)


def _stands_as(disclosure_request: DisclosureRequest, status: str, **more: object) -> bool:
    """Return whether the first of two clicks has already brought the package there."""
    return disclosure_request.releases.filter(status=status, **more).exists()


def _back(disclosure_request: DisclosureRequest) -> HttpResponse:
    return HttpResponseRedirect(reverse("fulfilment", kwargs={"pk": disclosure_request.pk}))


def _prepare_form(request: DeskRequest, disclosure_request: DisclosureRequest) -> PrepareForm:
    """Recipients are officers on the agency's roster who can sign in as its liaison."""
    possible = recipients.entitled(disclosure_request.agency_id)
    return PrepareForm(request.POST if _is_prepare(request) else None, recipients=possible)


def _is_prepare(request: DeskRequest) -> bool:
    return request.method == "POST" and "recipient" in request.POST


def _words_form(request: DeskRequest, act: Act, *, bound: bool = False) -> WordsForm:
    words = WORDS[act]
    data = request.POST if bound else None
    return WordsForm(data, label=words.label, hint=words.hint, rows=3, auto_id=f"id_{act.value}_%s")


def _draw(
    request: DeskRequest,
    earlier: DisclosureRequest,
    trouble: Trouble | None = None,
    *,
    prepare_form: PrepareForm | None = None,
    typed: Typed | None = None,
) -> HttpResponse:
    disclosure_request = found(request, earlier.pk)
    case = questions.case_of(disclosure_request)
    release = fulfilment.standing_release(disclosure_request)
    allowed = {o.act: o for o in questions.release_offers(disclosure_request, request.visitor, case)}
    acts = _acts(request, allowed, release, typed, case.progress.package_asks) if release else []
    mine = [a for a in acts if a.concerns]
    form = prepare_form or _prepare_form(request, disclosure_request)
    context = {
        **cases.heading(disclosure_request, case),
        **facts(disclosure_request, case),
        "checks": checks(case, RELEASE_STEPS[Act.TRANSMIT].needs),
        "release": release,
        "package_seen": mark(release) if release else "",
        "released": _released(release),
        "shut": recipients.shut(release) if release else [],
        "approved": tally_of(disclosure_request.pk).approved,
        "approval": _approval(disclosure_request),
        "prepare_form": form,
        "keys": _keys(form),
        **_making(disclosure_request),
        "breakers": breaker.open_breakers(),
        "attachable": attachable(frozenset(disclosure_request.items)),
        "attached": attaching.standing(disclosure_request).count(),
        "prepare": allowed[Act.PREPARE],
        "prepare_url": reverse("prepare", kwargs={"pk": disclosure_request.pk}),
        "mine": mine,
        "unsent": typed.form if typed and not any(a.form is typed.form for a in mine) else None,
        "others": [a for a in acts if not a.concerns],
        "void": disclosure_request.releases.filter(status="void").select_related("prepared_by"),
        "offers": offers(disclosure_request, request.visitor, case),
    }
    return draw(request, "irs/fulfilment.html", context, trouble)


def _released(release: Release | None) -> list[tuple[str, int]]:
    """Return each kind of information in the package with how often it is there."""
    counts: dict[str, int] = release.manifest["counts"]["items"] if release else {}
    return [(ITEMS[item].label, number) for item, number in counts.items()]


def _ahead(release: Release, asks: str) -> list[Act]:
    """Return the acts on the package that aren't behind it. `asks`: the one that alone ends the wait for its receipt."""
    if release.transmitted_at:
        return [Act.END] if asks == Act.END else [Act.REOPEN] if release.used_up else []
    behind = {Act.REOPEN, Act.END, *([Act.AUTHORIZE] if release.authorized_at else [])}
    return [a for a in DO if a not in behind]


def _keys(form: PrepareForm) -> list[tuple[str, RecipientKey | None]]:
    """Return each possible recipient with the key that a package for him or her is encrypted to."""
    people = list(form.recipients())
    keys = {key.person_id: key for key in RecipientKey.objects.filter(person__in=people, revoked_at=None)}
    return [(person.get_full_name(), keys.get(person.pk)) for person in people]


def _acts(
    request: DeskRequest, allowed: Mapping[str, questions.Offer], release: Release, typed: Typed | None, asks: str
) -> list[Offered]:
    shut = recipients.out_of_reach(release)
    return [
        _offered(request, a, allowed[a], release, typed.on(release, a) if typed else None, [] if a in OF_SHUT else shut)
        for a in _ahead(release, asks)
    ]


def _offered(
    request: DeskRequest, act: Act, offer: questions.Offer, release: Release, form: WordsForm | None, shut: list[str]
) -> Offered:
    named = {"pk": release.disclosure_request_id, "release_id": release.pk, "what": act.value}
    action = reverse("release_act", kwargs=named)
    drawn = form or _words_form(request, act)
    return Offered(act.value, act.label, WORDS[act], drawn, (*offer.refusals, *shut), action, offer.concerns)


def _approval(disclosure_request: DisclosureRequest) -> Decision | None:
    approvals = Decision.objects.filter(disclosure_request=disclosure_request, kind=DecisionKind.APPROVAL)
    return approvals.order_by("-id").first()
