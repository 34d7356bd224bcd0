"""A request whose subjects are matched, each in its own way: what the pages on matching are tested on."""

from __future__ import annotations

from django.db import connection
from django.urls import reverse

from requests_app.models import DisclosureRequest, TaxRecord
from requests_app.rules.transitions import Status
from requests_app.workflow import drafting, matching
from tests.cast import WHY, Cast, cast, draft, fresh, on_record, subject_fields, walk
from tests.pages.visiting import Visitor, visitor

ELDER = "22 Prototype Mansion Rd"
"""A street that stands on record alone."""
ELSEWHERE = {
    "first_name": "Ida",
    "last_name": "Nobodyfield",
    "address_line1": "77 Elsewhere Way",
    "city": "Tampa",
    "state": "FL",
    "postal_code": "33602",
}
"""Somebody near no record."""
RECORDS = TaxRecord._meta.db_table


class Case:
    """A request in completeness: father or son at one address, one match whose address differs, one without a record."""

    def __init__(self, pk: int) -> None:
        self.who: Cast = cast()
        self.one = fresh(DisclosureRequest(pk=pk))
        self.ambiguous, self.moved, self.nobody = self.one.subjects.order_by("row")

    @staticmethod
    def walked() -> int:
        who = cast()
        with connection.cursor() as cursor:  # a record's number is like no other number on a page
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, 4711)", [RECORDS])
        on_record(last_name="Demofield Sr", tin="912-66-0001")
        on_record(last_name="Demofield Jr", tin="912-66-0002")
        on_record(last_name="Movedfield", tin="912-66-0003", address=f"{ELDER}, Naperville, IL 60540")
        made = draft(
            who,
            subject_fields(),
            subject_fields(last_name="Movedfield", reason="Movedfield leased the engraver; the lease names no unit."),
            subject_fields(**ELSEWHERE, reason="Nobodyfield wrote the ledger of the ring."),
        )
        moved = made.subjects.get(last_name="Movedfield")
        drafting.edit_subject(
            moved.pk,
            by=who.liaison,
            why=WHY,
            fields=subject_fields(
                last_name="Movedfield", reason="Movedfield leased the engraver; the lease names no unit."
            ),
            tin="912-66-0003",
        )
        walk(who, made, Status.COMPLETENESS)
        matching.run(made.pk)
        return made.pk

    def as_(self, name: str) -> Visitor:
        return visitor(self.who.people()[name])

    def place(self, name: str, subject: object = None) -> str:
        named = {"pk": self.one.pk} | ({"subject_id": subject.pk} if subject else {})
        return reverse(name, kwargs=named)

    def pages(self) -> list[str]:
        return [
            self.place("matching"),
            self.place("matching_standing"),
            f"{self.place('matching')}?verdict=not_found",
            self.place("match", self.ambiguous),
            reverse("match_quality"),
            reverse("match_quality_file"),
        ]
