"""At the door: the warning, sign-in by two factors, the session's end, one's own account."""

from __future__ import annotations

import time
from typing import Any, cast

from allauth.account import views as account_views
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.base import views as mfa_views
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as totp_views
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from audits.acting import acting
from audits.models import AccessAct, AccessRecord

from .. import visit
from ..models import Agency, Person
from ..rules.roles import ROLES, Role
from ..sign_in import record, spend
from . import reauth
from .who import DeskRequest

SHOWN_RECORDS = 10


@require_http_methods(["GET", "POST"])
def warning(request: HttpRequest) -> HttpResponseBase:
    """Show the warning; once acknowledged, lead on to sign-in."""
    onward = get_next_redirect_url(request) or ""
    if request.method != "POST":
        return render(request, "account/warning.html", {"onward": onward})
    request.session[visit.WARNING] = timezone.now().isoformat(timespec="seconds")
    if request.user.is_authenticated:
        return redirect(onward or "worklist")
    return redirect(visit.address("account_login", onward))


def login(request: HttpRequest) -> HttpResponseBase:
    """Ask for user name and password, after the warning."""
    if visit.WARNING not in request.session:
        return redirect(visit.address("warning", get_next_redirect_url(request) or ""))
    return account_views.login(request)


class SecondFactor(mfa_views.AuthenticateView):
    """Ask for the code; a demonstration shows it, so that a visitor can get in."""

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Add the demonstration's code."""
        found = dict(super().get_context_data(**named))
        return {**found, "demonstration_code": reauth.demonstration_code(self.stage.login.user)}


class SetUpSecondFactor(totp_views.ActivateTOTPView):
    """Set up the second factor; the code typed here counts as given in this session."""

    def form_valid(self, form: ActivateTOTPForm) -> HttpResponse:
        """Keep the secret, and let the person in. The code has counted, once."""
        person = cast(Person, self.request.user)
        with acting(by=person, why="set up the second factor"):
            answer: HttpResponse = super().form_valid(form)
        spend(Authenticator.objects.get(user=person, type=Authenticator.Type.TOTP), form.cleaned_data["code"])
        record(self.request, person, AccessAct.ACCOUNT, "set up the second factor")
        record_authentication(self.request, person, "mfa", type=Authenticator.Type.TOTP)
        return answer


class NewRecoveryCodes(recovery_views.GenerateRecoveryCodesView):
    """Make new recovery codes, for the record."""

    def form_valid(self, form: Form) -> HttpResponse:
        """Keep the new codes; the old ones stop working."""
        person = cast(Person, self.request.user)
        with acting(by=person, why="made new recovery codes"):
            answer: HttpResponse = super().form_valid(form)
        record(self.request, person, AccessAct.ACCOUNT, "made new recovery codes")
        return answer


class NewPassword(account_views.PasswordChangeView):
    """Change one's own password, for the record: no history holds a password, so the access log says it was changed."""

    def form_valid(self, form: Form) -> HttpResponse:
        """Keep the new password."""
        person = cast(Person, self.request.user)
        with acting(by=person, why="changed the password"):
            answer = super().form_valid(form)
        record(self.request, person, AccessAct.ACCOUNT, "changed the password")
        return answer


def account(request: DeskRequest) -> HttpResponseBase:
    """Show one's own roles and one's last recorded acts."""
    agencies = {a.pk: a for a in Agency.objects.all()}
    held = [
        (ROLES[role], role.label, [agencies[pk] for pk in sorted(ids)])
        for role, ids in sorted(request.roles.items(), key=lambda pair: pair[0].label)
    ]
    records = AccessRecord.objects.filter(person_id=request.visitor.pk, kind="session").order_by("-id")
    context = {"held": held, "records": records[:SHOWN_RECORDS], "receives": bool(request.roles.get(Role.LIAISON))}
    return render(request, "account/account.html", context)


@require_GET
def left(request: DeskRequest) -> HttpResponseBase:
    """Tell a page how many seconds are left; asking is no activity."""
    seconds, _ = visit.seconds_left(request, time.time())
    return JsonResponse({"seconds": int(seconds)})


@require_http_methods(["GET", "POST"])
def stay(request: DeskRequest) -> HttpResponseBase:
    """Lengthen the session because a person asked for it; without script, say so on a page."""
    request.session[visit.ACTIVE] = time.time()
    if request.method == "POST":
        seconds, _ = visit.seconds_left(request, time.time())
        return JsonResponse({"seconds": int(seconds)})
    return render(request, "account/stay.html")
