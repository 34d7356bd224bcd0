"""Keys of recipients: each person's own age public key, to which packages for him or her are encrypted.

The secret half never comes here. A key is registered in person and revoked with a reason; the database holds both to it.
"""

from __future__ import annotations

from django.db.models import QuerySet

from audits.acting import acting

from ..access import Absent
from ..documents.package import recipient_of
from ..models import Person, RecipientKey
from .calling import call
from .refused import Refused


def standing_key(person: Person) -> RecipientKey | None:
    """Return the person's key that isn't revoked, or None."""
    return RecipientKey.objects.filter(person=person, revoked_at=None).first()


def keys_of(person: Person) -> QuerySet[RecipientKey]:
    """Return every key that the person ever registered, the latest first."""
    return RecipientKey.objects.filter(person=person).order_by("-id")


def register(public: str, *, by: Person, why: str) -> RecipientKey:
    """Register one's own public key. Raises Refused: it isn't one, it was registered before, or another still stands."""
    try:
        key = recipient_of(public)
    except ValueError as error:
        raise Refused([f"{error} Nothing was registered."]) from error
    with acting(by=by, why=why):
        return RecipientKey.objects.get(pk=call("desk_key_register", "%s", [key]))


def revoke(key_id: int, *, by: Person, why: str) -> RecipientKey:
    """Revoke a key, in writing: what is encrypted to it is neither authorized, transmitted nor opened here any more."""
    with acting(by=by, why=why):
        if not RecipientKey.objects.filter(pk=key_id).exists():
            raise Absent
        call("desk_key_revoke", "%s, %s", [key_id, why])
        return RecipientKey.objects.get(pk=key_id)
