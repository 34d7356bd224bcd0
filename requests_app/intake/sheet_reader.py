"""Run as a program of its own: a workbook on standard input, its rows as lines of JSON on standard output, then "end".

It knows nothing of the project and has no database. It reads XML as it is unpacked and keeps no sheet: of a workbook stay
its bytes as they came, packed, and the texts that cells share, packed too. Memory and time are bounded, so a workbook that
unpacks to more than the machine holds ends this process and nothing else. What bars the workbook is the last line instead
of "end": {"trouble": a name of `sheets.TROUBLES`}. The first is {"rows": how many rows the sheets say that they have}.

All visible sheets are one table: each begins with the same header, or is empty. Formulas count by the results that were
saved with them. Source of the format: ECMA-376, part 1, sections 18.2 to 18.4 and 18.8.
"""

from __future__ import annotations

import datetime
import io
import json
import re
import resource
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO
from xml.parsers import expat

MEMORY, SECONDS, FIRST_SECONDS = 1 << 30, 600, 60
"""Bytes of address space; processor time in all, and until the first rows are told: for these somebody waits at a page."""
LARGEST = 200 << 20
"""Bytes of a workbook as uploaded."""
LARGEST_UNPACKED = 4 << 30
"""Bytes of all its parts together, unpacked."""
SMALL_UNPACKED, MOST_TIMES = 256 << 20, 200
"""Beyond so many bytes, parts that unpack to more than so many times their size are no table."""
MOST_PARTS, MOST_COLUMNS = 5_000, 16_384
LONGEST_CELL = 200_001
"""Characters of a cell that are kept: one more than a cell may have, so that it is told."""
LONGEST_ROW, MOST_SHARED = 8 << 20, 200 << 20
"""Characters of a row; bytes of the packed texts that cells share."""
PIECE, LEAST_ROW = 1 << 16, 20
"""Bytes unpacked at a time, and that a row has at least."""

FORMULA, ERROR = "\ufdd0", "\ufdd1"
"""What stands for a formula without a result, and for a result that is an error: characters that no text holds."""

DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
"""Number formats of dates and times that a workbook needn't describe."""
_NOT_FORMAT = re.compile(r'\[[^\]]*\]|"[^"]*"|\\.|_.|\*.')
_ESCAPE, _LAST_ROW = re.compile("_x([0-9A-Fa-f]{4})_"), re.compile(r"^.*?(?::\$?[A-Z]+\$?([0-9]{1,7}))?$", re.S)
MIDNIGHT = datetime.time()


class Trouble(Exception):
    """The workbook can't be read; its word is a name of `sheets.TROUBLES`."""


class _Local(dict[str, str]):
    """An element's name -> the name without its prefix."""

    def __missing__(self, name: str) -> str:
        return self.setdefault(name, name.rpartition(":")[2])


LOCAL = _Local()


class _Columns(dict[str, int]):
    """A column's letters -> its position, 0 for A."""

    def __missing__(self, letters: str) -> int:
        number = 0
        for letter in letters:
            if not "A" <= letter <= "Z":
                raise Trouble("damaged")
            number = number * 26 + ord(letter) - 64
        if not 0 < number <= MOST_COLUMNS:
            raise Trouble("damaged")
        return self.setdefault(letters, number - 1)


COLUMNS = _Columns()


def pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield a part of the workbook as it is unpacked, then b''."""
    while piece := stream.read(PIECE):
        yield piece
    yield b""


def parser_of(
    start: Callable[[str, dict[str, str]], None], end: Callable[[str], None], text: Callable[[str], None]
) -> expat.XMLParserType:
    """Return a parser that takes no document type, so that nothing in the file can stand for something else."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.StartDoctypeDeclHandler = _no_doctype
    return parser


def _no_doctype(*_: object) -> None:
    raise Trouble("damaged")


