"""A package holds exactly what its facts count, says so in a manifest, can be checked by hand, and depends on nothing else."""

import csv
import io
import json
import subprocess
import tempfile
from dataclasses import replace
from hashlib import sha256

import openpyxl
import pytest

from requests_app.documents.labels import LABEL
from requests_app.documents.manifest import NO_CHECKPOINT
from requests_app.documents.package import HEADER, WrongContents, build
from tests.documents.examples import AUDIT, FACTS, ROW, built, facts, opened
from tests.documents.pdf_text import text_of

SECOND = replace(ROW, row=2, given=("", "", "=cmd", "", "", "", ""), value="-2 Demo Road, Reno, NV 89501")
MIXED = (ROW, AUDIT, SECOND)


def rows_of(content: bytes) -> list[dict[str, str]]:
    text = opened(content)["release.csv"].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_it_holds_both_release_files_the_letter_the_manifest_and_the_sums():
    content, _ = built(ROW)
    assert list(opened(content)) == ["release.csv", "release.xlsx", "cover-letter.pdf", "manifest.json", "SHA256SUMS"]


def test_every_row_bears_the_label_the_request_and_the_item():
    first, audit, second = rows_of(built(*MIXED)[0])
    assert tuple(first) == HEADER
    assert {row["label"] for row in (first, audit, second)} == {LABEL}
    assert (first["request"], first["row"], first["item"], first["value"]) == (FACTS.number, "1", "address", ROW.value)
    assert (audit["tier"], audit["source"]) == (
        "return information other than taxpayer return information",
        "The examination division",
    )
    assert (second["last_name"], second["value"]) == ("'=cmd", "'-2 Demo Road, Reno, NV 89501")


def test_the_workbook_holds_the_same_rows():
    content = built(*MIXED)[0]
    pages = openpyxl.load_workbook(io.BytesIO(opened(content)["release.xlsx"]))
    read = [tuple(cell or "" for cell in row) for row in pages.active.iter_rows(values_only=True)]
    assert read == [HEADER, *(tuple(row.values()) for row in rows_of(content))]


@pytest.mark.parametrize("step", ["made", "keep"])
def test_what_goes_wrong_in_writing_ends_the_package(monkeypatch, step):
    def full(book: object, rows: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr(f"requests_app.documents.package.Book.{step}", full)
    with pytest.raises(OSError, match="no room"):
        built(*MIXED)


def test_the_same_contents_give_the_same_bytes():
    assert built(*MIXED, letters_wanted=True)[0] == built(*MIXED, letters_wanted=True)[0]


def test_the_manifest_says_what_when_by_whom_and_under_which_rules():
    content, manifest = built(*MIXED)
    assert json.loads(opened(content)["manifest.json"]) == manifest
    assert manifest["counts"] == {"taxpayers": 2, "items": {"address": 2, "audit": 1}}
    assert manifest["tiers"] == {"address": "identity", "audit": "other"}
    assert (manifest["rules_edition"], manifest["matching_edition"]) == ("2026-11-22.2", "2026-11-22.1")
    assert manifest["decisions"][0]["by"] == "Samuel Ward"
    assert manifest["recipient_key"] == FACTS.recipient_key
    assert manifest["checkpoint"] == NO_CHECKPOINT


def test_the_manifest_lists_every_other_file_with_size_and_hash():
    content, manifest = built(*MIXED, letters_wanted=True)
    files = opened(content)
    listed = {file["name"]: (file["size"], file["sha256"]) for file in manifest["files"]}
    assert listed == {
        name: (len(body), sha256(body).hexdigest())
        for name, body in files.items()
        if name not in ("manifest.json", "SHA256SUMS")
    }


def test_the_latest_checkpoint_is_named_once_there_is_one():
    assert built(ROW, checkpoint={"number": 7})[1]["checkpoint"] == {"number": 7}


def test_the_manifest_holds_no_tax_data():
    content, _ = built(*MIXED, letters_wanted=True)
    said = opened(content)["manifest.json"].decode()
    for word in ("Demofield", "Ann", "Springfield", "1980", "24-cr", "examination was"):
        assert word not in said


def test_the_agency_checks_it_by_hand_and_an_altered_file_is_seen(tmp_path):
    for name, body in opened(built(*MIXED, letters_wanted=True)[0]).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(body)
    check = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    assert subprocess.run(check, check=False, cwd=tmp_path, capture_output=True).returncode == 0
    (tmp_path / "release.csv").write_bytes(b"altered")
    assert subprocess.run(check, check=False, cwd=tmp_path, capture_output=True).returncode == 1


def test_an_attached_file_is_named_by_its_row_and_never_by_its_senders_name():
    content, _ = built(*MIXED)
    name = "attachments/row-0000001-2-audit.pdf"
    assert opened(content)[name] == b"%PDF-1.7"
    assert [row["attachment"] for row in rows_of(content)] == ["", name, ""]
    assert "inthefolderattachments:1." in "".join(text_of(opened(content)["cover-letter.pdf"]))


def test_a_letter_on_each_taxpayer_where_wanted_holds_that_one_alone():
    files = opened(built(*MIXED, letters_wanted=True)[0])
    first, second = ("".join(text_of(files[f"letters/row-000000{number}.pdf"])) for number in (1, 2))
    assert "Demofield" in first and "Anexaminationwasclosed." in first and "Reno" not in first
    assert "Reno" in second and "Demofield" not in second


@pytest.mark.parametrize(
    "rows",
    [
        (SECOND, ROW),
        (ROW, SECOND, replace(ROW, item="tin")),
        (replace(ROW, item="return", tier="barred"),),
        (replace(ROW, item="unheard_of"),),
        (replace(AUDIT, tier="identity"),),
        (replace(AUDIT, source=" "),),
    ],
    ids=["out of order", "a taxpayer twice", "barred", "unknown", "wrong tier", "no source"],
)
def test_what_may_not_leave_makes_no_package(rows):
    with pytest.raises(WrongContents) as wrong:
        build(facts(ROW), rows, io.BytesIO())
    assert "Demofield" not in str(wrong.value)


@pytest.mark.parametrize(
    "changes", [{"taxpayers": 2}, {"counts": {"address": 2}}, {"counts": {"address": 1, "tin": 1}}, {"counts": {}}]
)
def test_facts_that_count_something_else_make_no_package(changes):
    with pytest.raises(WrongContents):
        build(replace(FACTS, **changes), [ROW], io.BytesIO())


def test_no_rows_make_no_package():
    with pytest.raises(WrongContents):
        build(FACTS, [], io.BytesIO())


def test_nothing_of_it_touches_a_disk(monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere/that/is")
    assert built(*MIXED, letters_wanted=True)[0].startswith(b"PK")
