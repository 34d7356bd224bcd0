"""The statutory gate in the database: one lack, and no release, though everything else is there and the SQL is raw."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, connections

from audits.acting import acting
from audits.models import AccountingEntry
from requests_app.models import DisclosureRequest, Release, Subject, TaxRecord
from requests_app.rules.transitions import RELEASE_STEPS, Act
from tests import databases
from tests.cast import Cast, cast, draft, in_fulfilment, prepare

PREPARE = """SELECT desk_release_prepare(%s, %s, 'hash', 'zip', 1, 1, '{}'::jsonb, false, %s::bigint[], %s::bigint[],
                                       %s::text[], %s::text[], %s::bigint[])"""
PART = "SELECT desk_release_part(%s, %s, 'x'::bytea)"


class Ready:
    """A request with everything that a release wants, and raw SQL to prepare it."""

    def __init__(self, walked: int) -> None:
        self.who: Cast = cast()
        self.one = DisclosureRequest.objects.get(pk=walked)
        self.subject = Subject.objects.get(disclosure_request=self.one)
        self.record = TaxRecord.objects.get()

    def prepare(self, **changes: object) -> int:
        """Prepare, in raw SQL, the one address; or with these columns instead, all of one length."""
        given = {
            "subjects": [self.subject.pk],
            "records": [self.record.pk],
            "items": ["address"],
            "tiers": ["identity"],
        }
        given |= {"attached": [None]} | changes
        with acting(by=self.who.specialist, why="raw SQL"), connection.cursor() as cursor:
            cursor.execute(PREPARE, [self.one.pk, self.who.recipient.recipient_keys.get().pk, *given.values()])
            made = int(cursor.fetchone()[0])
            cursor.execute(PART, [made, 1])
            return made

    def call(self, function: str, *values: object, by: object) -> None:
        with acting(by=by, why="raw SQL"), connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}({', '.join(['%s'] * len(values))})", values)

    def force(self, statement: str) -> None:
        """Do what no role of the product can: as the owner, with the triggers of the tables switched off."""
        names = (
            "subject disclosurerequest decision hold safeguardrefusal agency signature holdgate clearance listchange"
        )
        tables = [f"requests_app_{name}" for name in (*names.split(), "releaseitem", "matchstate")]
        with connections["owner"].cursor() as cursor:
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(statement)
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.fixture(scope="module")
def walked(own_copy: None) -> int:
    return in_fulfilment(cast()).pk


@pytest.fixture
def origin(walked: int) -> str:
    return databases.MODULE


@pytest.fixture
def ready(walked: int, committed_db) -> Ready:
    return Ready(walked)


def test_with_everything_there_it_is_released_and_accounted_for(ready):
    release = ready.prepare()
    ready.call("desk_release_authorize", release, "authorized", by=ready.who.authorizer)
    ready.call("desk_release_transmit", release, by=ready.who.transmitter)
    entry = AccountingEntry.objects.get(kind="disclosure")
    assert (entry.subject_id, entry.release_id, entry.agency_code) == (ready.subject.pk, release, "USAO")


OLD_WORDS = """UPDATE requests_app_decision SET words = 'OK', elements = (
               SELECT coalesce(jsonb_object_agg(key, value || '{"words": "7"}'), '{}') FROM jsonb_each(elements))"""


def test_words_from_before_three_letters_were_asked_for_stand(ready):
    ready.force(OLD_WORDS)
    assert ready.prepare()


LACKS = {
    "no name": "UPDATE requests_app_subject SET first_name = '', last_name = chr(9), entity_name = ''",
    "an address of a TAB": "UPDATE requests_app_subject SET address_line1 = chr(9), address = chr(160)",
    "no period": "UPDATE requests_app_subject SET tax_periods = ''",
    "no statute": "UPDATE requests_app_subject SET statute = ' '",
    "no reason": "UPDATE requests_app_subject SET reason = '...'",
    "no matter": "UPDATE requests_app_subject SET case_number = ''",
    "no officer": "UPDATE requests_app_subject SET officer_name = ''",
    "name graded incomplete": "UPDATE requests_app_subject SET grade_name = 'incomplete'",
    "address graded incomplete": "UPDATE requests_app_subject SET grade_address = 'incomplete'",
    "period graded incomplete": "UPDATE requests_app_subject SET grade_period = 'incomplete'",
    "statute graded incomplete": "UPDATE requests_app_subject SET grade_statute = 'incomplete'",
    "reason not graded": "UPDATE requests_app_subject SET grade_reason = ''",
    "not judged": "UPDATE requests_app_subject SET judged_under = ''",
    "a blocking flag": "UPDATE requests_app_subject SET blocking_codes = '{statute.civil}'",
    "a review flag": "UPDATE requests_app_subject SET review_codes = '{reason.civil}'",
    "a clearance never written": """UPDATE requests_app_subject SET review_codes = '{reason.civil}',
                                    cleared_codes = '{reason.civil}'""",
    "a clearance of an earlier submission": """UPDATE requests_app_subject SET review_codes = '{reason.civil}',
        cleared_codes = '{reason.civil}';
        INSERT INTO requests_app_clearance (disclosure_request_id, submission, rests_on, code, person_id, words, subject_ids)
        SELECT s.disclosure_request_id, 0, '', 'reason.civil', r.drafted_by_id, 'Looked at.', ARRAY[s.id]
        FROM requests_app_subject s JOIN requests_app_disclosurerequest r ON r.id = s.disclosure_request_id""",
    "a blocking flag on the request": "UPDATE requests_app_disclosurerequest SET blocking_codes = '{writing.signed}'",
    "a review flag on the request": "UPDATE requests_app_disclosurerequest SET review_codes = '{writing.delegate}'",
    "one on the request that nobody cleared": """UPDATE requests_app_disclosurerequest SET review_codes = '{safeguards.open}',
                                                 cleared_codes = '{safeguards.open}'""",
    "a request judged by an older edition": "UPDATE requests_app_disclosurerequest SET judged_under = '2025-01-01.1'",
    "lists that changed since it was judged": """INSERT INTO requests_app_listchange ("table")
                                                 VALUES ('requests_app_threshold')""",
    "not approved": "UPDATE requests_app_subject SET outcome = 'open'",
    "denied": "UPDATE requests_app_subject SET outcome = 'denied'",
    "contents changed after approval": "UPDATE requests_app_subject SET city = 'Tempe'",
    "another status": "UPDATE requests_app_disclosurerequest SET status = 'irs_approval'",
    "no determination": "DELETE FROM requests_app_decision WHERE kind = 'determination'",
    "found unlawful": "UPDATE requests_app_decision SET lawful = false WHERE kind = 'determination'",
    "one element refused": """UPDATE requests_app_decision SET elements = jsonb_set(elements, '{tier,yes}', 'false')
                              WHERE kind = 'determination'""",
    "an element without a word": """UPDATE requests_app_decision SET elements = jsonb_set(elements, '{tier,words}', '" - "')
                                    WHERE kind = 'determination'""",
    "an approval without a word": "UPDATE requests_app_decision SET words = ' - ' WHERE kind = 'approval'",
    "no approval": "DELETE FROM requests_app_decision WHERE kind = 'approval'",
    "one person decided both": """UPDATE requests_app_decision SET person_id = (SELECT d.person_id FROM requests_app_decision d
                                  WHERE d.kind = 'determination') WHERE kind = 'approval'""",
    "not signed": "UPDATE requests_app_signature SET content_hash = ''",
    "a court order": """INSERT INTO requests_app_hold (kind, court, docket, citation, binds, acts, starts, words)
                        VALUES ('stay', 'D.D.C.', '1', 'D.D.C. 1', 'IRS', '{disclose}', current_date - 1, '')""",
    "a court order on a subject": """INSERT INTO requests_app_hold (kind, court, docket, citation, binds, acts, starts, words,
                                     subject_ids, disclosure_request_id) SELECT 'stay', 'D.D.C.', '1', 'D.D.C. 1', 'IRS',
                                     '{disclose}', current_date - 1, '', ARRAY[s.id], s.disclosure_request_id
                                     FROM requests_app_subject s""",
    "a court order on a statute": """INSERT INTO requests_app_hold (kind, court, docket, citation, binds, acts, starts, words,
                                     statute) VALUES ('stay', 'D.D.C.', '1', 'D.D.C. 1', 'IRS', '{disclose}',
                                     current_date - 1, '', '18 USC 1546')""",
    "safeguards refused": """INSERT INTO requests_app_safeguardrefusal (agency_id, determined_on, words)
                             SELECT id, current_date - 1, 'open findings' FROM requests_app_agency""",
    "not matched": "UPDATE requests_app_matchstate SET finished_at = NULL",
    "matched by an older edition": "UPDATE requests_app_matchstate SET edition = 'older'",
    "no hold gate": "DELETE FROM requests_app_holdgate",
}


@pytest.mark.parametrize("lack", LACKS)
def test_one_lack_and_nothing_is_released(ready, lack):
    ready.force(LACKS[lack])
    with pytest.raises(DatabaseError, match="No release"):
        ready.prepare()
    assert not Release.objects.exists()


@pytest.mark.parametrize(
    "lack",
    [
        "an address of a TAB",
        "a blocking flag",
        "a court order",
        "a court order on a subject",
        "a court order on a statute",
        "contents changed after approval",
        "denied",
    ],
)
def test_what_comes_up_after_authorization_stops_the_transmittal(ready, lack):
    release = ready.prepare()
    ready.call("desk_release_authorize", release, "authorized", by=ready.who.authorizer)
    ready.force(LACKS[lack])
    with pytest.raises(DatabaseError, match="No release"):
        ready.call("desk_release_transmit", release, by=ready.who.transmitter)
    assert not AccountingEntry.objects.filter(kind="disclosure").exists()


def test_a_hold_stops_the_fetch_of_what_was_transmitted(ready):
    release = ready.prepare()
    ready.call("desk_release_authorize", release, "authorized", by=ready.who.authorizer)
    ready.call("desk_release_transmit", release, by=ready.who.transmitter)
    ready.call("desk_release_fetch", release, by=ready.who.recipient)
    ready.force(LACKS["a court order"].replace("disclose", "use"))
    with pytest.raises(DatabaseError, match="court order"):
        ready.call("desk_release_fetch", release, by=ready.who.recipient)


def test_only_the_named_recipient_fetches(ready):
    release = ready.prepare()
    ready.call("desk_release_authorize", release, "authorized", by=ready.who.authorizer)
    ready.call("desk_release_transmit", release, by=ready.who.transmitter)
    for name in ("liaison", "signer", "specialist", "oversight", "stranger"):
        with pytest.raises(DatabaseError, match="recipient|liaison"):
            ready.call("desk_release_fetch", release, by=ready.who.people()[name])


def test_the_receipt_of_what_was_not_opened_is_not_confirmed(ready):
    release = ready.prepare()
    ready.call("desk_release_authorize", release, "authorized", by=ready.who.authorizer)
    ready.call("desk_release_transmit", release, by=ready.who.transmitter)
    with pytest.raises(DatabaseError, match="opened before its receipt is confirmed"):
        ready.call("desk_release_confirm", release, "Test Keeper", "Room 1", by=ready.who.recipient)
    ready.call("desk_release_fetch", release, by=ready.who.recipient)
    ready.call("desk_release_confirm", release, "Test Keeper", "Room 1", by=ready.who.recipient)


def test_the_three_acts_are_three_peoples(ready):
    release = prepare(ready.who, ready.one).pk
    for name in ("specialist", "counsel", "approver", "liaison", "oversight", "administrator"):
        with pytest.raises(DatabaseError, match="authorizer|Separation"):
            ready.call("desk_release_authorize", release, "yes", by=ready.who.people()[name])
    ready.call("desk_release_authorize", release, "authorized", by=ready.who.authorizer)
    with pytest.raises(DatabaseError, match="Separation of duties"):
        ready.call("desk_release_transmit", release, by=ready.who.specialist)
    with pytest.raises(DatabaseError, match="specialist"):
        ready.call("desk_release_transmit", release, by=ready.who.authorizer)


HELD = {
    "INSERT INTO requests_app_releaseitem (release_id, subject_id, item, tier, record_id) "
    "SELECT release_id, subject_id + 1, 'name', tier, record_id FROM requests_app_releaseitem": "of its package's request",
    "INSERT INTO requests_app_releaseitem (release_id, subject_id, item, tier, record_id) "
    "SELECT i.release_id, max(s.id), 'name', i.tier, i.record_id FROM requests_app_releaseitem i, requests_app_subject s "
    "WHERE s.disclosure_request_id <> (SELECT disclosure_request_id FROM requests_app_release r WHERE r.id = i.release_id) "
    "GROUP BY 1, 4, 5": "of its package's request",
    "INSERT INTO requests_app_releaseitem (release_id, subject_id, item, tier, record_id) "
    "SELECT release_id + 1, subject_id, 'name', tier, record_id FROM requests_app_releaseitem": "of its package's request",
    "DELETE FROM requests_app_subject": "put into a package is kept",
    "DELETE FROM requests_app_release": "stays as it was recorded",
    "DELETE FROM requests_app_releaseitem": "stays as it was recorded",
}
"""What the owner of the tables does, and what it is refused with."""


@pytest.mark.parametrize("statement", HELD)
def test_items_are_held_to_their_package_and_subjects_against_the_owner_too(ready, statement):
    ready.prepare()
    draft(ready.who)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE requests_app_subject DISABLE TRIGGER contents_delete")
        with pytest.raises(DatabaseError, match=HELD[statement]):
            cursor.execute(statement)


BROKEN = {
    "DELETE FROM requests_app_releaseitem": "the package is not whole",
    "DELETE FROM requests_app_releasepart": "the package is not whole",
    "UPDATE requests_app_subject SET outcome = 'denied'": "a subject in the package is no longer approved",
}
"""What happens to a package past every trigger, and why it isn't transmitted."""


@pytest.mark.parametrize("statement", BROKEN)
def test_a_package_that_is_not_as_it_was_prepared_says_how(ready, statement):
    release = ready.prepare()
    ready.force(statement)
    with (
        connections["owner"].cursor() as cursor,
        pytest.raises(DatabaseError, match=f"No release: {BROKEN[statement]}"),
    ):
        cursor.execute("SELECT desk_check_package(%s)", [release])


def test_what_is_authorized_or_transmitted_is_what_was_read():
    """No mark is asked for at these acts: until the package is transmitted, nothing of its row changes but by a step."""
    gates = "".join(path.read_text() for path in (settings.BASE_DIR / "requests_app/gates").glob("*.sql"))
    first = re.findall(r"UPDATE (?:public\.)?requests_app_release (?:AS )?\w* ?SET (\w+)", gates)
    assert sorted({*first}) == ["fetches", "openings", "status"]
    assert {RELEASE_STEPS[act].sources for act in (Act.FETCH, Act.REOPEN)} == {("transmitted",)}
