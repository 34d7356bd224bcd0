"""Notes on a request: for the IRS alone, or for the agency as well. Who may read is fixed at writing."""

from __future__ import annotations

from audits.acting import acting

from ..access import shows_irs_side
from ..models import Note, Person
from ..rules.roles import AGENCY_ROLES, IRS_CASE_ROLES
from . import naming
from .questions import role_refusals
from .refused import Refused, correct, demand
from .status_change import locked


def write(disclosure_request_id: int, *, by: Person, why: str, readers: str, text: str) -> Note:
    """Write a note that names no taxpayer. The agency's people write notes that both sides read; the IRS's choose.

    Raises Absent, Refused, Unfit.
    """
    with acting(by=by, why=why):
        disclosure_request = locked(disclosure_request_id, by=by, seen=None)
        demand(role_refusals(disclosure_request, by, *AGENCY_ROLES, *IRS_CASE_ROLES))
        if readers not in Note.Readers.values or not text.strip():
            raise Refused(["A note needs words, and says who may read it."])
        if readers == Note.Readers.IRS and not shows_irs_side(by, disclosure_request):
            raise Refused(["A note for the IRS alone is written by the IRS."])
        correct(naming.wrong_of_request(disclosure_request_id, naming.NAMES_NOTE, text=text))
        return Note.objects.create(
            disclosure_request=disclosure_request, person=by, name=by.get_full_name(), readers=readers, text=text
        )
