"""Signing in again, to sign or to open a package: the password and a code, of the person who is signed in."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from audits.models import AccessAct, Outcome

from ..models import Person
from ..sign_in import LOCKED_OUT, record, spend


def reauthenticate(request: HttpRequest, password: str, code: str, why: str = "signed in again to sign") -> bool:
    """Return whether both are right; a code counts once. Failures are recorded and lock out, as at sign-in."""
    person = request.user
    if not isinstance(person, Person):
        return False
    try:
        right = get_adapter().reauthenticate(person, password) and _code_is_right(person, code)
    except ValidationError:  # only too many failures raise it
        record(request, person, AccessAct.SIGN_IN, f"{why}: {LOCKED_OUT}", Outcome.DENIED)
        return False
    outcome = Outcome.SHOWN if right else Outcome.FAILED
    record(request, person, AccessAct.SIGN_IN, why, outcome)
    return right


def _code_is_right(person: Person, code: str) -> bool:
    """Raise ValidationError when locked out."""
    clear = check_rate_limit(person)
    kept = _second_factor(person)
    if kept is None or not kept.wrap().validate_code(code):
        return False
    spend(kept, code)
    clear()
    return True


def _second_factor(person: Person) -> Authenticator | None:
    return Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()


def demonstration_code(person: Person | None) -> str:
    """Return a code that is right now and not yet used, in a demonstration; '' in a real installation."""
    kept = _second_factor(person) if settings.DEMONSTRATION and person else None
    if kept is None:
        return ""
    secret = decrypt(kept.data["secret"])
    before, now, after = totp.yield_hotp_counters_from_time()
    codes = [totp.format_hotp_value(totp.hotp_value(secret, counter)) for counter in (now, after, before)]
    return next((code for code in codes if not cache.get(kept.wrap()._get_used_cache_key(code))), "")
