"""No page, partial, file or answer to a form shows tax data but by a look that is recorded with each subject it shows.

A marker is planted in what is tax data; every address of the case is asked for, by each role, with the case in each status.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.db import connections
from django.urls import reverse

from audits.models import AccessedSubject, AccessRecord, Outcome
from requests_app.intake import cancelling, receiving
from requests_app.models import AttachedItem, Batch
from requests_app.rules.roles import Role
from requests_app.rules.transitions import Status
from requests_app.workflow import attaching, deciding, selecting
from requests_app.workflow.filtering import Filter
from tests.cast import WHY, Cast, cast, close, draft, fresh, on_record, subject_fields, transmit, version, walk
from tests.pages.test_urls_say_who import EVERY
from tests.pages.visiting import Visitor, visitor
from tests.released import lost

MARKER = "Zweigelthofer"
"""A surname that occurs nowhere else."""
SIGNS = (MARKER, "912-66-0001", "912660001")
"""What no page says without a look: the marker, and the subject's number, which is its record's too."""
PEOPLE = {
    "liaison": Role.LIAISON,
    "signer": Role.SIGNER,
    "specialist": Role.SPECIALIST,
    "counsel": Role.COUNSEL,
    "approver": Role.APPROVER,
    "authorizer": Role.AUTHORIZER,
    "oversight": Role.OVERSIGHT,
}
"""Who comes, and as what. An administrator holds no right on a case."""


class Planted:
    """A case of the attorney's office in which one subject bears the marker, with all that can hang on it."""

    def __init__(self) -> None:
        self.who: Cast = cast()
        on_record(last_name=MARKER)
        reason = f"Two witnesses bought forged permits from {MARKER}; the grand jury needs the place they were made at."
        named = subject_fields(last_name=MARKER, address_line1=f"476 {MARKER} Ave", reason=reason)
        self.one = draft(self.who, named, tin="912-66-0001", items=["address", "audit"])
        self.subject = self.one.subjects.get()
        self.batch = self.upload()
        self.numbers: dict[str, object] = {
            "pk": self.one.pk,
            "subject_id": self.subject.pk,
            "batch_id": self.batch.pk,
            "txid": self.one.subjects.get().history.earliest("history_id").txid,
            "code": "reason.civil",
            "what": "authorize",
        }

    def upload(self) -> Batch:
        file = io.BytesIO(b"last_name\n")
        batch = receiving.receive(self.one.pk, by=self.who.liaison, why=WHY, filename="a.csv", stream=file, key=uuid4())
        if batch.status == "received":
            cancelling.cancel(batch.pk, by=self.who.liaison, why=WHY)
        return batch

    def select(self) -> None:
        few = Filter(rows=((1, 1),))
        made = selecting.make(self.one.pk, by=self.who.specialist, why=WHY, chosen=few, key=uuid4())
        self.numbers["selection_id"] = made.pk

    def attach(self) -> None:
        given = {"item": "audit", "source": f"The employer of {MARKER}", "says": MARKER, "key": uuid4()}
        made = attaching.attach(self.one.pk, self.subject.pk, by=self.who.specialist, why=WHY, **given)
        self.numbers["attached_id"] = made.pk

    def to(self, status: Status) -> None:
        later = (Status.LEGAL_REVIEW, Status.IRS_APPROVAL, Status.FULFILMENT)
        if status in later and "selection_id" not in self.numbers:
            self.to(Status.COMPLETENESS)
        self.one = walk(self.who, self.one, status)
        if status == Status.COMPLETENESS:
            self.select()
            self.numbers["signature_id"] = self.one.signatures.latest("id").pk
        if status == Status.FULFILMENT:
            self.attach()

    def end(self, status: Status) -> None:
        """Let it come to an end: returned or denied by the IRS, withdrawn by the agency, or closed."""
        if status == Status.CLOSED:
            self.to(Status.FULFILMENT)
            close(self.who, fresh(self.one))
        else:
            self.to(Status.LEGAL_REVIEW)
            seen = {"why": WHY, "seen": version(self.one)}
            if status == Status.WITHDRAWN:
                deciding.withdraw(self.one.pk, by=self.who.liaison, **seen)
            else:
                act = deciding.deny if status == Status.DENIED else deciding.return_to_agency
                act(self.one.pk, by=self.who.counsel, reason_codes=["no_period"], **seen)
        self.one = fresh(self.one)
        assert self.one.status == status

    def release(self) -> None:
        release = transmit(self.who, fresh(self.one))
        self.numbers |= {"release_id": release.pk, "incident_id": lost(release, self.who.liaison).pk}

    def places(self, role: Role) -> Iterator[str]:
        """Yield every address of the case that its numbers make and that the role may come to."""
        for _, pattern in EVERY:
            who = pattern.callback.who
            if isinstance(who, frozenset) and role not in who:
                continue
            names = re.findall(r"<\w+:(\w+)>", str(pattern.pattern))
            if str(pattern.pattern).startswith("requests/<int:pk>/") and set(names) <= set(self.numbers):
                yield reverse(pattern.name, kwargs={name: self.numbers[name] for name in names})
        yield from ("/", f"/?number={self.one.number}", f"/?number={MARKER}", "/after/", "/orders/", "/matching/")
        yield from (reverse("request", kwargs={"pk": self.one.pk}) + "?show=all&code=reason.civil", "/reaudits/")


def body_of(browser: Visitor, place: str, sent: dict[str, object] | None = None) -> str:
    answer = browser.get(place) if sent is None else browser.post(place, sent, follow=True)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode(errors="replace")


def without_typed(body: str, place: str) -> str:
    """Return a page without the words that its own address asked for."""
    return body.replace(f'value="{MARKER}"', "") if MARKER in place else body


