"""No page, partial, file or answer to a form shows tax data but by a look that is recorded with each subject it shows.

A marker is planted in what is tax data; every address of the case is asked for, by each role, with the case in each status.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.urls import reverse

from audits.models import AccessedSubject, AccessRecord, Outcome
from requests_app.intake import cancelling, receiving
from requests_app.models import Batch
from requests_app.rules.roles import Role
from requests_app.rules.transitions import Status
from requests_app.workflow import attaching, selecting
from requests_app.workflow.filtering import Filter
from tests.cast import WHY, Cast, cast, draft, fresh, on_record, subject_fields, transmit, version, walk
from tests.pages.test_urls_say_who import EVERY
from tests.pages.visiting import Visitor, visitor
from tests.released import lost

MARKER = "Zweigelthofer"
"""A surname that occurs nowhere else."""
PEOPLE = {
    "liaison": Role.LIAISON,
    "signer": Role.SIGNER,
    "specialist": Role.SPECIALIST,
    "counsel": Role.COUNSEL,
    "oversight": Role.OVERSIGHT,
}
"""Who comes, and as what. Approving and authorizing officials see what the specialist sees."""
WITHOUT_SUBJECTS = {"rejected rows": "rows that never became subjects", "upload columns": "a file that isn't read yet"}
"""Kinds of things that hold tax data of nobody who is a subject yet: their record names the file."""


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
        self.one = walk(self.who, self.one, status)
        if status == Status.COMPLETENESS:
            self.select()
            self.numbers["signature_id"] = self.one.signatures.latest("id").pk
        if status == Status.FULFILMENT:
            self.attach()

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
    answer = browser.get(place) if sent is None else browser.post(place, sent)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode(errors="replace")


def without_typed(body: str, place: str) -> str:
    """Return a page without the words that its own address asked for."""
    return body.replace(f'value="{MARKER}"', "") if MARKER in place else body


def unrecorded(planted: Planted, name: str) -> list[str]:
    """Return the addresses that showed this person the marker without a look that names the subject."""
    person = planted.who.people()[name]
    browser, found = visitor(person), []
    posts = {"why": "A complaint was filed.", "seen": version(planted.one), "sample": "1"}
    asked = [(place, None) for place in planted.places(PEOPLE[name])]
    asked += [(place, posts) for place, _ in asked if re.search(r"/(open|timeline/\d+|matching/\d+)/$", place)]
    for place, sent in asked:
        before = AccessRecord.objects.order_by("-id").values_list("id", flat=True).first() or 0
        if MARKER in without_typed(body_of(browser, place, sent), place):
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
