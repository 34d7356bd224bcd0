"""Two moments of a request side by side: by field, by row and in counts, masked until a reason is recorded."""

import pytest

from audits import apart
from audits.acting import SETUP, acting
from audits.models import AccessRecord
from requests_app.models import DisclosureRequest, Incident, Threshold
from requests_app.rules.custody import Custody
from requests_app.rules.incidents import Act
from requests_app.rules.transitions import Status
from requests_app.views.points import Line
from requests_app.workflow import deciding, drafting, incidents, notes
from tests.cast import WHY, Cast, cast, draft, fresh, on_record, subject_fields, transmit, version, walk
from tests.databases import CommittedDatabase
from tests.pages.visiting import visitor
from tests.released import act, lost, received, used

SURNAME = "Zweigelthofer"


@pytest.fixture(scope="module")
def walked(own_copy: None) -> int:
    """A draft of three subjects that was sent in, returned, corrected in one row, and sent in again."""
    who = cast()
    with acting(by=SETUP, why=WHY):
        Threshold.objects.update_or_create(name="matter_subjects", defaults={"value": 50})
    rows = [subject_fields(last_name=name) for name in ("Ackermann", "Becker", "Cordes")]
    made = walk(who, draft(who, *rows), Status.COMPLETENESS)
    deciding.return_to_agency(made.pk, by=who.specialist, why=WHY, seen=version(made), reason_codes=["no_period"])
    second = made.subjects.get(row=2)
    drafting.edit_subject(second.pk, by=who.liaison, why=WHY, fields={"last_name": SURNAME}, tin=None)
    return walk(who, fresh(made), Status.COMPLETENESS).pk


@pytest.fixture
def who(walked: int, db) -> Cast:
    return cast()


@pytest.fixture
def one(walked: int, db) -> DisclosureRequest:
    return fresh(DisclosureRequest(pk=walked))


def compared(person, one, browser=None, **asked):
    answer = (browser or visitor(person)).get(f"/requests/{one.pk}/moments/difference/", asked)
    assert answer.status_code == 200
    return answer


def signed(one) -> list[int]:
    return [p.txid for p in Line(one).points if p.id.startswith("signature")]


def test_between_two_submissions_only_the_corrected_row_differs(who, one):
    first, second = signed(one)
    answer = compared(who.oversight, one, **{"from": first, "to": second})
    assert [(c.row, c.kind, c.masked) for c in answer.context["subjects"]] == [(2, "~", ("Last name",))]
    assert answer.context["kinds"] == [("1 subject", "changed")]
    fields = {label: (old, new) for c in answer.context["fields"] for label, old, new in c.differences}
    assert fields["submission"] == (1, 2)


def test_the_submissions_are_offered(who, one):
    first, second = signed(one)
    offered = compared(who.oversight, one).context["choices"]
    assert offered == [("Submission to submission 2", f"?from={first}&to={second}")]


def test_decisions_and_signatures_are_told_by_row(who, one):
    answer = compared(who.oversight, one, first=1)
    parts = {part.title: [c.brief for c in part.changed] for part in answer.context["parts"]}
    assert parts["Decisions"] == ["returned, Test Specialist"]
    assert parts["Signatures"] == ["Test Signer, United States attorney"] * 2
    assert parts["Snapshots"] == ["1", "2"]


def test_acts_of_custody_and_incidents_are_told_by_row(committed_db: CommittedDatabase):
    who = cast()
    release = received(who)
    first = len(Line(release.disclosure_request).events)
    used(who, release)
    act(release, Custody.RETURNED, who.liaison)
    reported = lost(release, who.liaison)
    incidents.record(reported.pk, Act.TIGTA, by=who.liaison, why=WHY)
    answer = compared(who.oversight, release.disclosure_request, first=first)
    parts = {part.title: [c.brief for c in part.changed] for part in answer.context["parts"]}
    assert parts == {
        "Acts of custody": [
            "Use certified, Test Recipient",
            "Return certified, Test Liaison",
        ],
        "Incidents": ["Loss of what was released, Test Liaison"],
        "What was done about incidents": ["Reported to TIGTA, Test Liaison"],
    }


def test_the_subjects_of_an_incident_are_told_by_their_rows(committed_db: CommittedDatabase):
    who = cast()
    release = received(who)
    one, first = release.disclosure_request, len(Line(release.disclosure_request).events)
    lost(release, who.liaison, subject_ids=[one.subjects.get().pk])
    parts = {part.title: part.changed for part in compared(who.oversight, one, first=first).context["parts"]}
    told = [value for c in parts["Incidents"] for label, value in c.one_sided if label.startswith("subject")]
    assert told == ["subject 1"]
    txid = Incident.history.order_by("history_id").first().txid
    page = visitor(who.oversight).get(f"/requests/{one.pk}/timeline/{txid}/").content.decode()
    assert "<td>1 subject</td>" in page


