"""The proof's page: what is sealed, and everything that it takes to check it oneself. Each download is recorded."""

from __future__ import annotations

import io
import json
import re
from html import unescape

import pytest
from django.test import Client, override_settings

from audits.acting import SETUP
from audits.models import AccessRecord
from audits.sealed_sources import sources
from audits.standalone.verify import Export, told
from audits.statements import declare
from audits.verification import seal_folder
from requests_app import access
from requests_app.models import ListedWord, Subject
from requests_app.rules.roles import Role
from requests_app.workflow import protection
from tests.audits.sealed import sealed_in
from tests.cast import WHY, Cast, cast, draft
from tests.pages.visiting import queries_of, visitor

TABLE = "requests_app_historicalsubject"


@pytest.fixture
def who(committed_db) -> Cast:
    made = cast()
    draft(made, tin="912-66-0001")
    return made


@pytest.fixture
def sealed(who, tmp_path):
    made = sealed_in(tmp_path)
    made.seal()
    with override_settings(SEAL_FOLDER=str(made.folder.path), WITNESS_FOLDER=""):
        yield made


def taken(answer) -> Export:
    assert answer.status_code == 200
    export = Export(seal_folder().first_key())
    export.check(io.BytesIO(b"".join(answer.streaming_content)))
    return export


def last_exports() -> list[tuple[str, str, str]]:
    return list(AccessRecord.objects.filter(act="export").order_by("id").values_list("person_name", "kind", "why"))


def test_the_page_says_what_is_sealed_and_that_nothing_was_checked_yet(who, sealed):
    page = visitor(who.oversight).get("/oversight/proof/")
    text = page.content.decode()
    assert sealed.folder.checkpoint().root.hex() in text
    assert sealed.folder.first_key().text().replace("+", "&#x2B;") in text or sealed.folder.first_key().text() in text
    assert "not yet" in text
    assert queries_of(visitor(who.oversight), "/oversight/proof/") <= 20


def test_the_page_tells_of_the_last_check(who, sealed):
    sealed.tampered(f"UPDATE {TABLE} SET first_name = 'Eve'")
    sealed.sealer.record(sealed.check())
    text = visitor(who.oversight).get("/oversight/proof/").content.decode()
    assert "altered" in text
    assert f"of {TABLE}" in text
    assert "What was sealed was altered" in text and "no row is known to differ" not in text
    assert "What was sealed was altered" in visitor(who.oversight).get("/oversight/").content.decode()


def test_a_declared_break_is_told_by_its_row_as_the_checks_call_it(who, sealed):
    sealed.tampered(f"UPDATE {TABLE} SET history_change_reason = 'other'")
    report = sealed.check()
    sealed.sealer.record(report)
    found = report.findings
    declare(sealed.folder, sealed.sealer.signer, found, by="A. Lund", why="A disk failed; see the file of 3 May.")
    text = visitor(who.oversight).get("/oversight/proof/").content.decode()
    assert found[0].sentence.removesuffix(" was altered after it was sealed.") in text
    assert "leaf" not in text
    assert "What was sealed was altered" not in text, "what was found is declared"


def test_before_anything_is_sealed_the_page_says_so(who, tmp_path):
    with override_settings(SEAL_FOLDER=str(tmp_path / "nothing")):
        text = visitor(who.oversight).get("/oversight/proof/").content.decode()
        assert "Nothing is sealed yet" in text
        assert visitor(who.oversight).get("/oversight/proof/export.jsonl").status_code == 404


def test_the_export_holds_no_tax_data_and_is_recorded(who, sealed):
    answer = visitor(who.oversight).get("/oversight/proof/export.jsonl")
    content = b"".join(answer.streaming_content)
    export = Export(seal_folder().first_key())
    export.check(io.BytesIO(content))
    assert export.wrong == []
    assert all("tax" not in json.loads(line) for line in content.splitlines()[1:])
    assert last_exports() == [("Test Oversight", "proof", "took out the sealed records, without tax data")]


def test_tax_data_leaves_for_a_reason_only_and_is_checked_with_the_rest(who, sealed):
    browser = visitor(who.oversight)
    assert (
        "no tax data leaves without a reason" in browser.post("/oversight/proof/export-with-tax-data/").content.decode()
    )
    answer = browser.post("/oversight/proof/export-with-tax-data/", {"why": "A complaint."})
    lines = b"".join(answer.streaming_content).splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if b'"tax"' in line and TABLE.encode() in line)
    assert last_exports() == [("Test Oversight", "proof with tax data", "A complaint.")]
    entry = json.loads(lines[at])
    entry["tax"]["row"] = "x" + entry["tax"]["row"]
    lines[at] = json.dumps(entry).encode() + b"\n"
    export = Export(seal_folder().first_key())
    export.check(io.BytesIO(b"".join(lines)))
    assert export.wrong[0].startswith("The tax data of Row")


def test_who_is_on_counsels_list_does_not_leave(who, sealed):
    protection.name_keeper(who.counsel, by=SETUP, why="Named at founding.")
    named = {"first_name": "Carl", "last_name": "Demofield", "date_of_birth": "April 1, 1980"}
    protection.enter(by=who.counsel, why=WHY, fields=named)
    sealed.seal()
    content = b"".join(visitor(who.oversight).get("/oversight/proof/export.jsonl").streaming_content).decode()
    lines = [row["line"] for row in map(json.loads, content.splitlines()[1:]) if "protect" in row["row"][0]]
    assert len(lines) >= 3 and set(lines) == {None}


