"""The timeline as each reader may see it, and old and new values on demand."""

import re

import pytest

from audits.acting import acting
from audits.models import AccessRecord
from requests_app.models import DisclosureRequest, Subject
from requests_app.rules.transitions import Status
from requests_app.views import story
from requests_app.workflow import deciding, fulfilment, notes
from tests import databases
from tests.cast import Cast, cast, draft, fresh, on_record, subject_fields, transmit, version, walk
from tests.databases import CommittedDatabase
from tests.pages.visiting import queries_of, visitor

SURNAME = "Zweigelthofer"


@pytest.fixture(scope="module")
def walked(own_copy: None) -> dict[Status, int]:
    """Requests by how far they came, one of them transmitted; within one transaction all their acts would be one event."""
    who = cast()
    on_record(last_name=SURNAME)
    made = walk(who, draft(who, subject_fields(last_name=SURNAME), tin="912-66-0001"), Status.FULFILMENT)
    transmit(who, made)
    found = {Status.FULFILMENT: made.pk}
    for name, to in (("Checkfield", Status.COMPLETENESS), ("Lawfield", Status.LEGAL_REVIEW)):
        found[to] = walk(who, draft(who, subject_fields(last_name=name)), to).pk
    left = walk(who, draft(who, subject_fields(last_name="Leftfield")), Status.LEGAL_REVIEW)
    aside = {"outcome": "denied", "reason_code": "no_matter", "seen": version(left)}
    deciding.set_aside(left.pk, [left.subjects.get().pk], by=who.counsel, why="a test", **aside)
    return found | {Status.DENIED: left.pk}


@pytest.fixture
def who(walked: dict[Status, int], db) -> Cast:
    return cast()


@pytest.fixture
def one(walked: dict[Status, int], db) -> DisclosureRequest:
    return fresh(DisclosureRequest(pk=walked[Status.FULFILMENT]))


@pytest.fixture
def checked(walked: dict[Status, int], db) -> DisclosureRequest:
    return fresh(DisclosureRequest(pk=walked[Status.COMPLETENESS]))


@pytest.fixture
def reviewed(walked: dict[Status, int], db) -> DisclosureRequest:
    return fresh(DisclosureRequest(pk=walked[Status.LEGAL_REVIEW]))


@pytest.fixture
def emptied(walked: dict[Status, int], db) -> DisclosureRequest:
    """One in legal review of which no subject is left: it can be denied for whatever reason."""
    return fresh(DisclosureRequest(pk=walked[Status.DENIED]))


@pytest.fixture
def origin(walked: dict[Status, int]) -> str:
    return databases.MODULE


@pytest.fixture
def apart(committed_db: CommittedDatabase, walked: dict[Status, int]) -> tuple[Cast, DisclosureRequest]:
    """Everyone and the request, where what a test does is committed too: several acts of its own are several events."""
    return cast(), fresh(DisclosureRequest(pk=walked[Status.FULFILMENT]))


def page(person, one, **asked):
    return visitor(person).get(f"/requests/{one.pk}/timeline/", asked)


def lines(person, one, **asked):
    return page(person, one, **asked).context["story"].lines


def said(person, one, **asked) -> str:
    return "\n".join(f"{line.who}: {'; '.join(line.sentences)}" for line in lines(person, one, **asked))


def test_oversight_reads_the_whole_path_in_order(who, one):
    told = [line.sentences[0] for line in reversed(lines(who.oversight, one, show="status"))]
    assert [t.split(" (")[0] for t in told] == [
        "began the draft",
        "handed the request to the signer",
        "signed the request and sent it in",
        "found the request complete",
        "determined the request lawful",
        "approved the request",
    ]


def test_each_line_says_who_in_which_role_and_why(who, one):
    line = lines(who.oversight, one, show="status")[0]
    assert (line.who, line.role, line.why) == ("Test Approver", "Approving official", "a test")


def test_looks_stand_among_the_changes(who, one):
    visitor(who.specialist).get(f"/requests/{one.pk}/")
    looks = lines(who.oversight, one, show="looks")
    assert all(line.is_look for line in looks)
    assert "Test Specialist" in {line.who for line in looks}
    assert {line.is_look for line in lines(who.oversight, one)} == {True, False}


def test_no_name_of_a_taxpayer_stands_in_it(who, one):
    for person in (who.oversight, who.specialist, who.liaison):
        assert SURNAME not in page(person, one).content.decode()


def test_the_agency_reads_no_name_of_irs_staff_and_no_look(who, one):
    told = page(who.liaison, one).content.decode()
    for hidden in ("Test Specialist", "Test Counsel", "Test Approver", "Test Authorizer", "Old and new values"):
        assert hidden not in told
    assert "Internal Revenue Service: approved the request" in said(who.liaison, one)
    assert not any(line.is_look for line in lines(who.liaison, one, show="looks"))


