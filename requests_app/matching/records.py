"""The records source of demonstration installations: storing a record, reading one that a recorded look opens, and the one
record that fits a subject.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from django.db import connection, transaction

from audits.access_log import Opened
from audits.vault import blind_index, seal

from ..models import RecordForm, Subject, TaxRecord
from ..models.record import FORM_FIELDS
from ..rules.identifiers import tin_digits
from ..rules.matching import AddressCheck, Method, Verdict
from .engine import verdicts_sql
from .normal import Form, Keys, blind, fields_of, form_of, form_of_fields

AT_ONCE = 1000
"""Subjects looked up by one query."""
TABLE = RecordForm._meta.db_table
_decode = json.JSONDecoder().raw_decode


class Compared(StrEnum):
    """How the supplied address stands to the record's, apart from the match itself."""

    AGREES = "agrees"
    DIFFERS = "differs"
    NOT_COMPARABLE = "not comparable"


@dataclass(frozen=True, slots=True)
class Match:
    """The one record that fits a subject, by which way ('tin' or 'address'), and how the supplied address compares."""

    record: TaxRecord
    ways: tuple[str, ...]
    address: Compared


class RecordText(NamedTuple):
    """What a record says, opened: the full name in one line, the last known address, its names (first, middle, last,
    entity) and its TIN (nine digits); names and TIN are '' for a record stored before they were kept.
    """

    name: str
    address: str
    names: tuple[str, str, str, str] = ("", "", "", "")
    tin: str = ""

    def form(self) -> Form:
        """Return the normal form of what the record says. Without names apart it has none of a name."""
        return form_of(self.names, self.address)


def add(
    *,
    first_name: str = "",
    middle_name: str = "",
    last_name: str = "",
    entity_name: str = "",
    tin: str,
    address: str,
) -> TaxRecord:
    """Store a record, or what it says now if its TIN is there. Raises ValueError for half a name or no nine digits."""
    digits, names = tin_digits(tin), (first_name, middle_name, last_name, entity_name)
    form = form_of(names, address, digits)
    if not digits or not form.whole:
        raise ValueError("A record needs a TIN of nine digits and a full name.")
    index = blind_index(digits, kind="tin")
    sealed = seal(content(names, address, digits), bound_to=place(index))
    with transaction.atomic():
        record, _ = TaxRecord.objects.update_or_create(tin_index=index, defaults={"sealed": sealed})
        keys = dict(zip(FORM_FIELDS, blind(form), strict=True))
        RecordForm.objects.update_or_create(record_id=record.pk, defaults=keys)
    return record


def content(names: tuple[str, str, str, str], address: str, tin: str) -> bytes:
    """Return what is sealed of a record."""
    return json.dumps({"names": names, "address": address, "tin": tin}).encode()


def read_sealed(tin_index: bytes, sealed: bytes | memoryview, opened: Opened) -> RecordText:
    """Return what a record says, from its two columns. The look must have been recorded: that is what `opened` stands for.

    Raises audits.vault.CannotOpen.
    """
    said, _ = _decode(opened.value(sealed, bound_to=place(tin_index)).decode())
    if "names" not in said:
        return RecordText(name=said["name"], address=said["address"])
    first, middle, last, entity = said["names"]
    name = " ".join(part for part in (first, middle, last, entity) if part)
    return RecordText(name, said["address"], (first, middle, last, entity), said.get("tin", ""))


def place(tin_index: bytes) -> str:
    """Return the place that a record's content is bound to."""
    return f"record:{tin_index.hex()}"


def keys_of(subject: Subject) -> Keys:
    """Return the blind normal form of a subject as the agency set it forth."""
    return blind(form_of_fields(fields_of(subject)), bytes(subject.tin_index or b""))


def match(subjects: Sequence[Subject]) -> dict[int, TaxRecord]:
    """Return subject id -> the one record that fits; a subject that none or several fit is absent."""
    return {pk: found.record for pk, found in compare(subjects).items()}


def compare(subjects: Sequence[Subject]) -> dict[int, Match]:
    """Return subject id -> the one record that fits, with how it was found and how the addresses compare."""
    found: dict[int, Match] = {}
    for start in range(0, len(subjects), AT_ONCE):
        rows = [row for row in _verdicts(subjects[start : start + AT_ONCE]) if row[1] == Verdict.MATCHED]
        kept = TaxRecord.objects.in_bulk([record_id for *_, record_id in rows])
        for pk, _, method, address, record_id in rows:
            way = "tin" if method == Method.NAME_TIN else "address"
            found[pk] = Match(kept[record_id], (way,), Compared(AddressCheck(address).label))
    return found


def _verdicts(subjects: Iterable[Subject]) -> Iterator[tuple[int, str, str, str, int]]:
    forms = [(subject.pk, *keys_of(subject)) for subject in subjects]
    columns = ", ".join(("subject_id", *FORM_FIELDS))
    arrays = ", ".join(["%s::bigint[]"] * (1 + len(FORM_FIELDS)))
    query = verdicts_sql("given", TABLE)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH given ({columns}) AS MATERIALIZED (SELECT * FROM unnest({arrays})) "
            f"SELECT subject_id, verdict, method, address, record_id FROM ({query}) verdicts",
            [list(column) for column in zip(*forms, strict=True)],
        )
        yield from cursor.fetchall()
