"""Rows that couldn't be taken: listed by what is wrong, downloaded, corrected, and sent back."""

import csv
import io

import pytest

from audits.models import AccessRecord
from requests_app.models import Batch
from requests_app.rules.numbering import ROWS
from tests.cast import Cast, cast, draft
from tests.pages.test_upload_pages import GOOD, HEADER, place, read, send, table, work
from tests.pages.visiting import queries_of, visitor


@pytest.fixture
def who(db) -> Cast:
    return cast()


def bad(who: Cast, one, more: int = 0) -> Batch:
    """A file with a row too short, two with a NUL in a cell, and `more` of the first kind."""
    short, nul = b"Short,Ann\r\n", table(("Nulford", "Bo", "1\0 Main St", "2022", "18 USC 1001"))
    other = table(("Smallfield", "Cy", "=cmd|x", "2\x00022", "18 USC 1001"))
    rows = [part.split(b"\r\n", 1)[1] for part in (table(GOOD), nul, other)]
    return read(who, one, b",".join([",".join(HEADER).encode()]) + b"\r\n" + b"".join(rows) + short * (1 + more))


def downloaded(browser, batch: Batch) -> list[list[str]]:
    answer = browser.get(place(batch.disclosure_request, f"{batch.pk}/rejected.csv"))
    assert "federal-tax-information" in answer["Content-Disposition"]
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_rejected_rows_are_filtered_by_what_is_wrong(who):
    one, browser = draft(who), visitor(who.liaison)
    batch = bad(who, one)
    assert (batch.rows_read, batch.rows_accepted, batch.rows_rejected) == (4, 1, 3)
    page = browser.get(place(one, f"{batch.pk}/?error_code=row.nul"))
    assert [error.code for error in page.context["errors"]] == ["row.nul", "row.nul"]
    assert ROWS in page.content.decode()
    assert {code: n for code, n, _ in page.context["error_codes"]} == {"row.cells": 1, "row.nul": 2}
    assert len(browser.get(place(one, f"{batch.pk}/?error_code=no.such")).context["errors"]) == 3


def test_rejected_rows_come_in_pages(who):
    one, browser = draft(who), visitor(who.liaison)
    batch = bad(who, one, more=60)
    seen, after = [], 0
    while True:
        page = browser.get(place(one, f"{batch.pk}/?error_code=row.cells&error_after={after}"))
        seen += [error.row for error in page.context["errors"]]
        after = page.context["errors_next"]
        if not after:
            break
        assert f"error_code=row.cells&amp;error_after={after}#errors" in page.content.decode()
    assert seen == sorted(seen) and len(seen) == 61


def test_the_download_is_recorded_and_holds_only_rejected_rows(who):
    one, browser = draft(who), visitor(who.liaison)
    batch = bad(who, one)
    header, *rows = downloaded(browser, batch)
    assert header[:2] == ["rejected_upload", "rejected_row"] and header[6:] == list(HEADER)
    assert [(row[0], row[1], row[2], row[6]) for row in rows] == [
        (str(batch.pk), "2", "row.nul", "Nulford"),
        (str(batch.pk), "3", "row.nul", "Smallfield"),
        (str(batch.pk), "4", "row.cells", "Short"),
    ]
    assert rows[0][8] == "1\ufffd Main St" and rows[1][8] == "'=cmd|x"
    assert all(row[5] == "FEDERAL TAX INFORMATION" for row in rows)
    record = AccessRecord.objects.get(kind="rejected rows", act="download")
    assert (record.object_id, record.case_id) == (batch.pk, one.pk)


def test_sent_back_uncorrected_they_are_rejected_again(who):
    one, browser = draft(who), visitor(who.liaison)
    batch = bad(who, one)
    again = sent(browser, one, downloaded(browser, batch))
    assert (again.rows_read, again.rows_accepted, again.rows_rejected) == (3, 0, 3)
    assert {error.corrected_by_id for error in batch.row_errors.all()} == {again.pk}
    assert [row[1] for row in downloaded(browser, batch)[1:]] == ["2", "3", "4"]


def brought(browser, one, rows: list[list[str]]) -> Batch:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    answer = send(browser, one, text.getvalue().encode("utf-8-sig"), "corrected.csv")
    batch = Batch.objects.latest("id")
    assert answer.url == place(one, f"{batch.pk}/")
    return batch


def sent(browser, one, rows: list[list[str]]) -> Batch:
    return work(brought(browser, one, rows))


def test_corrected_and_sent_back_they_take_their_places(who):
    one, browser = draft(who), visitor(who.liaison)
    batch = bad(who, one)
    header, nul, other, short = downloaded(browser, batch)
    nul[8], other[9], short[6:] = "1 Main St, Tampa, FL 33601", "2022", ["Longford", *GOOD[1:]]
    again = sent(browser, one, [header, nul, other, short])
    assert (again.status, again.rows_accepted, again.rows_rejected) == ("done", 3, 0)
    there = dict(one.subjects.values_list("row", "last_name"))
    assert [there[row] for row in range(2, 6)] == ["Demofield", "Nulford", "Smallfield", "Longford"]
    assert one.subjects.get(row=4).address == "=cmd|x"
    page = browser.get(place(one, f"{batch.pk}/")).content.decode()
    assert "Still rejected: 0" in page and "Rows that couldn't be taken" not in page
    assert "brought rejected rows of" in browser.get(place(one, f"{again.pk}/")).content.decode()


def test_while_corrections_are_read_nothing_is_said_of_what_is_still_rejected(who):
    """It said 0, since a row under correction counts as neither; and the file of problems named rows that stand corrected."""
    one, browser = draft(who), visitor(who.liaison)
    batch = bad(who, one)
    at = place(one, f"{batch.pk}/")
    header, nul, *others = downloaded(browser, batch)
    nul[8] = "1 Main St, Tampa, FL 33601"
    again = brought(browser, one, [header, nul, *others])
    assert "Still rejected" not in browser.get(at).content.decode()
    work(again)
    assert "Still rejected: 2." in browser.get(at).content.decode()
    problems = b"".join(browser.get(f"{at}problems.csv").streaming_content).decode()
    assert problems.count(",not taken,") == 2


def test_the_page_offers_the_download_to_whoever_may_correct(who):
    one = draft(who)
    batch = bad(who, one)
    at = place(one, f"{batch.pk}/rejected.csv")
    assert at in visitor(who.liaison).get(place(one, f"{batch.pk}/")).content.decode()
    assert at not in visitor(who.signer).get(place(one, f"{batch.pk}/")).content.decode()
    for person in (who.signer, who.ice_liaison, who.specialist):
        assert visitor(person).get(at).status_code == 404
    assert (
        "Send the corrected rows of"
        in visitor(who.liaison).get(place(one, f"new/?corrects={batch.pk}")).content.decode()
    )


def test_few_queries(who):
    one = draft(who)
    batch = bad(who, one, more=60)
    assert queries_of(visitor(who.liaison), place(one, f"{batch.pk}/")) <= 24
