"""What everybody may read: no sign-in, nothing of a case, figures of years that have ended, small counts not told."""

import pytest
from django.test import Client
from django.utils import timezone

from requests_app.rules.transitions import Status
from requests_app.views import public
from tests import databases
from tests.cast import cast, draft, on_record, transmit, walk
from tests.pages.visiting import visitor

ENTRY = """INSERT INTO audits_accountingentry (txid, at, kind, agency_code, code_authority, purpose_code, case_id, case_number,
    release_id, subject_id, tier, periods, reasons, person_id, person_name, taxpayer_key)
SELECT 1, %s, %s, %s, '6103(i)(2)', 'criminal investigation', %s, 'DR-SECRET', %s, %s, '', '2022', 'Their purpose', 1,
    'Somebody', %s"""


def entry(owner, kind, code, year, number=0):
    """Put an entry of a past year into the ledger, as its owner can and nobody else. `number`: of the taxpayer."""
    key = str(number).encode() if number else b""
    release = int.from_bytes(code.encode()) if number else None
    owner.execute(ENTRY, [f"{year}-06-01", kind, code, year * 10 + len(code), release, number or None, key])


@pytest.fixture
def old_years(committed_db):
    """Last year: USAO disclosed two taxpayers, ICE five; nothing the year before but a request."""
    public.ended.cache_clear()
    made, last = cast(), timezone.localdate().year - 1
    with databases.connect(committed_db.name) as owner:
        entry(owner, "request", made.usao.code, last - 1)
        for code, people in ((made.usao.code, 2), (made.ice.code, 5)):
            entry(owner, "request", code, last)
            for number in range(1, people + 1):
                entry(owner, "disclosure", code, last, number)
    yield made, last
    public.ended.cache_clear()


def test_it_is_read_without_signing_in(db):
    for place in ("/public/", "/public/rules/"):
        assert Client().get(place).status_code == 200


def test_nothing_of_a_case_nor_of_the_present_year_is_there(db):
    who = cast()
    on_record()
    sent = walk(who, draft(who, tin="912-66-0001"), Status.FULFILMENT)
    transmit(who, sent)
    for browser in (Client(), visitor(who.liaison)):
        page = browser.get("/public/")
        assert page.context["years"] == []
        for word in (sent.number, sent.title, "Demofield", "912-66", "Test Recipient", "Test Transmitter"):
            assert word not in page.content.decode()
    assert "No year has ended" in page.content.decode()


def test_no_figure_leads_into_the_ledger(old_years):
    page = Client().get("/public/").content.decode()
    assert "Taxpayers" in page and "/oversight/" not in page


def test_years_that_have_ended_are_told_and_small_counts_are_not(old_years):
    who, last = old_years
    page = Client().get("/public/")
    years = {report.year: rows for report, rows, _ in page.context["years"]}
    assert list(years) == [last, last - 1]
    assert years[last] == [
        (who.ice.name, "1", "0", "5", "5"),
        (who.usao.name, "1", "0", "not told", "fewer than 3 taxpayers"),
    ]
    assert years[last - 1][1] == (who.usao.name, "1", "0", "0", "0")
    assert "DR-SECRET" not in page.content.decode()
    assert "Their purpose" not in page.content.decode()


def test_no_sum_is_given_from_which_a_small_count_could_be_had(old_years):
    assert "All agencies" not in Client().get("/public/").content.decode()


def test_the_rules_page_has_every_flag_but_those_for_named_counsel(db):
    page = Client().get("/public/rules/").content.decode()
    assert "address.placeholder" in page
    assert "subject.protected" not in page


def test_every_page_leads_to_it(db):
    assert 'href="/public/"' in Client().get("/warning/").content.decode()
