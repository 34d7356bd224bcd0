"""Taking in a file, once; and giving it up again."""

import io
from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection

from audits.acting import SETUP, acting
from requests_app import access, tasks
from requests_app.intake import cancelling, judging, mapping, reading, receiving, standing, waiting
from requests_app.intake.refusing import NotNow
from requests_app.models import Batch, Subject
from requests_app.rules.roles import Role
from requests_app.rules.transitions import Status
from requests_app.workflow import deciding, drafting
from requests_app.workflow.refused import Refused
from tests import samples
from tests.cast import WHY, fresh, walk
from tests.intake.conftest import Uploads

SMALL = b"last_name,address\nDemofield,476 Prototype Ave\n"


def test_a_double_click_receives_once(uploads: Uploads) -> None:
    key, by = uuid4(), uploads.who.liaison
    first, second = (
        receiving.receive(uploads.draft.pk, by=by, why=WHY, filename="a.csv", stream=io.BytesIO(SMALL), key=key)
        for _ in range(2)
    )
    assert first.pk == second.pk and Batch.objects.count() == 1


def test_the_same_file_twice_adds_nothing(uploads: Uploads) -> None:
    uploads.whole(SMALL)
    again = uploads.receive(SMALL, "renamed.csv")
    assert again.status == "refused" and "already uploaded" in again.trouble and "people.csv" in again.trouble
    assert ".." not in again.trouble and "Drop its rows before" in again.trouble
    assert Subject.objects.count() == 1


def test_the_same_file_while_the_first_goes_on_says_to_cancel_that(uploads: Uploads) -> None:
    uploads.receive(SMALL)
    assert "Go on with that upload, or cancel it before" in uploads.receive(SMALL).trouble


@pytest.mark.parametrize(
    "forged",
    [
        "DELETE FROM requests_app_batchpart",
        "UPDATE requests_app_batchpart SET sealed = ''",
        "INSERT INTO requests_app_batchpart (batch_id, number, sealed) SELECT batch_id, 7, '' FROM requests_app_batchpart",
    ],
)
def test_the_kept_bytes_of_a_file_stay_as_they_came_in_raw_sql_too(uploads: Uploads, forged: str) -> None:
    batch = uploads.whole(SMALL)
    said = pytest.raises(ProgrammingError, match="stays as it came")
    with said, acting(by=uploads.who.liaison, why=WHY), connection.cursor() as cursor:
        cursor.execute(forged)
    assert batch.parts.count() == 1


def test_the_bytes_of_a_file_that_came_to_nothing_are_thrown_away(uploads: Uploads) -> None:
    batch = uploads.receive(SMALL)
    cancelling.cancel(batch.pk, by=uploads.who.liaison, why=WHY)
    standing.tidy()
    assert batch.parts.count() == 0


def test_the_same_file_is_welcome_after_its_rows_were_dropped(uploads: Uploads) -> None:
    uploads.whole(SMALL)
    ids = list(Subject.objects.values_list("pk", flat=True))
    seen = fresh(uploads.draft).version
    drafting.drop_subjects(uploads.draft.pk, ids, by=uploads.who.liaison, why=WHY, seen=seen)
    assert uploads.whole(SMALL).status == "done"


def test_a_file_for_a_frozen_request_is_refused(uploads: Uploads) -> None:
    drafting.add_subject(uploads.draft.pk, by=uploads.who.liaison, why=WHY, seen=None, fields=samples.row(1), tin="")
    walk(uploads.who, uploads.draft, Status.AWAITING_SIGNATURE)
    with pytest.raises(NotNow, match="frozen"):
        uploads.receive(SMALL)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\a\\b.csv", "b.csv"),
        ("../../x\x00y.csv", "xy.csv"),
        ("", "file"),
        ("x\u202evsc.exe.csv", "xvsc.exe.csv"),
    ],
)
def test_a_file_name_is_shown_without_folders(given: str, kept: str) -> None:
    assert receiving.shown_name(given) == kept