def elements(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the elements of a small part with their attributes, names without prefixes; none of a part that isn't there."""
    found: list[tuple[str, dict[str, str]]] = []
    if name not in archive.NameToInfo:
        return
    parser = parser_of(lambda tag, attributes: found.append((LOCAL[tag], attributes)), lambda _: None, lambda _: None)
    with archive.open(name) as stream:
        for piece in pieces(stream):
            parser.Parse(piece, not piece)
            yield from found
            found.clear()


def unescaped(text: str) -> str:
    """Return a text with what is written as _x000D_ for what it stands for."""
    return _ESCAPE.sub(lambda m: chr(int(m[1], 16)) if int(m[1], 16) else "\ufffd", text) if "_x" in text else text


class Texts:
    """The texts that cells share, by number: read as far as they are asked for, kept packed, a few blocks at hand."""

    BLOCK, AT_HAND = 512, 1_000

    def __init__(self, stream: IO[bytes] | None) -> None:
        self.pieces = pieces(stream) if stream else iter(())
        self.parser = parser_of(self._start, self._end, self._text)
        self.packed: list[bytes] = []
        self.held = 0
        self.last: list[str] = []
        self.at_hand: dict[int, list[str]] = {}
        self.parts: list[str] | None = None
        self.item: list[str] = []
        self.spoken = 0

    def _start(self, name: str, _: dict[str, str]) -> None:
        name = LOCAL[name]
        if name == "t" and not self.spoken:
            self.parts = []
        elif name == "rPh":
            self.spoken += 1

    def _end(self, name: str) -> None:
        name = LOCAL[name]
        if name == "t" and self.parts is not None:
            self.item += self.parts
            self.parts = None
        elif name == "rPh":
            self.spoken -= 1
        elif name == "si":
            self.last.append(unescaped("".join(self.item)[:LONGEST_CELL]))
            self.item = []
            if len(self.last) == self.BLOCK:
                self._pack()

    def _text(self, text: str) -> None:
        if self.parts is not None:
            self.parts.append(text)

    def _pack(self) -> None:
        self.packed.append(zlib.compress("\0".join(self.last).encode("utf-8", "surrogatepass"), 1))
        self.held += len(self.packed[-1])
        self.last = []
        if self.held > MOST_SHARED:
            raise Trouble("too_large")

    def __getitem__(self, number: int) -> str:
        block, place = divmod(number, self.BLOCK)
        while block >= len(self.packed):
            if block == len(self.packed) and place < len(self.last):
                return self.last[place]
            piece = next(self.pieces, None)
            if piece is None or number < 0:
                raise Trouble("damaged")
            self.parser.Parse(piece, not piece)
        held = self.at_hand.get(block)
        if held is None:
            held = zlib.decompress(self.packed[block]).decode("utf-8", "surrogatepass").split("\0")
            if len(self.at_hand) == self.AT_HAND:
                del self.at_hand[next(iter(self.at_hand))]
            self.at_hand[block] = held
        return held[place]


class Sheet:
    """One sheet as it goes by: the rows that are complete are taken from `rows`."""

    def __init__(self, texts: Texts, dates: list[bool], since: datetime.datetime) -> None:
        self.texts, self.dates, self.since = texts, dates, since
        self.rows: list[list[str]] = []
        self.cells: list[str] = []
        self.column, self.size, self.spoken = -1, 0, 0
        self.kind, self.style, self.formula, self.said = "n", "", False, 0
        self.value: str | None = None
        self.parts: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        name = LOCAL[name]
        if name == "c":
            place = attributes.get("r", "")
            self.column = COLUMNS[place.rstrip("0123456789")] if place else self.column + 1
            self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "")
            self.value, self.formula = None, False
        elif name == "v" or (name == "t" and not self.spoken):
            self.parts = []
        elif name == "f":
            self.formula = True
        elif name == "row":
            self.cells, self.column, self.size = [], -1, 0
        elif name == "rPh":
            self.spoken += 1
        elif name == "dimension":
            self.said = int(_LAST_ROW.sub(r"0\1", attributes.get("ref", "")[:40]))

    def text(self, text: str) -> None:
        """Take in a part of a text."""
        if self.parts is not None and len(self.parts) < LONGEST_CELL:
            self.parts.append(text[:LONGEST_CELL])

    def end(self, name: str) -> None:
        """End an element."""
        name = LOCAL[name]
        if name == "c":
            self._place(self._cell())
        elif (name == "v" or name == "t") and self.parts is not None:
            self.value = ((self.value or "") + "".join(self.parts))[:LONGEST_CELL]
            self.parts = None
        elif name == "row" and any(self.cells):
            self.rows.append(self.cells)
        elif name == "rPh":
            self.spoken -= 1

    def _place(self, cell: str) -> None:
        self.size += len(cell)
        if self.size > LONGEST_ROW or self.column >= MOST_COLUMNS:
            raise Trouble("long_row")
        cells, column = self.cells, self.column
        cells += [""] * (column - len(cells))
        cells[column : column + 1] = [cell]

    def _cell(self) -> str:
        """Return the present cell as text: whole numbers without a point, dates as ISO dates, nothing as ''."""
        kind, value = self.kind, self.value
        if value is None:
            return FORMULA if self.formula else ""
        if kind == "s":
            return self.texts[int(value)]
        if kind == "n":
            dated = self.style.isdecimal() and int(self.style) < len(self.dates) and self.dates[int(self.style)]
            return self._date(float(value)) if dated and value else number_text(value)
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        if kind == "d":
            return value.removesuffix("T00:00:00")
        return ERROR if kind == "e" else unescaped(value)

    def _date(self, serial: float) -> str:
        if self.since.year == 1899 and 1 <= serial < 60:
            serial += 1  # the 29th of February 1900, which wasn't
        try:
            moment = self.since + datetime.timedelta(seconds=round(serial * 86_400))
        except OverflowError:
            return repr(serial)
        if serial < 1:
            return moment.time().isoformat()
        return moment.date().isoformat() if moment.time() == MIDNIGHT else moment.isoformat()


def number_text(value: str) -> str:
    """Return a number as written in full where it is whole and exact."""
    if value.isdecimal() and len(value) < 16:
        return value
    if not value.strip():
        return ""
    number = float(value)
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def is_date(code: str) -> bool:
    """Return whether a number format shows a date or a time."""
    return any(letter in "dmyhs" for letter in _NOT_FORMAT.sub("", code.partition(";")[0]).lower())


