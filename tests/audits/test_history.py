"""The timeline of a case: one event a transaction, in English, in order, whatever the number of rows."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audits import access_log, history
from audits.access_log import Looker
from audits.acting import SETUP, SystemActor, acting
from audits.history import Told
from audits.history_sql import Belonging
from audits.models import AccessAct
from requests_app import access
from requests_app.models import Agency, DisclosureRequest, Person, Subject
from requests_app.rules.roles import Role

KEYS = (("id", "case"),)

REQUEST = Told(
    Belonging("requests_app.DisclosureRequest", KEYS),
    lambda g: "began it" if g.row.kind == "+" else f"changed {', '.join(g.row.changed())}",
)
SUBJECTS = Told(
    Belonging("requests_app.Subject", (("disclosure_request_id", "case"),)),
    lambda g: f"{g.row.kind}{g.count} subjects",
)
BOTH = (REQUEST, SUBJECTS)


def liaison(first: str, last: str, agency: Agency) -> Person:
    person, made = Person.objects.get_or_create(
        username=first.lower(), defaults={"first_name": first, "last_name": last, "agency": agency}
    )
    if made:
        access.grant(person, Role.LIAISON, agency, by=SETUP, why="a test")
    return person


def people() -> tuple[Agency, Person, Person]:
    with acting(by=SETUP, why="a test"):
        agency, _ = Agency.objects.get_or_create(code="T", defaults={"name": "Test agency", "kind": "agency"})
        return agency, liaison("Ann", "Drafter", agency), liaison("Ben", "Checker", agency)


def draft(why: str = "a draft") -> DisclosureRequest:
    agency, ann, _ = people()
    with acting(by=ann, why=why):
        return DisclosureRequest.objects.create(
            number=f"T-{uuid4().hex[:8]}", agency=agency, title="t", drafted_by=ann, made_by_key=uuid4()
        )


def retitle(case: DisclosureRequest, *titles: str) -> None:
    """Ben gives the case these titles, one statement each, in one transaction."""
    with acting(by=people()[2], why="a better title"):
        for title in titles:
            DisclosureRequest.objects.filter(pk=case.pk).update(title=title)


def add(case: DisclosureRequest, count: int, *, first: int = 1, why: str = "an upload") -> list[Subject]:
    rows = range(first, first + count)
    made = [Subject(disclosure_request=case, agency=case.agency, row=n, last_name=f"Name{n}") for n in rows]
    with acting(by=case.drafted_by, why=why):
        return Subject.objects.bulk_create(made)


def told(case: DisclosureRequest, **more: object) -> history.Page:
    return history.timeline({"case": case.pk}, sentences=BOTH, **more)  # type: ignore[arg-type]


@pytest.fixture
def each_its_own(committed_db: object) -> Iterator[None]:
    """Transactions of their own: within one test transaction everything would be one event."""
    yield


def sentences(page: history.Page) -> list[tuple[str, ...]]:
    return [event.sentences for event in page.events]


def test_a_thousand_subjects_added_in_one_transaction_are_one_event(each_its_own: None) -> None:
    case = draft()
    add(case, 1000)
    assert sentences(told(case)) == [("+1000 subjects",), ("began it",)]


def test_an_event_says_who_when_and_why(each_its_own: None) -> None:
    event = told(draft("the letter arrived")).events[0]
    assert (event.actor_name, event.why) == ("Ann Drafter", "the letter arrived")
    assert event.at.tzinfo is not None


def test_changes_are_told_from_the_row_before_of_the_same_object(each_its_own: None) -> None:
    case = draft()
    retitle(case, "other")
    assert sentences(told(case))[0] == ("changed title",)


def test_two_changes_with_one_date_are_told_apart_by_their_id(each_its_own: None) -> None:
    case = draft()
    retitle(case, "second", "third")
    event = told(case).events[0]
    changed = history.differences({"case": case.pk}, event.txid, REQUEST)
    assert [(d.old, d.new) for c in changed for d in c.differences] == [("t", "second"), ("second", "third")]


def test_another_case_does_not_show(each_its_own: None) -> None:
    case, other = draft(), draft()
    add(other, 3)
    assert sentences(told(case)) == [("began it",)]


def test_an_event_with_nothing_to_say_still_counts_its_rows(each_its_own: None) -> None:
    case = draft()
    silent = Told(REQUEST.belongs, lambda group: "")
    event = history.timeline({"case": case.pk}, sentences=[silent]).events[0]
    assert (event.sentences, event.rows) == ((), 1)


def test_pages_follow_each_other_without_loss_or_repeat(each_its_own: None) -> None:
    case = draft()
    for n in range(7):
        add(case, 1, first=n + 1, why=f"row {n}")
        look_at(case, n)
    seen, after = [], ""
    for _ in range(10):
        page = told(case, after=after, limit=3)
        seen += [(e.txid, e.look_id) for e in page.events]
        after = page.after
        if not after:
            break
    assert len(seen) == len(set(seen)) == 8 + 7


def look_at(case: DisclosureRequest, person: int = 0, *, times: int = 1) -> None:
    looker = Looker(SystemActor(1000 + person, f"Looker {person}"), "counsel", "", "reviewing")
    for _ in range(times):
        access_log.record(looker, AccessAct.VIEW, "subject", case_id=case.pk, subjects=[1, 2])


def test_repeated_looks_are_one_line_with_a_count(each_its_own: None) -> None:
    case = draft()
    look_at(case, times=12)
    event = told(case).events[0]
    assert (event.is_look, event.times, event.subjects) == (True, 12, 24)
    assert event.sentences == ("looked at subject",)


def test_looks_can_be_left_out(each_its_own: None) -> None:
    case = draft()
    look_at(case)
    assert len(told(case, looks=False).events) == 1


def test_a_refused_look_says_so(each_its_own: None) -> None:
    case = draft()
    access_log.denied(Looker(case.drafted_by, "", "", "tried"), AccessAct.VIEW, "page", case_id=case.pk)
    event = told(case).events[0]
    assert event.denied
    assert event.sentences == ("looked at page: denied",)


def test_only_status_changes_can_be_asked_for(each_its_own: None) -> None:
    case = draft()
    retitle(case, "other")
    only = Told(Belonging("requests_app.DisclosureRequest", KEYS, changes_of="status"), REQUEST.tell)
    assert sentences(history.timeline({"case": case.pk}, sentences=[only])) == [("began it",)]


def test_rows_can_be_narrowed_to_listed_values(each_its_own: None) -> None:
    case = draft()
    retitle(case, "other")
    narrowed = Belonging("requests_app.DisclosureRequest", KEYS, among=(("history_user_id", (case.drafted_by_id,)),))
    assert sentences(history.timeline({"case": case.pk}, sentences=[Told(narrowed, REQUEST.tell)])) == [("began it",)]


def test_an_empty_column_stands_for_every_case_where_asked(each_its_own: None) -> None:
    case = draft()
    keys = (("assigned_to_id", "nobody"), ("id", "case"))
    strict = Belonging("requests_app.DisclosureRequest", keys)
    loose = Belonging("requests_app.DisclosureRequest", keys, empty_is_all=True)
    found = [
        history.timeline({"case": case.pk}, sentences=[Told(b, REQUEST.tell)], looks=False) for b in (strict, loose)
    ]
    assert [len(page.events) for page in found] == [0, 1]


def test_tax_columns_are_masked_unless_a_look_was_recorded(each_its_own: None) -> None:
    case = draft()
    subject = add(case, 1)[0]
    with acting(by=case.drafted_by, why="a typing error"):
        subject.last_name, subject.tin_sealed = "Other", b"sealed"
        subject.save()
    key, txid = {"case": case.pk}, told(case).events[0].txid
    masked = history.differences(key, txid, SUBJECTS)[0].differences
    assert {(d.column, d.masked, d.new) for d in masked} == {("last_name", True, None), ("tin_sealed", True, None)}
    opened = history.differences(key, txid, SUBJECTS, opened=access_log.Opened(1))[0].differences
    assert {(d.column, d.masked, d.old, d.new) for d in opened} == {
        ("last_name", False, "Name1", "Other"),
        ("tin_sealed", True, None, None),
    }


def test_no_tax_data_reaches_a_sentence(each_its_own: None) -> None:
    case = draft()
    add(case, 1)
    seen: list[history.Group] = []
    spy = Told(SUBJECTS.belongs, lambda group: seen.append(group) or "x")  # type: ignore[func-returns-value]
    history.timeline({"case": case.pk}, sentences=[spy])
    assert "Name1" not in repr(seen)
    assert "last_name" in seen[0].row.masked


def test_differences_are_paged_by_history_id(each_its_own: None) -> None:
    case = draft()
    add(case, 5)
    key, txid = {"case": case.pk}, told(case).events[0].txid
    first = history.differences(key, txid, SUBJECTS, limit=3)
    rest = history.differences(key, txid, SUBJECTS, after=first[-1].history_id, limit=3)
    assert len({c.object_id for c in (*first, *rest)}) == 5


@pytest.mark.parametrize("forged", ["", "x", "1", "1.", "-1.5", "1.2.3", "9" * 60 + ".1", "²." + "1"])
def test_a_forged_place_begins_anew(each_its_own: None, forged: str) -> None:
    assert len(told(draft(), after=forged).events) == 1


def test_the_number_of_queries_is_fixed_and_the_rows_read_are_few(each_its_own: None) -> None:
    case = draft()
    for n in range(6):
        add(case, 1000, first=1 + 1000 * n)
    look_at(case, times=3)
    with CaptureQueriesContext(connection) as queries:
        page = told(case)
    assert len(queries) == 3
    assert len(page.events) == 8


def test_values_stand_in_the_order_of_the_columns_and_empty_ones_are_left_out(each_its_own: None) -> None:
    case = draft()
    changed = history.differences({"case": case.pk}, told(case).events[0].txid, REQUEST)[0]
    columns = [d.column for d in changed.differences]
    assert columns[:4] == ["number", "agency_id", "status", "version"]
    assert not {"id", "purpose", "items", "assigned_to_id"} & set(columns)


def test_what_a_removed_row_held_is_masked_until_a_look_was_recorded(each_its_own: None) -> None:
    case = draft()
    subject = add(case, 1)[0]
    with acting(by=case.drafted_by, why="named by mistake"):
        subject.delete()
    key, txid = {"case": case.pk}, told(case).events[0].txid
    masked = {d.column: d for d in history.differences(key, txid, SUBJECTS)[0].differences}
    assert masked["last_name"].masked
    assert (masked["row"].old, masked["row"].new) == (1, None)
    opened = history.differences(key, txid, SUBJECTS, opened=access_log.Opened(1))[0].differences
    assert {d.column: d.old for d in opened}["last_name"] == "Name1"
