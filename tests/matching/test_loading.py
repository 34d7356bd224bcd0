"""load_records: a demonstration's records from a file; what can't be kept is left out, what is there stays."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from requests_app.models import RecordForm, TaxRecord

HEADER = "first_name,last_name,tin,address\n"
ROWS = 'Ada,Demo,912-66-0001,"1 A St, Reno NV 89501"\nBob,Demo,912-66-0002,"1 A St, Reno NV 89501"\n'
NO_RECORDS = "Cleo,Demo,12,\n,Demo,912-66-0003,\n"


def load(folder: Path, text: str) -> str:
    (folder / "records.csv").write_text(text)
    out = StringIO()
    call_command("load_records", str(folder / "records.csv"), stdout=out)
    return out.getvalue()


def test_records_are_added_once(committed_db, settings, tmp_path: Path) -> None:
    settings.DEMONSTRATION = True
    assert "2 records stored of 4 rows" in load(tmp_path, HEADER + ROWS + NO_RECORDS)
    assert "1 records stored of 3 rows" in load(tmp_path, HEADER + ROWS + "Dora,Demo,912-66-0004,\n")
    assert load(tmp_path, HEADER + "Emil,Demo,912-66-0005,\n") == "1 records stored of 1 rows.\n"
    assert TaxRecord.objects.count() == 4
    assert set(RecordForm.objects.values_list("record_id", flat=True)) == set(
        TaxRecord.objects.values_list("pk", flat=True)
    )


def test_a_real_installation_refuses(settings, tmp_path: Path) -> None:
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError, match="a real installation refuses"):
        load(tmp_path, HEADER + ROWS)