def test_the_agency_reads_what_was_sent_to_it_alone(who, one):
    told = said(who.liaison, one)
    assert "transmitted the package to Test Recipient" in told
    for hidden in ("prepared a package", "authorized", "determined in law", "marked 1 subject as approved", "judged 1"):
        assert hidden not in told


def test_an_internal_reason_reads_as_not_disclosed_to_the_agency(who, emptied):
    codes = ["undisclosed", "no_record_or_mismatch", "no_period"]
    deciding.deny(emptied.pk, by=who.counsel, why="internal words", seen=version(emptied), reason_codes=codes)
    told = page(who.liaison, emptied).content.decode()
    assert "gave as reasons: not disclosed; No period" in told
    for hidden in ("(i)(6)", "mismatch", "internal words"):
        assert hidden not in told
    for person in (who.specialist, who.counsel, who.oversight):
        assert "Not disclosed, as counsel decided; No record or mismatch" in said(person, emptied)


def test_subjects_set_aside_tell_the_agency_nothing_here(who, checked):
    ids = list(checked.subjects.values_list("pk", flat=True))
    deciding.set_aside(
        checked.pk,
        ids,
        by=who.specialist,
        why="a test",
        seen=version(checked),
        outcome="denied",
        reason_code="no_record_or_mismatch",
    )
    assert "denied" not in said(who.liaison, checked)
    assert "marked 1 subject as denied" in said(who.oversight, checked)


def test_a_note_for_both_sides_is_told_to_both(who, checked):
    notes.write(checked.pk, by=who.counsel, why="a test", readers="agency", text="t")
    assert "Internal Revenue Service: wrote a note" in said(who.liaison, checked)


def test_the_agencys_own_lines_keep_name_and_reason(who, one):
    last = lines(who.liaison, one)[-1]
    assert (last.who, last.why) == ("Test Liaison", "a test")


def test_one_page_follows_another(who, one, monkeypatch):
    whole = story.page_of(one, who.oversight, limit=500).lines
    first = story.page_of(one, who.oversight, limit=4)
    second = story.page_of(one, who.oversight, after=first.after, limit=4)
    assert [*first.lines, *second.lines] == list(whole[:8])


@pytest.mark.parametrize("asked", [{"show": "nonsense"}, {"after": "x.y"}, {"after": "1' OR 1=1"}])
def test_what_cannot_be_read_in_the_address_begins_anew(who, one, asked):
    assert page(who.oversight, one, **asked).status_code == 200


def txid_of(who, one, sentence) -> int:
    return next(line.txids[0] for line in lines(who.oversight, one) if sentence in "; ".join(line.sentences))


def test_old_and_new_values_mask_tax_data(who, one):
    place = f"/requests/{one.pk}/timeline/{txid_of(who, one, 'added 1 subject')}/"
    text = visitor(who.oversight).get(place).content.decode()
    assert "changed; its value is masked" in text
    assert SURNAME not in text


def test_a_subject_is_called_by_its_number_in_the_request(who, checked):
    assert checked.subjects.get().pk != checked.subjects.get().row == 1
    place = f"/requests/{checked.pk}/timeline/{txid_of(who, checked, 'added 1 subject')}/"
    assert "<caption>Subject 1: added</caption>" in visitor(who.oversight).get(place).content.decode()


def test_instants_are_told_by_the_clock_on_the_wall(who, one):
    place = f"/requests/{one.pk}/timeline/{txid_of(who, one, 'sent it in')}/"
    text = visitor(who.oversight).get(place).content.decode()
    assert re.search(r"<td>[A-Z][a-z]{2} \d+, 20\d\d, \d+:\d\d:\d\d [ap]\.m\.</td>", text)
    assert not re.search(r"<td>\d{4}-\d\d-\d\dT", text)


def test_words_that_look_like_an_instant_stay_as_they_were_typed(apart):
    who, _ = apart
    one = draft(who)
    titles = ("2025-02-30T09:00:00Z", "2025-02-03T09:00:00Z")
    for title in titles:
        with acting(by=who.liaison, why="titled"):
            DisclosureRequest.objects.filter(pk=one.pk).update(title=title)
    place = f"/requests/{one.pk}/timeline/{one.history.latest('history_id').txid}/"
    assert titles[-1] in visitor(who.oversight).get(place).content.decode()


