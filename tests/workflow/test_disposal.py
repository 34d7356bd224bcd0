"""Disposal by schedule: when it is due, by two people, in writing; an order or an open incident stops it."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, connections

from audits.acting import acting
from audits.models import AccessRecord, AccountingEntry
from requests_app.access import Absent, grant
from requests_app.intake.copying import next_ids
from requests_app.models import Batch, BatchPart, Disposal, Release, ReleasePart, RetentionPeriod
from requests_app.models.as_facts import today
from requests_app.rules.retention import due_on
from requests_app.rules.roles import Role
from requests_app.workflow import disposal, fulfilment, holding, recipients
from requests_app.workflow.kept import mark
from requests_app.workflow.refused import Refused
from tests.cast import WHY, Cast, cast, close, draft, fresh, on_record, transmit, version, walk
from tests.pages.visiting import visitor
from tests.released import lost, order


def with_file(who: Cast):
    """A draft with an uploaded file."""
    on_record()
    one = draft(who, tin="912-66-0001")
    with acting(by=who.liaison, why=WHY):
        file = {"filename": "a.csv", "sha256": "0" * 64, "size": 3, "status": "done", "made_by_key": uuid4()}
        batch = Batch(id=next_ids(Batch, 1)[0], disclosure_request=one, uploaded_by=who.liaison, **file)
        BatchPart.objects.create(
            batch_id=batch.pk, number=0, sealed=b"abc"
        )  # before its file's row, as when it comes in
        batch.save(force_insert=True)
    return one


def closed(who: Cast):
    """A request with an uploaded file, released and closed."""
    one = with_file(who)
    walk(who, one, "fulfilment")
    close(who, fresh(one))
    return fresh(one)


def age(one) -> None:
    """Let eight years go by since the request ended: the owner moves the day, its triggers off in this copy from then on."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE requests_app_disclosurerequest DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE requests_app_disclosurerequest SET status_since = status_since - interval '8 years' WHERE id = %s",
            [one.pk],
        )


def test_the_day_is_counted_in_years_from_the_end():
    assert due_on(date(2025, 3, 4), 7) == date(2032, 3, 4)
    assert due_on(date(2024, 2, 29), 7) == date(2031, 3, 1)


@pytest.mark.django_db
def test_before_its_day_it_is_neither_proposed_nor_done_in_the_workflow_or_the_database():
    who = cast()
    one = closed(who)
    with pytest.raises(Refused, match="By the schedule, kept until"):
        disposal.propose(one.pk, "package", by=who.specialist, why=WHY)
    call = "SELECT desk_disposal_propose(%s, %s, 'now')"
    for by, what, words in ((who.specialist, "package", "isn't due"), (who.counsel, "package", "agency only")):
        with pytest.raises(DatabaseError, match=words), acting(by=by, why=WHY), connection.cursor() as cursor:
            cursor.execute(call, [one.pk, what])
    refusal = pytest.raises(DatabaseError, match="No schedule")
    with refusal, acting(by=who.specialist, why=WHY), connection.cursor() as cursor:
        cursor.execute(call, [one.pk, "history"])


@pytest.mark.django_db
def test_a_request_that_goes_on_is_not_disposed_of():
    who = cast()
    on_record()
    one = walk(who, draft(who), "fulfilment")
    with pytest.raises(Refused, match="hasn't ended"):
        disposal.propose(one.pk, "files", by=who.specialist, why=WHY)


@pytest.mark.django_db
def test_the_page_speaks_only_of_what_the_request_has():
    who = cast()
    on_record()
    one = walk(who, draft(who), "fulfilment")
    browser, address = visitor(who.specialist), f"/requests/{one.pk}/disposal/"
    assert "no packages and no uploaded files" in browser.get(address).content.decode()
    transmit(who, one)
    page = browser.get(address).content.decode()
    assert "bytes of its packages" in page and "uploaded files" not in page
    assert browser.get(f"{address}files/").status_code == 404