@pytest.mark.usefixtures("small_chunks")
def test_cancelling_while_it_is_judged_drops_what_was_added(uploads: Uploads) -> None:
    batch = uploads.confirm(uploads.receive(samples.csv_file(1_500)))
    reading.read_more(batch.pk)
    judging.judge_chunk(batch.pk)
    assert cancelling.cancel(batch.pk, by=uploads.who.liaison, why=WHY).status == "cancelling"
    assert not judging.judge_chunk(batch.pk)
    tasks.drop_batch.run(batch.pk)
    assert set(Subject.objects.values_list("outcome", flat=True)) == {"dropped"}
    assert Subject.objects.count() == 1_000
    batch.refresh_from_db()
    assert (batch.status, batch.cancelled_by) == ("cancelled", uploads.who.liaison)


def test_cancelling_while_it_is_read_ends_at_once(uploads: Uploads) -> None:
    batch = uploads.confirm(uploads.receive(samples.csv_file(10)))
    assert cancelling.cancel(batch.pk, by=uploads.who.liaison, why=WHY).status == "cancelled"
    assert not reading.read_more(batch.pk)


def test_a_cancelled_upload_is_dropped_in_pieces_and_goes_on_where_it_was_killed(uploads: Uploads) -> None:
    batch = uploads.confirm(uploads.receive(samples.csv_file(3_500)))
    reading.read_more(batch.pk)
    while judging.judge_chunk(batch.pk):
        pass
    cancelling.cancel(batch.pk, by=uploads.who.liaison, why=WHY)
    assert cancelling.drop_some(batch.pk) == cancelling.AT_ONCE
    assert Subject.objects.filter(outcome="dropped").count() == cancelling.AT_ONCE
    assert waiting.undropped_batches() == [batch.pk]
    tasks.drop_batch.run(batch.pk)
    assert set(Subject.objects.values_list("outcome", flat=True)) == {"dropped"}
    assert Subject.history.filter(outcome="dropped").count() == 3_500
    assert waiting.undropped_batches() == []


def test_a_request_with_rows_still_to_be_dropped_is_not_handed_over(uploads: Uploads) -> None:
    uploads.type_one()
    batch = uploads.confirm(uploads.receive(samples.csv_file(10)))
    reading.read_more(batch.pk)
    judging.judge_chunk(batch.pk)
    cancelling.cancel(batch.pk, by=uploads.who.liaison, why=WHY)
    with pytest.raises(Refused, match="upload isn't finished"):
        walk(uploads.who, uploads.draft, Status.AWAITING_SIGNATURE)


def test_another_liaison_takes_the_dropping_over(uploads: Uploads) -> None:
    batch, who = uploads.confirm(uploads.receive(samples.csv_file(10))), uploads.who
    reading.read_more(batch.pk)
    judging.judge_chunk(batch.pk)
    cancelling.cancel(batch.pk, by=who.liaison, why=WHY)
    access.grant(who.stranger, Role.LIAISON, who.usao, by=SETUP, why=WHY)
    access.revoke(who.liaison, Role.LIAISON, who.usao, by=SETUP, why=WHY)
    tasks.drop_batch.run(batch.pk)
    assert Subject.objects.filter(outcome="open").count() == 10
    cancelling.cancel(batch.pk, by=who.stranger, why=WHY)
    tasks.drop_batch.run(batch.pk)
    assert not Subject.objects.filter(outcome="open").exists()


