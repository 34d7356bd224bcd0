"""What subjects share is counted over the whole request when an upload ends."""

from operator import attrgetter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audits.models import AccessRecord
from requests_app import access
from requests_app.intake import judging
from requests_app.intake.counting import keys_of, shared_near, weigh_near
from requests_app.intake.sharing import sharing
from requests_app.intake.verdicts import JUDGED_COLUMNS, judge_with, put
from requests_app.models import Subject
from requests_app.models.as_facts import today
from requests_app.models.subject import bearers
from requests_app.workflow import drafting
from requests_app.workflow.filtering import Filter, condition
from tests import samples
from tests.cast import fresh
from tests.intake.conftest import Uploads


def file_with(rows: int, **same: str) -> bytes:
    header, *cells = samples.lines(rows)
    for row in cells:
        for name, value in same.items():
            row[header.index(name)] = value
    return samples.table(header, *cells).encode()


def flagged(code: str) -> int:
    return Subject.objects.filter(review_codes__contains=[code]).count()


def test_one_sentence_for_many_is_generic(uploads: Uploads) -> None:
    uploads.whole(file_with(6, reason="The grand jury heard that the named person kept forged permits in the house."))
    assert flagged("reason.generic") == 6


def test_a_sentence_for_few_is_not(uploads: Uploads) -> None:
    uploads.whole(file_with(5, reason="The grand jury heard that the named person kept forged permits in the house."))
    assert flagged("reason.generic") == 0


def test_one_matter_for_too_many_is_flagged_however_it_is_typed(uploads: Uploads) -> None:
    header, *rows = samples.lines(51)
    for number, row in enumerate(rows):
        row[header.index("case_number")] = "GJ-2026-1" if number % 2 else "gj 2026 1"
    uploads.whole(samples.table(header, *rows).encode())
    assert flagged("matter.shared") == 51


def test_a_page_counts_every_spelling_of_a_matter_and_an_officer(uploads: Uploads) -> None:
    header, *rows = samples.lines(51)
    spelled = ("GJ-2026-1", "gj 2026 1", "\uff27\uff2a\u20102026/1", "G.J. 20261")
    for number, row in enumerate(rows):
        row[header.index("case_number")] = spelled[number % len(spelled)]
        row[header.index("officer_name")] = "Ren\u00e9e Mockberg" if number < 2 else f"Officer Mock {number * 'x'}"
    uploads.whole(samples.table(header, *rows).encode())
    shared = judging.shared_counts(uploads.draft, list(Subject.objects.order_by("row")))
    assert {one.matter for one in shared.values()} == {51} and len(shared) == 51
    every = [keys_of(subject) for subject in Subject.objects.order_by("row")]
    with CaptureQueriesContext(connection) as caught:
        counted = weigh_near(uploads.draft, every)
    assert len([query for query in caught if '"officer_name"' in query["sql"] or '"case_number"' in query["sql"]]) == 1
    assert [counted.shared(keys).officer for keys in every] == [2, 2, *[1] * 49]
    typed = Subject.objects.get(row=1)
    typed.pk, typed.case_number, typed.officer_name = None, "gj2026-1", "REN\u00c9E  MOCKBERG"
    (verdict,) = judging.judge_rows([typed], uploads.draft, today())
    assert "matter.shared" in verdict.review and "officer.overload" not in verdict.review
    near = shared_near(typed, uploads.draft)
    assert (near.matter, near.officer, near.reason) == (52, 3, 2)


@pytest.mark.parametrize("of", ["matter", "officer"])
def test_the_rows_behind_a_figure_are_those_of_every_spelling(uploads: Uploads, of: str) -> None:
    header, *rows = samples.lines(4)
    name = {"matter": "case_number", "officer": "officer_name"}[of]
    for row, text in zip(rows, ("Case A-1", "CASE a1", "case b1", ""), strict=True):
        row[header.index(name)] = text
    uploads.whole(samples.table(header, *rows).encode())
    ids = list(Subject.objects.order_by("row").values_list("pk", flat=True))
    found = [set(sharing(uploads.draft, of, id).values_list("pk", flat=True)) for id in ids]
    assert found == [{*ids[:2]}, {*ids[:2]}, {ids[2]}, set()]


def test_one_officer_for_too_many_is_flagged(uploads: Uploads) -> None:
    uploads.whole(file_with(251, officer_name="Greta Mockberg"))
    assert flagged("officer.overload") == 251


def test_a_second_file_carries_the_first_over_the_threshold(uploads: Uploads) -> None:
    uploads.whole(file_with(30, case_number="GJ-2026-1"))
    assert flagged("matter.shared") == 0
    uploads.whole(file_with(31, case_number="GJ-2026-1"))
    assert flagged("matter.shared") == 61


def test_fewer_than_too_many_are_told_that_they_are_no_more(uploads: Uploads) -> None:
    uploads.whole(file_with(51, case_number="GJ-2026-1"))
    assert flagged("matter.shared") == 51
    one, dropped = fresh(uploads.draft), Subject.objects.get(row=7).pk
    drafting.drop_subjects(one.pk, [dropped], by=uploads.who.liaison, why="a test", seen=one.version)
    assert flagged("matter.shared") == 1 and Subject.objects.get(pk=dropped).review_codes == ["matter.shared"]


def test_in_a_large_request_a_change_by_hand_counts_no_subjects(
    uploads: Uploads, monkeypatch: pytest.MonkeyPatch
) -> None:
    uploads.whole(file_with(3))
    monkeypatch.setattr(judging, "SMALL", 2)
    with CaptureQueriesContext(connection) as caught:
        judging.judge_shared(uploads.draft)
    assert len(caught) == 1 and "COUNT(" not in caught[0]["sql"]


