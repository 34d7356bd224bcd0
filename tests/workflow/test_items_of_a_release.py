"""A package holds what was asked for, item by item, each of its tier; what is attached has a source, never the taxpayer."""

from __future__ import annotations

import csv
import io
import zipfile
from uuid import uuid4

import pytest

from audits.acting import acting
from audits.models import AccountingEntry
from requests_app.models import AttachedItem, Preparation, Release
from requests_app.models.subject import Outcome
from requests_app.rules.items import refused_source
from requests_app.rules.transitions import Status
from requests_app.workflow import attaching, fulfilment, packing, preparing, recipient_keys
from requests_app.workflow.refused import Refused
from tests.cast import WHY, Cast, cast, draft, fresh, on_record, opened, prepare, subject_fields, walk
from tests.pages.visiting import visitor

ITEMS = ["address", "name", "tin", "audit"]


@pytest.fixture
def who(db) -> Cast:
    return cast()


@pytest.fixture
def one(who):
    on_record()
    return walk(who, draft(who, tin="912-66-0001", items=ITEMS), Status.FULFILMENT)


def attach(who, one, **changes):
    given = {"item": "audit", "source": "Form W-2 filed by the employer", "says": "Wages of 2022", "key": uuid4()}
    return attaching.attach(one.pk, one.subjects.get().pk, by=who.specialist, why=WHY, **{**given, **changes})


def transmitted(who, one) -> Release:
    release = prepare(who, one)
    fulfilment.authorize(release.pk, by=who.authorizer, why=WHY)
    return fulfilment.transmit(release.pk, by=who.transmitter, why=WHY)


def rows_of(who, release) -> list[dict[str, str]]:
    content = opened(fulfilment.fetch(release.pk, by=who.recipient, why=WHY, origin="a test"))
    files = zipfile.ZipFile(io.BytesIO(content))
    return list(csv.DictReader(io.StringIO(files.read("release.csv").decode("utf-8-sig"))))


def test_each_item_asked_for_is_a_row_and_the_taxpayer_one_entry(who, one):
    attach(who, one, file=("report.pdf", b"%PDF-1.7 invented"))
    release = transmitted(who, one)
    rows = rows_of(who, release)
    assert [(row["item"], row["value"]) for row in rows] == [
        ("address", "476 Prototype Ave, Phoenix, AZ 85004"),
        ("name", "Carl Demofield"),
        ("tin", "912660001"),
        ("audit", "Wages of 2022"),
    ]
    assert rows[-1]["source"] == "Form W-2 filed by the employer" and rows[-1]["attachment"]
    assert (release.taxpayers, release.items_count) == (1, 4)
    assert AccountingEntry.objects.get(kind="disclosure").tier == "identity, other"


def test_what_was_not_asked_for_is_not_in_it(who):
    on_record()
    one = walk(who, draft(who, tin="912-66-0001"), Status.FULFILMENT)
    assert [row["item"] for row in rows_of(who, transmitted(who, one))] == ["address"]
    with pytest.raises(Refused):
        attach(who, one)


REFUSED = (
    *("taxpayer", "The Taxpayer", "the tax payer himself", "filed by the taxpayer", "Form 1040", "T A X P A Y E R"),
    *(
        "tax-payer",
        "her own return",
        "the subject",
        "from the subject himself",
        "1040-SR",
        "his accountant",
        "Form W-4",
    ),
    *(
        "self-reported",
        "return preparer",
        "t\u0430xpayer",
        "ｔａｘｐａｙｅｒ",
        "taxpaier",
        "amended return",
        "...",
        "Return",
    ),
)
TAKEN = (
    *(
        "Form W-2 filed by the employer",
        "Form 1099-INT, First Bank of Demonstration",
        "the employer",
        "customs service",
    ),
    *("IRS examination, revenue agent's report", "the subject's bank", "Schedule K-1, filed by the partnership"),
)


@pytest.mark.parametrize("source", REFUSED)
def test_the_taxpayer_is_no_source_in_any_spelling(source):
    assert refused_source(source).endswith(("attached.", "itself."))


@pytest.mark.parametrize("source", TAKEN)
def test_others_are(source):
    assert refused_source(source) == ""


def test_a_refused_source_attaches_nothing_and_the_page_says_why(who, one):
    with pytest.raises(Refused, match="judge's order"):
        attach(who, one, source="furnished by the taxpayer")
    subject = one.subjects.get()
    place = f"/requests/{one.pk}/subjects/{subject.pk}/items/new/"
    form = {"key": uuid4(), "item": "audit", "source": "the tax payer", "says": "x", "why": "Asked for."}
    assert "source" in visitor(who.specialist).post(place, form).context["form"].errors
    assert not AttachedItem.objects.exists()
    form["source"] = "The employer"
    assert visitor(who.specialist).post(place, form).status_code == 302
    listed = visitor(who.oversight).get(f"/requests/{one.pk}/items/").content.decode()
    assert "The employer" in listed


