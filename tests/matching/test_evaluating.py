"""evaluate_matching: two files, with the truth and without; nothing stays, and bad files are said to be."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from bench.matching_data import write

PEOPLE, ROWS = 3_000, 1_500
HEADER = "first_name,last_name,tin,address\n"


def evaluate(*given: str) -> str:
    out = StringIO()
    call_command("evaluate_matching", *given, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(("dirty", "recall"), [(False, 0.97), (True, 0.5)])
def test_never_wrong_and_seldom_missed(committed_db, tmp_path: Path, dirty: bool, recall: float) -> None:
    write(tmp_path, ROWS, PEOPLE, dirty=dirty)
    paths = [str(tmp_path / f"{name}.csv") for name in ("request", "records")]
    found = json.loads(evaluate(*paths, "--truth", str(tmp_path / "truth.csv"), "--json"))
    assert (found["precision"], found["wrong"]) == (1.0, 0)
    assert found["recall"] >= recall
    assert sum(found["verdicts"].values()) == found["rows"] == ROWS
    assert found["ambiguous_with_the_record"] > 0
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT to_regclass('evaluated'), to_regclass('evaluated_records')")
        assert cursor.fetchone() == (None, None)


def files(folder: Path, request: str, records: str, truth: str = "") -> list[str]:
    for name, text in {"request": request, "records": records, "truth": truth}.items():
        (folder / f"{name}.csv").write_text(text)
    return [
        str(folder / "request.csv"),
        str(folder / "records.csv"),
        *(("--truth", str(folder / "truth.csv")) if truth else ()),
    ]


def test_without_a_truth_the_counts_alone(committed_db, tmp_path: Path) -> None:
    rows = 'Ada,Demo,912-66-0001,"1 A St, Reno NV 89501"\n'
    said = evaluate(*files(tmp_path, HEADER + rows + "Otto,Else,,\n", HEADER + rows))
    assert "2 rows of the request, 1 records" in said
    assert "1  matched" in said
    assert "1  not_found" in said
    assert "precision" not in said


def test_a_wrong_match_is_counted_and_named_by_its_row(committed_db, tmp_path: Path) -> None:
    rows = 'Ada,Demo,912-66-0001,"1 A St, Reno NV 89501"\n'
    said = evaluate(
        *files(tmp_path, HEADER + rows, HEADER + rows + "Otto,Else,912-66-0002,\n", "request,record\n1,2\n")
    )
    assert "precision  0.000000" in said
    assert "the first of them: 1" in said


@pytest.mark.parametrize(
    ("request_file", "truth", "says"),
    [
        ("a,b\n1,2\n", "", "None of the columns' names is known"),
        ("first_name,tin\nAda,\n", "", "no column of surnames"),
        ("", "", "The file is empty"),
        (HEADER + "Ada,Demo,,\n", "row,record\nx,y\n", "isn't two row numbers"),
        (HEADER + "Ada,Demo,,\n", "1,1\n1,2\n", "two records"),
    ],
)
def test_a_bad_file_is_said_to_be(committed_db, tmp_path: Path, request_file: str, truth: str, says: str) -> None:
    with pytest.raises(CommandError, match=says) as refused:
        evaluate(*files(tmp_path, request_file, HEADER + "Ada,Demo,,\n", truth))
    assert refused.value.returncode == 2


def test_a_file_that_isnt_there(committed_db, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="can't be opened"):
        evaluate(str(tmp_path / "no.csv"), str(tmp_path / "no.csv"))
