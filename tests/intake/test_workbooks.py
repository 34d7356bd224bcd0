"""What a workbook's cells read as, and that its reader stays small however large it is."""

import io
import re
import signal
import subprocess
import sys
import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from requests_app.intake import row_errors, sheet_reader
from requests_app.intake.refusing import Unreadable
from requests_app.intake.sheets import READER, Workbook, sheet_rows


def book(*rows: list[object], mac: bool = False) -> bytes:
    made, out = openpyxl.Workbook(), io.BytesIO()
    made.epoch = CALENDAR_MAC_1904 if mac else made.epoch
    for row in rows:
        made.active.append(row)
    made.save(out)
    return out.getvalue()


def shared(*rows: list[object]) -> bytes:
    """A workbook whose cells share their texts, as Excel saves it."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        sheet = made.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def replaced(content: bytes, part: str, old: str, new: str) -> bytes:
    """The workbook with what `old` matches in one of its parts replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            text = before.read(name).decode()
            assert name != part or re.search(old, text)
            after.writestr(name, re.sub(old, new, text) if name == part else text)
    return out.getvalue()


def read(content: bytes) -> list[list[str]]:
    return list(sheet_rows([content]))


def said(content: bytes) -> int:
    """How many rows the sheets say that they have."""
    with Workbook() as opened:
        opened.feed(content)
        next(opened.rows())
        return opened.rows_said


CELLS = [
    (date(1980, 1, 2), "1980-01-02"),
    (datetime(1980, 1, 2, 3, 4, 5), "1980-01-02T03:04:05"),
    (time(3, 4, 5), "03:04:05"),
    (date(1900, 2, 28), "1900-02-28"),
    (905660001, "905660001"),
    (905660001.0, "905660001"),
    (1.5, "1.5"),
    (-3, "-3"),
    (True, "TRUE"),
    ("", ""),
    ("  as received ", "  as received "),
    ("a\nb & <c>", "a\nb & <c>"),
    ("007", "007"),
]


@pytest.mark.parametrize(("cell", "text"), CELLS, ids=[str(text) for _, text in CELLS])
@pytest.mark.parametrize("mac", [False, True])
def test_a_cell_reads_as(cell: object, text: str, mac: bool) -> None:
    if not (mac and text == "1900-02-28"):
        assert read(book(["a", "b"], [cell, "x"], mac=mac)) == [["a", "b"], [text, "x"]]


def test_rich_text_reads_as_its_words() -> None:
    rich = CellRichText("Demo", TextBlock(InlineFont(b=True), "field"))
    assert read(book(["a"], [rich]))[1] == ["Demofield"]


def test_how_a_text_is_spoken_is_no_part_of_it() -> None:
    spoken = "<si><t>Demo</t><rPh sb='0' eb='1'><t>demofurigana</t></rPh></si>"
    content = replaced(shared(["a"], ["Demo"]), "xl/sharedStrings.xml", "<si><t>Demo</t></si>", spoken)
    assert read(content)[1] == ["Demo"]


def test_a_character_written_as_its_number() -> None:
    content = replaced(shared(["a"], ["Demo"]), "xl/sharedStrings.xml", "Demo", "De_x000A_mo")
    assert read(content)[1] == ["De\nmo"]


def test_cells_without_an_address_follow_each_other() -> None:
    content = replaced(book(["a", "b"], ["x", "y"]), "xl/worksheets/sheet1.xml", r' r="[AB]\d"', "")
    assert read(content) == [["a", "b"], ["x", "y"]]


def test_a_namespace_may_have_a_prefix() -> None:
    part, old = "xl/worksheets/sheet1.xml", r"<(/?)(worksheet|sheetData|row|c|v)\b"
    content = replaced(book(["a"], ["x"]), part, old, r"<\1s:\2")
    assert read(replaced(content, part, "xmlns=", "xmlns:s=")) == [["a"], ["x"]]


@pytest.mark.parametrize("number", ["99999", "-1", "x"])
def test_a_text_that_is_not_there(number: str) -> None:
    with pytest.raises(Unreadable, match="damaged"):
        read(replaced(shared(["a"], ["x"]), "xl/worksheets/sheet1.xml", "<v>1</v>", f"<v>{number}</v>"))