def test_removed_in_writing_it_is_not_released(who, one):
    made = attach(who, one)
    place = f"/requests/{one.pk}/items/{made.pk}/"
    assert visitor(who.specialist).post(place, {"why": ""}).status_code == 200
    assert visitor(who.specialist).post(place, {"why": "Of another year."}).status_code == 302
    assert [row["item"] for row in rows_of(who, transmitted(who, one))] == ["address", "name", "tin"]


def test_nothing_is_attached_or_removed_once_a_package_stands(who, one):
    made = attach(who, one)
    prepare(who, one)
    for act in (lambda: attach(who, one), lambda: attaching.remove(made.pk, by=who.specialist, why="Late.")):
        with pytest.raises(Refused, match="no package stands"):
            act()


@pytest.mark.parametrize("name", ["counsel", "approver", "authorizer", "liaison"])
def test_a_specialist_attaches_and_nobody_else(who, one, name):
    given = {"item": "audit", "source": "The employer", "says": "x", "key": uuid4()}
    with pytest.raises(Refused):
        attaching.attach(one.pk, one.subjects.get().pk, by=who.people()[name], why=WHY, **given)


def test_without_a_key_no_package_is_prepared_and_the_page_says_so(who, one):
    recipient_keys.revoke(recipient_keys.standing_key(who.recipient).pk, by=who.recipient, why="Lost.")
    with pytest.raises(Refused, match="no key that stands"):
        prepare(who, one)
    assert "No key registered" in visitor(who.specialist).get(f"/requests/{one.pk}/fulfilment/").content.decode()


def test_a_large_package_is_made_by_a_worker_and_a_broken_off_one_is_begun_anew(who, one, monkeypatch):
    monkeypatch.setattr(preparing, "ITEMS_AT_ONCE", 0)
    asked = fulfilment.prepare(one.pk, by=who.specialist, why=WHY, recipient=who.recipient)
    assert (asked.status, preparing.due()) == ("working", [asked.pk])
    page = visitor(who.specialist).get(f"/requests/{one.pk}/fulfilment/").content.decode()
    assert "Being prepared" in page and "Prepare and seal" not in page
    with pytest.raises(Refused, match="being prepared already"):
        fulfilment.prepare(one.pk, by=who.specialist, why=WHY, recipient=who.recipient)
    preparing.make(asked.pk)
    asked.refresh_from_db()
    assert (asked.status, asked.checked, asked.written, asked.begun) == ("done", 1, 1, 1)
    assert Release.objects.get().left_out == 0 and preparing.due() == []
    preparing.make(asked.pk)
    assert Release.objects.count() == 1


def test_work_that_is_broken_off_again_and_again_says_so(who, one, monkeypatch):
    monkeypatch.setattr(preparing, "ITEMS_AT_ONCE", 0)
    asked = fulfilment.prepare(one.pk, by=who.specialist, why=WHY, recipient=who.recipient)
    type(asked).objects.filter(pk=asked.pk).update(begun=preparing.BEGINNINGS)
    preparing.make(asked.pk)
    asked.refresh_from_db()
    assert asked.status == "failed" and "broken off" in asked.trouble
    assert "broken off" in visitor(who.specialist).get(f"/requests/{one.pk}/fulfilment/").content.decode()
    assert fresh(one).status == Status.FULFILMENT


def test_approved_subjects_come_in_order_of_rows_however_far_apart_they_are(who, monkeypatch):
    monkeypatch.setattr(packing, "AT_ONCE", 3)
    one = draft(who, *[subject_fields(last_name=f"Demo{end}") for end in "abcdefghij"])
    with acting(by=who.approver, why=WHY):
        one.subjects.filter(row__in=[1, 2, 3, 4, 10]).update(outcome=Outcome.APPROVED)
    making = packing.Making(Preparation(disclosure_request=one, by=who.specialist))
    assert [[row for _, row in chunk] for chunk in making._chunks(("id", "row"))] == [[1, 2, 3], [4, 10]]
    chosen = dict.fromkeys(one.subjects.filter(row__in=[2, 4, 9]).values_list("pk", flat=True), 0)
    assert [[row for _, row in chunk] for chunk in making._chunks(("id", "row"), chosen)] == [[2, 4]]
