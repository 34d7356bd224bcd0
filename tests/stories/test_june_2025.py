"""The request of June 2025, a thousand of its rows: nothing of it can be released, whatever is typed for all of it."""

import csv
import io
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from audits.acting import acting
from audits.models import AccountingEntry, AccountingKind
from requests_app.access import Absent
from requests_app.intake import finishing, judging, mapping, reading, receiving
from requests_app.models import Batch, DisclosureRequest, MatchVerdict
from requests_app.models.as_facts import STANDING
from requests_app.models.batch import BatchStatus
from requests_app.rules.matching import Verdict
from requests_app.rules.transitions import Status
from requests_app.workflow import (
    completeness,
    deciding,
    drafting,
    fulfilment,
    legal_review,
    match_deciding,
    match_showing,
    submission,
)
from requests_app.workflow.match_words import mark_of
from requests_app.workflow.refused import Refused
from tests.cast import (
    LAWFUL,
    WHY,
    Cast,
    add,
    cast,
    draft,
    fresh,
    looker_for,
    match,
    sign,
    subject_fields,
    version,
    walk,
)

pytestmark = pytest.mark.django_db

AS_SENT = Path(__file__).parent.parent / "data" / "as-sent-2025.csv"
ROWS = 1000
ONE_FOR_ALL = {
    "statute": "8 USC 1253(a)(1)",
    "reason": "The subject failed to depart after a final order and is under criminal investigation.",
    "officer_name": "Colette Barros",
    "case_number": "HSI-2025-000001",
    "case_opened": "2025-06-01",
}
"""What was typed once for everybody."""
LACKED = {"period.missing", "statute.missing", "reason.missing", "matter.missing", "officer.missing"}


def upload(who: Cast, one: DisclosureRequest, content: bytes) -> Batch:
    """Receive, map and read a file to the end, as the worker would."""
    batch = receiving.receive(
        one.pk, by=who.ice_liaison, why=WHY, filename="june.csv", stream=io.BytesIO(content), key=uuid4()
    )
    mapping.confirm(batch.pk, by=who.ice_liaison, why=WHY, columns=mapping.suggest(batch.header))
    reading.read_more(batch.pk)
    while judging.judge_chunk(batch.pk):
        pass
    finishing.finish(batch.pk)
    batch.refresh_from_db()
    return batch


def widened(**columns: str) -> bytes:
    """Return the file with further columns that hold the same in every row."""
    rows = list(csv.DictReader(io.StringIO(AS_SENT.read_text())))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, [*rows[0], *columns])
    writer.writeheader()
    writer.writerows(row | columns for row in rows)
    return out.getvalue().encode()


def empty(who: Cast) -> DisclosureRequest:
    """Return a draft of ICE's under the agreement, without subjects."""
    one = draft(who, ice=True)
    blank = list(one.subjects.values_list("pk", flat=True))
    drafting.drop_subjects(one.pk, blank, by=who.ice_liaison, why=WHY, seen=version(one))
    return fresh(one)


def who_is_who(who: Cast, one: DisclosureRequest) -> int:
    """The specialist opens each ambiguous subject beside its records and decides; whoever is nobody is set aside."""
    ambiguous = list(MatchVerdict.objects.filter(disclosure_request=one, verdict=Verdict.AMBIGUOUS))
    for verdict in ambiguous:
        with acting(by=who.specialist, why=WHY):
            match_showing.pair(one, verdict.subject_id, looker_for(who.specialist, one), reveal=True)
        record = verdict.candidates[0] if {"surname:equal", "given:equal"} <= set(verdict.reasons) else None
        mark = mark_of(verdict)
        match_deciding.decide(verdict.subject_id, record, by=who.specialist, why=WHY, seen=mark)
    nobody = MatchVerdict.objects.filter(disclosure_request=one, verdict=Verdict.NOT_FOUND)
    deciding.set_aside(
        one.pk,
        list(nobody.values_list("subject_id", flat=True)),
        by=who.specialist,
        why=WHY,
        seen=version(one),
        outcome="denied",
        reason_code="no_record_or_mismatch",
    )
    return len(ambiguous)


