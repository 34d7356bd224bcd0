"""What any source of records must give, and the one in PostgreSQL.

A source of an agency's own (a service, another database) takes the place of `PostgresRecords` by giving the same: the
workflow asks `SOURCE` alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import reduce
from operator import or_
from typing import NamedTuple, Protocol

from django.db import connection
from django.db.models import Q

from audits import arrays
from audits.access_log import Opened
from audits.vault import blind_index

from ..models import RecordForm, RecordsChange, Subject, SubjectForm, TaxRecord
from ..models.record import FORM_FIELDS
from ..rules.matching import Verdict
from . import records
from .comparing import Compared, compare
from .engine import MOST_CANDIDATES, verdicts_sql
from .names import name_of, surely_whole
from .normal import Keys, form_of_fields
from .records import RecordText, read_sealed

COLUMNS = ("subject_id", "verdict", "method", "address", "tin_code", "record_id", "candidates", "reasons")
"""Of a verdict, in the order of Found and of `PostgresRecords.query`."""

_SEALED = f"SELECT id, tin_index, sealed FROM {TaxRecord._meta.db_table} WHERE id = ANY(%s::bigint[])"


class Found(NamedTuple):
    """What was found for one subject: values as in rules/matching.py, reasons as in comparing.WORDS."""

    subject_id: int
    verdict: str
    method: str
    address: str
    tin_code: str
    record_id: int | None
    candidates: list[int]
    reasons: list[str]


class RecordsSource(Protocol):
    """A source of records. Nothing of it opens a record but `read_all`, which takes the proof of a recorded look."""

    def changes(self) -> int:
        """Return a number that grows with every change of a record, once the change can be seen."""

    def verdicts(self, disclosure_request_id: int, after_row: int, to_row: int) -> Iterator[Found]:
        """Yield what is found for each subject in a range of rows whose normal forms are stored."""

    def matched(self, disclosure_request_id: int, after_row: int, to_row: int) -> dict[int, tuple[int, str]]:
        """Return subject id -> the record that fits and how its address compares: what `verdicts` says of those matched."""

    def matched_anew(self, subjects: Sequence[Subject]) -> dict[int, tuple[int, str]]:
        """Return what `matched` does, of subjects whose normal forms aren't stored."""

    def existing(self, record_ids: Iterable[int]) -> frozenset[int]:
        """Return which of these records are there."""

    def bearing(self, tin_indexes: Collection[bytes]) -> list[int]:
        """Return the records that bear a TIN with one of these blind indexes."""

    def nearby(self, keys: Keys) -> list[int]:
        """Return records at the same street, or of the same name in the same ZIP code: at most MOST_CANDIDATES."""

    def keys(self, record_ids: Iterable[int]) -> dict[int, Keys]:
        """Return record id -> its blind normal form, of those that are there."""

    def read_all(self, record_ids: Iterable[int], opened: Opened) -> dict[int, RecordText]:
        """Return record id -> what it says, of those that are there. Raises audits.vault.CannotOpen."""

    def verify(self, fields: tuple[str, ...], tin_index: bytes, record_id: int, text: RecordText) -> Compared:
        """Return how a subject stands to a record's opened text, compared in words and not by keys.

        `fields`: the subject's NAME_AND_ADDRESS; `tin_index`: the blind index of its TIN, b'' for none.
        """

    def fits(self, fields: tuple[str, ...], tin_index: bytes, record_id: int, text: RecordText) -> bool:
        """Return whether `verify` says that a subject and a record's opened text fit: the check before a release.

        What the system matched must still fit; what a person decided need not.
        """


