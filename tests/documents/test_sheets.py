"""Release files open in spreadsheets: no cell may become a formula, and every row bears the label."""

import csv
import io

import pytest

from requests_app.documents.sheets import csv_line, safe_cell, safe_row, sheet


@pytest.mark.parametrize(
    "typed",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u00a0=1", "＝1+1", "−1", '"=1"', "|cmd", "%0A"],
)
def test_what_a_spreadsheet_would_run_is_made_text(typed: str) -> None:
    assert safe_cell(typed) == "'" + typed


@pytest.mark.parametrize("typed", ["", "Demofield", "12 Demo St", "A=B", "O'Brien", "8 USC 1326"])
def test_ordinary_text_stays_as_it_is(typed: str) -> None:
    assert safe_cell(typed) == typed


def test_a_sheet_reads_back_cell_by_cell() -> None:
    content = sheet(("a", "b"), [("x, y", 'say "no"'), ("two\nlines", "=1\x00")])
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows == [["a", "b"], ["x, y", 'say "no"'], ["two\nlines", "'=1"]]


@pytest.mark.parametrize("typed", ["\u200b\u00a0=1", "\u202e=1", "\u3000+1", "\n\t@x", "\u2060=1"])
def test_hidden_marks_and_blanks_of_other_scripts_are_looked_through(typed: str) -> None:
    assert safe_cell(typed) == "'" + typed


def test_half_a_sign_is_written_out_and_stops_nothing() -> None:
    assert "\\ud800" in sheet(("a",), [("\ud800",)]).decode("utf-8-sig")


TYPED = [
    "",
    " ",
    "a",
    "=1",
    " =1",
    "\u200b@x",
    "'",
    "''=",
    "\x00",
    "=\x00",
    "\x00=",
    "\x1f=1",
    "\t",
    "a\nb",
    "\r",
    "A=B",
    "−1",
]


def test_a_row_is_made_safe_cell_by_cell_whatever_stands_beside() -> None:
    for one in TYPED:
        for other in TYPED:
            row = ["label", one, "", other, "x"]
            assert safe_row(row) == [safe_cell(cell.replace("\x00", "")) for cell in row]
    assert safe_row([]) == []


def test_a_line_is_what_the_library_writes_whatever_is_in_it() -> None:
    signs = [*TYPED, ",", '"', 'say "no"', "x, y", "two\nlines", "two\r\nlines", ";", "'", " a ", "\u2028", "\x85"]
    rows = [["label", one, other] for one in signs for other in signs] + [[one] for one in signs] + [[]]
    for row in rows:
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\r\n").writerow(row)
        assert csv_line(row) == text.getvalue()
