"""The small invented records source, in PostgreSQL: storing a record, and finding the one that fits a
subject.

A record fits by name control **and** TIN, or by full name **and** address (domain, section 7). The supplied
address is compared apart, whichever way the record was found. More than one fit is no fit: a false match is
a crime against a third person, so the ambiguous is for people to decide.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q

from audits.access_log import Opened
from audits.vault import seal

from ..models import Subject, TaxRecord
from ..rules.identifiers import tin_digits
from .addresses import normal_address
from .keys import Keys, blind, keys_of
from .names import full_name, name_control

AT_ONCE = 1000
"""Subjects looked up by one query."""


class Compared(StrEnum):
    """How the supplied address stands to the record's, apart from the match itself."""

    AGREES = "agrees"
    DIFFERS = "differs"
    NOT_COMPARABLE = "not comparable"


@dataclass(frozen=True, slots=True)
class Match:
    """The one record that fits a subject, by which ways ('tin', 'address'), and how the supplied address
    compares.
    """

    record: TaxRecord
    ways: tuple[str, ...]
    address: Compared


@dataclass(frozen=True, slots=True)
class RecordText:
    """What a record says, opened: full name and last known address."""

    name: str
    address: str


def add(*, first_name: str = "", last_name: str = "", entity_name: str = "", tin: str, address: str) -> TaxRecord:
    """Store an invented record. Raises ValueError for a TIN without nine digits or a name that can't be
    compared.
    """
    digits, name = tin_digits(tin), full_name(first_name, last_name, entity_name)
    if not digits or not name:
        raise ValueError("A record needs a TIN of nine digits and a full name.")
    index = blind(digits, "tin")
    words = " ".join(part for part in (first_name, last_name, entity_name) if part)
    return TaxRecord.objects.create(
        tin_index=index,
        name_key=blind(name, "name"),
        name_control=blind(name_control(last_name, entity_name), "control"),
        address_key=blind(normal_address(address), "address"),
        sealed=seal(json.dumps({"name": words, "address": address}).encode(), bound_to=_place(index)),
    )


def read(record: TaxRecord, opened: Opened) -> RecordText:
    """Return what a record says. The look must have been recorded: that is what `opened` stands for."""
    said = json.loads(opened.value(record.sealed, bound_to=_place(bytes(record.tin_index))))
    return RecordText(name=said["name"], address=said["address"])


def _place(tin_index: bytes) -> str:
    return f"record:{tin_index.hex()}"


def match(subjects: Sequence[Subject]) -> dict[int, TaxRecord]:
    """Return subject id -> the one record that fits; a subject that none or several fit is absent."""
    return {pk: found.record for pk, found in compare(subjects).items()}


def compare(subjects: Sequence[Subject]) -> dict[int, Match]:
    """Return subject id -> the one record that fits, with how it was found and how the addresses compare.

    Set-wise: one query for a thousand subjects, nothing opened.
    """
    found: dict[int, Match] = {}
    for start in range(0, len(subjects), AT_ONCE):
        wanted = {s.pk: keys_of(s) for s in subjects[start : start + AT_ONCE]}
        shelf = _Shelf(_candidates(wanted.values()))
        found |= {pk: one for pk, keys in wanted.items() if (one := shelf.only_fit(keys))}
    return found


def _candidates(wanted: Iterable[Keys]) -> list[TaxRecord]:
    keys = list(wanted)
    tins = {k.tin for k in keys if k.tin}
    named = [k for k in keys if k.name and k.address]
    by_name = Q(name_key__in={k.name for k in named}, address_key__in={k.address for k in named})
    return list(TaxRecord.objects.filter(Q(tin_index__in=tins) | by_name))


class _Shelf:
    """Candidate records, laid out by their keys."""

    def __init__(self, records: list[TaxRecord]) -> None:
        self.by_tin = {bytes(r.tin_index): r for r in records}
        self.by_name_and_address: dict[tuple[bytes, bytes], list[TaxRecord]] = {}
        for record in records:
            place = bytes(record.name_key), bytes(record.address_key)
            self.by_name_and_address.setdefault(place, []).append(record)

    def only_fit(self, keys: Keys) -> Match | None:
        """Return the one record that fits by every way that finds any, or None.

        1. The holder of the supplied TIN, if its name control is the subject's.
        2. Records with the subject's full name and address.
        3. Several records: none. A TIN was supplied and the record bears another: none.
        """
        holder = self.by_tin.get(keys.tin) if keys.tin else None
        by_tin = [holder] if holder and keys.control and bytes(holder.name_control) == keys.control else []
        by_name = self.by_name_and_address.get((keys.name, keys.address), []) if keys.name and keys.address else []
        fits = {r.pk: r for r in (*by_tin, *by_name)}
        if len(fits) != 1:
            return None
        record = next(iter(fits.values()))
        if keys.tin and bytes(record.tin_index) != keys.tin:
            return None
        ways = (*(("tin",) if by_tin else ()), *(("address",) if by_name else ()))
        return Match(record, ways, _compared(keys, record))


def _compared(keys: Keys, record: TaxRecord) -> Compared:
    on_record = bytes(record.address_key)
    if not keys.address or not on_record:
        return Compared.NOT_COMPARABLE
    return Compared.AGREES if keys.address == on_record else Compared.DIFFERS
