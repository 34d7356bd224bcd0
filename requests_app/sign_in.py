"""What django-allauth is told about signing in: nobody signs up, and every sign-in, failure and sign-out is recorded.

The password comes first, the second factor second; both lock out after five failures in 15 minutes (settings). A name that
a stranger typed is never recorded: a failure is recorded under the person it was tried for, or under nobody (id 0).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.forms import ChangePasswordForm
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa import app_settings
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from audits import access_log
from audits.acting import Actor, SystemActor, acting
from audits.models import AccessAct, Outcome

from . import visit
from .models import Person

LOCKED_OUT = "locked out after too many failures"
NOBODY = SystemActor(0, "nobody known here")


def record(request: HttpRequest, who: Actor, act: AccessAct, why: str, outcome: Outcome = Outcome.SHOWN) -> None:
    """Record a sign-in or sign-out, or its failure."""
    access_log.record(access_log.Looker(who, "", visit.origin(request), why), act, "session", outcome=outcome)


def known(username: str) -> Actor:
    """Return the person of that user name, or nobody."""
    return Person.objects.filter(username__iexact=username).first() or NOBODY


class AccountAdapter(DefaultAccountAdapter):
    """People are entered by an administrator; what happens at the door is recorded."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "enter_current_password": "That isn’t your current password, so it wasn’t changed. Type the one you signed in with."
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody enters him- or herself."""
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count failures by the person alone: by the host too, as allauth does, each port named in a request counts anew."""
        given = str(credentials.get("username", ""))
        return f"person {pk}" if (pk := known(given).pk) else given.upper()

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Record a try that the lock-out stops."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            who = known(credentials.get("username", ""))
            record(request, who, AccessAct.SIGN_IN, LOCKED_OUT, Outcome.DENIED)
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Record a wrong user name or password."""
        who = known(credentials.get("username", ""))
        record(request, who, AccessAct.SIGN_IN, "wrong user name or password", Outcome.FAILED)

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        """Record that a deactivated person came with the right password."""
        record(request, cast(Person, user), AccessAct.SIGN_IN, "the account is deactivated", Outcome.DENIED)
        return super().respond_user_inactive(request, user)

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Start a session with its clock, and record it. Whoever was deactivated since the password was typed gets none.

        Raises ImmediateHttpResponse.
        """
        if not user.is_active:
            raise ImmediateHttpResponse(self.respond_user_inactive(request, user))
        super().login(request, user)
        request.session[visit.STARTED] = request.session[visit.ACTIVE] = time.time()
        record(request, cast(Person, user), AccessAct.SIGN_IN, _how(request))

    def logout(self, request: HttpRequest) -> None:
        """Record that the person signed out, and end the session."""
        if isinstance(request.user, Person):
            record(request, request.user, AccessAct.SIGN_OUT, "signed out")
        super().logout(request)


def _how(request: HttpRequest) -> str:
    methods = {r.get("method") for r in request.session.get("account_authentication_methods", [])}
    factors = "password and second factor" if "mfa" in methods else "password; second factor not yet set up"
    warned = request.session.get(visit.WARNING, "")
    return f"signed in by {factors}; acknowledged the warning {warned}".strip()


def spend(authenticator: Authenticator, code: str) -> None:
    """Remember a code as used for as long as it stays right: allauth forgets it after one step of 30 seconds."""
    if authenticator.type == Authenticator.Type.TOTP:
        steps = 2 * settings.MFA_TOTP_TOLERANCE + 1
        cache.set(authenticator.wrap()._get_used_cache_key(code), "y", steps * app_settings.TOTP_PERIOD)


def _checked(person: Person, check: Callable[[], Any], form: Any) -> str:
    """Return the code that was checked; a wrong one, a lock-out and the use of a recovery code are recorded."""
    try:
        with acting(by=person, why="gave a second factor"):
            code = str(check())
    except ValidationError as wrong:
        locked = wrong.code == "too_many_login_attempts"
        why, outcome = (LOCKED_OUT, Outcome.DENIED) if locked else ("wrong second factor", Outcome.FAILED)
        record(context.request, person, AccessAct.SIGN_IN, why, outcome)
        raise
    spend(form.authenticator, code)
    if form.authenticator.type == Authenticator.Type.RECOVERY_CODES:
        record(context.request, person, AccessAct.ACCOUNT, "used a recovery code")
    return code


class PasswordForm(ChangePasswordForm):
    """The form of a new password, in the words of the other forms."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        labels = {
            "oldpassword": "Current password",
            "password1": "New password",
            "password2": "New password, once more",
        }
        for name, label in labels.items():
            self.fields[name].label = label

    def clean_oldpassword(self) -> str:
        """Return the password that was right. A wrong one is recorded and counts for the lock-out, as at sign-in.

        Raises ValidationError.
        """
        given = str(self.cleaned_data["oldpassword"])
        adapter = get_adapter()
        if not adapter.reauthenticate(cast(Person, self.user), given):
            raise adapter.validation_error("enter_current_password")
        return given


class SecondFactorAgainForm(ReauthenticateForm):
    """The second factor's form before a change of the account."""

    def clean_code(self) -> str:
        """Return the code. Raises ValidationError, once it is recorded."""
        return _checked(self.user, super().clean_code, self)


class SecondFactorForm(AuthenticateForm):
    """The second factor's form; a wrong code is recorded."""

    def clean_code(self) -> str:
        """Return the code. Raises ValidationError, once it is recorded."""
        return _checked(self.user, super().clean_code, self)