def test_an_upload_is_ended_by_a_liaison_also_once_the_request_has_moved_on(uploads: Uploads) -> None:
    batch, who = uploads.confirm(uploads.receive(samples.csv_file(10))), uploads.who
    reading.read_more(batch.pk)
    judging.judge_chunk(batch.pk)
    cancelling.cancel(batch.pk, by=who.liaison, why=WHY)
    deciding.withdraw(uploads.draft.pk, by=who.liaison, why=WHY, seen=fresh(uploads.draft).version)
    access.grant(who.stranger, Role.LIAISON, who.usao, by=SETUP, why=WHY)
    access.revoke(who.liaison, Role.LIAISON, who.usao, by=SETUP, why=WHY)
    tasks.drop_batch.run(batch.pk)
    batch.refresh_from_db()
    assert batch.status == "cancelling"
    cancelling.cancel(batch.pk, by=who.stranger, why=WHY)
    tasks.drop_batch.run(batch.pk)
    batch.refresh_from_db()
    assert batch.status == "cancelled"


def test_an_upload_that_is_over_cannot_be_cancelled(uploads: Uploads) -> None:
    batch = uploads.whole(SMALL)
    with pytest.raises(NotNow, match="over"):
        cancelling.cancel(batch.pk, by=uploads.who.liaison, why=WHY)


def test_columns_confirmed_twice_are_confirmed_once(uploads: Uploads) -> None:
    batch = uploads.receive(SMALL)
    assert uploads.confirm(batch).pk == uploads.confirm(batch).pk
    with pytest.raises(NotNow, match="can't be mapped any more"):
        uploads.confirm(batch, {"0": "address"})


def test_two_files_are_read_one_after_the_other(uploads: Uploads) -> None:
    first, second = uploads.receive(SMALL), uploads.receive(samples.csv_file(2))
    uploads.confirm(first)
    with pytest.raises(NotNow, match="Another upload"):
        uploads.confirm(second)
    uploads.work(first)
    assert uploads.work(uploads.confirm(second)).status == "done"


def test_a_mapping_is_questioned_in_every_respect() -> None:
    header = ["a", "b"]
    assert mapping.wrong(header, {"0": "last_name", "1": "address"}) == []
    assert mapping.wrong(header, {}) == ["No column is mapped: choose at least one."]
    reasons = mapping.wrong(header, {"0": "shoe", "1": "tin", "7": "tin"})
    assert len(reasons) == 3


def test_the_columns_of_june_2025_are_recognised() -> None:
    header = ["FIRST_NAME", "LAST_NAME", "SSN", "DOB", "EARM_ADDRESS", "FINS", "FINAL_ORDER_DATE"]
    suggested = mapping.suggest(header)
    assert list(suggested.values()) == [
        *("first_name", "last_name", "tin", "date_of_birth", "address", "fins", "removal_order_date")
    ]
    assert mapping.lacking(suggested) == [
        *("the taxable periods", "the statute", "the case or investigation", "the day the case was opened"),
        *("the specific reason", "the engaged officer"),
    ]


def test_every_column_of_the_template_is_its_own_field() -> None:
    header = list(mapping.TEMPLATE_COLUMNS)
    assert list(mapping.suggest(header).values()) == header


def test_a_name_used_twice_is_named_and_left_open() -> None:
    header = ["last_name", "Address", "ADDRESS", "Mailing address", ""]
    assert mapping.suggest(header) == {"0": "last_name"}
    (doubt,) = mapping.doubts(header)
    assert "2, 3 and 4" in doubt
    assert mapping.ignored(header, {"0": "last_name"})[-1] == "(column 5, without a name)"


def test_nobody_but_a_liaison_of_the_agency_adds_maps_or_cancels(uploads: Uploads) -> None:
    batch, who = uploads.receive(SMALL), uploads.who
    for person in (who.ice_liaison, who.signer, who.specialist, who.stranger):
        uploads.who = replace(who, liaison=person)
        with pytest.raises(NotNow, match="Only a liaison"):
            uploads.receive(samples.csv_file(1))
        with pytest.raises(NotNow, match="Only a liaison"):
            uploads.confirm(batch)
        with pytest.raises(NotNow, match="Only a liaison"):
            cancelling.cancel(batch.pk, by=person, why=WHY)
