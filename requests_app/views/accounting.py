"""The permanent record of requests and disclosures, 26 U.S.C. 6103(p)(3)(A): as a list, as a file, and of one taxpayer.

A taxpayer is found by the keyed hash of the TIN, which is hashed as it comes in and kept nowhere. A search is a recorded look.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from audits import access_log, listing, vault
from audits.access_log import AccessAct
from audits.listing import Narrowed
from audits.models import AccountingEntry

from .. import access
from ..figures import taxpayers
from ..figures.taxpayers import Account
from ..forms.oversight import AccountsForm, NumberForm
from ..models import DisclosureRequest, Release, Subject
from ..rules import numbering
from ..rules.reason_codes import REASONS
from ..rules.roles import Role
from . import looked
from .answers import draw, number_in
from .cases import heading
from .csv_files import csv_file
from .narrowing import NO_FILE, case_numbered, paging, said
from .statistics import overseen
from .who import DeskRequest, looking

FETCH = 2000
"""Entries read from the database at a time."""
HEADER = (
    *("entry", "at", "kind", "agency", "authority", "purpose", "request"),
    *("package", "receipt", "subject", "tier", "periods", "reasons", "by"),
)


def accounts(request: DeskRequest) -> HttpResponse:
    """Show the permanent record of requests received and disclosures made."""
    return _accounts(request, "")


def _accounts(request: DeskRequest, unread: str) -> HttpResponse:
    """Show it. `unread`: what the page says above the errors, if it says it."""
    form, narrowed, codes, kind = _asked(request)
    before = number_in(request.GET.get("before", ""))
    page = listing.accounts(narrowed, agency_codes=codes, kind=kind, before=before)
    lines = _lines(page.rows)
    context = {"form": form, "unread": unread, "lines": lines, "query": request.GET.urlencode()}
    context |= paging(request, page.before)
    return draw(request, "audits/accounts.html", context)


def _lines(entries: Collection[AccountingEntry]) -> list[tuple[AccountingEntry, str, str]]:
    """Return entries with their reasons in words, and with what the subject is called by its number in the request."""
    called = {id: numbering.subject(row) for id, row in _numbers(entries).items()}
    instead = {id: release.instead for id, release in _packages(entries).items()}
    return [
        (
            one,
            reasons_in_words(one.reasons) or instead.get(one.release_id or 0, ""),
            called.get(one.subject_id or 0, ""),
        )
        for one in entries
    ]


def _packages(entries: Iterable[AccountingEntry]) -> dict[int, Release]:
    """Return the packages of some entries, with who spoke in the place of a recipient. At most one query."""
    ids = {entry.release_id for entry in entries if entry.release_id}
    return Release.objects.defer("manifest").select_related("instead_by").in_bulk(ids) if ids else {}


def _numbers(entries: Iterable[AccountingEntry]) -> dict[int, int]:
    """Return the number in its request of each subject of some entries. At most one query."""
    ids = {entry.subject_id for entry in entries if entry.subject_id}
    return dict(Subject.objects.filter(pk__in=ids).values_list("pk", "row")) if ids else {}


def accounts_file(request: DeskRequest) -> HttpResponseBase:
    """Send what the list is narrowed to as CSV, all of it, latest first. What can't be read narrows no file."""
    form, narrowed, codes, kind = _asked(request)
    if form.errors:
        return _accounts(request, NO_FILE)
    access_log.record(
        looking(request, "exported the accounting"), AccessAct.EXPORT, "accounting", case_id=narrowed.case_id
    )
    return csv_file(_every(narrowed, codes, kind), "accounting.csv")


def _every(narrowed: Narrowed, codes: list[str], kind: str) -> Iterator[tuple[object, ...]]:
    """Yield the entries in a transaction of their own. The ledger isn't narrowed by the reader, so the codes narrow it."""
    with transaction.atomic():
        found = listing.accounting(narrowed, agency_codes=codes, kind=kind)
        yield from _rows(found.iterator(FETCH))


def _rows(entries: Iterable[AccountingEntry]) -> Iterator[tuple[object, ...]]:
    """Yield the file's rows: `request` and `subject` are the numbers that pages name them by, as in “USAO-1 subject 17”."""
    yield HEADER
    left = iter(entries)
    while some := list(islice(left, FETCH)):
        numbers = _numbers(some)
        receipts = {id: release.receipt for id, release in _packages(some).items()}
        for one in some:
            yield _row(one, numbers.get(one.subject_id or 0, ""), receipts.get(one.release_id or 0, ""))


def _row(one: AccountingEntry, subject: int | str, receipt: str) -> tuple[object, ...]:
    at = timezone.localtime(one.at).isoformat(timespec="seconds")
    asked = (one.agency_code.upper(), one.code_authority, one.purpose_code, one.case_number)
    which = (one.release_id or "", receipt, subject, one.tier, one.periods, reasons_in_words(one.reasons))
    return one.pk, at, one.get_kind_display(), *asked, *which, one.person_name