def test_counts_are_told_with_their_difference(who, one):
    counts = {c.label: (c.before, c.after, c.by) for c in compared(who.oversight, one, first=1).context["counts"]}
    assert counts["Subjects"] == (0, 3, "+3")


def test_the_order_of_the_two_does_not_matter(who, one):
    first, second = signed(one)
    one_way = compared(who.oversight, one, **{"from": first, "to": second}).context["pair"]
    assert compared(who.oversight, one, **{"from": second, "to": first}).context["pair"] == one_way


def test_without_a_choice_it_is_what_the_last_event_changed(who, one):
    notes.write(one.pk, by=who.counsel, why=WHY, readers="irs", text="t")
    answer = compared(who.oversight, one)
    assert [(p.title, [c.brief for c in p.changed]) for p in answer.context["parts"]] == [
        ("Notes", ["IRS only, Test Counsel"])
    ]
    assert answer.context["fields"] == []
    assert answer.context["counts"] == []


@pytest.mark.parametrize(
    ("asked", "numbers", "said"),
    [
        ({"from": "x", "to": "1"}, None, "“x” names no moment. Transaction 1 is earlier than the first event"),
        ({"from": "x"}, None, "“x” names no moment. Compared are the two moments that stand below."),
        (
            {"first": "99", "last": "0"},
            None,
            "There is no event 99 here: the events of this request are numbered from 1",
        ),
        ({"first": "0", "last": "2"}, (0, 2), ""),
        ({"first": "1", "last": "99"}, (1, 0), "There is no event 99 here"),
    ],
)
def test_a_moment_that_is_not_there_is_never_told_of(who, one, asked, numbers, said):
    total = len(Line(one).events)
    answer = compared(who.oversight, one, **asked)
    pair = answer.context["pair"]
    wanted = (total - 1, total) if numbers is None else (numbers[0], numbers[1] or total)
    assert (pair.numbers, bool(pair.trouble)) == (wanted, bool(said))
    assert said in answer.content.decode()


def test_a_row_that_changed_says_which_it_is(who, one):
    with acting(by=SETUP, why=WHY):
        Threshold.objects.filter(name="matter_subjects").update(value=40)
    notes.write(one.pk, by=who.counsel, why=WHY, readers="irs", text="t")
    text = compared(who.oversight, one, **{"from": signed(one)[0]}).content.decode()
    assert "<caption>Threshold: Subjects of one matter <span" in text
    assert "<caption>Subject 2 <span" in text


def test_values_stay_masked_until_a_reason_is_recorded(who, one):
    first, second = signed(one)
    place = f"/requests/{one.pk}/moments/difference/?from={first}&to={second}"
    browser = visitor(who.oversight)
    assert SURNAME not in browser.get(place).content.decode()
    assert SURNAME not in browser.post(place, {"why": ""}).content.decode()
    text = browser.post(place, {"why": "A complaint."}, follow=True).content.decode()
    assert SURNAME in text
    assert "Becker" in text
    look = AccessRecord.objects.latest("id")
    assert (look.kind, look.why, look.count) == ("difference", "A complaint.", 1)
    assert list(look.subjects.values_list("subject_id", flat=True)) == [one.subjects.get(row=2).pk]


def test_much_that_was_touched_is_compared_object_by_object(who, one, monkeypatch):
    monkeypatch.setattr("requests_app.views.difference.MOST", 0)
    first, second = signed(one)
    answer = compared(who.oversight, one, **{"from": first, "to": second})
    assert not answer.context["few"]
    assert [(c.row, c.kind) for c in answer.context["subjects"]] == [(2, "~")]
    assert "aren’t counted here" in answer.content.decode()


@pytest.mark.parametrize("most", [0, 20_000])
def test_pages_lead_on_and_leave_nobody_out(who, one, monkeypatch, most):
    monkeypatch.setattr("requests_app.views.difference.MOST", most)
    monkeypatch.setattr("requests_app.views.difference.PAGE", 1)
    monkeypatch.setattr(apart, "WINDOW", 2)
    browser, seen, place = visitor(who.oversight), [], "?first=1"
    while place:
        answer = browser.get(f"/requests/{one.pk}/moments/difference/{place.partition('#')[0]}")
        seen += [c.row for c in answer.context["subjects"]]
        place = answer.context["next_url"]
    assert seen == [1, 2, 3]


def test_a_whole_life_side_by_side_can_be_read(committed_db: CommittedDatabase):
    who = cast()
    on_record()
    made = walk(who, draft(who, tin="912-66-0001"), Status.FULFILMENT)
    transmit(who, made)
    answer = compared(who.counsel, made, first=1)
    parts = {part.title: [c.brief for c in part.changed] for part in answer.context["parts"]}
    assert parts["Packages"] == ["Transmitted, Test Recipient"]
    assert parts["Decisions"] == [
        "found complete, Test Specialist",
        "determined in law, Test Counsel",
        "approved, Test Approver",
    ]
    assert "periods: yes: yes; words: Set forth." in answer.content.decode()
