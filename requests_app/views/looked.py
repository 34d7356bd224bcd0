"""A look for a stated reason: its form is answered by a redirect, and the page that follows shows what was masked, once.

So a way back never asks to send the form anew, and shows nothing a second time: whoever wants to look again says why again. The
reason waits in the session between the two; the address carries a word made by chance that fits one look at one page.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict

from audits.access_log import AccessAct, denied

from ..forms.oversight import NumberForm, ValuesForm
from ..models import DisclosureRequest
from ..workflow import naming
from .who import DeskRequest, looking

LOOK = "look"
"""What the address calls the word."""

KEPT = "look_asked"
"""Where a session keeps the latest look that was asked for: its word, its page and its reason."""

NAMED = "gave a reason that names a taxpayer"
NUMBERED = (
    "The reason holds a number of nine digits, and is kept where no tax data may stand: say it without. "
    "Nothing was searched for."
)
SPENT = "What was shown for your reason isn't shown a second time: to look once more, say again why you look."


def reason(request: DeskRequest) -> str:
    """Return the reason for which this very page shows what is masked, once; '' if it doesn't. To be asked first of all."""
    word = request.GET.get(LOOK, "")
    if not word:
        return ""
    less = request.GET.copy()
    less.pop(LOOK)
    request.GET = QueryDict(less.urlencode())
    kept = request.session.get(KEPT)
    if request.method == "GET" and kept and kept[:2] == [word, _here(request)]:
        del request.session[KEPT]
        return str(kept[2])
    if request.method == "GET" and not request.printing:
        messages.info(request, SPENT)
    return ""


def asked(
    request: DeskRequest, form: ValuesForm, ids: Callable[[], Collection[int]], case: DisclosureRequest | None = None
) -> HttpResponse | None:
    """Return the way to the page that shows what is masked; None if nothing is asked, or the form says why not.

    `ids`: the subjects whom the page shows, none of whom the reason may name.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    why = form.cleaned_data["why"]
    if naming.names_one_of(ids(), why):
        denied(looking(request, NAMED), AccessAct.VIEW, "page", case_id=case.pk if case else None)
        form.add_error("why", naming.NAMES_SUBJECT)
        return None
    onward = request.GET.copy()
    onward[LOOK] = secrets.token_urlsafe(12)
    request.session[KEPT] = [onward[LOOK], _here(request), why]
    return HttpResponseRedirect(f"{request.path}?{onward.urlencode()}")


def numbered(form: NumberForm) -> bool:
    """Return whether a reason for a search holds a number of nine digits, and say so at its field.

    Names aren't held against it: whom a number finds is known only once the search is recorded, with its reason.
    """
    found = naming.names_one_of([], form.cleaned_data["why"])
    if found:
        form.add_error("why", NUMBERED)
    return found


def _here(request: DeskRequest) -> str:
    return f"{request.path}?{request.GET.urlencode()}"
