"""From cells to a subject: text as received, the TIN sealed with a blind index, reason and identity keyed."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.db.models import Max

from audits import vault

from ..models import DisclosureRequest, Subject
from ..rules.facts import SUBJECT_FIELDS, SubjectFacts, TinForm
from ..rules.identifiers import tin_digits, tin_form
from ..rules.identity import IDENTITY_FIELDS, NO_TIN, identity_forms
from ..rules.reasons.judging import reason_key
from ..rules.text import clean
from .copying import next_ids


def new_subject(disclosure_request: DisclosureRequest, *, row: int, fields: dict[str, str], tin: str) -> Subject:
    """Return an unsaved subject with an id of its own, its TIN sealed. It isn't judged yet."""
    subject = Subject(
        id=next_ids(Subject, 1)[0],
        disclosure_request_id=disclosure_request.pk,
        agency_id=disclosure_request.agency_id,
        row=row,
    )
    fill(subject, fields=fields, tin=tin)
    return subject


def fill(subject: Subject, *, fields: dict[str, str], tin: str | None) -> None:
    """Put text as received into a subject that has its id; a `tin` of None leaves the TIN as it is."""
    for name in SUBJECT_FIELDS:
        if name in fields:
            setattr(subject, name, fields[name])
    if tin is not None:
        set_tin(subject, tin, invented=settings.DEMONSTRATION)
    set_keys(subject)


def set_keys(subject: Subject) -> None:
    """Set the blind keys by which a subject's reason and identity are compared with others'."""
    key_reason(subject)
    subject.identity_keys = identity_keys({name: getattr(subject, name) for name in IDENTITY_FIELDS})
    if subject.tin_form not in NO_TIN and subject.tin_index:
        subject.identity_keys.append(bytes(subject.tin_index)[:KEY_BYTES])


KEY_BYTES = 16
"""Length of an identity's blind key: two of 10 million people share one by chance once in 10^24 files."""


class Keying(NamedTuple):
    """What makes blind indexes and seals, by the keys in force: taken once for many subjects."""

    reason: Callable[[str], bytes]
    identity: Callable[[str], bytes]
    tin: Callable[[str], bytes]
    seal: Callable[[bytes, str], bytes]

    @classmethod
    def now(cls) -> Keying:
        """Return the keys in force now."""
        return cls(vault.indexer("reason"), vault.indexer("identity"), vault.indexer("tin"), vault.sealer())


def identity_keys(fields: dict[str, str], keying: Keying | None = None) -> list[bytes]:
    """Return the blind keys by which a person is recognised, without the TIN's, which is the head of its blind index."""
    index = keying.identity if keying else vault.indexer("identity")
    return [index(form)[:KEY_BYTES] for form in identity_forms(fields)]


def tin_key(tin: str) -> list[bytes]:
    """Return the blind key of a TIN as received, [] if it identifies nobody."""
    if tin_form(clean(tin), invented=settings.DEMONSTRATION) in NO_TIN:
        return []
    return [vault.blind_index(tin_digits(clean(tin)), kind="tin")[:KEY_BYTES]]


def key_reason(subject: Subject) -> None:
    """Set the blind key that equal reasons share, names and figures aside; b'' without a reason."""
    subject.reason_key = reason_index(subject)


def reason_index(of: Subject | SubjectFacts, keying: Keying | None = None) -> bytes:
    """Return the blind key that equal reasons share, names and figures aside; b'' without a reason."""
    if not of.reason:
        return b""
    key = reason_key(of.reason, of.first_name, of.middle_name, of.last_name, of.entity_name, of.officer_name)
    index = keying.reason if keying else vault.indexer("reason")
    return index(key) if key else b""


class SealedTin(NamedTuple):
    """A TIN as it is kept: its form, sealed, and its blind index; without the latter two for none given."""

    form: TinForm
    sealed: bytes | None
    blind: bytes | None

    @property
    def keys(self) -> list[bytes]:
        """Return the blind key by which it recognises a person, [] if it identifies nobody."""
        return [] if self.blind is None or self.form in NO_TIN else [self.blind[:KEY_BYTES]]


def sealed_tin(subject_id: int, text: str, *, invented: bool, keying: Keying | None = None) -> SealedTin:
    """Return a TIN as received as it is kept with its subject.

    What has no nine digits gets an index too: it can match no record, and shows that the contents changed.
    """
    given = clean(text)
    form = tin_form(given, invented=invented)
    if not given:
        return SealedTin(form, None, None)
    keying = keying or Keying.now()
    sealed = keying.seal(given.encode(), f"subject:{subject_id}:tin")
    return SealedTin(form, sealed, keying.tin(tin_digits(given) or given))


def is_on_file(text: str, blind: bytes | None) -> bool:
    """Return whether a TIN as received is the one of this blind index; '' is none."""
    given = clean(text)
    return (vault.blind_index(tin_digits(given) or given, kind="tin") if given else b"") == bytes(blind or b"")


def set_tin(subject: Subject, text: str, *, invented: bool) -> None:
    """Seal a TIN as received into a subject that has its id, with its form and blind index. '' takes it away."""
    subject.tin_form, subject.tin_sealed, subject.tin_index = sealed_tin(subject.pk, text, invented=invented)


def last_row(disclosure_request_id: int) -> int:
    """Return the highest row number of a request's subjects; 0 for none. Lock the request before building on it."""
    found = Subject.objects.filter(disclosure_request_id=disclosure_request_id).aggregate(last=Max("row"))
    return int(found["last"] or 0)


def next_row(disclosure_request: DisclosureRequest) -> int:
    """Return the row number of the next subject typed into a locked request."""
    return last_row(disclosure_request.pk) + 1
