"""The workbook holds the rows of the CSV as text, cell by cell, whatever is in them."""

import csv
import io
import zipfile

import openpyxl
import pytest
import python_calamine

from requests_app.documents import book
from requests_app.documents.book import CELL_LIMIT, CUT, SHEET, Book, in_xml
from requests_app.documents.labels import LABEL
from requests_app.documents.sheets import safe_row, sheet

HEADER = ("label", "a", "b")
ROWS = [
    (LABEL, "=1+1", "+1"),
    (LABEL, "  two  blanks ", "tab\tand\nline"),
    (LABEL, "00123", "1.23E+08"),
    (LABEL, "<b>&amp;</b>", "_x0041_ stays"),
    (LABEL, "", "王小明 \U0001f600 محمد"),
    (LABEL, "https://example.gov/", "TRUE"),
]


def workbook(rows) -> bytes:
    with Book(HEADER) as made:
        for row in rows:
            made.add([safe_row(row)])
        stream, size = made.finished()
        content = stream.read()
    assert len(content) == size
    return content


def read_back(content: bytes) -> list[list[str]]:
    pages = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return pages.get_sheet_by_name(SHEET).to_python()


def test_both_release_files_hold_the_same_rows():
    text = sheet(HEADER, ROWS).decode("utf-8-sig")
    assert read_back(workbook(ROWS)) == list(csv.reader(io.StringIO(text, newline="")))


def test_another_reader_reads_the_same():
    plain = [row for row in ROWS if "_x0041_" not in row[2]]  # it doesn't undo Excel's way of writing such signs
    pages = openpyxl.load_workbook(io.BytesIO(workbook(plain)))
    assert [[cell or "" for cell in row] for row in pages[SHEET].iter_rows(values_only=True)] == read_back(
        workbook(plain)
    )


def test_every_cell_is_text_and_none_a_formula():
    pages = openpyxl.load_workbook(io.BytesIO(workbook(ROWS)))
    assert {cell.data_type for row in pages[SHEET].iter_rows() for cell in row if cell.value is not None} == {"s"}


def test_sheet_and_printed_pages_bear_the_label_and_the_header_stays():
    pages = openpyxl.load_workbook(io.BytesIO(workbook(ROWS)))
    assert pages.sheetnames == ["Federal Tax Information"]
    assert LABEL in pages[SHEET].oddHeader.center.text
    assert LABEL in pages[SHEET].oddFooter.center.text
    assert pages[SHEET].freeze_panes == "A2"
    assert pages[SHEET].print_title_rows == "$1:$1"
    assert pages.properties.title == LABEL


@pytest.mark.parametrize("sign", ["x", "é", "\U0001f600"])
def test_a_cell_longer_than_excel_takes_is_cut_and_says_so(sign):
    kept = in_xml(sign * (CELL_LIMIT + 5))
    assert kept.endswith(CUT)
    assert len(kept.encode("utf-16-le")) <= 2 * CELL_LIMIT
    assert in_xml("x" * CELL_LIMIT) == "x" * CELL_LIMIT


def test_signs_that_xml_cant_bear_are_written_as_excel_writes_them():
    assert in_xml("a\x07b\r_x0041_") == "a_x0007_b_x000D__x005F_x0041_"


def test_rows_beyond_a_sheet_go_on_in_another_with_the_header_again(monkeypatch):
    monkeypatch.setattr(book, "ROWS_A_SHEET", 4)
    pages = openpyxl.load_workbook(io.BytesIO(workbook(ROWS)))
    assert pages.sheetnames == [SHEET, f"{SHEET} 2"]
    assert [page.max_row for page in pages] == [5, 3]
    assert pages[f"{SHEET} 2"]["A1"].value == "label"
    assert LABEL in pages[f"{SHEET} 2"].oddHeader.center.text


def test_the_same_rows_give_the_same_bytes():
    assert workbook(ROWS) == workbook(ROWS)


def test_a_row_without_special_signs_and_one_with_them_are_written_alike():
    cells = [(LABEL, "x" * 20_000, "y"), (LABEL, "a_x0041_", "plain"), (LABEL, "a & b", "\x07"), (LABEL, "_x", "_y")]
    cells += [(LABEL, "a", sign) for sign in "<>\x00\x1f\x7f\x85\xa0\xad\u2028\u202e\ufffe\uffff\U0001f600é王"]
    with Book(HEADER) as made:
        made.add(cells)
        content = made.finished()[0].read()
    sheet_xml = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    for row in cells:
        for cell in row:
            assert f'xml:space="preserve">{in_xml(cell)}</t>' in sheet_xml
