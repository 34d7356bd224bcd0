"""Filters of the history kept under a name by two people, and the history as a file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

import pytest

from audits import access_log
from audits.acting import SETUP, acting
from audits.models import AccessAct, AccessRecord
from requests_app.models import SavedFilter
from requests_app.rules.roles import Role
from requests_app.rules.transitions import Status
from tests.cast import Cast, cast, draft, person, subject_fields, walk
from tests.databases import CommittedDatabase
from tests.pages.visiting import visitor

SURNAME, TIN = "Zweigelthofer", "912-66-0001"
HERE = "/oversight/history/"


@pytest.fixture(scope="module")
def lived(own_copy: None) -> Cast:
    """A request with a name to hide, and people who oversee: both agencies, or one."""
    who = cast()
    walk(who, draft(who, subject_fields(last_name=SURNAME), tin=TIN), Status.COMPLETENESS)
    walk(who, draft(who, ice=True), Status.AWAITING_SIGNATURE)
    with acting(by=SETUP, why="another overseer"):
        person("second", Role.OVERSIGHT, who.usao, who.ice)
        person("narrow", Role.OVERSIGHT, who.usao)
    return who


@pytest.fixture
def who(lived: Cast) -> Iterator[Cast]:
    yield lived
    with acting(by=SETUP, why="cleared away"):
        SavedFilter.objects.all().delete()


def someone(username: str):
    return visitor(SavedFilter._meta.get_field("owner").related_model.objects.get(username=username))


def save(browser, query: str, name: str, **said):
    return browser.post(f"{HERE}filters/save/?{query}", {"name": name, **said})


def listed(browser) -> list[str]:
    return [one.name for one, *_ in browser.get(f"{HERE}filters/").context["rows"]]


def test_a_saved_filter_opens_what_it_was_saved_with(who):
    browser = someone("oversight")
    save(browser, "person=signer&only=status", "Signings")
    ((one, url, own, words),) = browser.get(f"{HERE}filters/").context["rows"]
    assert (one.name, own, words) == ("Signings", True, ("Person: signer", "Show: Status changes only"))
    shown = browser.get(url).context["lines"]
    assert {part.who for line in shown for part in line.parts} == {"Test Signer"}


def test_it_is_ones_own_until_it_is_shared(who):
    mine, theirs = someone("oversight"), someone("second")
    save(mine, "act=added", "Added")
    assert listed(theirs) == []
    one = SavedFilter.objects.get()
    mine.post(f"{HERE}filters/{one.pk}/share/", {"shared": "yes"})
    assert listed(theirs) == ["Added"]
    mine.post(f"{HERE}filters/{one.pk}/share/", {"shared": "no"})
    assert listed(theirs) == []


def test_nobody_shares_or_deletes_anothers(who):
    save(someone("oversight"), "act=added", "Mine", shared="on")
    one = SavedFilter.objects.get()
    for act in ("share", "delete"):
        assert someone("second").post(f"{HERE}filters/{one.pk}/{act}/").status_code == 404
    assert SavedFilter.objects.get().shared


def test_one_is_deleted_by_its_owner_and_history_keeps_that(who):
    browser = someone("oversight")
    save(browser, "act=added", "Short-lived")
    browser.post(f"{HERE}filters/{SavedFilter.objects.get().pk}/delete/")
    assert not SavedFilter.objects.exists()
    told = browser.get(HERE, {"model": "requests_app.SavedFilter"}).content.decode()
    assert "saved the filter “Short-lived”" in told
    assert "deleted the filter “Short-lived”" in told


def test_a_name_is_used_once_and_wanted(who):
    browser = someone("oversight")
    save(browser, "act=added", "Twice")
    assert "You have a filter “Twice” already" in save(browser, "act=removed", "Twice").content.decode()
    assert "Give the filter a name" in save(browser, "act=removed", "").content.decode()
    assert SavedFilter.objects.count() == 1


def test_a_search_for_a_taxpayer_is_not_saved(who):
    browser = someone("oversight")
    found = browser.post(f"{HERE}subject/?act=added", {"tin": TIN, "why": "a complaint"}).headers["Location"]
    save(browser, found.partition("?")[2], "Of one taxpayer")
    assert SavedFilter.objects.get().query == {"act": "added"}


def test_a_shared_filter_on_an_agency_that_one_does_not_oversee_is_absent(who):
    save(someone("oversight"), f"agency={who.ice.pk}", "ICE alone", shared="on")
    assert listed(someone("second")) == ["ICE alone"]
    assert listed(someone("narrow")) == []


def export(browser, query: str = "", **said) -> str:
    answer = browser.post(f"{HERE}export/?{query}", {"form": "csv", "why": "for the audit", **said})
    assert answer.streaming
    return b"".join(answer.streaming_content).decode()


def test_a_csv_file_holds_what_the_filter_finds_in_order(who):
    rows = list(
        csv.DictReader(io.StringIO(export(someone("oversight"), "person=signer&only=status").removeprefix("\ufeff")))
    )
    assert [row["act"] for row in rows] == ["send_in"]
    assert rows[0]["sentence"].startswith("signed the request and sent it in")
    assert (rows[0]["who"], rows[0]["agency"]) == ("Test Signer", "USAO test agency")


def test_json_lines_hold_one_event_a_line(who):
    lines = [json.loads(line) for line in export(someone("oversight"), form="jsonl").splitlines()]
    assert len(lines) > 50
    assert {line["act"] for line in lines} >= {"added", "changed", "send_in"}


def test_no_cell_is_a_formula(who):
    save(someone("oversight"), "act=added", "=HYPERLINK(1)")
    sheet = export(someone("oversight"), "model=requests_app.SavedFilter")
    assert "\n=" not in sheet
    assert ",=" not in sheet
    with acting(by=SETUP, why="=cmd()"):
        SavedFilter.objects.update(shared=True)
    assert "'=cmd()" in export(someone("oversight"), "model=requests_app.SavedFilter")


def test_an_export_is_recorded_before_its_first_byte_and_at_its_end(who):
    answer = someone("oversight").post(f"{HERE}export/?person=signer", {"form": "csv", "why": "for the audit"})
    (begun,) = AccessRecord.objects.filter(act=AccessAct.EXPORT).order_by("-id")[:1]
    assert (begun.why, begun.role) == ("for the audit (filter: Person: signer)", "oversight")
    rows = b"".join(answer.streaming_content).decode().count("\r\n") - 1
    ended = AccessRecord.objects.order_by("-id")[0]
    assert (ended.act, ended.why.partition(" events")[0]) == ("export", str(rows))


def test_without_a_reason_nothing_is_exported(who):
    before = AccessRecord.objects.filter(act=AccessAct.EXPORT).count()
    answer = someone("oversight").post(f"{HERE}export/", {"form": "csv", "why": ""})
    assert "Say why" in answer.content.decode()
    assert AccessRecord.objects.filter(act=AccessAct.EXPORT).count() == before


def test_values_are_masked_unless_tax_data_is_asked_for(who):
    masked = export(someone("oversight"), "model=requests_app.Subject", form="jsonl", values="on")
    assert SURNAME not in masked
    assert '"masked": true' in masked
    opened = export(someone("oversight"), "model=requests_app.Subject", form="jsonl", tax_data="on")
    assert SURNAME in opened
    assert "FEDERAL TAX INFORMATION" in opened.splitlines()[0]


def test_only_a_file_with_tax_data_is_labelled(who):
    browser = someone("oversight")
    names = {
        said: browser.post(f"{HERE}export/", {"form": "jsonl", "why": "a test", said: "on"}).headers[
            "Content-Disposition"
        ]
        for said in ("values", "tax_data")
    }
    assert "federal-tax-information" in names["tax_data"]
    assert "federal-tax-information" not in names["values"]


def test_subjects_whose_values_were_exported_are_in_the_access_log(who):
    export(someone("oversight"), "model=requests_app.Subject", form="jsonl", tax_data="on")
    kept = AccessRecord.objects.filter(act=AccessAct.EXPORT, count__gt=0).order_by("-id")[0]
    assert kept.subjects.exists()


def test_values_in_a_spreadsheet_are_refused(who):
    answer = someone("oversight").post(f"{HERE}export/", {"form": "csv", "why": "a test", "values": "on"})
    assert "come as JSON Lines" in answer.content.decode()


def test_a_file_of_one_agencys_overseer_holds_no_other(who):
    sheet = export(someone("narrow"))
    assert "USAO" in sheet
    assert "ICE" not in sheet


def test_if_the_export_cannot_be_recorded_nothing_is_sent(who, monkeypatch):
    def fails(*args, **said):
        raise access_log.NotRecorded("no")

    monkeypatch.setattr("requests_app.views.history_export.look", fails)
    answer = someone("oversight").post(f"{HERE}export/", {"form": "csv", "why": "a test"})
    assert (answer.status_code, answer.streaming) == (503, False)


def test_a_long_file_goes_on_from_page_to_page(committed_db: CommittedDatabase, monkeypatch):
    monkeypatch.setattr("requests_app.views.history_export.AT_ONCE", 1)
    who = cast()
    draft(who), draft(who)
    browser = visitor(who.oversight)
    whole = export(browser, form="jsonl").splitlines()
    told = [json.loads(line)["transaction"] for line in whole]
    assert len(set(told)) > 3
    assert told == sorted(told, reverse=True)
