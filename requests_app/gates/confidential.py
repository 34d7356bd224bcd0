"""Row-level security of what not everybody at the desk may know: a page's transaction sees only what its reader may see.

Workers and commands name no reader and see all of it. The auditor's role sees nothing here; the sealer's reads history.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import models

from audits.guarding import history_model
from audits.installing import roles_of

from ..models.confidential import ConfidentialFlag, CrossCheck, ProtectedPerson, ProtectionAct, ProtectionKeeper
from ..models.matching import MatchDecision, MatchDraw, MatchRecheck, MatchState, MatchTally, MatchVerdict
from ..models.record import RecordForm, TaxRecord
from ..models.release import AttachedItem
from ..models.selection import Deciding, Selection, SelectionPart
from ..models.tallies import TallyStep
from ..rules.facts import Audience

_NO_READER = "(SELECT public.desk_reader() IS NULL)"
_OF_IRS_SIDE = "agency_id = ANY ((SELECT public.desk_irs_reader())::bigint[])"
_READS_LIST = "(SELECT public.desk_reads_list())"

FLAGS = (
    f"{_NO_READER} OR ({_OF_IRS_SIDE} AND (audience = '{Audience.IRS.value}' "
    f"OR (audience = '{Audience.COUNSEL.value}' AND {_READS_LIST})))"
)
"""The IRS's flags for who is of its side on that agency; counsel's for who keeps the list as well."""

FOUND: tuple[type[models.Model], ...] = (MatchVerdict, MatchDecision, MatchDraw, MatchRecheck, AttachedItem)
"""What matching found, and what is attached for a release, with history."""

RECORDS = f"{_NO_READER} OR (SELECT array_remove(public.desk_irs_reader(), 0) <> '{{}}')"
"""Records are of no agency: no page of an agency's people sees whether one is there. COPY into them is barred by it."""

LIST: tuple[type[models.Model], ...] = (ProtectionKeeper, ProtectedPerson, ProtectionAct)


def _policies() -> Iterator[tuple[str, str]]:
    for model in (ConfidentialFlag, history_model(ConfidentialFlag)):
        yield model._meta.db_table, FLAGS
    for found in FOUND:
        yield found._meta.db_table, f"{_NO_READER} OR {_OF_IRS_SIDE}"
        yield history_model(found)._meta.db_table, f"{_NO_READER} OR {_OF_IRS_SIDE}"
    for counted in (MatchState, MatchTally, TallyStep):
        yield counted._meta.db_table, f"{_NO_READER} OR {_OF_IRS_SIDE}"
    for chosen in (Selection, history_model(Selection), SelectionPart, Deciding, history_model(Deciding)):
        yield chosen._meta.db_table, f"{_NO_READER} OR {_OF_IRS_SIDE}"
    for record in (TaxRecord, RecordForm):
        yield record._meta.db_table, RECORDS
    for kept in LIST:
        yield kept._meta.db_table, _READS_LIST
        yield history_model(kept)._meta.db_table, _READS_LIST
    yield CrossCheck._meta.db_table, _NO_READER


def render() -> Iterator[str]:
    """Yield the policies of each table, for the app's role and for the sealer's."""
    for table, condition in _policies():
        yield f'ALTER TABLE public."{table}" ENABLE ROW LEVEL SECURITY'
        for role in roles_of("default"):
            yield f'DROP POLICY IF EXISTS confidential ON public."{table}"'
            yield f'CREATE POLICY confidential ON public."{table}" TO "{role}" USING ({condition})'
        for role in roles_of("sealer") if "historical" in table else ():
            yield f'DROP POLICY IF EXISTS sealing ON public."{table}"'
            yield f'CREATE POLICY sealing ON public."{table}" FOR SELECT TO "{role}" USING (true)'