def test_two_people_dispose_of_what_is_due_and_everything_else_stays(committed_db):
    # Given a request that ended eight years ago
    who = cast()
    one = closed(who)
    kept = [model.objects.count() for model in (AccountingEntry, AccessRecord)]
    age(one)

    # When an order and an incident stand, nothing is proposed
    hold = order(who, "use")
    with pytest.raises(Refused, match="court order"):
        disposal.propose(one.pk, "package", by=who.specialist, why=WHY)
    holding.lift(hold.pk, seen=hold.version, by=who.counsel, why=WHY, on=today(), citation="D.D.C. 2")

    # and when a specialist proposes, neither he nor another role disposes
    made = disposal.propose(one.pk, "package", by=who.specialist, why="Seven years are over.")
    assert disposal.propose(one.pk, "package", by=who.transmitter, why="Again.") == made
    for by in (who.specialist, who.counsel, who.approver):
        with pytest.raises(Refused, match="authorizing official"):
            disposal.carry_out(made, by=by, why=WHY)
    with pytest.raises(Absent):
        disposal.carry_out(made, by=who.stranger, why=WHY)

    # and an order entered between the two stops it
    hold = order(who, "disclose", docket="3")
    with pytest.raises(Refused, match="court order"):
        disposal.carry_out(made, by=who.authorizer, why=WHY)
    holding.lift(hold.pk, seen=hold.version, by=who.counsel, why=WHY, on=today(), citation="D.D.C. 4")

    # Then the authorizing official disposes of the bytes, once, and the page says so
    done = disposal.carry_out(made, by=who.authorizer, why="Due by the schedule.")
    assert (done.pieces, ReleasePart.objects.count()) == (1, 0)
    assert disposal.carry_out(done, by=who.authorizer, why="Again.").done_at == done.done_at
    assert Release.objects.get().package_sha256 and Release.history.exists()
    assert AccountingEntry.objects.count() == kept[0] and AccessRecord.objects.count() >= kept[1]
    page = visitor(who.oversight).get(f"/requests/{one.pk}/disposal/").content.decode()
    assert "Proposed by Test Specialist" in page and "7 years after its end" in page
    assert "Seven years are over." in page and "Due by the schedule." in page
    with pytest.raises(Refused, match="disposed of by schedule"):
        fulfilment.fetch(done.disclosure_request.releases.get().pk, by=who.recipient, why=WHY, origin="a test")

    # and nobody waits for its receipt for ever: a specialist ends it, for it was never opened
    release = Release.objects.get()
    ended = fulfilment.end(release.pk, by=who.specialist, why="Disposed of by schedule.", seen=mark(release))
    assert ended.status == "unopened"
    for reader in (who.specialist, who.liaison):
        page = visitor(reader).get(f"/requests/{one.pk}/after/{release.pk}/").content.decode()
        assert recipients.GONE in page


def test_an_open_incident_stops_the_files_and_by_the_page_they_go(committed_db):
    who = cast()
    one = closed(who)
    age(one)
    assert BatchPart.objects.exists()
    address = f"/requests/{one.pk}/disposal/files/"
    assert visitor(who.specialist).post(address, {"why": "Due."}).status_code == 302
    made = Disposal.objects.get()
    assert visitor(who.authorizer).post(address, {"why": "Due.", "seen": made.pk}).status_code == 302
    assert not BatchPart.objects.exists()
    assert Disposal.objects.get().done_name == "Test Authorizer"
    lost(Release.objects.get(), who.liaison)
    assert visitor(who.specialist).post(address.replace("files", "package"), {"why": "Due."}).status_code == 409
    assert not Disposal.objects.filter(what="package").exists()
    assert version(one) and RetentionPeriod.objects.count() == 3


def test_a_proposal_that_comes_late_disposes_of_nothing_whoever_sends_it(committed_db):
    # Given a page for a proposal, open with somebody who may propose and dispose, while a colleague proposes
    who = cast()
    one = closed(who)
    age(one)
    grant(who.authorizer, Role.SPECIALIST, one.agency, by=who.administrator, why=WHY)
    address = f"/requests/{one.pk}/disposal/files/"
    late = visitor(who.authorizer)
    seen = late.get(address).context["form"].initial["seen"]
    visitor(who.specialist).post(address, {"why": "Seven years are over.", "seen": seen})

    # When the form is sent, then it stays a proposal, the first one stands, and the person is told
    answer = late.post(address, {"why": "I propose it.", "seen": seen}, follow=True).content.decode()
    assert "what you typed now wasn&#x27;t recorded" in answer and "Seven years are over." in answer
    made = Disposal.objects.get()
    assert made.done_at is None and made.proposed_by == who.specialist and BatchPart.objects.exists()


