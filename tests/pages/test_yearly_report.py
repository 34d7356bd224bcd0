"""The yearly report: page, CSV and PDF hold the figures of an independent count of the ledger, and say when it is due."""

import csv
import io
from collections import Counter
from datetime import UTC, date, datetime

import page as pdf_page
import pytest
from django.utils import timezone as clock
from django.utils.html import escape

from audits import reports
from audits.models import AccessRecord, AccountingEntry
from requests_app import access
from requests_app.documents import yearly_report
from requests_app.rules.roles import Role
from requests_app.rules.transitions import Status
from requests_app.workflow import deciding
from tests.cast import WHY, Cast, cast, draft, fresh, on_record, sign, subject_fields, transmit, version, walk
from tests.documents.pdf_text import text_of
from tests.pages.visiting import queries_of, visitor

TIN, OTHER = "912-66-0001", "912-66-0002"


@pytest.fixture
def who(db) -> Cast:
    return cast()


@pytest.fixture(scope="module")
def worked(own_copy: None) -> None:
    """Two packages, one person in both, two people in one; a request that was returned and came in again; one of ICE."""
    who = cast()
    on_record()
    on_record(first_name="Anna", last_name="Testwood", tin=OTHER, address="12 Sample St, Tucson, AZ 85701")
    anna = subject_fields(
        first_name="Anna", last_name="Testwood", address_line1="12 Sample St", city="Tucson", postal_code="85701"
    )
    anna["reason"] = (
        "Testwood kept the plates from which the permits were cut; agents must find the garage that she rented."
    )
    transmit(who, walk(who, draft(who, subject_fields(), anna), Status.FULFILMENT))
    transmit(who, walk(who, draft(who, tin=TIN), Status.FULFILMENT))
    back = walk(who, draft(who), Status.COMPLETENESS)
    deciding.return_to_agency(back.pk, by=who.specialist, why="a test", seen=version(back), reason_codes=["no_period"])
    walk(who, back, Status.AWAITING_SIGNATURE)
    sign(who, fresh(back))
    walk(who, draft(who, ice=True), Status.COMPLETENESS)


@pytest.fixture
def ledger(worked: None, db) -> Cast:
    return cast()


def counted(code):
    """The figures of one agency, counted from the ledger row by row."""
    rows = [row for row in AccountingEntry.objects.all() if row.agency_code == code]
    asked = Counter(row.case_id for row in rows if row.kind == "request")
    sent = [row for row in rows if row.kind == "disclosure"]
    people = {bytes(row.taxpayer_key) for row in sent}
    return [str(n) for n in (sum(asked.values()), sum(asked.values()) - len(asked), len(sent), len(people))]


def present(who):
    agencies = {one.code: one.name for one in (who.usao, who.ice)}
    return reports.yearly(clock.localdate().year, agencies, made_by="Test Oversight", now=clock.now())


def test_page_file_and_pdf_hold_what_the_ledger_holds(ledger):
    year, browser = clock.localdate().year, visitor(ledger.oversight)
    expected = {one.name: counted(one.code) for one in (ledger.ice, ledger.usao)}
    assert expected[ledger.usao.name] == ["4", "1", "3", "2"]
    assert expected[ledger.ice.name] == ["1", "0", "0", "0"]
    shown = browser.get(f"/oversight/reports/{year}/").context["rows"]
    sent = b"".join(browser.get(f"/oversight/reports/{year}/report.csv").streaming_content).decode("utf-8-sig")
    table = list(csv.DictReader(io.StringIO(sent)))
    columns = ("requests", "sent_in_again", "instances", "taxpayers")
    said = "".join(text_of(browser.get(f"/oversight/reports/{year}/report.pdf").content))
    for name, numbers in expected.items():
        assert [list(row[1:]) for row in shown if row[0] == name] == [numbers]
        assert [[row[column] for column in columns] for row in table if row["agency"] == name] == [numbers]
        assert "".join([name, *numbers]).replace(" ", "") in said
    assert shown[-1] == ("All agencies", "5", "1", "3", "2")
    assert [table[-1][column] for column in columns] == ["5", "1", "3", "2"]
    assert "Allagencies5132" in said


def test_each_figure_leads_to_the_entries_behind_it(ledger):
    year, browser = clock.localdate().year, visitor(ledger.oversight)
    page = browser.get(f"/oversight/reports/{year}/")
    kinds = ["request", "request", "disclosure", "disclosure"]
    codes = [*(line.code for line in page.context["report"].lines), ""]
    for code, (_, *cells) in zip(codes, page.context["linked"], strict=True):
        for kind, (text, url) in zip(kinds, cells, strict=True):
            assert bool(url) == (text != "0")
            if url:
                assert f'href="{escape(url)}">{text}</a>' in page.content.decode()
                entries = [entry for entry, *_ in browser.get(url).context["lines"]]
                asked = AccountingEntry.objects.filter(kind=kind, **({"agency_code": code} if code else {}))
                assert {entry.pk for entry in entries} == set(asked.values_list("pk", flat=True)), (code, kind)


