"""An agency checks a file before sending it: one command, no server, no database, and what its end says."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from config.places import ROOT
from requests_app.rules.lists import EDITION
from tests import samples

DATA = ROOT / "tests" / "data"
AS_SENT = DATA / "as-sent-2025.csv"
OTHERS = ("DATABASE_URL", "OWNER_DATABASE_URL", "SEALER_DATABASE_URL", "AUDITOR_DATABASE_URL", "REDIS_URL")


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_bytes(samples.csv_file(50))
    return path


def run(*arguments: object) -> tuple[int, str, str]:
    """Return the exit code, standard output, standard error."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("check_file", *map(str, arguments), stdout=out, stderr=err)
    except SystemExit as end:
        return int(end.code), out.getvalue(), err.getvalue()
    except CommandError as refused:
        return refused.returncode, out.getvalue(), str(refused)
    return 0, out.getvalue(), err.getvalue()


def command(folder: Path, *arguments: object) -> tuple[list[str], dict[str, str]]:
    """Return the command as an agency runs it, and an environment in which nothing is set up or running."""
    kept = {name: value for name, value in os.environ.items() if name not in OTHERS}
    kept |= {"EMBEDDED_FOLDER": str(folder / "nothing-here")}
    return [sys.executable, str(ROOT / "manage.py"), "check_file", *map(str, arguments)], kept


def test_on_a_fresh_checkout_with_nothing_running(tmp_path):
    words, environment = command(tmp_path, AS_SENT)
    done = subprocess.run(words, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert [line["row"] for line in lines] == list(range(1, 1_001))
    assert all({"statute.missing", "officer.missing"} <= set(line["codes"]) for line in lines)
    assert not list((tmp_path / "nothing-here").glob("run*")) and not list(tmp_path.rglob("*.sock"))


def test_a_file_that_nothing_blocks(sound):
    code, out, err = run(sound)
    assert (code, len(out.splitlines())) == (0, 50)
    assert out.splitlines()[0] == '{"row": 1, "codes": []}'
    assert "50 rows: 0 blocked, 0 to be reviewed, 50 without a flag." in err


def test_the_summary_for_a_person_and_for_a_program():
    code, out, err = run(AS_SENT, "--agreement", "mou-2025-04", "--on", "2025-06-30")
    assert code == 1 and len(out.splitlines()) == 1_000
    assert f"as of June 30, 2025, by edition {EDITION} of the rules, under agreement MOU-2025-04" in err
    assert "address.placeholder: 42 blocked. What stands in the address field says that there is no address." in err
    assert "No column carries: the taxable periods, the statute" in err
    again, same, told = run(AS_SENT, "--agreement", "MOU-2025-04", "--on", "2025-06-30", "--json")
    summary = json.loads(told)
    assert (again, same) == (code, out)
    assert (summary["rows"], summary["blocked"], summary["clear"]) == (1_000, 1_000, 0)
    assert (summary["on"], summary["agreement"], summary["edition"]) == ("2025-06-30", "MOU-2025-04", EDITION)
    assert summary["columns"]["5"] == "address"


def test_the_day_decides_what_lies_in_the_future(sound):
    assert run(sound, "--on", "2026-11-22")[0] == 0
    code, out, _ = run(sound, "--on", "2018-01-01")
    assert code == 1 and "period.missing" in out and "matter.missing" in out


def test_columns_may_be_said(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("Surname,Where\nDemofield,unknown\n")
    assert "address.missing" in run(path)[1]
    assert "address.placeholder" in run(path, "--map", "where=address")[1]
    assert "Columns left out: 2." in run(path)[2]


@pytest.mark.parametrize(
    ("content", "arguments", "told"),
    [
        (None, [], "can't be opened"),
        (b"", [], "The file is empty"),
        (b"%PDF-1.7\n", [], "a PDF document"),
        (b"PK\x03\x04 and nothing", [], "isn't an Excel workbook"),
        (b"alpha,beta\n1,2\n", [], "None of the columns' names is known"),
        (b"Demofield,905-66-0001,1980-01-01\nMock,905-66-0002,1981-01-01\n", [], "first row holds data"),
        (b"last_name\nx\n", ["--agreement", "MOU-1"], "There is no agreement “MOU-1”. Those known here: MOU-2025-04."),
        (b"last_name\nx\n", ["--map", "last_name=surname"], "There is no field “surname”"),
        (b'last_name\nx\n"y\n' + b"z\n" * 9, [], "is never closed"),
    ],
)
def test_what_cannot_be_read_says_why_and_prints_no_row(tmp_path, content, arguments, told):
    path = tmp_path / "people.csv"
    if content is not None:
        path.write_bytes(content)
    code, out, err = run(path, *arguments)
    assert (code, out) == (2, "") and told in err


@pytest.mark.parametrize("arguments", [["--on", "2026-02-30"], ["--unheard-of"], []])
def test_a_command_line_that_cannot_be_ends_with_2(tmp_path, arguments):
    words, environment = command(tmp_path, *([AS_SENT] if arguments else []), *arguments)
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and done.stdout == "" and "Traceback" not in done.stderr


def test_a_reader_that_stops_listening_gets_no_traceback(tmp_path):
    path = tmp_path / "many.csv"
    path.write_text("last_name\n" + "Demofield\n" * 200_000)
    words, environment = command(tmp_path, path)
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout and child.stderr
        assert child.stdout.readline().startswith(b'{"row": 1,')
        child.stdout.close()
        told = child.stderr.read().decode()
    assert child.returncode == 1
    assert "200,000 rows: 200,000 blocked" in told and "Traceback" not in told and "Exception" not in told


def test_ctrl_c_ends_it_with_a_sentence(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    words, environment = command(tmp_path, path)
    listening = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever began the tests in the background ignores it
    with (
        subprocess.Popen(words, env=environment, **listening) as child,
        path.open("wb"),  # opens once the command has come so far as to read
    ):
        time.sleep(0.2)
        child.send_signal(signal.SIGINT)
        out, told = child.communicate(timeout=30)
    assert (child.returncode, out) == (130, "")
    assert "Stopped. Nothing was kept." in told and "Traceback" not in told
