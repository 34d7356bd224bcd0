"""A file is judged without a database as it is judged with one, row by row and set-wise."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from requests_app.demonstration import invented
from requests_app.intake.check_summary import summary_of
from requests_app.intake.checking import Table, check, look_at
from requests_app.intake.choosing import choose
from requests_app.intake.refusing import Unreadable
from requests_app.rules.agreements import SHIPPED
from requests_app.rules.facts import SUBJECT_FIELDS, TEMPLATE_COLUMNS, Shared, SubjectFacts
from requests_app.rules.flags import CODES, judge_subject
from requests_app.rules.identifiers import tin_form
from requests_app.rules.identity import identity_forms
from requests_app.rules.lists import DEFAULT_BOOK, THRESHOLDS
from requests_app.rules.reasons.judging import reason_key
from requests_app.rules.text import plain
from tests import samples

DATA = Path(__file__).parent.parent / "data"
TODAY = date(2026, 11, 22)
FEW = {"officer_subjects": 12, "matter_subjects": 9, "reason_subjects": 2}
BOOK = replace(DEFAULT_BOOK, invented_tins=True)
STRICT = replace(BOOK, thresholds={**THRESHOLDS, **FEW})


def table_of(path: Path, *said: str) -> Table:
    found = look_at(path)
    return Table(path, found, choose(found.header, said))


def codes(path: Path, book=BOOK, said: tuple[str, ...] = ()) -> list[list[str]]:
    checked = check(table_of(path, *said), book, TODAY)
    return [[code for code, _ in checked.verdicts[number]] for number in checked.of_row]


def blocked(path: Path, book=BOOK) -> list[bool]:
    checked = check(table_of(path), book, TODAY)
    return [any(blocks for _, blocks in checked.verdicts[number]) for number in checked.of_row]


def written(folder: Path, rows: list[tuple[str, dict[str, str]]]) -> Path:
    path = folder / "people.csv"
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, TEMPLATE_COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(fields for _, fields in rows)
    return path


def file(folder: Path, text: str | bytes, name: str = "people.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def plainly_judged(rows: list[dict[str, str]]) -> list[list[str]]:
    """Judge each row with what it shares counted the long way."""
    forms = {name: plain_key(name) for name in ("reason", "officer", "matter")}
    keys = [{name: form(row) for name, form in forms.items()} for row in rows]
    counts = {name: Counter(key[name] for key in keys) for name in forms}
    people = [set(identity_forms(row, row.get("tin", ""), form_of(row))) for row in rows]
    same = Counter(form for forms in people for form in forms)
    found = []
    for row, key, person in zip(rows, keys, people, strict=True):
        shared = Shared(
            **{name: counts[name][key[name]] for name in forms if key[name]},
            identity=max((same[form] for form in person), default=1),
        )
        fields = {name: row.get(name, "") for name in SUBJECT_FIELDS}
        raised = judge_subject(SubjectFacts(**fields, tin_form=form_of(row), shared=shared), STRICT, TODAY)
        found.append([flag.code for flag in raised])
    return found


def form_of(row: dict[str, str]) -> str:
    return tin_form(row.get("tin", ""), invented=True)


def plain_key(name: str):
    column = {"officer": "officer_name", "matter": "case_number"}.get(name, "reason")
    if name != "reason":
        return lambda row: plain(row.get(column, "")).replace(" ", "")
    names = ("first_name", "middle_name", "last_name", "entity_name", "officer_name")
    return lambda row: row.get("reason") and reason_key(row["reason"], *(row.get(n, "") for n in names))


def test_each_row_gets_what_it_would_get_with_all_counts_at_hand(tmp_path):
    rows = list(invented.rows(600, seed=3, share_bad=0.8))
    found = codes(written(tmp_path, rows), STRICT)
    assert found == plainly_judged([fields for _, fields in rows])
    raised = {code for row in found for code in row}
    assert raised >= {"reason.generic", "officer.overload", "matter.shared", "subject.duplicate"}


def test_every_planted_defect_is_found_and_no_sound_row_is_blocked(tmp_path):
    rows = list(invented.rows(2_000, seed=4, share_bad=0.4))
    path = written(tmp_path, rows)
    found, stopped = codes(path, STRICT), blocked(path, STRICT)
    assert {code for code, _ in rows} == {code for code, _ in invented.FLAWS} | {""}
    twice = {n for n, (code, _) in enumerate(rows) if code == rows[n - 1][0] == "subject.duplicate"}
    assert [(n, code) for n, (code, _) in enumerate(rows) if code and n not in twice and code not in found[n]] == []
    assert [n for n, (code, _) in enumerate(rows) if not code and stopped[n]] == []


def test_sound_rows_of_the_generator_carry_no_flag(tmp_path):
    assert codes(file(tmp_path, samples.csv_file(1_000))) == [[]] * 1_000


def test_codes_stand_in_the_order_in_which_flags_are_shown(tmp_path):
    places = {code: place for place, code in enumerate(CODES)}
    rows = [({**row[1], "statute": "8 USC 1227", "tin": "1"}) for row in invented.rows(60, share_bad=1)]
    for row in codes(written(tmp_path, [("", row) for row in rows]), STRICT):
        assert row == sorted(row, key=places.__getitem__) and len(row) == len(set(row)) > 1


def test_the_sample_under_the_memorandum():
    found = codes(DATA / "subjects-sample.csv", replace(BOOK, agreement=SHIPPED["MOU-2025-04"].facts))
    stopped = blocked(DATA / "subjects-sample.csv", replace(BOOK, agreement=SHIPPED["MOU-2025-04"].facts))
    with (DATA / "subjects-sample-expected.csv").open(newline="") as expected:
        wanted = [set(filter(None, row["must_have"].split("|"))) for row in csv.DictReader(expected)]
    assert len(wanted) == len(found) == 600
    assert [n for n, want in enumerate(wanted) if want and not want & set(found[n])] == []
    assert [n for n, want in enumerate(wanted) if not want and stopped[n]] == []


def test_the_file_of_june_2025_needs_no_mapping():
    table = table_of(DATA / "as-sent-2025.csv")
    assert list(table.columns.values()) == [
        *("first_name", "last_name", "tin", "date_of_birth", "address", "fins", "removal_order_date")
    ]
    assert all(blocked(DATA / "as-sent-2025.csv"))


def test_a_row_that_cannot_be_taken_stops_no_other(tmp_path):
    text = 'last_name,address\nDemofield,x\nNul\0name,y\n\none cell\n,  \nBad "q\nMock,1 Main St\n'
    text = text.replace('Bad "q', '"Bad "q",y')
    found = codes(file(tmp_path, text + f"Long,{'x' * 300_000}\n"))
    assert [row[0] for row in (found[1], found[2], found[3], found[4], found[6])] == [
        *("row.nul", "row.cells", "row.empty", "row.quotes", "row.cell_too_long")
    ]
    assert len(found) == 7 and "statute.missing" in found[0] and "statute.missing" in found[5]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_encoding_and_delimiter_reads_the_same(tmp_path, encoding, delimiter):
    rows = list(samples.lines(5, seed=2))
    rows[2][2] = "Müllermock"
    path = file(tmp_path, samples.table(*rows, delimiter=delimiter).encode(encoding))
    assert codes(path) == [[]] * 5


def test_a_workbook_reads_the_same(tmp_path):
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in samples.lines(20):
        book.active.append(row)
    book.save(out)
    assert codes(file(tmp_path, out.getvalue(), "people.xlsx")) == [[]] * 20


def test_what_is_said_on_the_command_line_goes_before_what_the_names_suggest():
    header = ["LAST_NAME", "ADDRESS", "Where", "Address 1", "notes"]
    assert choose(header, []) == {"0": "last_name", "1": "address", "3": "address_line1"}
    assert choose(header, ["where=Address"]) == {"0": "last_name", "2": "address", "3": "address_line1"}
    assert choose(header, ["4=", "5=reason"]) == {"0": "last_name", "1": "address", "4": "reason"}


@pytest.mark.parametrize(
    ("header", "said", "told"),
    [
        (["a", "b"], [], "None of the columns' names is known"),
        (["LAST_NAME"], ["LAST_NAME="], "None of the columns' names is known"),
        (["a"], ["a"], "isn't COLUMN=field"),
        (["a"], ["c=address"], "no column “c”"),
        (["a"], ["2=address"], "or its number, 1 to 1"),
        (["a", "A"], ["a=address"], "Columns 1 and 2 are both called “a”"),
        (["a", "b"], ["a=adress"], "The fields are: first_name, middle_name"),
        (["a", "b"], ["a=address", "b=address"], "Two columns can't both be address"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused_with_what_to_do(header, said, told):
    with pytest.raises(Unreadable, match=".*") as refused:
        choose(header, said)
    assert told in refused.value.sentence


def test_a_summary_counts_rows_and_says_nothing_of_them(tmp_path):
    rows = list(invented.rows(400, seed=5, share_bad=0.5))
    path = written(tmp_path, rows)
    table = table_of(path)
    checked = check(table, STRICT, TODAY)
    summary = summary_of(checked, table, TODAY, "")
    stopped, found = blocked(path, STRICT), codes(path, STRICT)
    assert (summary.rows, summary.blocked) == (400, sum(stopped))
    assert summary.review == sum(bool(row) and not stop for row, stop in zip(found, stopped, strict=True))
    times = Counter(code for row in found for code in row)
    assert {code: sum(counts) for code, counts in summary.codes.items()} == times
    crowd = {crowd.code: crowd for crowd in checked.crowds}
    assert crowd["officer.overload"].rows == times["officer.overload"]
    assert crowd["subject.duplicate"].rows == times["subject.duplicate"] >= crowd["subject.duplicate"].groups * 2
    said = "\n".join(summary.lines()) + str(summary.as_json())
    values = {row[name] for _, row in rows for name in ("last_name", "reason", "case_number", "tin") if row.get(name)}
    assert [value for value in values if len(value) > 3 and value in said] == []
