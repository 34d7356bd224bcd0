"""“No record or mismatch” is a reason for whoever has no record, or another address; for nobody whose record fits."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection

from audits.acting import acting
from requests_app.models import Decision, DisclosureRequest, MatchVerdict
from requests_app.rules.transitions import Status
from requests_app.workflow import deciding, drafting, match_rechecking, match_showing, matching, selecting
from requests_app.workflow.filtering import Filter
from requests_app.workflow.refused import Refused
from tests.cast import WHY, Cast, add, cast, draft, fresh, looker_for, on_record, subject_fields, version, walk
from tests.undecided import ELSEWHERE

DENIED = {"outcome": "denied", "reason_code": "no_record_or_mismatch"}


@pytest.fixture
def who(db) -> Cast:
    return cast()


@pytest.fixture
def one(who) -> DisclosureRequest:
    """Four subjects, by row: two whose record fits, one whose record bears another address, one without a record."""
    made = draft(who, subject_fields(last_name="Fielda"), subject_fields(last_name="Fieldb"))
    on_record(last_name="Fielda", tin="912-66-0101")
    on_record(last_name="Fieldb", tin="912-66-0102")
    on_record(last_name="Fieldc", tin="912-66-0103", address="22 Moved Rd, Naperville, IL 60540")
    add(who, made, tin="912-66-0103", **subject_fields(last_name="Fieldc"))
    add(who, made, **subject_fields(**ELSEWHERE))
    sent = walk(who, made, Status.COMPLETENESS)
    matching.run(sent.pk)
    return fresh(sent)


def of_rows(one, *rows: int) -> list[int]:
    return list(one.subjects.filter(row__in=rows).values_list("pk", flat=True))


def set_aside(who, one, *rows: int, **said: str) -> int:
    given = DENIED | said
    return deciding.set_aside(one.pk, of_rows(one, *rows), by=who.specialist, why=WHY, seen=version(one), **given)


def set_group_aside(who, one, *rows: int, **said: str) -> int:
    chosen = Filter(rows=tuple((row, row) for row in rows))
    group = selecting.make(one.pk, by=who.specialist, why=WHY, chosen=chosen, key=uuid4())
    return selecting.act(group.pk, by=who.specialist, why=WHY, seen=version(one), **(DENIED | said)).subjects


@pytest.mark.parametrize("aside", [set_aside, set_group_aside])
def test_whoever_has_a_record_that_fits_is_not_set_aside_for_having_none(who, one, aside):
    with pytest.raises(Refused, match="isn’t so for 2 of these subjects: exactly one record fits"):
        aside(who, one, 1, 2, 3, 4)
    with pytest.raises(Refused, match="isn’t so for one of these subjects"):
        aside(who, one, 2, 4)
    assert not Decision.objects.filter(kind="set_aside").exists()
    assert set(one.subjects.values_list("outcome", flat=True)) == {"open"}
    assert aside(who, one, 3, 4) == 2
    assert aside(who, one, 1, 2, reason_code="no_matter") == 2


OUTCOME = """UPDATE requests_app_subject SET outcome = %s, outcome_reason = %s
             WHERE disclosure_request_id = %s AND row = ANY (%s)"""
DECISION = """INSERT INTO requests_app_decision (disclosure_request_id, kind, person_id, name, role, submission, snapshot_hash,
              elements, reason_codes, words) VALUES (%s, %s, %s, 'x', 'x', 1, '', '{}', %s, 'forged')"""


def raw(who, statement: str, *values: object) -> None:
    with acting(by=who.specialist, why="raw SQL"), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_nor_by_raw_sql(who, one):
    code = DENIED["reason_code"]
    for outcome in ("denied", "returned"):
        with pytest.raises(DatabaseError, match="Nobody whose one record fits"):
            raw(who, OUTCOME, outcome, code, one.pk, [2, 4])
    raw(who, OUTCOME, "denied", code, one.pk, [3, 4])
    raw(who, OUTCOME, "denied", "no_matter", one.pk, [2])
    with pytest.raises(DatabaseError, match="Nobody whose one record fits"):
        raw(who, "UPDATE requests_app_subject SET outcome_reason = %s WHERE row = 2", code)


@pytest.mark.parametrize("end", [deciding.deny, deciding.return_to_agency])
def test_a_request_is_not_ended_for_having_no_record_while_one_fits(who, one, end):
    codes = ["no_period", DENIED["reason_code"]]
    kind = "denial" if end is deciding.deny else "return"
    with pytest.raises(Refused, match="2 of the subjects that stand in it have exactly one record"):
        end(one.pk, by=who.specialist, why=WHY, seen=version(one), reason_codes=codes)
    set_aside(who, one, 1, reason_code="no_matter")
    with pytest.raises(Refused, match="one of the subjects that stand in it has exactly"):
        end(one.pk, by=who.specialist, why=WHY, seen=version(one), reason_codes=codes)
    with pytest.raises(DatabaseError, match="while one fits a subject of it"):
        raw(who, DECISION, one.pk, kind, who.specialist.pk, codes)
    set_aside(who, one, 2, reason_code="no_matter")
    end(one.pk, by=who.specialist, why=WHY, seen=version(one), reason_codes=codes)


def test_a_match_that_a_recheck_found_wrong_stands_for_no_record(who, one):
    draws = match_rechecking.draw(one.pk, "matched", 10, by=who.transmitter, why=WHY)
    (mine,) = [draw for draw in draws if draw.subject_id in of_rows(one, 1)]
    with acting(by=who.transmitter, why=WHY):
        match_showing.pair(one, mine.subject_id, looker_for(who.transmitter, one), reveal=True)
    match_rechecking.recheck(mine.subject_id, False, by=who.transmitter, why="Another person of that name.")
    assert set_aside(who, one, 1) == 1
    set_aside(who, one, 2, reason_code="no_matter")
    deciding.deny(one.pk, by=who.specialist, why=WHY, seen=version(one), reason_codes=[DENIED["reason_code"]])


def test_what_the_agency_corrects_is_matched_anew_but_for_whom_the_no_was_given(who, one):
    """The second person without a record stands when the request goes back; the first was denied, and is named anew."""
    set_aside(who, one, 3)
    deciding.return_to_agency(one.pk, by=who.specialist, why=WHY, seen=version(one), reason_codes=["no_period"])
    on_record(last_name="Fieldd", tin="912-66-0104", address="22 Moved Rd, Naperville, IL 60540")
    moved = {"address_line1": "22 Moved Rd", "city": "Naperville", "state": "IL", "postal_code": "60540"}
    for row, name, tin in ((3, "Fieldc", "912-66-0103"), (4, "Fieldd", "912-66-0104")):
        fields = subject_fields(last_name=name, **moved)
        drafting.edit_subject(of_rows(one, row)[0], by=who.liaison, why=WHY, fields=fields, tin=tin)
    add(who, one, tin="912-66-0103", **subject_fields(last_name="Fieldc", **moved))
    matching.run(walk(who, fresh(one), Status.COMPLETENESS).pk)
    assert list(one.subjects.order_by("row").values_list("outcome", flat=True)) == [
        *["open"] * 2,
        "denied",
        *["open"] * 2,
    ]
    found = dict(MatchVerdict.objects.filter(disclosure_request=one).values_list("subject__row", "verdict"))
    assert (found[4], found[5]) == ("matched", "matched")