def test_one_row_is_taken_out_with_its_proof(who, sealed):
    row = ListedWord.history.earliest("history_id").history_id
    browser = visitor(who.oversight)
    asked = {"table": "requests_app_historicallistedword", "row": row}
    assert taken(browser.get("/oversight/proof/row/", asked)).rows == 1
    assert "isn’t sealed" in browser.get("/oversight/proof/row/", {**asked, "row": 10**9}).content.decode().replace(
        "&#x27;", "’"
    )


def test_each_row_of_a_change_leads_to_its_proof(who, sealed):
    row = Subject.history.earliest("history_id")
    browser = visitor(who.oversight)
    page = browser.get(f"/oversight/history/{row.txid}/").content.decode()
    (link,) = re.findall(rf'href="(/oversight/proof/row/[^"]*row={row.history_id})"', page)
    assert taken(browser.get(unescape(link))).rows == 1


def test_a_proof_between_two_checkpoints_is_taken_out(who, sealed):
    old = sealed.folder.latest()
    draft(who)
    sealed.seal()
    size = old.split("\n")[1]
    answer = visitor(who.oversight).get("/oversight/proof/consistency/", {"since": size})
    Export(seal_folder().first_key(), old).check(io.BytesIO(b"".join(answer.streaming_content)))
    longer = visitor(who.oversight).get("/oversight/proof/consistency/", {"since": 10 * int(size)}).content.decode()
    assert "No checkpoint counts so many rows" in longer and "it was signed, and is missing here" in longer


def test_the_sequence_that_the_page_tells_can_be_followed(who, sealed, capsys):
    browser = visitor(who.oversight)
    page = browser.get("/oversight/proof/").content.decode()
    assert 'href="/proof/checkpoint"' in page
    kept, key = browser.get("/proof/checkpoint").content.decode(), seal_folder().first_key().text()
    draft(who)
    sealed.seal()
    everything = b"".join(browser.get("/oversight/proof/export.jsonl").streaming_content)
    assert told(key, kept, io.BytesIO(everything)) == 0
    assert f"It grew from the checkpoint of {int(kept.splitlines()[1]):,} rows" in capsys.readouterr().out
    asked = {"table": "requests_app_historicallistedword", "row": ListedWord.history.earliest("history_id").history_id}
    single = b"".join(browser.get("/oversight/proof/row/", asked).streaming_content)
    assert told(key, None, io.BytesIO(single)) == 0
    assert told(key, kept, io.BytesIO(single)) == 2
    assert "This export shows nothing of the checkpoint that you gave" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("row/?table=x&row=1", "No sealed table has this name."),
        ("row/?table=audits_accessrecord&row=0", "A row’s number is a whole number from 1 on."),
        ("row/?table=audits_accessrecord", "Type the number of the row."),
        ("consistency/?since=x", "A checkpoint counts a whole number of rows"),
        ("consistency/?since=", "Type how many rows the checkpoint counts"),
    ],
)
def test_what_is_wrong_is_told_first_and_nothing_is_taken_out(who, sealed, place, said):
    text = visitor(who.oversight).get(f"/oversight/proof/{place}").content.decode()
    assert "<title>Error: Proof" in text
    assert text.index('id="error-summary"') < text.index("sealed-title") < text.rindex(said)
    assert said in text[text.index('id="error-summary"') : text.index("sealed-title")]
    assert last_exports() == []


def test_each_sealed_table_is_offered_in_words_with_its_name(who, sealed):
    page = visitor(who.oversight).get("/oversight/proof/").content.decode()
    for words in ("Access record: audits_accessrecord", "Subject, its history: requests_app_historicalsubject"):
        assert f'value="{words.rpartition(" ")[2]}">{words}</option>' in page
    assert all(f'value="{form.source}"' in page for form in sources())


def test_the_verifier_is_downloaded_as_one_file(who, sealed):
    answer = visitor(who.oversight).get("/oversight/proof/verify.py")
    compile(answer.content, "verify.py", "exec")
    assert b"def check_consistency" in answer.content


def test_who_oversees_one_agency_takes_out_no_rows(who, sealed):
    access.revoke(who.oversight, Role.OVERSIGHT, who.ice, by=who.administrator, why=WHY)
    browser = visitor(who.oversight)
    assert browser.get("/oversight/proof/").status_code == 200
    assert browser.get("/oversight/proof/export.jsonl").status_code == 404
    assert browser.post("/oversight/proof/export-with-tax-data/", {"why": "a test"}).status_code == 404


def test_anyone_fetches_checkpoints_and_hashes_and_nothing_else(who, sealed):
    stranger = Client()
    assert stranger.get("/proof/checkpoint").content.decode() == sealed.folder.latest()
    assert len(stranger.get("/proof/tile/0/000").content) == 256 * 32
    for name in ("state.json", "ids/000", "../key.pem", "tile/../../key.pem", "pending.json", ".lock", "breaks/1"):
        assert stranger.get(f"/proof/{name}").status_code == 404


@pytest.mark.parametrize("person", ["counsel", "liaison", "administrator", "stranger"])
def test_for_others_the_page_is_absent(who, person):
    assert visitor(getattr(who, person)).get("/oversight/proof/").status_code == 404
