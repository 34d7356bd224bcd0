"""Normal forms are stored by workers and read by workers; the source counts its changes; what was matched is compared again."""

import pytest
from django.db import connection, transaction

from audits.access_log import AccessAct, Looker, look
from audits.acting import MATCHING, acting
from requests_app.matching import forms, records
from requests_app.matching.normal import fields_of
from requests_app.matching.source import SOURCE, PostgresRecords
from requests_app.models import RecordForm, Subject, SubjectForm, TaxRecord
from requests_app.models.subject import Outcome
from tests.cast import WHY, Cast, cast, draft, subject_fields

pytestmark = pytest.mark.django_db
LOOKER = Looker(MATCHING, "system", "worker", "a test")


@pytest.fixture
def who() -> Cast:
    return cast()


def three(who: Cast) -> list[Subject]:
    """Return the subjects of a request: the second was set aside."""
    made = draft(who, subject_fields(), subject_fields(last_name="Aside"), subject_fields(last_name="Other"))
    with acting(by=who.liaison, why=WHY):
        Subject.objects.filter(disclosure_request=made, last_name="Aside").update(outcome=Outcome.DROPPED)
    return list(made.subjects.order_by("row"))


def test_the_standing_subjects_get_their_forms_chunk_by_chunk(who: Cast) -> None:
    first, _, last = three(who)
    request = first.disclosure_request_id
    assert forms.store(request, 0, 1) == first.row
    assert forms.store(request, first.row, 10) == last.row
    assert forms.store(request, last.row, 10) is None
    assert set(SubjectForm.objects.values_list("subject_id", flat=True)) == {first.pk, last.pk}


def test_a_form_is_written_over_and_can_be_forgotten(who: Cast) -> None:
    first = three(who)[0]
    forms.store(first.disclosure_request_id, 0, 10)
    before = SubjectForm.objects.get(pk=first.pk).surname
    with acting(by=who.liaison, why=WHY):
        Subject.objects.filter(pk=first.pk).update(last_name="Newname")
    forms.store(first.disclosure_request_id, 0, 10)
    assert SubjectForm.objects.get(pk=first.pk).surname != before
    assert forms.forget(first.disclosure_request_id) == 2
    assert not SubjectForm.objects.exists()


def test_a_page_reads_no_form_of_a_subject(who: Cast) -> None:
    first = three(who)[0]
    forms.store(first.disclosure_request_id, 0, 10)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('desk.agencies', %s, true)", [str(who.usao.pk)])
    assert not SubjectForm.objects.exists()


def test_verdicts_of_a_range_come_from_stored_forms(who: Cast) -> None:
    first, _, last = three(who)
    kept = records.add(
        first_name="Carl", last_name="Demofield", tin="912-66-0001", address="476 Prototype Ave, Phoenix AZ 85004"
    )
    forms.store(first.disclosure_request_id, 0, 10)
    found = {one.subject_id: one for one in SOURCE.verdicts(first.disclosure_request_id, 0, last.row)}
    assert set(found) == {first.pk, last.pk}
    assert found[first.pk].record_id == kept.pk
    assert [one.subject_id for one in SOURCE.verdicts(first.disclosure_request_id, first.row, last.row)] == [last.pk]
    matched = {pk: (one.record_id, one.address) for pk, one in found.items() if one.verdict == "matched"}
    assert SOURCE.matched(first.disclosure_request_id, 0, last.row) == matched
    assert set(matched) == {first.pk}


def test_every_change_of_records_is_counted() -> None:
    source = PostgresRecords()
    before = source.changes()
    kept = records.add(first_name="Carl", last_name="Demofield", tin="912-66-0001", address="1 A St, Reno NV 89501")
    assert source.changes() == before + 1
    records.add(first_name="Carl", last_name="Demofield", tin="912-66-0001", address="2 B St, Reno NV 89501")
    assert TaxRecord.objects.count() == RecordForm.objects.count() == 1
    assert RecordForm.objects.get().record_id == kept.pk


def test_what_was_matched_is_compared_again_as_opened(who: Cast) -> None:
    first, _, last = three(who)
    kept = records.add(
        first_name="Carl", last_name="Demofield", tin="912-66-0001", address="476 Prototype Ave, Phoenix AZ 85004"
    )
    with transaction.atomic():
        text = SOURCE.read_all([kept.pk], look(LOOKER, AccessAct.WORK, "records"))[kept.pk]
    assert text.name == "Carl Demofield"
    mine, other = ((fields_of(one), bytes(one.tin_index or b""), kept.pk, text) for one in (first, last))
    assert SOURCE.verify(*mine).fits() and SOURCE.fits(*mine)
    assert not SOURCE.verify(*other).fits() and not SOURCE.fits(*other)