def nothing_leaves(who: Cast, one: DisclosureRequest) -> None:
    """It can't be handed over; to the IRS it isn't there; the database's own gate refuses; nothing is disclosed."""
    with pytest.raises(Refused, match="blocking flag"):
        submission.hand_over(one.pk, by=who.ice_liaison, why=WHY, seen=version(one))
    with pytest.raises(Absent):
        fulfilment.prepare(one.pk, by=who.specialist, why=WHY, recipient=who.ice_recipient)
    with pytest.raises(DatabaseError, match="No release"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT desk_release_check(%s)", [one.pk])
    assert not AccountingEntry.objects.filter(kind=AccountingKind.DISCLOSURE).exists()


def test_as_it_was_sent_every_row_shows_what_it_lacked() -> None:
    # Given the file as it was sent, its seven columns mapped
    who = cast()
    one = empty(who)
    batch = upload(who, one, AS_SENT.read_bytes())

    # Then every row is read, and every row lacks the same five things
    assert (batch.status, batch.rows_read) == (BatchStatus.DONE, ROWS)
    assert batch.rows_accepted + batch.rows_rejected == ROWS
    codes = one.subjects.filter(outcome__in=STANDING).values_list("blocking_codes", flat=True)
    assert all(set(row) >= LACKED for row in codes)
    nothing_leaves(who, one)


def test_one_statute_reason_officer_and_case_on_the_cover_cure_nothing() -> None:
    # Given the file, and everything typed once on the cover
    who = cast()
    one = empty(who)
    upload(who, one, AS_SENT.read_bytes())
    typed = {
        "cover_statute": "statute",
        "cover_reason": "reason",
        "cover_officer": "officer_name",
        "cover_case": "case_number",
    }
    changes: dict[str, object] = {cover: ONE_FOR_ALL[name] for cover, name in typed.items()}
    drafting.edit(one.pk, by=who.ice_liaison, why=WHY, seen=version(one), changes=changes)
    judging.judge_stale(one.pk)

    # Then not one row is better for it
    codes = one.subjects.filter(outcome__in=STANDING).values_list("blocking_codes", flat=True)
    assert all(set(row) >= LACKED for row in codes)
    nothing_leaves(who, one)


def test_one_statute_reason_officer_and_case_in_every_row_cure_nothing_either() -> None:
    # Given the file with the same statute, reason, officer and case copied into each row
    who = cast()
    one = empty(who)
    upload(who, one, widened(**ONE_FOR_ALL))

    # Then every row still lacks its taxable periods
    standing = one.subjects.filter(outcome__in=STANDING)
    assert not standing.exclude(blocking_codes__contains=["period.missing"]).exists()
    nothing_leaves(who, one)


def test_with_periods_and_orders_copied_in_as_well_it_stops_at_counsel() -> None:
    # Given everything else copied into each row, and the rows with junk addresses dropped
    who = cast()
    one = empty(who)
    order = {"removal_order_case": "A200000001", "removal_ground": "8 USC 1227(a)(1)(B)"}
    upload(who, one, widened(**ONE_FOR_ALL, **order, tax_periods="2022; 2023"))
    drafting.drop_blocked(one.pk, by=who.ice_liaison, why=WHY, seen=version(one))
    kept = one.subjects.filter(outcome__in=STANDING)
    assert 0 < kept.count() < ROWS

    # Then each carries the flags of a mass request: one sentence, one matter, one officer for all
    mass = {"reason.generic", "matter.shared", "officer.overload"}
    assert not kept.exclude(review_codes__contains=sorted(mass)).exists()

    # and, once a person has decided on each whom matching left open, it gets no further than legal review, where 250 at a
    # time would have to be cleared in writing
    one = walk(who, one, Status.COMPLETENESS)
    match(one)
    assert who_is_who(who, one) > 0
    completeness.find_complete(one.pk, by=who.specialist, why=WHY, seen=version(one))
    with pytest.raises(Refused, match="review flag"):
        legal_review.determine(one.pk, by=who.counsel, why=WHY, seen=version(one), elements=LAWFUL)
    assert fresh(one).status == Status.LEGAL_REVIEW


def test_one_good_row_does_not_carry_the_others() -> None:
    # Given the file, and one complete subject beside it
    who = cast()
    one = empty(who)
    upload(who, one, AS_SENT.read_bytes())
    add(who, one, **subject_fields(officer_name="Test Ice Recipient"))

    # Then it doesn't move
    nothing_leaves(who, one)
    with pytest.raises(Refused):
        sign(who, one)