def test_the_pdf_is_accessible_by_the_standard(ledger):
    made = pdf_page.validate_pdf_bytes(
        yearly_report.document(present(ledger)), profile=pdf_page.ValidationProfile.PDF_UA_1
    )
    assert made.is_compliant, made.failures


def test_one_person_in_two_requests_is_one_taxpayer_with_or_without_a_number(ledger):
    """The first request gave no TIN: the record that was disclosed tells who it was."""
    keys = [
        bytes(key) for key in AccountingEntry.objects.filter(kind="disclosure").values_list("taxpayer_key", flat=True)
    ]
    assert (len(keys), len(set(keys))) == (3, 2)


def test_a_year_that_has_not_ended_is_provisional_everywhere(ledger):
    year, browser = clock.localdate().year, visitor(ledger.oversight)
    page = browser.get(f"/oversight/reports/{year}/")
    assert "PROVISIONAL" in page.content.decode()
    answer = browser.get(f"/oversight/reports/{year}/report.csv")
    assert f"{year}-provisional.csv" in answer.headers["Content-Disposition"]
    assert "PROVISIONAL" in "".join(text_of(yearly_report.document(present(ledger))))


@pytest.mark.parametrize(
    ("year", "due"), [(2025, date(2026, 3, 31)), (2027, date(2028, 3, 30)), (2023, date(2024, 3, 30))]
)
def test_it_is_due_ninety_days_after_the_years_end(year, due):
    assert reports.deadline(year) == due


@pytest.mark.parametrize(
    ("on", "words"),
    [
        ("2026-12-31", "March 31, 2027: 90 days left"),
        ("2027-03-30", "March 31, 2027: 1 day left"),
        ("2027-03-31", "March 31, 2027: today"),
        ("2027-04-02", "March 31, 2027: 2 days late"),
    ],
)
def test_it_says_how_far_the_deadline_is(who, on, words):
    now = datetime.fromisoformat(f"{on}T17:00:00").replace(tzinfo=UTC)
    report = reports.yearly(2026, {"USAO": "An agency"}, made_by="Somebody", now=now)
    assert (yearly_report.deadline(report), report.provisional) == (words, on < "2027")


def test_an_entry_of_the_last_hour_in_washington_belongs_to_the_old_year(ledger):
    """Midnight in Washington is five in the morning of the new year elsewhere."""
    assert reports.start_of(date(2027, 1, 1)) == datetime(2027, 1, 1, 5, tzinfo=UTC)


def test_an_agency_without_an_entry_has_its_line(committed_db):
    report = present(cast())
    assert [(line.requests, line.instances, line.taxpayers) for line in report.lines] == [(0, 0, 0), (0, 0, 0)]
    assert yearly_report.purposes(report)[0][1] == "None: no request and no disclosure"
    assert report.last_entry == 0


def test_who_oversees_one_agency_reports_on_that_one_alone(ledger):
    access.revoke(ledger.oversight, Role.OVERSIGHT, ledger.usao, by=ledger.administrator, why=WHY)
    page = visitor(ledger.oversight).get(f"/oversight/reports/{clock.localdate().year}/")
    assert [row[0] for row in page.context["rows"]] == [ledger.ice.name, "All agencies"]
    assert page.context["rows"][-1][1:] == ("1", "0", "0", "0")


def test_a_year_of_which_there_can_be_no_report_is_absent(who):
    browser = visitor(who.oversight)
    for year in (1, 1999, 2999, 9999, 987654321):
        for part in ("", "report.csv", "report.pdf"):
            assert browser.get(f"/oversight/reports/{year}/{part}").status_code == 404


def test_files_are_recorded_and_the_page_says_who_made_it(ledger):
    year, browser = clock.localdate().year, visitor(ledger.oversight)
    assert "Test Oversight" in browser.get(f"/oversight/reports/{year}/").content.decode()
    browser.get(f"/oversight/reports/{year}/report.pdf")
    acts = AccessRecord.objects.filter(act="export").values_list("kind", "object_id")
    assert list(acts) == [("yearly report", year)]


def test_it_asks_a_fixed_number_of_queries(who):
    assert queries_of(visitor(who.oversight), f"/oversight/reports/{clock.localdate().year}/") <= 9
