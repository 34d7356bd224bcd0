"""Subjects dropped, uploads given up and bytes disposed of while others work on the same rows: one order, nothing half done."""

from __future__ import annotations

from functools import partial

from audits.acting import JUDGING, SETUP, acting
from requests_app.intake import cancelling, finishing, judging, reading, whole
from requests_app.intake.refusing import NotNow
from requests_app.models import BatchPart, Person, Subject
from requests_app.models.subject import Outcome
from requests_app.rules.roles import Role
from requests_app.rules.transitions import Status
from requests_app.workflow import carrying_out, deciding, disposal, drafting
from requests_app.workflow.refused import Refused
from tests import samples
from tests.cast import WHY, cast, draft, fresh, person, sign, subject_fields, version, walk
from tests.intake.conftest import Uploads, begin
from tests.workflow.test_a_group_decided_by_many_workers import begun
from tests.workflow.test_disposal import age, closed
from tests.workflow.test_two_at_one_moment import at_once

ROUNDS = 3


def laid_out_backwards(one) -> None:
    """Write the rows anew from the last to the first: so they lie in the table, where a plain update begins."""
    for subject in one.subjects.order_by("-row"):
        with acting(by=JUDGING, why=WHY):
            Subject.objects.filter(pk=subject.pk).update(judged_under="")


def test_dropped_while_they_are_judged(committed_db):
    who = cast()
    for _ in range(ROUNDS):
        one = draft(who, *(subject_fields(last_name=f"Demo{chr(65 + n % 26)}feld{n}") for n in range(60)))
        laid_out_backwards(one)
        ids = list(one.subjects.values_list("pk", flat=True))
        whole.judge_anew(one.pk)
        drop = partial(drafting.drop_subjects, one.pk, ids, by=who.liaison, why=WHY, seen=version(one))
        assert at_once(partial(judging.judge_stale, one.pk), drop) == [True, True]
        assert not one.subjects.exclude(outcome=Outcome.DROPPED).exists()


def test_withdrawn_or_signed(committed_db):
    who = cast()
    for _ in range(ROUNDS):
        one = walk(who, draft(who), Status.AWAITING_SIGNATURE)
        back = partial(deciding.withdraw, one.pk, by=who.liaison, why=WHY, seen=version(one))
        assert sorted(at_once(partial(sign, who, one), back)) == [False, True]
        assert fresh(one).status in {Status.COMPLETENESS, Status.WITHDRAWN}
        assert one.signatures.exists() is (fresh(one).status == Status.COMPLETENESS)


def test_given_up_while_it_is_judged(committed_db):
    uploads = begin()
    for number in range(ROUNDS):
        batch = uploads.confirm(uploads.receive(samples.csv_file(200 + number)))
        reading.read_more(batch.pk)
        at_once(partial(uploads.work, batch), partial(given_up, uploads, batch.pk))
        batch.refresh_from_db()
        left = Subject.objects.filter(batch=batch, outcome=Outcome.OPEN).count()
        assert (batch.status, left) in {("cancelled", 0), ("done", batch.rows_accepted)}
        dropped = list(Subject.objects.filter(batch=batch).values_list("pk", flat=True))
        drafting.drop_subjects(uploads.draft.pk, dropped, by=uploads.who.liaison, why=WHY, seen=version(uploads.draft))


def given_up(uploads: Uploads, batch_id: int) -> None:
    try:
        cancelling.cancel(batch_id, by=uploads.who.liaison, why=WHY)
    except NotNow:
        raise Refused(["It is done."]) from None
    while cancelling.drop_some(batch_id):
        pass


def test_typed_while_an_upload_ends(committed_db):
    uploads = begin()
    for number in range(ROUNDS):
        batch = uploads.confirm(uploads.receive(samples.csv_file(50 + number)))
        reading.read_more(batch.pk)
        while judging.judge_chunk(batch.pk):
            pass
        assert at_once(partial(finishing.finish, batch.pk), uploads.type_one) == [True, True]
        batch.refresh_from_db()
        assert batch.status == "done"
        rows = list(uploads.draft.subjects.values_list("row", flat=True))
        assert len(rows) == len(set(rows))


def test_a_group_is_decided_on_while_the_agency_withdraws(committed_db, monkeypatch):
    started = begun(monkeypatch)
    one = started.disclosure_request
    liaison = Person.objects.get(username="liaison")

    def carry() -> None:
        while started.pk in carrying_out.unfinished():
            carrying_out.carry_on(started.pk)

    back = partial(deciding.withdraw, one.pk, by=liaison, why=WHY, seen=version(one))
    done = at_once(carry, back)
    started.refresh_from_db()
    assert done[0] and started.finished_at and started.subjects + started.skipped == 24
    assert Subject.objects.filter(outcome="returned").count() == started.subjects == 24


def test_disposed_of_once(committed_db):
    who = cast()
    one = closed(who)
    age(one)
    with acting(by=SETUP, why=WHY):
        second = person("authorizer2", Role.AUTHORIZER, who.usao)
    propose = partial(disposal.propose, one.pk, "files", why=WHY)
    assert at_once(partial(propose, by=who.specialist), partial(propose, by=who.transmitter)) == [True, True]
    made = propose(by=who.specialist)
    do = partial(disposal.carry_out, made, why=WHY)
    assert at_once(partial(do, by=who.authorizer), partial(do, by=second)) == [True, True]
    made.refresh_from_db()
    assert made.pieces == 1 and not BatchPart.objects.exists()