def unrecorded(planted: Planted, name: str) -> list[str]:
    """Return the addresses that showed this person the marker or the number without a look that names the subject."""
    person = planted.who.people()[name]
    browser, found = visitor(person), []
    posts = {"why": "A complaint was filed.", "seen": version(planted.one), "sample": "1"}
    asked = [(place, None) for place in planted.places(PEOPLE[name])]
    asked += [(place, posts) for place, _ in asked if re.search(r"/(open|timeline/\d+|matching/\d+)/$", place)]
    for place, sent in asked:
        before = AccessRecord.objects.order_by("-id").values_list("id", flat=True).first() or 0
        body = without_typed(body_of(browser, place, sent), place)
        if any(sign in body for sign in SIGNS):
            looks = AccessedSubject.objects.filter(record__id__gt=before, record__person_id=person.pk)
            named = looks.filter(subject_id=planted.subject.pk, record__outcome=Outcome.SHOWN).exists()
            found += [] if named else [f"{name} at {place} with {sent}"]
    return found


@pytest.fixture
def planted(db) -> Planted:
    return Planted()


PATH = [Status.DRAFT, Status.AWAITING_SIGNATURE, Status.COMPLETENESS, Status.LEGAL_REVIEW, Status.IRS_APPROVAL]


def test_on_the_path_nothing_is_shown_without_a_recorded_look(planted):
    for status in PATH:
        planted.to(status)
        assert [place for name in PEOPLE for place in unrecorded(planted, name)] == [], status


def test_at_the_release_and_after_it_nothing_is_shown_without_a_recorded_look(planted):
    planted.to(Status.FULFILMENT)
    assert [place for name in PEOPLE for place in unrecorded(planted, name)] == []
    planted.release()
    assert [place for name in PEOPLE for place in unrecorded(planted, name)] == []


@pytest.mark.parametrize("status", [Status.RETURNED, Status.DENIED, Status.WITHDRAWN, Status.CLOSED])
def test_at_its_end_nothing_is_shown_without_a_recorded_look(planted, status):
    planted.end(status)
    assert [place for name in ("liaison", "counsel", "oversight") for place in unrecorded(planted, name)] == []


def test_if_looks_can_not_be_recorded_every_such_page_answers_503_and_shows_nothing(committed_db):
    planted = Planted()
    planted.to(Status.FULFILMENT)
    shows = [
        (browser, place)
        for name in ("liaison", "specialist", "oversight")
        for browser in [visitor(planted.who.people()[name])]
        for place in planted.places(PEOPLE[name])
        if MARKER in without_typed(body_of(browser, place), place)
    ]
    assert len(shows) > 8
    role = connections["default"].settings_dict["USER"]
    with connections["owner"].cursor() as cursor:
        name = "audits_record_access(bigint, text, text, text, text, text, bigint, bigint, text, text, bigint[])"
        cursor.execute(f'REVOKE EXECUTE ON FUNCTION {name} FROM "{role}"')
    for browser, place in shows:
        answer = browser.get(place)
        assert answer.status_code == 503, place
        assert MARKER not in answer.content.decode(), place


def test_a_group_with_few_subjects_names_them_and_the_list_of_items_names_theirs(planted):
    planted.to(Status.FULFILMENT)
    browser = visitor(planted.who.specialist)
    group = {"pk": planted.one.pk, "selection_id": planted.numbers["selection_id"]}
    for name, numbers in (("selection", group), ("items", {"pk": planted.one.pk})):
        browser.get(reverse(name, kwargs=numbers))
        look = AccessRecord.objects.order_by("-id")[0]
        assert list(look.subjects.values_list("subject_id", flat=True)) == [planted.subject.pk], name


def test_old_values_of_an_item_name_its_subject_and_not_its_own_number(planted):
    planted.to(Status.FULFILMENT)
    item = AttachedItem.objects.get()
    place = reverse("timeline_event", kwargs={"pk": planted.one.pk, "txid": item.history.get().txid})
    assert MARKER in body_of(visitor(planted.who.oversight), place, {"why": "A complaint."})
    looks = AccessRecord.objects.filter(kind="history")
    assert looks.exists()
    assert all(list(one.subjects.values_list("subject_id", flat=True)) == [planted.subject.pk] for one in looks)


def test_a_narrowed_list_is_a_search_and_so_is_a_search_of_the_worklist(planted):
    browser = visitor(planted.who.liaison)
    browser.get(reverse("subjects", kwargs={"pk": planted.one.pk}) + "?show=sound")
    assert AccessRecord.objects.latest("id").act == "search"
    browser.get(f"/?number={planted.one.number}")
    look = AccessRecord.objects.latest("id")
    assert (look.act, look.kind, planted.one.number in look.why) == ("search", "requests", False)


def test_a_refused_look_names_the_subject_and_whose_case_it_was(planted):
    visitor(planted.who.ice_liaison).get(reverse("subject_edit", args=[planted.one.pk, planted.subject.pk]))
    refused = AccessRecord.objects.latest("id")
    assert (refused.outcome, refused.kind, refused.object_id) == ("denied", "subject", planted.subject.pk)
    assert (refused.agency_id, refused.count) == (planted.who.usao.pk, 0)


def test_a_package_that_is_refused_is_a_recorded_denial(planted):
    planted.to(Status.FULFILMENT)
    transmit(planted.who, fresh(planted.one))
    place = reverse("package_fetch", kwargs={"pk": planted.one.pk})
    visitor(planted.who.recipient).post(place, {"password": "wrong", "code": "000000"})
    refused = AccessRecord.objects.filter(kind="release", outcome="denied").get()
    assert (refused.act, refused.case_id) == ("fetch", planted.one.pk)
