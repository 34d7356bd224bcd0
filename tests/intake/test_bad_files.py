"""Every bad file gets a clear answer, and leaves nothing half done."""

import io
import re
import zipfile

import openpyxl
import pytest

from requests_app.models import Batch, BatchChunk, BatchPart, RowError, Subject
from tests import samples
from tests.intake.conftest import Uploads

ROWS = samples.table(["last_name", "address"], ["Demofield", "476 Prototype Ave"], ["Müllermock", "1 Main St"])


def refused(uploads: Uploads, content: bytes, filename: str = "people.csv") -> str:
    """Upload a file that must be refused as it comes in; return what the person is told."""
    batch = uploads.receive(content, filename)
    assert batch.status == "refused"
    assert "nothing was added" in batch.trouble.lower()
    assert batch.header == [] and not BatchPart.objects.filter(batch=batch).exists()
    return batch.trouble


def names(batch: Batch) -> list[str]:
    return list(Subject.objects.filter(batch=batch).order_by("row").values_list("last_name", flat=True))


def workbook(*rows: list[object]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


ROWS_OF_ONE: list[list[object]] = [["last_name", "tax_periods"], ["Demofield", 2021]]
ROWS_OF_TWO: list[list[object]] = [["last_name", "tax_periods"], ["Mockberg", 2022]]


def sheets(of: dict[str, list[list[object]]], hidden: str = "") -> bytes:
    """A workbook of several sheets."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.active)
    for name, rows in of.items():
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden" if name == hidden else "visible"
        for row in rows:
            sheet.append(row)
    book.save(out)
    return out.getvalue()


def changed(content: bytes, by: str, tag: str = "cell") -> bytes:
    """A workbook with its dimension, its last cell, or what stands before the sheet replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                text = _changed(text.decode(), by, tag).encode()
            new.writestr(name, text)
    return out.getvalue()


def _changed(text: str, by: str, tag: str) -> str:
    if tag == "doctype":
        return by + text
    if tag == "dimension":
        return re.sub(r'<dimension ref="[^"]*"', f'<dimension ref="{by}"', text)
    cell = f'<c r="B2{by}' if by.startswith('"') else f'<c r="B2">{by}'
    return re.sub(r'<c r="B2"[^>]*>.*?(?=</c>)', cell, text)


FORMULA = workbook(*ROWS_OF_ONE)


@pytest.mark.parametrize("content", [b"", b"\n\n\r\n", b"\xef\xbb\xbf", b"  \n"])
def test_an_empty_file(uploads: Uploads, content: bytes) -> None:
    assert "empty" in refused(uploads, content)


def test_a_header_without_rows(uploads: Uploads) -> None:
    assert "no rows" in refused(uploads, b"last_name,address\n")


def test_a_file_without_a_header(uploads: Uploads) -> None:
    assert "first row holds data" in refused(
        uploads, b"Demofield,905-66-0001,1980-01-01\nMockberg,905-66-0002,1981-01-01\n"
    )


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("cp1252", "cp1252"),
        ("utf-16-le", "utf-16-le"),
    ],
)
def test_every_encoding_reads_the_same(uploads: Uploads, encoding: str, expected: str) -> None:
    batch = uploads.whole(ROWS.encode(encoding))
    assert (batch.encoding, batch.header) == (expected, ["last_name", "address"])
    assert names(batch) == ["Demofield", "Müllermock"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_delimiter_reads_the_same(uploads: Uploads, delimiter: str) -> None:
    rows = [["last_name", "address"], ["Demofield", "1 Main St, Apt 2; rear"]]
    batch = uploads.whole(samples.table(*rows, delimiter=delimiter).encode())
    assert list(Subject.objects.filter(batch=batch).values_list("address", flat=True)) == ["1 Main St, Apt 2; rear"]


def test_a_line_that_names_the_delimiter_is_no_header(uploads: Uploads) -> None:
    assert names(uploads.whole(b"sep=;\r\nlast_name;address\r\nDemofield;x\r\n")) == ["Demofield"]


def test_bytes_that_are_no_characters_reject_their_row_alone(uploads: Uploads) -> None:
    good = "Mü".encode() * 3
    batch = uploads.whole(b"last_name,address\n" + good + b",x\nBad\xff,y\nDemofield,z\n")
    assert (batch.encoding, batch.rows_accepted, batch.rows_rejected) == ("utf-8", 2, 1)
    assert RowError.objects.get(batch=batch).code == "row.undecodable"


def test_an_undefined_byte_of_cp1252_rejects_its_row_alone(uploads: Uploads) -> None:
    batch = uploads.whole(b"last_name,address\nM\xfcller,x\nBad\x81,y\n")
    assert (batch.encoding, batch.rows_accepted, batch.rows_rejected) == ("cp1252", 1, 1)


def test_an_unclosed_quote_in_a_small_file(uploads: Uploads) -> None:
    trouble = refused(uploads, b'last_name,address\nDemofield,x\n"Mockberg,y\nProxyford,z\n')
    assert "line 3 is never closed" in trouble


def test_an_unclosed_quote_far_down_a_large_file(uploads: Uploads) -> None:
    content = samples.csv_file(5_000) + b'"Demofield\n' + b"x\n" * 2_000
    batch = uploads.whole(content)
    assert (batch.status, batch.rows_accepted) == ("refused", 0)
    assert "line 5,002 is never closed" in batch.trouble
    assert not Subject.objects.exists()


def test_quotes_that_swallow_other_rows_refuse_the_file(uploads: Uploads) -> None:
    assert "lines 2 to 4" in refused(uploads, b'last_name,reason\n"A,x\nB,y\nC,"z"\nD,w\n')


def test_a_quote_that_is_not_doubled_rejects_its_row_alone(uploads: Uploads) -> None:
    batch = uploads.whole(b'last_name,reason\n"A "the ant" B",x\nDemofield,y\n')
    assert (batch.rows_read, batch.rows_accepted) == (2, 1)
    assert RowError.objects.get(batch=batch).code == "row.quotes"


def test_duplicate_headers_are_left_to_a_person(uploads: Uploads) -> None:
    batch = uploads.receive(b"last_name,address,address\nDemofield,x,y\n")
    assert batch.status == "received"
    uploads.work(uploads.confirm(batch, {"0": "last_name", "2": "address"}))
    assert Subject.objects.get().address == "y"


@pytest.mark.parametrize(
    "content",
    [
        b"last_name,note\x00,address\nDemofield,x,476 Prototype Ave\n",
        b"last_name,note\xff,address\nDemofield,M\xc3\xbcller,476 Prototype Ave\n",
        workbook(["last_name", "note_xD800_", "address"], ["Demofield", "x_xDC00_", "476 Prototype Ave"]),
    ],
)
def test_a_column_whose_name_cant_be_kept_stands_under_what_can(uploads: Uploads, content: bytes) -> None:
    batch = uploads.receive(content)
    assert (batch.status, batch.header) == ("received", ["last_name", "note\ufffd", "address"])
    assert names(uploads.work(uploads.confirm(batch))) == ["Demofield"]


def test_a_column_without_a_header(uploads: Uploads) -> None:
    assert names(uploads.whole(b"last_name,,address\nDemofield,x,y\n")) == ["Demofield"]


def test_a_cell_of_three_megabytes(uploads: Uploads) -> None:
    batch = uploads.whole(b"last_name,reason\nDemofield," + b"x" * 3_000_000 + b"\nMockberg,y\n")
    assert (batch.rows_read, batch.rows_accepted, batch.rows_rejected) == (2, 1, 1)
    error = RowError.objects.get(batch=batch)
    assert (error.row, error.code, error.column, error.sealed) == (1, "row.cell_too_long", "reason", None)


def test_a_reason_of_a_hundred_kilobytes_is_judged(uploads: Uploads) -> None:
    batch = uploads.whole(b"last_name,reason\nDemofield," + b"The ledger names him. " * 5_000 + b"\n")
    assert (batch.rows_accepted, batch.rows_rejected) == (1, 0)
    assert "reason.generic" in Subject.objects.get().review_codes


def test_a_line_without_end(uploads: Uploads) -> None:
    batch = uploads.whole(b"last_name,reason\nDemofield," + b"x" * 9_000_000)
    assert batch.status == "refused" and "longer than any row" in batch.trouble


def test_a_nul_rejects_its_row_alone(uploads: Uploads) -> None:
    batch = uploads.whole(b"last_name,address\nDemo\0field,x\nMockberg,y\n")
    assert (batch.rows_accepted, batch.rows_rejected) == (1, 1)


@pytest.mark.parametrize(
    "start", [b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xd0\xcf\x11\xe0\xa1\xb1", bytes(range(256)) * 8]
)
def test_something_that_is_no_table(uploads: Uploads, start: bytes) -> None:
    assert "CSV or XLSX" in refused(uploads, start + b"\x00\x01\x02" * 100)


def test_a_workbook(uploads: Uploads) -> None:
    content = workbook(
        ["last_name", "SSN", "DOB"],
        ["Demofield", 905660001, "1980-01-02"],
        [None, None, None],
        ["Mockberg", None, None],
    )
    batch = uploads.whole(content, "people.xlsx")
    assert (batch.kind, batch.rows_read, batch.rows_accepted) == ("xlsx", 2, 2)
    assert names(batch) == ["Demofield", "Mockberg"]
    assert list(Subject.objects.order_by("row").values_list("tin_form", flat=True)) == ["invented", "none"]


@pytest.mark.parametrize("content", [b"last_name,address\nDemofield,x\n", b"PK\x03\x04 and then nothing"])
def test_a_file_that_claims_to_be_a_workbook(uploads: Uploads, content: bytes) -> None:
    assert "isn't an Excel workbook" in refused(uploads, content, "people.xlsx")


def test_a_zip_that_holds_no_workbook(uploads: Uploads) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert "isn't an Excel workbook" in refused(uploads, out.getvalue(), "people.csv")


def test_a_workbook_whose_parts_are_damaged(uploads: Uploads) -> None:
    content = bytearray(workbook(["last_name"], ["Demofield"]))
    middle = content.index(b"xl/worksheets/sheet1.xml") + 30
    content[middle : middle + 60] = b"\xff" * 60
    assert "damaged" in refused(uploads, bytes(content), "people.xlsx")


@pytest.mark.parametrize(("at", "sign"), [(6, 1), (8, 99)], ids=["under a password", "packed in an unknown way"])
def test_a_workbook_whose_parts_cannot_be_unpacked(uploads: Uploads, at: int, sign: int) -> None:
    content = bytearray(workbook(["last_name"], ["Demofield"]))
    for mark, behind in (
        (b"PK\x03\x04", at),
        (b"PK\x01\x02", at + 2),
    ):  # before each part, and in the table of contents
        start = content.find(mark)
        while start >= 0:
            content[start + behind] = sign
            start = content.find(mark, start + 1)
    assert "damaged" in refused(uploads, bytes(content), "people.xlsx")


def test_a_workbook_that_unpacks_to_gigabytes(uploads: Uploads) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(1100):
                sheet.write(b"0" * (1 << 20))
    assert "too large" in refused(uploads, out.getvalue(), "people.xlsx")


def test_a_cell_in_the_far_corner_of_a_sheet(uploads: Uploads) -> None:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"] = "last_name"
    book.active["A2"] = "Demofield"
    book.active["XFD1048576"] = "x"
    book.save(out)
    batch = uploads.whole(out.getvalue(), "people.xlsx")
    assert (batch.rows_read, batch.rows_accepted, batch.rows_rejected) == (2, 1, 1)
    assert RowError.objects.get(batch=batch).code == "row.cells"


def test_a_workbook_of_all_columns_there_are(uploads: Uploads) -> None:
    names = [f"c{n}" for n in range(16_384)]
    assert "16,384 columns" in refused(uploads, workbook(names, ["x"] * 16_384), "people.xlsx")
    assert "16,384 columns" in refused(uploads, samples.table(names, ["x"] * 16_384).encode())


def test_two_encodings_in_one_file(uploads: Uploads) -> None:
    batch = uploads.whole("last_name,address\nMüller,x\nGröße,y\n".encode() + "Bäcker,z\n".encode("cp1252"))
    assert (batch.encoding, batch.rows_accepted, batch.rows_rejected) == ("utf-8", 2, 1)
    assert RowError.objects.get(batch=batch).code == "row.undecodable"


def test_numbers_that_a_workbook_keeps_as_floats_are_whole_again(uploads: Uploads) -> None:
    batch = uploads.whole(workbook(["last_name", "SSN", "tax_periods"], ["Demofield", 9.05660001e8, 2022.0]), "a.xlsx")
    subject = Subject.objects.get(batch=batch)
    assert (subject.tin_form, subject.tax_periods) == ("invented", "2022")


def test_formulas_count_by_their_results(uploads: Uploads) -> None:
    batch = uploads.whole(changed(FORMULA, "<f>1+1</f><v>2022</v>"), "a.xlsx")
    assert Subject.objects.get(batch=batch).tax_periods == "2022"


@pytest.mark.parametrize(
    ("cell", "code"), [("<f>1+1</f>", "row.formula"), ('" t="e"><v>#N/A</v>', "row.formula_error")]
)
def test_a_formula_without_a_value_rejects_its_row_alone(uploads: Uploads, cell: str, code: str) -> None:
    batch = uploads.whole(changed(FORMULA, cell), "a.xlsx")
    assert RowError.objects.get(batch=batch).code == code
    assert (batch.rows_read, batch.rows_rejected) == (1, 1)


def test_hidden_sheets_are_not_read(uploads: Uploads) -> None:
    batch = uploads.whole(sheets({"Old": ROWS_OF_ONE, "People": ROWS_OF_TWO}, hidden="Old"), "a.xlsx")
    assert (batch.rows_read, names(batch)) == (1, ["Mockberg"])


def test_sheets_with_one_header_are_one_table(uploads: Uploads) -> None:
    batch = uploads.whole(sheets({"A": ROWS_OF_ONE, "empty": [], "B": ROWS_OF_TWO}), "a.xlsx")
    assert (batch.rows_read, names(batch)) == (2, ["Demofield", "Mockberg"])


def test_sheets_with_different_headers_are_no_table(uploads: Uploads) -> None:
    assert "several visible sheets" in refused(uploads, sheets({"A": ROWS_OF_ONE, "Notes": [["hello"]]}), "a.xlsx")


@pytest.mark.parametrize("said", ["A1:A1", "A1:XFD1048576", "nonsense"])
def test_a_workbook_that_lies_about_its_size(uploads: Uploads, said: str) -> None:
    content = changed(workbook(["last_name"], ["Demofield"], ["Mockberg"]), said, tag="dimension")
    assert names(uploads.whole(content, "a.xlsx")) == ["Demofield", "Mockberg"]


def test_a_workbook_with_an_entity_that_grows(uploads: Uploads) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "ten of them">]>'
    content = changed(workbook(["last_name"], ["Demofield"]), bomb, tag="doctype")
    assert "damaged" in refused(uploads, content, "a.xlsx")


def test_a_row_of_ten_megabytes(uploads: Uploads) -> None:
    batch = uploads.whole(b"last_name,reason\nDemofield," + b"x" * (10 << 20) + b"\nMockberg,y\n")
    assert batch.status == "refused" and "longer than any row" in batch.trouble
    assert not Subject.objects.exists() and not BatchChunk.objects.filter(batch=batch).exists()


def test_a_row_of_ten_megabytes_in_a_workbook(uploads: Uploads) -> None:
    row = ["x" * 32_000] * 250
    content = workbook([f"c{n}" for n in range(250)], row, [*row, *row])
    batch = uploads.work(uploads.confirm(uploads.receive(content, "a.xlsx"), {"0": "last_name"}))
    assert batch.status == "refused" and "longer than any row" in batch.trouble
    assert not Subject.objects.exists()


def test_nothing_of_a_file_is_quoted_in_what_people_are_told(uploads: Uploads) -> None:
    content = b'last_name,reason\n"Verysecretname,x\nB,y\nC,"z"\n'
    assert "Verysecretname" not in refused(uploads, content)
    assert not BatchChunk.objects.exists()
