"""Keys of recipients: each person's own age public key, to which packages for him or her are encrypted.

The secret half never comes here. A key is registered in person and revoked with a reason; the database holds both to it.
"""

from __future__ import annotations

from django.db import IntegrityError
from django.db.models import QuerySet

from audits.acting import acting

from ..access import Absent
from ..documents.package import recipient_of
from ..models import Person, RecipientKey
from .calling import call
from .kept import one_at_a_time
from .refused import Refused, Unfit, correct, demand

STANDS = (
    "A key of yours stands already, and nothing was registered. To change it, revoke the one that stands on this page, with "
    "the reason, and then register the new one."
)
TAKEN = (
    "This key was registered here before, and each is taken once only: by one person, and never again once it is revoked. "
    "Nothing was registered. Make a new pair with age-keygen and paste its public key."
)


def standing_key(person: Person) -> RecipientKey | None:
    """Return the person's key that isn't revoked, or None."""
    return RecipientKey.objects.filter(person=person, revoked_at=None).first()


def keys_of(person: Person) -> QuerySet[RecipientKey]:
    """Return every key that the person ever registered, the latest first."""
    return RecipientKey.objects.filter(person=person).order_by("-id")


def register(public: str, *, by: Person, why: str) -> RecipientKey:
    """Register one's own public key. Raises Refused: another still stands; Unfit: it isn't one, or was registered before."""
    try:
        key = recipient_of(public)
    except ValueError as error:
        raise Unfit({"public": [f"{error} Nothing was registered."]}) from error
    with acting(by=by, why=why):
        one_at_a_time(by)
        demand([STANDS] if standing_key(by) else [])
        correct({"public": [TAKEN] if RecipientKey.objects.filter(public=key).exists() else []})
        try:
            made = call("desk_key_register", "%s", [key])
        except (IntegrityError, Refused) as error:
            if RecipientKey.objects.filter(public=key).exists():  # somebody else registered it at this moment
                raise Unfit({"public": [TAKEN]}) from error
            raise
        return RecipientKey.objects.get(pk=made)


def revoke(key_id: int, *, by: Person, why: str) -> RecipientKey:
    """Revoke a key, in writing: what is encrypted to it is neither authorized, transmitted nor opened here any more."""
    with acting(by=by, why=why):
        if not RecipientKey.objects.filter(pk=key_id).exists():
            raise Absent
        call("desk_key_revoke", "%s, %s", [key_id, why])
        return RecipientKey.objects.get(pk=key_id)