class PostgresRecords:
    """The records in this database: blind normal forms beside sealed text."""

    def changes(self) -> int:
        """Return how many transactions changed records."""
        return RecordsChange.objects.count()

    def query(self, disclosure_request_id: int, after_row: int, to_row: int) -> str:
        """Return the query of the verdicts of a range of rows, with COLUMNS: to be stored by the statement it is part of."""
        bounds = f"{disclosure_request_id:d} AND row > {after_row:d} AND row <= {to_row:d}"
        subjects = f"(SELECT * FROM {SubjectForm._meta.db_table} WHERE disclosure_request_id = {bounds})"
        return verdicts_sql(subjects, RecordForm._meta.db_table, by_index=True)

    def verdicts(self, disclosure_request_id: int, after_row: int, to_row: int) -> Iterator[Found]:
        """Yield what is found for each subject in a range of rows whose normal forms are stored."""
        with connection.cursor() as cursor:
            cursor.execute(self.query(disclosure_request_id, after_row, to_row))
            yield from (Found(*row) for row in cursor.fetchall())

    def matched(self, disclosure_request_id: int, after_row: int, to_row: int) -> dict[int, tuple[int, str]]:
        """Return subject id -> the record that fits and how its address compares: what `verdicts` says of those matched."""
        query = self.query(disclosure_request_id, after_row, to_row)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT subject_id, record_id, address FROM ({query}) found WHERE verdict = '{Verdict.MATCHED}'"
            )
            return {subject_id: (record_id, address) for subject_id, record_id, address in cursor.fetchall()}

    def matched_anew(self, subjects: Sequence[Subject]) -> dict[int, tuple[int, str]]:
        """Return what `matched` does, of subjects whose normal forms aren't stored."""
        made = records.compare(subjects)
        return {pk: (fit.record.pk, fit.address.replace(" ", "_")) for pk, fit in made.items()}

    def existing(self, record_ids: Iterable[int]) -> frozenset[int]:
        """Return which of these records are there."""
        return frozenset(TaxRecord.objects.filter(pk__in=set(record_ids)).values_list("pk", flat=True))

    def bearing(self, tin_indexes: Collection[bytes]) -> list[int]:
        """Return the records that bear a TIN with one of these blind indexes."""
        return list(TaxRecord.objects.filter(tin_index__in=list(tin_indexes)).values_list("pk", flat=True))

    def nearby(self, keys: Keys) -> list[int]:
        """Return records at the same street, or of the same name in the same ZIP code: at most MOST_CANDIDATES."""
        known = dict(zip(FORM_FIELDS, keys, strict=True))
        given = [Q(**{name: known[name]}) for name in ("street", "name_zip") if known[name] is not None]
        if not given:
            return []
        found = RecordForm.objects.filter(reduce(or_, given)).order_by("record_id")
        return list(found.values_list("record_id", flat=True)[:MOST_CANDIDATES])

    def keys(self, record_ids: Iterable[int]) -> dict[int, Keys]:
        """Return record id -> its blind normal form, of those that are there."""
        forms = RecordForm.objects.filter(record_id__in=list(record_ids)).values_list("record_id", *FORM_FIELDS)
        return {pk: tuple(keys) for pk, *keys in forms}

    def read_all(self, record_ids: Iterable[int], opened: Opened) -> dict[int, RecordText]:
        """Return record id -> what it says, of those that are there. One query. Raises audits.vault.CannotOpen."""
        with connection.cursor() as cursor:
            cursor.execute(_SEALED, [arrays.written(record_ids)])
            return {pk: read_sealed(bytes(index), sealed, opened) for pk, index, sealed in cursor.fetchall()}

    def verify(self, fields: tuple[str, ...], tin_index: bytes, record_id: int, text: RecordText) -> Compared:
        """Return how a subject stands to a record's opened text. TINs are compared by their whole blind index."""
        index = blind_index(text.tin, kind="tin") if text.tin else TaxRecord.objects.get(pk=record_id).tin_index
        mine = form_of_fields(fields, tin_index.hex())
        return compare(mine, text.form()._replace(tin=bytes(index).hex()))

    def fits(self, fields: tuple[str, ...], tin_index: bytes, record_id: int, text: RecordText) -> bool:
        """Return whether `verify` says that they fit; addresses are read only where they decide it.

        With one TIN and one normal form of a whole name they don't: the name is then the full name, nothing of it speaks
        against, and `Compared.fits` asks for no address.
        """
        if tin_index and text.tin and blind_index(text.tin, kind="tin") == tin_index:
            first, middle, last, entity = fields[:4]
            if text.names == fields[:4] and surely_whole(first, last):
                return True
            mine = name_of(first, middle, last, entity)
            if mine.whole and mine == name_of(*text.names):
                return True
        return self.verify(fields, tin_index, record_id, text).fits()


SOURCE: RecordsSource = PostgresRecords()
"""The source that matching uses."""