def _asked(request: DeskRequest) -> tuple[AccountsForm, Narrowed, list[str], str]:
    """Return the form as sent, and what it narrows the list to: days and request, agencies' codes, kind of entry."""
    form = AccountsForm(request.GET, agencies=overseen(request))
    given = said(form)
    number = given.get("number", "")
    narrowed = Narrowed(since=given.get("since"), until=given.get("until"), case_id=case_numbered(request, number))
    return form, narrowed, form.codes(), given.get("kind", "")


def reasons_in_words(text: str) -> str:
    """Return the reasons of an entry with coded ones in words."""
    return "; ".join(REASONS[part].label if part in REASONS else part for part in text.split("; "))


def taxpayer(request: DeskRequest) -> HttpResponse:
    """Ask for a TIN, and show the account of whoever bears it: a recorded search, for a stated reason."""
    form = NumberForm(request.POST or None)
    fits = request.method == "POST" and form.is_valid() and not looked.numbered(form)
    index = taxpayers.index_of(form.cleaned_data["tin"]) if fits else None
    if index is None:
        if fits:
            form.add_error("tin", "No taxpayer can have this number. Nothing was searched for: check the digits.")
        return draw(request, "audits/taxpayer_find.html", {"form": form})
    account = _searched(request, taxpayers.account_of(index, _agencies(request)), form.cleaned_data["why"])
    token = urlsafe_b64encode(vault.seal(index, bound_to=_bound(request))).decode()
    return draw(request, "audits/taxpayer.html", {**_shown(account), "token": token})


def taxpayer_file(request: DeskRequest) -> HttpResponse | StreamingHttpResponse:
    """Send the account that was just shown as CSV. The page gave back the hash that it was searched by, sealed."""
    looker = looking(request, "exported the account of a taxpayer searched for")
    try:
        sealed = urlsafe_b64decode(request.POST.get("token", "").encode())
        opened = access_log.look(looker, AccessAct.WORK, "taxpayer's hash")
        index = opened.value(sealed, bound_to=_bound(request))
    except (ValueError, IndexError, vault.CannotOpen):
        raise access.Absent from None
    account = taxpayers.account_of(index, _agencies(request))
    access_log.record(looker, AccessAct.EXPORT, "account of a taxpayer", subjects=[s.pk for s in account.subjects])
    return csv_file(_rows(account.entries), "federal-tax-information-account.csv")


def subject_account(request: DeskRequest, pk: int, subject_id: int) -> HttpResponse:
    """Show the account of whoever a subject is: a recorded search."""
    disclosure_request, subject = _subject(request, pk, subject_id)
    account = taxpayers.account_of_subject(subject, _agencies(request))
    _searched(request, account, "opened the account of a taxpayer from a subject", disclosure_request)
    context = {**heading(disclosure_request), **_shown(account), "subject": subject}
    return draw(request, "audits/taxpayer.html", context)


def subject_account_file(request: DeskRequest, pk: int, subject_id: int) -> StreamingHttpResponse:
    """Send the account of whoever a subject is as CSV."""
    disclosure_request, subject = _subject(request, pk, subject_id)
    account = taxpayers.account_of_subject(subject, _agencies(request))
    looker = looking(request, "exported the account of a taxpayer")
    ids = [one.pk for one in account.subjects]
    access_log.record(looker, AccessAct.EXPORT, "account of a taxpayer", case_id=disclosure_request.pk, subjects=ids)
    return csv_file(_rows(account.entries), "federal-tax-information-account.csv")


def _subject(request: DeskRequest, pk: int, subject_id: int) -> tuple[DisclosureRequest, Subject]:
    """Return a subject of a request that the visitor oversees. Raises Absent."""
    disclosure_request = access.find_request(request.visitor, pk)
    subject = disclosure_request.subjects.filter(pk=subject_id).first()
    if subject is None or disclosure_request.agency_id not in request.roles[Role.OVERSIGHT]:
        raise access.Absent
    return disclosure_request, subject


def _agencies(request: DeskRequest) -> dict[int, str]:
    return {agency.pk: agency.code for agency in overseen(request)}


def _bound(request: DeskRequest) -> str:
    return f"taxpayer searched by {request.visitor.pk}"


def _searched(
    request: DeskRequest, account: Account, why: str, disclosure_request: DisclosureRequest | None = None
) -> Account:
    """Record the search with every subject that it shows; nothing leaves before the transaction has committed."""
    case = disclosure_request.pk if disclosure_request else None
    ids = [subject.pk for subject in account.subjects]
    access_log.record(looking(request, why), AccessAct.SEARCH, "account of a taxpayer", case_id=case, subjects=ids)
    return account


def _shown(account: Account) -> dict[str, Any]:
    return {
        "account": account,
        "lines": _lines(account.entries),
        "disclosures": sum(entry.kind == "disclosure" for entry in account.entries),
    }
