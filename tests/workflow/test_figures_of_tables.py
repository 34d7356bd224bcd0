"""The planner's figures are taken by workers; a request's contents are hashed once where it is signed."""

import pytest
from django.db import ProgrammingError, connection
from django.test.utils import CaptureQueriesContext

from audits.acting import acting
from requests_app.models import Subject, TaxRecord
from requests_app.models.as_facts import content_hash, standing_hash
from requests_app.models.measuring import MANY, measure
from requests_app.rules.transitions import Status
from requests_app.workflow import deciding
from tests import cast

pytestmark = pytest.mark.django_db

ODD = "a\"b\\c\t\x01\x7f é \u2028 \U0001f600 </script> '"


def test_figures_are_taken_of_a_table_that_many_rows_came_to():
    measure(Subject, MANY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples >= 0 FROM pg_class WHERE relname = %s", [Subject._meta.db_table])
        assert cursor.fetchone()[0]


def test_few_rows_are_not_worth_it(django_assert_num_queries):
    with django_assert_num_queries(0):
        measure(Subject, MANY - 1)


def test_only_tables_that_workers_fill_are_measured():
    with pytest.raises(ProgrammingError, match="are the server's to take"):
        measure(TaxRecord, MANY)


def test_the_hash_takes_a_subject_as_both_kinds_of_json_write_it():
    with connection.cursor() as cursor:
        made = "{}_build_array(7, %s::text, ''::varchar, NULL)::text"
        cursor.execute(f"SELECT {made.format('json')}, {made.format('jsonb')}", [ODD, ODD])
        first, second = cursor.fetchone()
    assert first == second


def test_what_was_never_signed_isnt_hashed_for_a_page():
    who = cast.cast()
    one = cast.walk(who, cast.draft(who), Status.AWAITING_SIGNATURE)
    assert standing_hash(one) == ""


def test_signature_and_snapshot_are_of_the_contents_as_they_were_sent():
    who = cast.cast()
    one = cast.walk(who, cast.draft(who), Status.COMPLETENESS)
    hashes = {one.signatures.get().content_hash, one.snapshots.get().hash, standing_hash(one), content_hash(one.pk)}
    assert len(hashes) == 1


def test_signing_takes_how_many_stand_from_the_counts_that_are_kept():
    who = cast.cast()
    given = (cast.subject_fields(last_name=name) for name in ("Zwanzigfeld", "Dreissigfeld", "Vierzigfeld"))
    one = cast.walk(who, cast.draft(who, *given), Status.IRS_APPROVAL)
    with acting(by=who.approver, why=cast.WHY):
        for row, outcome in ((1, "approved"), (3, "returned")):
            one.subjects.filter(row=row).update(outcome=outcome)
    back = {"seen": cast.version(one), "reason_codes": ["no_specific_reason"]}
    deciding.return_to_agency(one.pk, by=who.approver, why=cast.WHY, **back)
    cast.hand_over(who, one)
    with CaptureQueriesContext(connection) as caught:
        cast.sign(who, one)
    assert not [
        q for q in caught if q["sql"].startswith(f'SELECT COUNT(*) AS "__count" FROM "{Subject._meta.db_table}"')
    ]
    assert [*one.snapshots.order_by("submission").values_list("subjects", flat=True)] == [3, 2]
    assert [*one.subjects.order_by("row").values_list("outcome", flat=True)] == ["open", "open", "returned"]
