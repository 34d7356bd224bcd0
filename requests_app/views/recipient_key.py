"""The page on which a recipient registers and revokes his or her own key."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from .. import access
from ..forms.irs import WordsForm
from ..forms.releases import KeyForm
from ..workflow import recipient_keys
from . import reauth
from .answers import Trouble, done, draw, taken
from .irs_page import tried
from .who import DeskRequest

NOT_YOU = (
    "The password or the code is wrong, or the code was used before. Nothing was registered. Type the password again and "
    "wait for the next code of your authenticator app."
)
AGAIN = "signed in again to register a key"


def show(request: DeskRequest) -> HttpResponse:
    """Show one's key; on a posted form, register it."""
    form = KeyForm(request.POST or None)
    if request.method != "POST" or not form.is_valid() or not _is_visitor(request, form):
        return _page(request, form)
    said = form.cleaned_data
    why = "registered a key of his or her own"
    trouble = taken(form, partial(recipient_keys.register, said["public"], by=request.visitor, why=why))
    if trouble is not None or not form.is_valid():
        return _page(request, form, trouble)
    done(request, "Your key is registered. Packages for you are encrypted to it from now on.")
    return HttpResponseRedirect(reverse("recipient_key"))


@require_POST
def revoke(request: DeskRequest) -> HttpResponse:
    """Revoke one's own key, in writing."""
    key = recipient_keys.standing_key(request.visitor)
    if key is None:
        raise access.Absent
    words = _words(request, bound=True)
    if not words.is_valid():
        return _page(request, KeyForm(), words=words)
    trouble = tried(partial(recipient_keys.revoke, key.pk, by=request.visitor, why=words.cleaned_data["why"]))
    if trouble:
        return _page(request, KeyForm(), trouble, words)
    done(request, "Your key is revoked. What was encrypted to it can't be opened here any more; register another.")
    return HttpResponseRedirect(reverse("recipient_key"))


def _is_visitor(request: DeskRequest, form: KeyForm) -> bool:
    if reauth.reauthenticate(request, form.cleaned_data["password"], form.cleaned_data["code"], AGAIN):
        return True
    form.add_error("password", NOT_YOU)
    return False


def _words(request: DeskRequest, *, bound: bool = False) -> WordsForm:
    hint = "Kept with the key. Say whether somebody else may have the secret key."
    data = request.POST if bound else None
    return WordsForm(data, label="Why it is revoked", hint=hint, rows=2, apart=True, auto_id="revoke_%s")


def _page(
    request: DeskRequest, form: KeyForm, trouble: Trouble | None = None, words: WordsForm | None = None
) -> HttpResponse:
    context = {
        "key": recipient_keys.standing_key(request.visitor),
        "earlier": recipient_keys.keys_of(request.visitor).exclude(revoked_at=None),
        "form": form,
        "words": words or _words(request),
        "demonstration_code": reauth.demonstration_code(request.visitor),
    }
    return draw(request, "account/recipient_key.html", context, trouble, unfit=bool(form.errors))