class Workbook:
    """An open workbook: which of its parts is what."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.said: dict[str, int] = {}
        targets, texts = {}, None
        for name, found in elements(archive, "xl/_rels/workbook.xml.rels"):
            if name == "Relationship":
                target = found.get("Target", "")
                path = target[1:] if target.startswith("/") else f"xl/{target.removeprefix('./')}"
                targets[found.get("Id", "")] = (path, found.get("Type", "").rpartition("/")[2])
                texts = path if targets[found.get("Id", "")][1] == "sharedStrings" else texts
        self.texts = Texts(archive.open(texts) if texts and texts in archive.NameToInfo else None)
        self.since = datetime.datetime.fromisoformat("1899-12-30")
        self.sheets = list(self._visible(targets))
        self.dates = self._date_styles()

    def _visible(self, targets: dict[str, tuple[str, str]]) -> Iterator[str]:
        for name, found in elements(self.archive, "xl/workbook.xml"):
            if name == "workbookPr" and found.get("date1904", "") in {"1", "true"}:
                self.since = datetime.datetime.fromisoformat("1904-01-01")
            if name == "sheet" and found.get("state", "visible") == "visible":
                id = next((value for key, value in found.items() if LOCAL[key] == "id"), "")
                path, kind = targets.get(id, ("", ""))
                if kind == "worksheet":
                    yield path

    def _date_styles(self) -> list[bool]:
        formats, inside = set(DATE_FORMATS), False
        dates: list[bool] = []
        for name, found in elements(self.archive, "xl/styles.xml"):
            if name == "numFmt" and is_date(found.get("formatCode", "")):
                formats.add(int(found["numFmtId"]))
            elif name in {"cellXfs", "cellStyleXfs", "cellStyles", "dxfs"}:
                inside = name == "cellXfs"
            elif name == "xf" and inside:
                dates.append(int(found.get("numFmtId", "0")) in formats)
        return dates

    def rows(self, path: str) -> Iterator[list[str]]:
        """Yield a sheet's rows that have any content, without empty cells at the end."""
        sheet = Sheet(self.texts, self.dates, self.since)
        parser = parser_of(sheet.start, sheet.end, sheet.text)
        with self.archive.open(path) as stream:
            for piece in pieces(stream):
                parser.Parse(piece, not piece)
                self.said[path] = min(sheet.said, self.archive.NameToInfo[path].file_size // LEAST_ROW)
                for cells in sheet.rows:
                    while not cells[-1]:
                        cells.pop()
                    yield cells
                sheet.rows.clear()

    def table(self) -> Iterator[list[str] | dict[str, int]]:
        """Yield what the sheets say of their rows, the header, then every visible sheet's rows, none narrower than that."""
        first = [next(self.rows(path), None) for path in self.sheets]
        headers = [found for found in first if found]
        if not headers:
            return
        if any(other != headers[0] for other in headers):
            raise Trouble("other_sheet")
        yield {"rows": sum(max(0, self.said[path] - 1) for path in self.sheets)}
        yield headers[0]
        width = len(headers[0])
        for path, found in zip(self.sheets, first, strict=True):
            rows = self.rows(path) if found else iter(())
            next(rows, None)
            for cells in rows:
                yield cells + [""] * (width - len(cells)) if len(cells) < width else cells


def opened(content: bytes) -> zipfile.ZipFile:
    """Return the workbook as a ZIP file, its table of contents looked at. Raises Trouble."""
    if len(content) > LARGEST:
        raise Trouble("too_large")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError):  # the last: a ZIP newer than is known here
        raise Trouble("no_workbook") from None
    parts = archive.infolist()
    if "[Content_Types].xml" not in archive.NameToInfo or "xl/workbook.xml" not in archive.NameToInfo:
        raise Trouble("no_workbook")
    unpacked = sum(part.file_size for part in parts)
    dense = unpacked > SMALL_UNPACKED and unpacked > MOST_TIMES * len(content)
    if len(parts) > MOST_PARTS or unpacked > LARGEST_UNPACKED or dense:
        raise Trouble("too_large")
    return archive


def main() -> None:
    """Write the rows, and what came in between."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (FIRST_SECONDS, SECONDS))
    try:
        for number, cells in enumerate(Workbook(opened(sys.stdin.buffer.read(LARGEST + 1))).table()):
            sys.stdout.write(json.dumps(cells) + "\n")
            if number == 2:
                sys.stdout.flush()  # whoever only looks has seen enough
                resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        said = '"end"\n'
    except Trouble as trouble:
        said = json.dumps({"trouble": str(trouble)}) + "\n"
    except MemoryError:
        said = '{"trouble": "too_large"}\n'
    except (expat.ExpatError, zipfile.BadZipFile, zlib.error, LookupError, ValueError, EOFError, OSError, RuntimeError):
        said = '{"trouble": "damaged"}\n'
    sys.stdout.write(said)


if __name__ == "__main__":
    main()