def test_a_proposal_awaits_those_who_may_dispose_and_never_who_proposed(committed_db):
    """It stood on no worklist: whoever was to dispose of it learnt of it by chance."""
    who = cast()
    one = closed(who)
    age(one)
    grant(who.authorizer, Role.SPECIALIST, one.agency, by=who.administrator, why=WHY)
    grant(who.approver, Role.AUTHORIZER, one.agency, by=who.administrator, why=WHY)

    def due(by) -> list[str]:
        page = visitor(by).get("/")
        assert page.context["due"] == len([row for row in page.context["rows"] if row.due])
        return [row.due for row in page.context["rows"] if row.due]

    assert due(who.approver) == due(who.authorizer) == []
    made = disposal.propose(one.pk, "package", by=who.authorizer, why="Seven years are over.")
    assert due(who.approver) == ["Dispose of what is proposed"]
    assert due(who.authorizer) == due(who.specialist) == due(who.liaison) == []
    page = visitor(who.approver).get(f"/requests/{one.pk}/").content.decode()
    assert f'href="/requests/{one.pk}/disposal/">Dispose of what is proposed</a>' in page
    assert "Nothing is due from you here now" not in page
    assert ">Dispose of what is proposed<" not in visitor(who.authorizer).get(f"/requests/{one.pk}/").content.decode()
    disposal.carry_out(made, by=who.approver, why="Due by the schedule.")
    assert due(who.approver) == []


def test_its_words_name_nobody(committed_db):
    who = cast()
    one = closed(who)
    age(one)
    address, named = f"/requests/{one.pk}/disposal/package/", "Carl Demofield has asked for it."
    assert visitor(who.specialist).post(address, {"why": named}).context["form"].errors["why"]
    assert not Disposal.objects.exists()
    made = disposal.propose(one.pk, "package", by=who.specialist, why="Seven years are over.")
    for words in (named, "As 912-66-0001 asks."):
        answer = visitor(who.authorizer).post(address, {"why": words, "seen": made.pk})
        assert answer.status_code == 422 and answer.context["form"].errors["why"]
    assert Disposal.objects.get().done_at is None


def test_who_disposes_reads_what_was_proposed_and_two_clicks_are_one_act(committed_db):
    who = cast()
    one = closed(who)
    age(one)
    seen = mark(RetentionPeriod.objects.get(name="files"))
    disposal.set_period("files", 1, "Schedule 1", by=who.administrator, why=WHY, seen=seen)
    address = f"/requests/{one.pk}/disposal/files/"
    proposes, disposes = visitor(who.specialist), visitor(who.authorizer)
    for _ in range(2):
        page = proposes.post(address, {"why": "Seven years are over.", "seen": 0}, follow=True).content.decode()
        assert "It is proposed." in page
    page = disposes.get(address).content.decode()
    assert "Proposed by Test Specialist" in page and "Seven years are over." in page and "can’t be undone" in page
    sent = {"why": "Due by the schedule.", "seen": Disposal.objects.get().pk}
    for _ in range(2):
        assert "It is disposed of." in disposes.post(address, sent, follow=True).content.decode()
    other = disposes.post(address, sent | {"why": "Once more."}, follow=True).content.decode()
    assert "what you typed now wasn&#x27;t recorded" in other and "1 year after its end" in other


@pytest.mark.django_db
def test_the_irs_is_led_to_the_files_of_a_request_without_a_release():
    who = cast()
    one = walk(who, with_file(who), "completeness")
    link = f'href="/requests/{one.pk}/disposal/"'
    assert link in visitor(who.specialist).get(f"/requests/{one.pk}/").content.decode()
    assert link not in visitor(who.liaison).get(f"/requests/{one.pk}/").content.decode()


@pytest.mark.django_db
def test_a_shorter_period_is_set_on_another_citation_than_the_longer_one_had():
    who = cast()
    row = RetentionPeriod.objects.get(name="files")
    given = {"by": who.administrator, "why": WHY, "seen": mark(row)}
    with pytest.raises(Refused, match="needs a citation of its own"):
        disposal.set_period("files", 3, row.citation, **given)
    assert disposal.set_period("files", 3, "GRS 4.2, item 20", **given)
    assert disposal.set_period("files", 9, "GRS 4.2, item 20", **(given | {"seen": mark(row)}))