def test_the_reader_and_the_rows_agree_on_what_stands_for_no_value() -> None:
    assert set(row_errors.STANDS_FOR) == {sheet_reader.FORMULA, sheet_reader.ERROR}


HASTY = "import runpy, sys; r = runpy.run_path(sys.argv[1]); r['main'].__globals__['FIRST_SECONDS'] = 1; r['main']()"


def hasty(content: bytes) -> subprocess.CompletedProcess[bytes]:
    """The reader, which has a second for the first rows."""
    return subprocess.run(
        [sys.executable, "-I", "-c", HASTY, str(READER)], input=content, capture_output=True, check=False
    )


def test_first_rows_that_do_not_come_hold_nobody_up() -> None:
    rows = book(["a"], *([str(number)] for number in range(60_000)))
    empty = replaced(
        book(["a"], ["x"]), "xl/worksheets/sheet1.xml", "<sheetData>", "<sheetData>" + "<row/>" * 10_000_000
    )
    assert hasty(rows).stdout.endswith(b'"end"\n')
    held = hasty(empty)
    assert held.returncode == -signal.SIGXCPU and held.stdout == b""


def large(rows: int) -> bytes:
    """A workbook of 28 columns with texts that all differ, as Excel saves it."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(shared(["a"]))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for name in old.namelist():
            if name not in {"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"}:
                new.writestr(name, old.read(name))
        with new.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(b"<worksheet><sheetData>")
            for row in range(rows):
                cells = "".join(f'<c t="s"><v>{row * 28 + column}</v></c>' for column in range(28))
                sheet.write(f"<row>{cells}</row>".encode())
            sheet.write(b"</sheetData></worksheet>")
        with new.open("xl/sharedStrings.xml", "w") as texts:
            texts.write(
                b"<sst>" + b"".join(b"<si><t>text number %d</t></si>" % n for n in range(rows * 28)) + b"</sst>"
            )
    return out.getvalue()


MEASURED = """
import resource, subprocess, sys
lines = subprocess.run([sys.executable, "-I", sys.argv[1]], stdout=subprocess.PIPE, check=True).stdout.count(b"\\n")
print(lines, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_the_readers_memory_does_not_grow_with_the_sheet() -> None:
    # a process begins with the peak of the one that started it, so a small one starts the reader
    said = subprocess.run(
        [sys.executable, "-c", MEASURED, str(READER)], input=large(30_000), stdout=subprocess.PIPE, check=True
    )
    lines, peak = map(int, said.stdout.split())
    assert lines == 30_002  # the first says how many rows there are, the last that it is the end
    assert peak < 200 << 10  # kibibytes; its 840,000 texts alone are some 60 MB as Python strings


SHEET = "xl/worksheets/sheet1.xml"
THREE = [["last_name"], *([f"Neumann {'x' * 30} {number}"] for number in range(3))]


@pytest.mark.parametrize("made", [book(*THREE), shared(*THREE)])
def test_a_sheet_says_how_many_rows_it_has_before_they_are_read(made: bytes):
    assert said(made) == 3 and read(made)[1:] == THREE[1:]


@pytest.mark.parametrize(
    ("dimension", "rows"),
    [
        ("A1:A4", 3),
        ("A1:$A$4", 3),
        ("A1", 0),
        ("", 0),
        ("A1:A", 0),
        ("A1:A99999999999999", 0),
        ("a:b:c", 0),
        ("A1:A2", 1),
    ],
)
def test_what_a_sheet_says_of_itself_bars_nothing(dimension: str, rows: int):
    made = replaced(book(*THREE), SHEET, '<dimension ref="[^"]*"', f'<dimension ref="{dimension}"')
    assert said(made) == rows and read(made)[1:] == THREE[1:]


def test_a_sheet_that_lies_about_its_rows_is_believed_no_further_than_its_size():
    made = replaced(book(*THREE), SHEET, '<dimension ref="[^"]*"', '<dimension ref="A1:A1048576"')
    assert 3 <= said(made) < 100