def test_a_reason_opens_them_and_is_recorded(who, one):
    place = f"/requests/{one.pk}/timeline/{txid_of(who, one, 'added 1 subject')}/"
    answer = visitor(who.oversight).post(place, {"why": "A complaint about this row."}, follow=True)
    assert SURNAME in answer.content.decode()
    assert "Federal Tax Information" in answer.content.decode()
    look = AccessRecord.objects.latest("id")
    assert (look.person_id, look.kind, look.why, look.count) == (
        who.oversight.pk,
        "history",
        "A complaint about this row.",
        1,
    )


def test_without_a_reason_nothing_is_opened(who, one):
    place = f"/requests/{one.pk}/timeline/{txid_of(who, one, 'added 1 subject')}/"
    before = AccessRecord.objects.count()
    answer = visitor(who.oversight).post(place, {"why": " "})
    assert SURNAME not in answer.content.decode()
    assert AccessRecord.objects.count() == before


def test_sealed_bytes_and_blind_indexes_are_never_shown(who, one):
    place = f"/requests/{one.pk}/timeline/{txid_of(who, one, 'added 1 subject')}/"
    text = visitor(who.oversight).post(place, {"why": "A complaint."}, follow=True).content.decode()
    subject = one.subjects.get()
    assert bytes(subject.tin_index).hex() not in text
    assert bytes(subject.tin_sealed).hex() not in text


def test_a_status_change_shows_its_old_and_new_value(who, one):
    text = visitor(who.oversight).get(f"/requests/{one.pk}/timeline/{txid_of(who, one, 'found the request')}/")
    assert "<td>Completeness</td><td>Legal review</td>" in text.content.decode()
    assert f"Disclosure request {one.number}: changed" in text.content.decode()


@pytest.mark.parametrize("sentence", ["yes to each of the 7 elements", "prepared a package", "signed and attested"])
def test_every_kind_of_value_can_be_read(who, one, sentence):
    for person in (who.oversight, who.counsel):
        place = f"/requests/{one.pk}/timeline/{txid_of(who, one, sentence)}/"
        assert visitor(person).get(place).status_code == 200


def test_counsels_answers_are_read_one_a_line(who, one):
    place = f"/requests/{one.pk}/timeline/{txid_of(who, one, 'yes to each of the 7 elements')}/"
    assert "periods: yes: yes; words: Set forth." in visitor(who.oversight).get(place).content.decode()


def test_another_requests_event_is_absent(who, one):
    other = draft(who)
    place = f"/requests/{other.pk}/timeline/{txid_of(who, one, 'found the request')}/"
    assert visitor(who.oversight).get(place).status_code == 404


@pytest.mark.parametrize("person", ["liaison", "ice_liaison", "administrator", "stranger"])
def test_old_and_new_values_are_absent_for_others(who, one, person):
    place = f"/requests/{one.pk}/timeline/{txid_of(who, one, 'added 1 subject')}/"
    assert visitor(getattr(who, person)).get(place).status_code == 404


@pytest.mark.parametrize("person", ["ice_liaison", "administrator", "stranger"])
def test_the_timeline_is_absent_for_others(who, one, person):
    assert page(getattr(who, person), one).status_code == 404


def test_the_timeline_asks_a_fixed_number_of_queries(who, one):
    place = f"/requests/{one.pk}/timeline/"
    assert queries_of(visitor(who.oversight), place) <= 20
    assert queries_of(visitor(who.liaison), place) <= 20


def test_a_fetch_is_told_with_the_look(who, one):
    release = one.releases.get()
    fulfilment.fetch(release.pk, by=who.recipient, why="opens it", origin="a test")
    assert "Test Recipient: opened the package" in said(who.oversight, one)


def test_among_changes_too_a_fetch_reads_as_what_it_is(who, one):
    """The moment of disclosure read “changed 2 records”, and the agency's own timeline left it out."""
    release = one.releases.get()
    fulfilment.fetch(release.pk, by=who.recipient, why="opens it", origin="a test")
    whole = f"opened the package that was sent to {release.recipient_name}"
    for person in (who.oversight, who.recipient):
        answer = visitor(person).get(f"/requests/{one.pk}/timeline/?show=changes").content.decode()
        assert whole in answer and "changed 2 records" not in answer


def test_an_upload_in_many_parts_is_one_line_that_leads_to_each(apart):
    who, _ = apart
    made = draft(who)
    for part in range(3):
        rows = [
            Subject(disclosure_request=made, agency=made.agency, row=100 + part * 10 + n, last_name="Field")
            for n in range(10)
        ]
        with acting(by=who.liaison, why="an upload"):
            Subject.objects.bulk_create(rows)
    line = lines(who.oversight, made, show="changes")[0]
    assert (line.sentences, line.times, len(set(line.txids))) == (("added 10 subjects",), 3, 3)