def test_only_those_concerned_are_judged_again(uploads: Uploads) -> None:
    header, *rows = samples.lines(40)
    for row in rows[:6]:
        row[header.index("reason")] = "The grand jury heard that the named person kept forged permits in the house."
    uploads.whole(samples.table(header, *rows).encode())
    changed = Subject.history.filter(history_type="~").values_list("row", "actor_name")
    assert sorted(changed) == [(n, "System: judging") for n in range(1, 7)]


RECITED = "The information is relevant to an ongoing criminal investigation."


verdict_of = attrgetter(*JUDGED_COLUMNS)


def test_who_was_told_bears_what_a_whole_judging_raises(uploads: Uploads) -> None:
    header, *rows = samples.lines(270)
    for number, row in enumerate(rows):
        same = {"officer_name": "Greta Mockberg" if number < 255 else "HSI"}
        same |= {"case_number": "GJ-2026-1"} if number % 4 == 0 else {}
        same |= {"reason": RECITED} if number in (3, 4) else {}
        same |= {"tin": rows[0][header.index("tin")], "statute": ""} if number == 9 else {}
        for name, value in same.items():
            row[header.index(name)] = value
    uploads.whole(samples.table(header, *rows).encode())
    run = judging.Rejudging.of(uploads.draft.pk)
    found = list(Subject.objects.order_by("row"))
    told = list(map(verdict_of, found))
    counts = [run.heavy.shared(keys_of(subject)) for subject in found]
    for subject, verdict in zip(found, judge_with(run.book, found, counts, run.on), strict=True):
        put(subject, verdict)
    assert told == list(map(verdict_of, found))
    assert [flagged(code) for code in ("officer.overload", "matter.shared", "subject.duplicate", "reason.generic")] == [
        255,
        68,
        2,
        2,
    ]


def judgings_recorded() -> int:
    return AccessRecord.objects.filter(role="system", why=judging.JUDGING_LOOKER.why).count()


def test_to_tell_what_is_shared_nothing_that_the_agency_wrote_is_looked_at(uploads: Uploads) -> None:
    uploads.whole(file_with(251, officer_name="Greta Mockberg"))
    assert (flagged("officer.overload"), judgings_recorded()) == (251, 0)
    header, *rows = samples.lines(1)
    rows[0][header.index("reason")] = RECITED
    uploads.whole(samples.table(header, *rows).encode())
    assert (flagged("reason.generic"), judgings_recorded()) == (1, 1)


def test_a_single_subject_is_judged_with_what_it_shares(uploads: Uploads) -> None:
    uploads.whole(file_with(5, reason="The grand jury heard that the named person kept forged permits in the house."))
    sixth = Subject.objects.get(row=5)
    sixth.pk = None
    (verdict,) = judging.judge_rows([sixth], uploads.draft, today())
    assert "reason.generic" in verdict.review


def test_of_what_no_flag_rests_on_nothing_is_counted(uploads: Uploads) -> None:
    uploads.whole(file_with(51, case_number="GJ-2026-1", officer_name="Renée Mockberg"))
    subjects = list(Subject.objects.order_by("row"))
    with CaptureQueriesContext(connection) as caught:
        shared = judging.shared_counts(uploads.draft, subjects)
    assert {(one.matter, one.officer) for one in shared.values()} == {(51, 1)}
    assert len(caught) == 2


def _index_used() -> int:
    with connection.cursor() as cursor:
        wanted = "SELECT pg_stat_get_xact_numscans('subject_by_identity'::regclass)"
        cursor.execute(wanted)
        return int(cursor.fetchone()[0])


def test_who_is_the_same_person_is_found_by_the_index(uploads: Uploads) -> None:
    uploads.whole(samples.table(*samples.lines(3)).encode())
    one = Subject.objects.earliest("row")
    keys = [bytes(key) for key in one.identity_keys]
    access.narrow([one.agency_id])
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    before = _index_used()
    assert list(Subject.objects.filter(identity_keys__overlap=keys)) == [one]
    assert _index_used() == before
    assert list(Subject.objects.filter(pk__in=bearers(keys))) == [one]
    assert _index_used() > before


@pytest.mark.parametrize(("row", "found"), [(1, {1}), (2, {2, 5}), (5, {2, 5}), (99, set())])
def test_a_choice_of_who_is_the_same_person_reads_no_other_subjects(
    uploads: Uploads, row: int, found: set[int]
) -> None:
    header, *rows = samples.lines(4)
    uploads.whole(samples.table(header, *rows, rows[1]).encode())
    access.narrow([uploads.draft.agency_id])
    whole, few = (condition(uploads.draft, Filter(shares="identity", row=row), few=few) for few in (False, True))
    with connection.cursor() as cursor:
        for wanted, values in (whole, few):
            cursor.execute(f"SELECT s.row FROM requests_app_subject s WHERE {wanted}", values)
            assert {number for (number,) in cursor.fetchall()} == found
        cursor.execute(f"EXPLAIN SELECT FROM requests_app_subject s WHERE {whole[0]}", whole[1])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "desk_bearers(" in plan and "&&" not in plan


def test_another_agency_learns_of_nobody_by_a_key(uploads: Uploads) -> None:
    uploads.whole(samples.table(*samples.lines(3)).encode())
    one = Subject.objects.earliest("row")
    access.narrow([one.agency_id + 1])
    with connection.cursor() as cursor:
        cursor.execute("SELECT desk_bearers(%s::bytea[], NULL)", [[bytes(key) for key in one.identity_keys]])
        assert cursor.fetchall() == []
