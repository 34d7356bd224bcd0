"""What a chunk keeps comes back cell by cell, whatever the cells hold."""

import json

import pytest

from requests_app.intake.chunk_content import SIGN, packed, unpacked


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [[1, "Carl", ""]],
        [[3, "", ""], [4, "a,b", "\n\t\"'"], [900_001, "é", "{}"]],
        [[1, f"one{SIGN}cell", "two"], [2, "", SIGN]],
    ],
)
def test_rows_come_back_as_they_were(rows):
    fields = ["last_name", "reason"]
    assert unpacked(packed(fields, rows).decode()) == (fields, rows)


def test_a_chunk_of_one_column_comes_back():
    assert unpacked(packed(["reason"], [[7, "x"], [8, ""]]).decode()) == (["reason"], [[7, "x"], [8, ""]])


def test_a_chunk_of_the_version_before_still_opens():
    kept = json.dumps({"fields": ["last_name"], "rows": [[1, f"a{SIGN}b"], [2, ""]]})
    assert unpacked(kept) == (["last_name"], [[1, f"a{SIGN}b"], [2, ""]])
