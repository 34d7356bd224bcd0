"""One taxpayer across requests: which subjects are he or she, by keyed hashes alone, and what the ledger holds of them.

Nothing is opened: a TIN is hashed before it comes here. Subjects are one person as `rules/identity.py` says (one TIN, one alien
number, or one name and day of birth), or if one record of the IRS's fits both. Source: 26 U.S.C. 6103(p)(3)(A).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.conf import settings

from audits import reports, vault
from audits.models import AccountingEntry

from ..intake.rows import KEY_BYTES
from ..matching.source import SOURCE
from ..models import MatchVerdict, Subject
from ..models.subject import bearers
from ..rules.identifiers import tin_digits, tin_form
from ..rules.identity import NO_TIN
from ..rules.text import clean

MOST_SUBJECTS = 500
"""Subjects of one taxpayer that are followed: a person who is named more often than that is no person."""


@dataclass(frozen=True, slots=True)
class Account:
    """What is on record of one taxpayer: the subjects, and every entry of the requests that name them and the disclosures."""

    subjects: tuple[Subject, ...]
    entries: tuple[AccountingEntry, ...]
    cut: bool = False
    """Whether there were more subjects than are followed."""


def index_of(tin: str) -> bytes | None:
    """Return the keyed hash of a TIN as typed; None if it can't have been issued to anybody."""
    if tin_form(clean(tin), invented=settings.DEMONSTRATION) in NO_TIN:
        return None
    return vault.blind_index(tin_digits(clean(tin)), kind="tin")


def account_of(index: bytes, agencies: dict[int, str]) -> Account:
    """Return the account of the taxpayer whose TIN has this hash, on requests of these agencies (id -> code)."""
    return _account([index[:KEY_BYTES]], [index], agencies)


def account_of_subject(subject: Subject, agencies: dict[int, str]) -> Account:
    """Return the account of whoever a subject is, on requests of these agencies (id -> code)."""
    keys = [bytes(key) for key in subject.identity_keys]
    indexes = reports.keys_of([subject.pk])
    if subject.tin_index and subject.tin_form not in NO_TIN:
        indexes.append(bytes(subject.tin_index))
    return _account(keys, indexes, agencies, {subject.pk})


def _account(keys: list[bytes], indexes: list[bytes], agencies: dict[int, str], itself: Iterable[int] = ()) -> Account:
    named = Subject.objects.filter(agency__in=agencies)
    same = named.filter(pk__in=bearers(keys)).values_list("pk", flat=True)
    ids = {*itself, *same[: MOST_SUBJECTS + 1]}
    ids |= set(_matched(indexes, agencies))
    ids |= {subject for _, subject in reports.disclosed_to(indexes, list(agencies.values()))}
    found = named.filter(pk__in=sorted(ids)[:MOST_SUBJECTS]).select_related("disclosure_request", "agency")
    subjects = tuple(found.order_by("disclosure_request_id", "row"))
    entries = reports.of_taxpayer(
        indexes,
        subject_ids=[one.pk for one in subjects],
        case_ids={one.disclosure_request_id for one in subjects},
        agency_codes=list(agencies.values()),
    )
    return Account(subjects, tuple(entries), len(ids) > MOST_SUBJECTS)


def _matched(indexes: list[bytes], agencies: Collection[int]) -> list[int]:
    """Return the subjects whom a record with one of these hashes fits."""
    fits = MatchVerdict.objects.filter(record_id__in=SOURCE.bearing(indexes), agency__in=agencies)
    return list(fits.values_list("subject_id", flat=True)[: MOST_SUBJECTS + 1])
